/** States in place of entries, on bare cores: who needs one, who takes one, and what never survives it. */
import t from 'tap';
import { CoreGroup, logOf } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import type { InstallSnapshot } from '../core/message.js';
import type { SnapshotMeta } from '../core/types.js';

const THREE = { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] };

/** Member 1 leads and has compacted everything that member 3 lacks. */
function leftBehind(): CoreGroup {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.isolate(3);
  for (const text of ['a', 'b', 'c', 'd']) group.propose(1, text);
  group.settle();
  group.compact(1, 4);
  group.heal();
  return group;
}

const install = (snapshot: SnapshotMeta, term: number): InstallSnapshot => ({
  type: 'install-snapshot',
  from: 1,
  to: 2,
  term,
  snapshot,
});

const progressOf = (group: CoreGroup, id: number) =>
  group.core(1).progress.find((one) => one.id === id);

void t.test('[raft 52] a member whose next entry was compacted is sent a state', (t) => {
  const group = leftBehind();
  group.lose = ({ type }) => type === 'install-snapshot';
  group.pass(4);
  const offers = group.sent.filter(({ type }) => type === 'install-snapshot');
  t.match(offers, [{ to: 3, term: 1, snapshot: { index: 5, term: 1, configuration: THREE } }]);
  t.match(progressOf(group, 3), { state: 'snapshot', paused: true });
  t.equal(offers.length, 1, 'one at a time');
  t.end();
});

void t.test('[raft 53] a state that did not arrive is offered again, the member as it was', (t) => {
  const group = leftBehind();
  group.lose = ({ type }) => type === 'install-snapshot';
  group.pass(4);
  group.core(1).reportSnapshot(3, 'failed');
  t.match(progressOf(group, 3), { state: 'probe', paused: true });
  t.equal(group.core(3).lastIndex, 1);
  group.heal();
  group.pass(8);
  t.same([group.core(3).applied, group.core(3).configuration], [5, THREE]);
  t.match(progressOf(group, 3), { state: 'replicate', match: 5 });
  t.end();
});

void t.test('what arrives may be later than what was offered', (t) => {
  const group = leftBehind();
  group.lose = ({ type }) => type === 'install-snapshot';
  group.pass(4);
  group.propose(1, 'e');
  group.settle();
  group.heal();
  const { snapshot } = group.core(1);
  group.deliver({ ...install(snapshot, 1), to: 3 });
  group.settle();
  t.equal(group.core(3).applied, 6);
  t.match(progressOf(group, 3), { state: 'replicate', match: 6, next: 7 });
  t.end();
});

void t.test('a member that arrives with a state whose answer was lost is found by a probe', (t) => {
  const group = leftBehind();
  group.lose = (message) => message.type === 'append-response' && message.accepted;
  group.pass(4);
  t.equal(progressOf(group, 3)?.state, 'snapshot');
  group.core(1).reportSnapshot(3, 'finished');
  group.heal();
  group.pass(4);
  t.match(progressOf(group, 3), { state: 'replicate', match: 5 });
  t.equal(group.sent.filter(({ type }) => type === 'install-snapshot').length, 1);
  t.end();
});

void t.test('a member that is not heard is sent no state', (t) => {
  const group = leftBehind();
  group.isolate(3);
  group.pass(40);
  group.core(1).unreachable(3);
  group.pass(4);
  t.equal(group.sent.filter(({ type }) => type === 'install-snapshot').length, 0);
  group.heal();
  group.pass(8);
  t.equal(group.core(3).applied, 5);
  t.end();
});

void t.test('[raft 55] a state older than what is committed is ignored', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.propose(1, 'a');
  group.settle();
  const answered = group.sent.length;
  group.pass(2);
  group.deliver(install({ index: 1, term: 1, configuration: THREE }, 1));
  t.equal(group.core(2).commit, 2);
  t.same(group.texts(2), ['a']);
  const answer = group.sent.slice(answered).find(({ type }) => type === 'append-response');
  t.match(answer, { from: 2, accepted: true, index: 2 });
  t.end();
});

void t.test('[raft 56] a state that the log already holds only tells what is committed', (t) => {
  const group = new CoreGroup([]);
  const two = group.add(2, THREE, {
    entries: logOf(1, 1, 1),
    hardState: { term: 1, vote: 0, commit: 0 },
  });
  group.deliver(install({ index: 2, term: 1, configuration: THREE }, 1));
  t.same([two.core.commit, two.core.lastIndex, two.core.firstIndex], [2, 3, 1]);
  t.equal(two.applied.length, 2, 'by its own entries');
  t.end();
});

