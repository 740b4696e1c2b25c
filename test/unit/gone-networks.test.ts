/** What is remembered of networks that are gone: enough to tell who has not heard of it, and no more. */
import t from 'tap';
import type { ManagerMessage } from '../../proto/agent-messages.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { AgentSession } from '../../server/dispatch/session.js';
import { Feeds } from '../../server/feed/feeds.js';
import type { Command } from '../../server/state/command.js';
import { StateFixture } from '../support/state-fixture.js';

function manager(maxGoneBytes: number) {
  const fixture = StateFixture.start(2);
  const { state } = fixture;
  const feeds = new Feeds({ view: state }, { maxGoneBytes });
  const received: ManagerMessage[] = [];
  const outlet = {
    write: (frame: Buffer): boolean => {
      received.push(decodeManagerMessage(frame));
      return true;
    },
    end: () => undefined,
  };
  const agent = new AgentSession(
    { view: state, feeds, outlet, onUpdate: () => undefined },
    { nodeId: 'node-w1', number: 1 },
  );
  const commit = (command: Command): void => {
    const { result, events } = fixture.propose(command);
    if (!result.ok) throw new Error(result.refusal.detail);
    for (const { networkId, concerned } of feeds.apply(events, fixture.timeMs)) {
      if (concerned.includes('node-w1')) agent.mark(networkId);
    }
  };
  const create = (n: number): void =>
    commit({
      ...{ kind: 'network.create', id: `net-${n}`, name: `n${n}` },
      ...{ subnets: [], defaultSubnetId: `sub-${n}` },
    });
  const plug = (n: number): void =>
    commit({
      ...{ kind: 'endpoint.create', id: `ep-${n}`, network: `n${n}` },
      ...{ node: 'node-w1', name: 'a' },
    });
  const unplug = (n: number): void => commit({ kind: 'endpoint.delete', endpoint: `ep-${n}` });
  const remove = (n: number): void =>
    commit({ kind: 'network.delete', network: `n${n}`, force: false });
  return { feeds, agent, received, create, plug, unplug, remove };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test(
  'the deltas of deleted networks are kept up to so many bytes, the newest in any case',
  (t) => {
    const { feeds, create, remove } = manager(1_000);
    const known = (): number => Array.from({ length: 20 }, (_, n) => n).filter(isKnown).length;
    const isKnown = (n: number): boolean => feeds.find(`net-${n}`) !== undefined;
    for (let n = 0; n < 20; n++) {
      create(n);
      remove(n);
      t.ok(isKnown(n));
    }
    t.ok(known() > 1 && known() < 10, `${known()} are known`);
    t.notOk(isKnown(0), 'the oldest goes first');
    const none = manager(0);
    for (const n of [1, 2]) {
      none.create(n);
      none.remove(n);
    }
    t.same(
      [1, 2].map((n) => none.feeds.find(`net-${n}`) !== undefined),
      [false, true],
    );
    t.end();
  },
);

t.test('an agent is told once that a network is gone, however many have gone', async (t) => {
  const { agent, received, create, plug, unplug, remove } = manager(10_000);
  const count = 300;
  agent.begin([]);
  for (let n = 0; n < count; n++) {
    create(n);
    plug(n);
    await turn();
    unplug(n);
    await turn();
    // Nothing has happened since: it is looked at again, as after a received state.
    agent.mark(`net-${n}`);
    agent.mark('net-0');
    await turn();
    if (n > 0) remove(n);
  }
  const gone = received.flatMap((one) => (one.kind === 'gone' ? [one.networkId] : []));
  t.equal(gone.length, count);
  t.equal(new Set(gone).size, count);
});
