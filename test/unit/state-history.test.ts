/** The replicated history of changes: what is in it, in what order, how much of it, the same on every manager. */
import fc from 'fast-check';
import t from 'tap';
import {
  comparePositions,
  endOf,
  formatPosition,
  parsePosition,
} from '../../model/event-position.js';
import { apply } from '../../server/state/apply.js';
import type { HistoryLimits } from '../../server/state/history.js';
import { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { intents, play } from '../support/random-commands.js';
import { endpoint, network, networkOf, StateFixture } from '../support/state-fixture.js';

const ALL = { revision: 0, n: 0 };
const MANY = 1e6;

const kept = (state: State) => state.historyAfter({ revision: -1, n: 0 }, MANY);
t.test('every place is written so that it is read again', (t) => {
  for (const place of [endOf(5), { revision: 5, n: 0 }, { revision: 57, n: 2 }]) {
    t.same(parsePosition(formatPosition(place)), place);
  }
  t.equal(formatPosition(endOf(5)), '5');
  t.end();
});

const idsOf = (state: State): string[] => kept(state).map(formatPosition);

t.test('[check 61] every change is in the event history with who made it', (t) => {
  const lab = StateFixture.start(1);
  const proposal = { actor: 'key:ci', timeMs: lab.timeMs + 1 };
  const commands = [
    networkOf('red', '10.1.0.0/24'),
    endpoint('red', 'a'),
    { kind: 'endpoint.update', endpoint: 'a.red', labels: { tier: 'db' } },
    { kind: 'network.delete', network: 'red', force: true },
  ] as const;
  const from = lab.state.historyEnd();
  for (const command of commands) {
    apply(lab.state, { ...proposal, command }, { index: ++lab.index });
  }
  const told = lab.state.historyAfter(from, MANY);
  const first = from.revision + 1;
  t.same(
    told.map(({ revision, n, actor, type, kind, name }) => [revision, n, actor, type, kind, name]),
    [
      [first, 0, 'key:ci', 'created', 'network', 'red'],
      [first, 1, 'key:ci', 'created', 'subnet', '10.1.0.0/24'],
      [first + 1, 0, 'key:ci', 'created', 'endpoint', 'a'],
      [first + 2, 0, 'key:ci', 'updated', 'endpoint', 'a'],
      [first + 3, 0, 'key:ci', 'deleted', 'endpoint', 'a'],
      [first + 3, 1, 'key:ci', 'deleted', 'subnet', '10.1.0.0/24'],
      [first + 3, 2, 'key:ci', 'deleted', 'network', 'red'],
    ],
  );
  t.equal(new Set(told.map(({ time }) => time)).size, 1, 'when: the stamp of the entry');
  const gone = told.find(({ type, kind }) => type === 'deleted' && kind === 'endpoint');
  t.match(gone, { networkName: 'red', nodeName: 'w1', network: 'net-red' }, 'named after the end');
  t.match(gone?.object, { labels: { tier: 'db' }, addresses: ['10.1.0.2/24'] }, 'as it last was');
  t.end();
});

t.test(
  'the first entry of a new cluster is told; no refusal, no repetition, no heartbeat is',
  (t) => {
    const lab = StateFixture.start(1);
    t.same(
      kept(lab.state).map(({ type, kind, name }) => `${type} ${kind} ${name}`),
      ['created cluster lab', 'created node m1', 'created token tok-w', 'created node w1'],
    );
    const before = idsOf(lab.state);
    lab.accept({ kind: 'node.status', changes: [{ node: 'node-w1', status: 'down' }] });
    t.same(idsOf(lab.state), before, 'a status that was so already');
    lab.refuse({ kind: 'endpoint.delete', endpoint: 'none' });
    const report = { mtu: 1500, routes: [], capabilities: [], agentVersion: '1' };
    lab.accept({ kind: 'node.report', node: 'node-w1', ...report });
    lab.accept({ kind: 'node.report', node: 'node-w1', ...report });
    lab.propose(network('n'), { caller: 'c', key: 'k', bodyHash: 'h' });
    lab.propose(network('n'), { caller: 'c', key: 'k', bodyHash: 'h' });
    t.same(
      kept(lab.state)
        .slice(before.length)
        .map(({ type, kind }) => `${type} ${kind}`),
      ['updated node', 'created network', 'created subnet'],
    );
    t.end();
  },
);

t.test('no hash of a secret or key is in it', (t) => {
  const lab = StateFixture.start(1);
  lab.accept({ kind: 'key.create', id: 'key-1', name: 'k', role: 'viewer', secretHash: 'hash-k' });
  const text = JSON.stringify(kept(lab.state));
  for (const secret of ['hash-k', 'hash-w', 'key-w1', 'key-m1', 'secretHash', 'keyDigest']) {
    t.notMatch(text, secret);
  }
  t.match(kept(lab.state).at(-1), { kind: 'key', name: 'k', object: { role: 'viewer' } });
  t.end();
});

/** Proposes under limits of its own. */
function limited(lab: StateFixture, limits: HistoryLimits) {
  return (...commands: Parameters<StateFixture['propose']>[0][]) => {
    for (const command of commands) lab.propose(command, undefined, { history: limits });
  };
}

t.test('the oldest go beyond the count; the floor is the last that went', (t) => {
  const lab = StateFixture.start(1);
  const act = limited(lab, { count: 3, bytes: MANY });
  t.same(lab.state.historyFloor(), ALL, 'nothing went yet');
  act(network('a'), network('b'));
  const revision = lab.index;
  t.same(idsOf(lab.state), [`${revision - 1}-1`, `${revision}-0`, `${revision}-1`]);
  t.same(lab.state.historyFloor(), { revision: revision - 1, n: 0 });
  act(network('c', { subnets: [1, 2, 3].map((n) => ({ id: `s${n}`, cidr: `10.9.${n}.0/24` })) }));
  t.same(idsOf(lab.state), [`${lab.index}-1`, `${lab.index}-2`, `${lab.index}-3`]);
  t.same(lab.state.historyFloor(), { revision: lab.index, n: 0 }, 'in the middle of an entry');
  act({ kind: 'network.delete', network: 'a', force: false });
  const end = lab.index;
  t.same(lab.state.historyEnd(), kept(lab.state).at(-1));
  t.same(
    lab.state.historyAfter({ revision: end, n: 0 }, MANY).map(formatPosition),
    [`${end}-1`],
    'from the middle of an entry on',
  );
  t.same(lab.state.historyAfter(endOf(end), MANY), []);
  t.end();
});

t.test('size counts as well, and one that is too large stays until the next', (t) => {
  const lab = StateFixture.start(1);
  const act = limited(lab, { count: MANY, bytes: 2000 });
  act(networkOf('n', '10.1.0.0/24'));
  const aliases = Array.from({ length: 300 }, (_, n) => `alias-${n}`);
  act(endpoint('n', 'large', { aliases }));
  t.same(idsOf(lab.state), [`${lab.index}-0`]);
  act(endpoint('n', 'small'));
  t.same(
    kept(lab.state).map(({ name }) => name),
    ['small'],
  );
  t.same(lab.state.historyFloor(), { revision: lab.index - 1, n: 0 });
  t.end();
});

t.test('an entry costs what it changes, however much is kept', (t) => {
  const lab = StateFixture.start(1);
  const act = limited(lab, { count: 50, bytes: MANY });
  act(networkOf('n', '10.0.0.0/16'));
  for (let n = 0; n < 200; n += 1) {
    act(endpoint('n', `e${n}`));
    const { writes } = lab.propose({ kind: 'endpoint.delete', endpoint: `e${n}.n` }, undefined, {
      history: { count: 50, bytes: MANY },
    });
    const events = writes.filter(({ table }) => table === 'events');
    t.ok(events.length <= 2, 'one in, at most one out');
  }
  t.equal(kept(lab.state).length, 50);
  t.end();
});

t.test('managers of an older program keep none: it begins with the level', (t) => {
  const lab = StateFixture.start(1, 1);
  lab.accept(network('before'));
  t.same(kept(lab.state), []);
  t.same(lab.state.historyFloor(), { revision: lab.state.revision, n: 0 });
  lab.accept({ kind: 'node.announce', node: 'm1', featureLevel: 2 });
  const before = lab.state.revision;
  lab.accept({ kind: 'cluster.raise', featureLevel: 2 });
  t.match(kept(lab.state), [{ kind: 'cluster', type: 'updated', object: { featureLevel: 2 } }]);
  t.same(lab.state.historyFloor(), { revision: before, n: 0 }, 'nothing before it is known');
  t.end();
});

t.test('it is the same on every manager, also on one that began from rows in the middle', (t) => {
  const small = { history: { count: 9, bytes: 4000 } };
  fc.assert(
    fc.property(intents, fc.nat(), (sequence, cut) => {
      const { proposals } = play(sequence);
      const middle = cut % proposals.length;
      const one = new State();
      let other = new State();
      const ids: string[] = [];
      proposals.forEach((proposal, i) => {
        if (i === middle) {
          const rows = JSON.parse(JSON.stringify([...other.rows()])) as [];
          other = State.load(rows.reverse());
        }
        const before = one.historyEnd();
        const first = apply(one, proposal, { index: i + 1, ...small });
        const second = apply(other, proposal, { index: i + 1, ...small });
        if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error('outcomes differ');
        const told = one.historyAfter(before, MANY);
        ids.push(...told.map(formatPosition));
        if (first.events.length <= 9 && told.length > first.events.length) {
          throw new Error('more is told than happened');
        }
      });
      if (stateHash(one) !== stateHash(other)) throw new Error('states differ');
      if (new Set(ids).size !== ids.length) throw new Error('a place was given twice');
      const rows = kept(one);
      if (rows.length > 9) throw new Error('too many are kept');
      rows.forEach((row, i) => {
        const before = rows[i - 1] ?? one.historyFloor();
        const { revision, n } = before;
        if (comparePositions(row.after, { revision, n }) !== 0)
          throw new Error('a link is missing');
      });
    }),
    { numRuns: 60 },
  );
  t.pass('held');
  t.end();
});