void t.test('[raft 57] a configuration that was never committed does not survive a state', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.isolate(1);
  group.core(1).proposeChange([{ type: 'remove', id: 3 }]);
  group.settle();
  group.pass(40);
  const next = [2, 3].find((id) => group.core(id).role === 'leader') ?? 0;
  group.propose(next, 'a');
  group.settle();
  group.compact(next, 3);
  group.heal();
  group.pass(12);
  t.same(group.core(1).configuration, THREE);
  t.same([group.core(1).firstIndex, group.core(1).applied], [4, 3]);
  group.restart(1);
  t.same(group.core(1).configuration, THREE);
  t.end();
});

void t.test(
  '[raft 58] a state of an old term is refused, one for a candidate ends its campaign',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    group.isolate(2);
    group.tick(2, 40);
    t.equal(group.core(2).role, 'pre-candidate');
    group.deliver(install({ index: 9, term: 1, configuration: THREE }, 1));
    t.same([group.core(2).role, group.core(2).leader, group.core(2).applied], ['follower', 1, 9]);
    group.deliver({ type: 'heartbeat', from: 3, to: 2, term: 7, commit: 0, round: 1 });
    group.deliver(install({ index: 12, term: 1, configuration: THREE }, 1));
    t.same([group.core(2).term, group.core(2).applied], [7, 9]);
    t.end();
  },
);

void t.test('nothing behind a state is applied, and nobody campaigns, before it is there', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  const two = group.get(2);
  two.slowDisk = true;
  group.deliver(install({ index: 9, term: 1, configuration: THREE }, 1));
  group.tick(2, 50);
  t.same([two.core.role, two.core.applied], ['follower', 0]);
  group.deliver({
    type: 'append-request',
    from: 1,
    to: 2,
    term: 1,
    prevIndex: 9,
    prevTerm: 1,
    commit: 10,
    entries: [{ index: 10, term: 1, type: 'normal', data: new Uint8Array(1) }],
  });
  t.same(two.applied, []);
  two.slowDisk = false;
  group.finishWrite(2);
  group.pump(2);
  t.same([two.core.applied, two.core.firstIndex], [10, 10]);
  t.end();
});

void t.test('a write from before the state makes nothing of the new log durable', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  const two = group.get(2);
  two.slowDisk = true;
  const append = (term: number, prevIndex: number, prevTerm: number) =>
    ({
      type: 'append-request',
      from: 1,
      to: 2,
      term,
      prevIndex,
      prevTerm,
      commit: 0,
      entries: [{ index: prevIndex + 1, term, type: 'normal', data: new Uint8Array(1) }],
    }) as const;
  group.deliver(append(1, 0, 0));
  group.deliver(install({ index: 9, term: 2, configuration: THREE }, 2));
  group.deliver(append(2, 9, 2));
  group.sent.length = 0;
  group.finishWrite(2, false);
  t.same(
    group.sent.filter((message) => message.type === 'append-response' && message.index > 1),
    [],
  );
  group.pump(2);
  group.finishWrite(2);
  t.ok(group.sent.some((message) => message.type === 'append-response' && message.index === 10));
  t.end();
});

void t.test('a log that began behind a received state keeps its configuration', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  const four = { ...THREE, voters: [1, 2, 3, 4] };
  group.deliver(install({ index: 9, term: 1, configuration: four }, 1));
  group.deliver({
    type: 'append-request',
    from: 1,
    to: 2,
    term: 1,
    prevIndex: 9,
    prevTerm: 1,
    commit: 10,
    entries: [{ index: 10, term: 1, type: 'normal', data: new Uint8Array(1) }],
  });
  t.same(group.core(2).compact(10), { index: 10, term: 1, configuration: four });
  t.end();
});

void t.test('compaction keeps the configuration of its point', (t) => {
  const group = new CoreGroup([1, 2]);
  group.elect(1);
  group.add(3);
  group.core(1).proposeChange([{ type: 'learner', id: 3 }]);
  group.settle();
  group.propose(1, 'a');
  group.settle();
  t.same(group.core(1).compact(1), {
    index: 1,
    term: 1,
    configuration: { ...THREE, voters: [1, 2] },
  });
  const learner = { ...THREE, voters: [1, 2], learners: [3] };
  t.same(group.core(1).compact(3), { index: 3, term: 1, configuration: learner });
  t.throws(() => group.core(1).compact(4), { name: 'InvariantViolation' }, 'not applied yet');
  t.end();
});
