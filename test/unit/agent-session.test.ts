/** One agent's session against a reader that does not keep up: nothing queues, nothing is lost. */
import t from 'tap';
import type { ManagerMessage } from '../../proto/agent-messages.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { AgentSession } from '../../server/dispatch/session.js';
import { Feeds } from '../../server/feed/feeds.js';
import type { Command } from '../../server/state/command.js';
import { StateFixture } from '../support/state-fixture.js';

/** A stream that is full after each frame until it is drained. */
class SlowOutlet {
  readonly received: ManagerMessage[] = [];
  ended = false;

  write(frame: Buffer): boolean {
    this.received.push(decodeManagerMessage(frame));
    return false;
  }

  end(): void {
    this.ended = true;
  }
}

function session(maxSteps: number) {
  const fixture = StateFixture.start(2);
  const { state } = fixture;
  const feeds = new Feeds({ view: state }, { maxSteps });
  const outlet = new SlowOutlet();
  let caughtUp = 0;
  const onCaughtUp = (): void => void (caughtUp += 1);
  const agent = new AgentSession(
    { view: state, feeds, outlet, onUpdate: () => undefined, onCaughtUp },
    { nodeId: 'node-w1', number: 1 },
  );
  const commit = (command: Command): number => {
    const { result, events } = fixture.propose(command);
    if (!result.ok) throw new Error(result.refusal.detail);
    for (const { networkId, concerned } of feeds.apply(events, fixture.timeMs)) {
      if (concerned.includes('node-w1')) agent.mark(networkId);
    }
    return result.revision;
  };
  const create = (name: string): number =>
    commit({ kind: 'endpoint.create', id: `ep-${name}`, network: 'blue', node: 'node-w1', name });
  commit({
    kind: 'network.create',
    id: 'net-1',
    name: 'blue',
    subnets: [],
    defaultSubnetId: 'sub-1',
  });
  return { agent, outlet, commit, create, caughtUp: () => caughtUp };
}

const ACK = { networkId: 'net-1', epoch: 1, failed: [], gone: false };

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function drain(agent: AgentSession, outlet: SlowOutlet): Promise<string[]> {
  const from = outlet.received.length;
  for (let before = -1; before !== outlet.received.length;) {
    before = outlet.received.length;
    agent.drained();
    await turn();
  }
  return outlet.received.slice(from).map(({ kind }) => kind);
}

t.test(
  'a full stream gets nothing more until it is drained, then all it missed as one delta',
  async (t) => {
    const { agent, outlet, create } = session(100);
    create('a');
    agent.begin([]);
    await turn();
    t.same(
      outlet.received.map(({ kind }) => kind),
      ['image'],
    );
    const [, , last] = ['b', 'c', 'd'].map(create);
    await turn();
    t.equal(outlet.received.length, 1);
    t.same(await drain(agent, outlet), ['delta', 'synced']);
    const upserts = ['b', 'c', 'd'].map((name) => ({ id: `ep-${name}` }));
    t.match(outlet.received[1], { to: last, upserts, removals: [] });
  },
);

t.test(
  'a reader that falls behind the ring gets one image instead of what it missed',
  async (t) => {
    const { agent, outlet, create } = session(4);
    create('a');
    agent.begin([]);
    await turn();
    await drain(agent, outlet);
    let last = create('first');
    await turn();
    for (let n = 0; n < 20; n++) last = create(`n${n}`);
    t.same(await drain(agent, outlet), ['image']);
    t.match(outlet.received.at(-1), { revision: last });
  },
);

t.test('an agent whose digest keeps differing is sent one image per revision', async (t) => {
  const { agent, outlet, create } = session(100);
  const revision = create('a');
  agent.begin([]);
  await drain(agent, outlet);
  const wrong = { networkId: 'net-1', epoch: 1, revision, digest: 'ff', failed: [], gone: false };
  t.notOk(agent.acked(wrong));
  t.same(await drain(agent, outlet), ['image']);
  t.notOk(agent.acked(wrong));
  t.same(await drain(agent, outlet), []);
  t.ok(agent.acked({ ...wrong, digest: '', gone: true }));
});

t.test('what came and went while an agent was away is said to be gone, once', async (t) => {
  const { agent, outlet, commit, create } = session(100);
  create('a');
  const left = commit({ kind: 'endpoint.delete', endpoint: 'ep-a' });
  agent.begin([]);
  await drain(agent, outlet);
  t.match(outlet.received, [
    { kind: 'gone', networkId: 'net-1', revision: left },
    { kind: 'synced' },
  ]);
  agent.mark('net-1');
  t.same(await drain(agent, outlet), []);
});

