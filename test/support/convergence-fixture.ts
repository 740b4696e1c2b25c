/** Convergence over a state with two workers and the network blue, driven by commands and by what workers acknowledge. */
import { AckTracker } from '../../server/dispatch/ack-tracker.js';
import { ConvergenceTracker } from '../../server/dispatch/convergence.js';
import { Presence } from '../../server/dispatch/presence.js';
import { Feeds } from '../../server/feed/feeds.js';
import type { Command } from '../../server/state/command.js';
import { StateFixture } from './state-fixture.js';

/** `commit` answers the revision. */
export function convergenceFixture() {
  const fixture = StateFixture.start(2);
  const { state } = fixture;
  const feeds = new Feeds({ view: state });
  const acks = new AckTracker();
  const presence = new Presence({ now: () => 0 });
  const clock = (): number => fixture.timeMs;
  const convergence = new ConvergenceTracker({ view: state, feeds, acks, presence, clock });
  const commit = (command: Command): number => {
    const { result, events } = fixture.propose(command);
    if (!result.ok) throw new Error(result.refusal.detail);
    feeds.apply(events, fixture.timeMs);
    return result.revision;
  };
  const network = { id: 'net-1', name: 'blue', subnets: [], defaultSubnetId: 'sub-1' };
  commit({ kind: 'network.create', ...network });
  return { fixture, state, feeds, acks, convergence, commit };
}
