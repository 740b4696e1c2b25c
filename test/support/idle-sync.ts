/** What an agent's stream needs around it where a test is about something else: keeps nothing, reports nothing, answers nothing. */
import type { SyncDeps } from '../../agent/sync/sync.js';
import type { VirtualTimers } from './virtual-timers.js';

type Idle = Omit<SyncDeps, 'dial' | 'target'>;

export function idleSync(timers: VirtualTimers): Idle {
  const nothing = (): undefined => undefined;
  return {
    cache: { record: nothing, recordImage: nothing },
    timers,
    log: { debug: nothing, info: nothing, warn: nothing },
    random: () => 0,
    wallClock: () => timers.now(),
    report: () => new Promise(nothing),
    answer: () => Promise.resolve({ code: 'not-supported', detail: '' }),
    onManagers: nothing,
    onSynced: nothing,
    onRemoved: nothing,
  };
}