t.test('what came and went before a slow reader was told is said to be gone', async (t) => {
  const { agent, outlet, commit, create } = session(100);
  agent.begin([]);
  await drain(agent, outlet);
  create('a');
  const left = commit({ kind: 'endpoint.delete', endpoint: 'ep-a' });
  await drain(agent, outlet);
  t.match(outlet.received.at(-1), { kind: 'gone', networkId: 'net-1', revision: left });
});

t.test('after its last words a session says nothing', async (t) => {
  const { agent, outlet, create } = session(100);
  agent.end();
  create('a');
  agent.begin([]);
  await turn();
  t.ok(outlet.ended);
  t.equal(outlet.received.length, 0);
});

t.test(
  'after its manager took the state whole, an agent is asked again what it holds',
  async (t) => {
    const { agent, outlet, create } = session(100);
    create('a');
    agent.begin([]);
    await turn();
    t.same(await drain(agent, outlet), ['synced']);
    agent.restart();
    await turn();
    await drain(agent, outlet);
    t.same(
      outlet.received.slice(2).map(({ kind }) => kind),
      ['synced'],
    );
  },
);

t.test(
  'an agent is a few deltas ahead of what it has acknowledged, and then told the rest as one',
  async (t) => {
    const { agent, outlet, create } = session(100);
    let last = create('a');
    agent.begin([]);
    await drain(agent, outlet);
    const told = async (count: number): Promise<string[]> => {
      const from = outlet.received.length;
      for (let n = 0; n < count; n++) {
        last = create(`${from}-${n}`);
        await drain(agent, outlet);
      }
      return outlet.received.slice(from).map(({ kind }) => kind);
    };
    const ack = (revision: number): Promise<string[]> => {
      const digest = outlet.received.flatMap((m) =>
        m.kind === 'delta' && m.to === revision ? m.digest : [],
      )[0];
      agent.acked({ ...ACK, revision, digest: digest ?? '' });
      return drain(agent, outlet);
    };
    t.equal(
      (await told(6)).length,
      6,
      'who has acknowledged nothing is not waited for: it may be about to come',
    );
    t.same(await ack(last), []);
    t.same(await told(9), new Array(4).fill('delta'));
    const fourth = outlet.received.at(-1);
    t.same(await ack(fourth?.kind === 'delta' ? fourth.to : 0), ['delta']);
    t.match(outlet.received.at(-1), { to: last, upserts: { length: 5 } });
    t.same(await told(9), new Array(3).fill('delta'));
    agent.unhold();
    t.same(await drain(agent, outlet), ['delta'], 'nor is anybody waited for for long');
    t.match(outlet.received.at(-1), { to: last });
  },
);

t.test('nobody is said to be in sync while something is held back', async (t) => {
  const { agent, outlet, create } = session(100);
  const first = create('a');
  agent.begin([]);
  await turn();
  agent.acked({ ...ACK, revision: first, digest: '', gone: true });
  for (const name of ['b', 'c', 'd', 'e', 'f']) {
    create(name);
    agent.mark('net-1');
    agent.drained();
    await turn();
  }
  const kinds = (): string[] => outlet.received.map(({ kind }) => kind);
  t.same(await drain(agent, outlet), []);
  t.notOk(kinds().includes('synced'));
  agent.unhold();
  t.same(await drain(agent, outlet), ['delta', 'synced']);
});

t.test('what changes before a session begins is part of what it begins with', async (t) => {
  const { agent, outlet, create } = session(100);
  create('a');
  await turn();
  t.same(outlet.received, []);
  agent.begin([]);
  t.same(await drain(agent, outlet), ['image', 'synced']);
});

t.test(
  'an agent has caught up when it has acknowledged what came before `synced`, once',
  async (t) => {
    const { agent, outlet, create, caughtUp } = session(100);
    const revision = create('a');
    agent.begin([]);
    await drain(agent, outlet);
    t.equal(caughtUp(), 0);
    const [image] = outlet.received;
    if (image?.kind !== 'image') throw new Error('no image');
    const { digest } = image;
    agent.acked({ ...ACK, revision: revision - 1, digest: '' });
    t.equal(caughtUp(), 0, 'what it held before does not count');
    agent.acked({ ...ACK, revision, digest });
    agent.acked({ ...ACK, revision, digest });
    t.equal(caughtUp(), 1);
  },
);

t.test('an agent that lacks nothing has caught up with `synced`', async (t) => {
  const { agent, outlet, caughtUp } = session(100);
  agent.begin([]);
  await drain(agent, outlet);
  t.same(
    outlet.received.map(({ kind }) => kind),
    ['synced'],
  );
  t.equal(caughtUp(), 1);
});
