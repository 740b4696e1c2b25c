/** Linearizable reads on bare cores: never from a leader that may have been replaced, never without its own commit. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';

void t.test('[raft 61] a fresh leader lets reads wait for its own first commit', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.lose = (message) => message.type === 'append-response';
  group.elect(1);
  t.equal(group.core(1).commit, 0);
  t.equal(group.core(1).requestRead(7), true);
  group.settle();
  t.same(group.get(1).reads, []);
  group.heal();
  group.pass(4);
  t.same(group.get(1).reads, [{ requestId: 7, index: 1 }]);
  t.end();
});

void t.test(
  '[raft 62, 65] a cut-off leader answers no read, and says "again" when it steps down',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    group.isolate(1);
    group.core(1).requestRead(7);
    group.tick(1, 9);
    t.same(group.get(1).reads, []);
    group.tick(1, 15);
    t.same(group.get(1).reads, [{ requestId: 7, index: undefined }]);
    t.end();
  },
);

void t.test('[raft 63] an answer to an earlier round confirms nothing newer', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.core(1).requestRead(1);
  group.pump(1);
  const [beat] = group.take('heartbeat', 2);
  t.ok(beat);
  if (beat === undefined) return;
  group.deliver(beat);
  const [late] = group.take('heartbeat-response');
  group.settle();
  t.equal(group.get(1).reads.length, 1);
  group.isolate(1);
  group.core(1).requestRead(2);
  group.pump(1);
  if (late !== undefined) group.deliver(late);
  if (late !== undefined) group.deliver(late);
  t.equal(group.get(1).reads.length, 1, 'repeated and late answers are of the old round');
  t.end();
});

void t.test('reads that arrive together share one round, later ones get the next', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.tick(1, 2);
  group.settle();
  const before = group.sent.length;
  for (const id of [1, 2, 3]) group.core(1).requestRead(id);
  group.pump(1);
  group.core(1).requestRead(4);
  group.pump(1);
  const beats = group.sent.slice(before).filter(({ type }) => type === 'heartbeat');
  t.equal(beats.length, 2, 'one round to two members; the fourth read waits');
  group.settle();
  t.same(
    group.get(1).reads.map(({ requestId }) => requestId),
    [1, 2, 3, 4],
  );
  t.end();
});

void t.test(
  '[raft 64] a follower asks the leader and may read what was acknowledged before',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    const index = group.propose(1, 'a');
    group.lose = (message) => message.to === 3;
    group.settle();
    group.heal();
    t.equal(group.core(3).requestRead(5), true);
    group.settle();
    t.same(group.get(3).reads, [{ requestId: 5, index }]);
    t.end();
  },
);

void t.test('who knows no leader says so, and who does not lead refuses', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  t.equal(group.core(1).requestRead(1), false);
  group.deliver({ type: 'read-index-request', from: 2, to: 1, term: 0, requestId: 9 });
  t.match(group.take('read-index-response'), [{ to: 2, requestId: 9, rejected: true }]);
  t.end();
});

void t.test(
  '[raft 65] readers that asked a leader which is replaced are told to ask again',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    group.lose = (message) => message.type === 'heartbeat-response';
    group.core(2).requestRead(5);
    group.settle();
    t.same(group.get(2).reads, []);
    group.core(1).transferLeadership(3);
    group.settle();
    t.equal(group.core(3).role, 'leader');
    t.same(group.get(2).reads, [{ requestId: 5, index: undefined }]);
    t.end();
  },
);

void t.test('a learner cannot confirm a read', (t) => {
  const configuration = { ...EMPTY_CONFIGURATION, voters: [1, 2], learners: [3] };
  const group = new CoreGroup([]);
  for (const id of [1, 2, 3]) group.add(id, configuration);
  group.elect(1);
  group.isolate(2);
  group.core(1).requestRead(1);
  group.settle();
  t.same(group.get(1).reads, []);
  group.heal();
  group.pass(2);
  t.equal(group.get(1).reads.length, 1);
  t.end();
});
