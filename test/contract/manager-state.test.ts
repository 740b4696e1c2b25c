/** The manager's state keeps the contract of a state in one piece, and who reads it sees the other one at once. */
import t from 'tap';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotStoreContract } from '../../raft/contract/snapshot-store.js';
import { beginningsOf, Feeds } from '../../server/feed/feeds.js';
import { WatchFeed } from '../../server/feed/watch-feed.js';
import { AgentSession } from '../../server/dispatch/session.js';
import { Sessions } from '../../server/dispatch/sessions.js';
import { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { inTurns } from '../../server/storage/in-turns.js';
import { CommandMachine } from '../../server/storage/state-machine.js';
import { TestOutlet } from '../support/test-outlet.js';
import { MEMBERS, openMember, populate } from '../support/state-members.js';
import { endpoint, INIT, START_MS, type StateFixture } from '../support/state-fixture.js';

const root = t.testdir();
let count = 0;

snapshotStoreContract(
  async () => {
    count += 1;
    const path = join(root, String(count));
    const { store, snapshots } = await openMember(path, { chunkBytes: 1024 });
    store.complete({ term: 0, configuration: MEMBERS });
    const state = new State();
    const machine = new CommandMachine(
      {
        state,
        rows: (batch) => store.write(batch),
        applied: () => undefined,
        settled: () => undefined,
        snapshots,
      },
      { lastTimeMs: 0 },
    );
    snapshots.onInstalled((stored) => machine.replace(State.load(stored.rows), stored));
    return {
      machine,
      entry: (index, term, change) => {
        const key = { kind: 'key.create', id: `key-${change}`, name: `k${change}` } as const;
        const command = index === 1 ? INIT : { ...key, role: 'viewer', secretHash: `h${change}` };
        const proposal = { command, actor: 'socket', timeMs: START_MS + index };
        const data = Buffer.from(JSON.stringify(proposal));
        return { index, term, type: 'normal', data };
      },
      look: () => stateHash(state),
      close: async () => {
        await snapshots.close();
        await store.close();
        rmSync(path, { recursive: true });
      },
    };
  },
  (title, run) => void t.test(`the state of a manager: ${title}`, run),
  { verified: true },
);

/** The donor's state in place of the one that is read. */
function jump(state: State, donor: StateFixture): void {
  state.become(State.load([...donor.state.rows()]));
}

t.test(
  'after a jump an agent gets the whole set of what changed, nothing of what did not, and the end of what is gone',
  async (t) => {
    const fixture = populate(10);
    const { state } = fixture;
    const feeds = new Feeds({ view: state });
    const outlet = new TestOutlet();
    const sessions = new Sessions({
      welcome: () => Buffer.from('welcome'),
      elsewhere: () => Buffer.from(''),
    });
    const session = new AgentSession(
      { view: state, feeds, outlet, onUpdate: (type) => outlet.updates.push(type) },
      { nodeId: 'node-w1', number: 1 },
    );
    sessions.add(session);
    session.begin([]);
    await outlet.settled();
    t.same(outlet.updates.splice(0), ['image', 'image']);
    const donor = populate(10);
    donor.accept(endpoint('red', 'later'));
    jump(state, donor);
    feeds.restart();
    sessions.restart((id) => state.node(id) !== undefined, state.revision);
    await outlet.settled();
    t.same(
      outlet.updates.splice(0).sort(),
      ['delta', 'image'],
      'the same set under a later revision',
    );
    donor.accept({ kind: 'network.delete', network: 'green', force: true });
    jump(state, donor);
    feeds.restart();
    sessions.restart((id) => state.node(id) !== undefined, state.revision);
    await outlet.settled();
    t.same(outlet.updates.splice(0).sort(), ['delta', 'gone']);
    sessions.restart(() => false, state.revision);
    t.ok(outlet.ended, 'a node that is no more is told so');
  },
);

t.test('a large state is loaded in turns, and the feeds for it are begun in turns', async (t) => {
  const fixture = populate(0);
  for (let n = 0; n < 1500; n += 1) {
    fixture.propose(endpoint('red', `e${n}`), { caller: 'key-a', key: `k${n}`, bodyHash: 'h' });
  }
  const { state } = fixture;
  let turns = 0;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  t.teardown(() => clearImmediate(next));
  const loaded = await inTurns(State.loading([...state.rows()]));
  t.ok(turns >= 5, `${turns} turns for 1500 endpoints and 1500 sessions`);
  t.equal(stateHash(loaded), stateHash(state));
  turns = 0;
  const beginnings = await inTurns(beginningsOf(loaded));
  t.ok(turns >= 3, `${turns} turns for 1500 endpoints`);
  const [feeds, expected] = [new Feeds({ view: loaded }), new Feeds({ view: state })];
  feeds.restart(beginnings);
  for (const { networkId, digest, revision } of expected.all()) {
    t.match(feeds.find(networkId), { digest, revision });
  }
  const corrupt = { table: 'nonsense', key: 'k', value: 1 };
  await t.rejects(inTurns(State.loading([...state.rows(), corrupt])), { code: 'state-corrupt' });
});

t.test('after a jump watches go on where they were, and are told what they lost', (t) => {
  const fixture = populate(10);
  const { state } = fixture;
  const watch = new WatchFeed({ view: state });
  const from = watch.end;
  const donor = populate(10);
  donor.accept(endpoint('red', 'later'));
  jump(state, donor);
  t.match(watch.after(from, 10), [{ kind: 'endpoint', name: 'later' }]);
  const history = { count: 2, bytes: 1e6 };
  for (const name of ['x', 'y', 'z']) donor.propose(endpoint('red', name), undefined, { history });
  jump(state, donor);
  t.equal(watch.after(from, 10), undefined);
  t.match(watch.after(watch.floor, 10), [{ name: 'y' }, { name: 'z' }]);
  t.end();
});
