/** Leases, step-down and rejoining on bare cores: nobody is disturbed, and nobody is stuck. */
import t from 'tap';
import { CoreGroup, logOf } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';

const VOTERS = { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] };

function withLogs(...logs: number[][]): CoreGroup {
  const group = new CoreGroup([]);
  logs.forEach((terms, position) => {
    group.add(position + 1, VOTERS, {
      entries: logOf(...terms),
      hardState: { term: Math.max(0, ...terms), vote: 0, commit: 0 },
    });
  });
  return group;
}

const roles = (group: CoreGroup): string[] =>
  [...group.members.values()].map(({ core }) => core.role);

void t.test(
  '[raft 31] while a leader is heard a campaign has no effect, unless the leader asked for it',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    const ask = (transfer: boolean): void => {
      group.deliver({
        type: 'vote-request',
        from: 3,
        to: 2,
        term: 7,
        lastIndex: 9,
        lastTerm: 7,
        transfer,
      });
    };
    ask(false);
    t.equal(group.core(2).term, 1);
    t.same(group.take('vote-response'), []);
    ask(true);
    t.equal(group.core(2).term, 7);
    t.match(group.take('vote-response'), [{ granted: true }]);
    t.end();
  },
);

void t.test('[raft 30] followers help the leader back that they still name', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.deliver({ type: 'pre-vote-request', from: 1, to: 2, term: 2, lastIndex: 1, lastTerm: 1 });
  t.match(group.take('pre-vote-response'), [{ granted: true }]);
  group.deliver({
    type: 'vote-request',
    from: 1,
    to: 2,
    term: 2,
    lastIndex: 1,
    lastTerm: 1,
    transfer: false,
  });
  t.match(group.take('vote-response'), [{ granted: true }]);
  t.end();
});

void t.test('[raft 26] a member with an older term and the better log comes to lead', (t) => {
  const group = withLogs([1, 1], [1], [1]);
  for (const id of [2, 3]) {
    group.get(id).hardState = { term: 5, vote: 0, commit: 0 };
    group.restart(id);
  }
  group.isolate(3);
  group.elect(1);
  t.equal(group.core(1).term, 5, 'the refusal told it the term');
  group.elect(1);
  t.equal(group.core(1).role, 'leader');
  t.end();
});

void t.test(
  '[raft 20] a leader that is cut off steps down within two timeouts, in its own term',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    group.isolate(1);
    group.tick(1, 20);
    t.not(group.core(1).role, 'leader');
    t.equal(group.core(1).term, 1);
    t.end();
  },
);

void t.test('[raft 21] a member back from a partition disturbs nobody', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.isolate(3);
  group.pass(100);
  t.equal(group.core(3).term, 1, 'it kept asking, and kept the term');
  group.heal();
  group.pass(40);
  t.same(roles(group), ['leader', 'follower', 'follower']);
  t.equal(group.core(1).term, 1);
  t.end();
});

void t.test(
  '[raft 23, 24] a leader that one follower cannot hear, or that cannot hear it, stays',
  (t) => {
    for (const [from, to] of [
      [1, 3],
      [3, 1],
    ]) {
      const group = new CoreGroup([1, 2, 3]);
      group.elect(1);
      group.lose = (message) => message.from === from && message.to === to;
      group.pass(100);
      t.equal(group.core(1).role, 'leader');
      t.equal(group.core(1).term, 1);
    }
    t.end();
  },
);

void t.test('a deposed leader learns the new term from the answer to its heartbeat', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.get(2).hardState = { term: 4, vote: 0, commit: 1 };
  group.restart(2);
  group.tick(1, 2);
  group.settle();
  t.same([group.core(1).role, group.core(1).term], ['follower', 4]);
  t.end();
});

void t.test('[raft 25] a lost link between two of three leaves the third able to lead', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.lose = (message) => message.from + message.to === 4;
  group.pass(100);
  const leader = [1, 2, 3].find((id) => group.core(id).role === 'leader');
  t.ok(leader !== undefined && group.core(leader).commit > 0);
  t.end();
});

void t.test('[raft 25] of five members that only meet in the middle, the middle one leads', (t) => {
  const group = new CoreGroup([1, 2, 3, 4, 5]);
  group.lose = ({ from, to }) => from !== 3 && to !== 3;
  group.pass(200);
  t.equal(group.core(3).role, 'leader');
  const { term } = group.core(3);
  group.pass(200);
  t.same([group.core(3).role, group.core(3).term], ['leader', term], 'and is left in peace');
  t.end();
});

void t.test(
  '[raft 42] learners and strangers to every configuration answer votes but never campaign',
  (t) => {
    const group = new CoreGroup([]);
    group.add(4, { ...EMPTY_CONFIGURATION, voters: [1, 2, 3], learners: [4] });
    group.add(5);
    for (const to of [4, 5]) {
      group.deliver({
        type: 'vote-request',
        from: 1,
        to,
        term: 3,
        lastIndex: 0,
        lastTerm: 0,
        transfer: false,
      });
      group.tick(to, 100);
      t.equal(group.core(to).role, 'follower');
    }
    t.match(group.take('vote-response'), [{ granted: true }, { granted: true }]);
    t.end();
  },
);

void t.test('two leaders in one term stop the member that sees it', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  t.throws(
    () => group.deliver({ type: 'heartbeat', from: 2, to: 1, term: 1, commit: 0, round: 0 }),
    { name: 'InvariantViolation' },
  );
  t.end();
});

void t.test('what makes no sense is counted and changes nothing', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  const garbage: unknown[] = [
    { type: 'snapshot-request', from: 2, to: 1, term: 9 },
    { type: 'heartbeat', from: 2, to: 3, term: 9, commit: 0, round: 0 },
    { type: 'heartbeat', from: 2, to: 1, term: 1.5, commit: 0, round: 0 },
    { type: 'heartbeat', from: 1, to: 1, term: 9, commit: 0, round: 0 },
    {
      type: 'append-request',
      from: 2,
      to: 1,
      term: 9,
      prevIndex: 0,
      prevTerm: 0,
      commit: 0,
      entries: logOf(1, 1).slice(1),
    },
  ];
  for (const message of garbage) group.core(1).step(message as never);
  t.equal(group.core(1).dropped, garbage.length);
  t.equal(group.core(1).term, 0);
  t.end();
});
