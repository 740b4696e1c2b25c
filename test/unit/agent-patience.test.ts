/** How long an agent waits for a manager that does not answer, in virtual time. */
import t from 'tap';
import type { StreamHandlers } from '../../agent/sync/dial.js';
import { AgentSync } from '../../agent/sync/sync.js';
import { idleSync } from '../support/idle-sync.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const MANAGER = { nodeId: 'node-m1', address: '192.0.2.1', grpcPort: 7071, apiPort: 7070 };
const WELCOME_MS = 6000;
const PAUSE_MS = 100;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function agent() {
  const timers = new VirtualTimers();
  const attempts: { readonly at: number; endedAt?: number; readonly handlers: StreamHandlers }[] =
    [];
  const nothing = (): undefined => undefined;
  const sync = new AgentSync(
    {
      dial: (_manager, handlers) => {
        const attempt: (typeof attempts)[number] = { at: timers.now(), handlers };
        attempts.push(attempt);
        const close = (): void => void (attempt.endedAt = timers.now());
        return { client: undefined, send: nothing, close };
      },
      target: {
        held: () => [],
        setImage: () => ({ accepted: true }),
        applyDelta: () => ({ accepted: true }),
        removeNetwork: nothing,
        synced: nothing,
      },
      ...idleSync(timers),
    },
    {
      ...{ clusterId: 'clu-1', nodeId: 'me', bootId: 'b', version: 'v', vtep: '' },
      ...{ capabilities: [], managers: [MANAGER] },
      timing: { welcomeMs: WELCOME_MS },
      backoff: { firstMs: PAUSE_MS, baseMs: PAUSE_MS, longestMs: PAUSE_MS },
    },
  );
  const welcome = (): void =>
    attempts.at(-1)?.handlers.message({
      ...{ kind: 'welcome', clusterId: 'clu-1', clusterName: 'c', nodeId: 'me', nodeName: 'w1' },
      ...{ epoch: 1, managers: [MANAGER], managerId: MANAGER.nodeId },
    });
  const lasted = (): number[] =>
    attempts.flatMap(({ at, endedAt }) => (endedAt === undefined ? [] : [endedAt - at]));
  const pass = (ms: number): Promise<void> => timers.pass(ms, turn);
  return { sync, attempts, welcome, lasted, pass };
}

t.test(
  'an attempt after one that nobody answered is given longer, but not ever longer',
  async (t) => {
    const { sync, attempts, lasted, welcome, pass } = agent();
    sync.start();
    await pass(6 * WELCOME_MS);
    const [first = 0, second = 0, third = 0] = lasted();
    t.ok(first >= WELCOME_MS && first < 1.1 * WELCOME_MS, `${first} ms`);
    t.ok(second >= 2 * WELCOME_MS && second < 2.1 * WELCOME_MS, `${second} ms`);
    t.equal(third, second);
    welcome();
    await turn();
    attempts.at(-1)?.handlers.ended({ status: 14, detail: 'broken', code: undefined });
    await turn();
    await pass(1.5 * WELCOME_MS);
    t.equal(lasted().at(-1), first, 'whoever was answered begins anew');
    await sync.stop();
  },
);

t.test('what arrived while the agent was held up counts before its deadline does', async (t) => {
  const { sync, attempts, lasted, welcome, pass } = agent();
  sync.start();
  await turn();
  await pass(WELCOME_MS);
  // The timer has run; what was there by then is read after it.
  welcome();
  await pass(WELCOME_MS);
  t.equal(attempts.length, 1);
  t.same(lasted(), []);
  t.equal(sync.status().state, 'syncing');
  await sync.stop();
});
