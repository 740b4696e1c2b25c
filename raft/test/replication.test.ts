/** Replication on bare cores: what is committed, what is truncated, and how a lost window heals. */
import t from 'tap';
import { commitOldTerms } from './support/planted.js';
import { CoreGroup, logOf, termsOf } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { RaftLog } from '../core/log.js';
import type { AppendRequest, Message } from '../core/message.js';
import type { CoreOptions } from '../core/options.js';
import type { Entry, MemberId } from '../core/types.js';

function withLogs(logs: readonly number[][], options: Partial<CoreOptions> = {}): CoreGroup {
  const group = new CoreGroup([], options);
  const voters = logs.map((_terms, position) => position + 1);
  logs.forEach((terms, position) => {
    group.add(
      position + 1,
      { ...EMPTY_CONFIGURATION, voters },
      {
        entries: logOf(...terms),
        hardState: { term: Math.max(0, ...terms), vote: 0, commit: 0 },
      },
    );
  });
  return group;
}

function append(
  to: MemberId,
  prev: readonly [number, number],
  entries: readonly Entry[],
  commit = 0,
  term = 9,
): AppendRequest {
  const [prevIndex, prevTerm] = prev;
  return { type: 'append-request', from: 1, to, term, prevIndex, prevTerm, commit, entries };
}

/**
 * Figure 8 of the paper up to step (c): member 1 leads term 4 over the tail of term 2, has it on a majority,
 * and only then a message for its own entry arrives. Returns what member 1 holds to be committed.
 */
function figureEight(): number {
  const group = withLogs([[1, 2], [1], [1], [1], [1, 3]], { maxAppendBytes: 1 });
  group.get(1).hardState = { term: 3, vote: 0, commit: 0 };
  group.restart(1);
  const isOwn = (message: Message): boolean =>
    message.type === 'append-request' && message.entries.some(({ term }) => term === 4);
  group.lose = (message) =>
    message.to > 3 || message.from > 3 || (isOwn(message) && group.core(message.to).lastIndex > 1);
  group.elect(1);
  group.pass(10);
  return group.core(1).commit;
}

void t.test('[raft 8] an entry of an older term is not committed by counting', (t) => {
  t.equal(figureEight(), 0);
  const undo = commitOldTerms();
  t.teardown(undo);
  t.equal(figureEight(), 2, 'a leader that counts old terms would have told somebody');
  t.end();
});

void t.test('[raft 9] the empty entry of a new leader commits the tail it inherited', (t) => {
  const group = withLogs([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  group.elect(1);
  t.equal(group.core(1).commit, 3);
  t.ok([1, 2, 3].every((id) => group.get(id).applied.length === 3));
  t.end();
});

void t.test('a commit reaches an idle follower without waiting for a heartbeat', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  const index = group.propose(1, 'a');
  group.settle();
  t.ok([1, 2, 3].every((id) => group.core(id).commit === index));
  t.end();
});

void t.test('the news of a commit alone is not answered, unless it does not fit', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.sent.length = 0;
  group.propose(1, 'a');
  group.settle();
  const ofTwo = group.sent.filter(
    (one) => one.type.startsWith('append') && one.from + one.to === 3,
  );
  t.same(
    ofTwo.map(({ type }) => type),
    ['append-request', 'append-response', 'append-request'],
  );
  group.sent.length = 0;
  const { term, lastIndex } = group.core(1);
  group.deliver({ ...append(2, [lastIndex + 1, term], [], lastIndex + 1, term), quiet: true });
  t.match(group.sent, [{ type: 'append-response', accepted: false }]);
  t.end();
});

void t.test('[raft 10] a follower commits no further than what the leader verified', (t) => {
  const group = withLogs([[1], [1, 1, 1], [1]]);
  group.deliver(append(2, [1, 1], [], 3));
  t.equal(group.core(2).commit, 1, 'the tail behind the verified entry may be stale');
  t.end();
});

void t.test('[raft 10] heartbeats carry no more than the receiver is known to hold', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.lose = (message) => message.to === 3;
  group.propose(1, 'a');
  group.settle();
  group.heal();
  group.tick(1, 2);
  const beats = group.take('heartbeat').map(({ to, commit }) => [to, commit]);
  t.same(beats, [
    [2, 2],
    [3, 1],
  ]);
  t.end();
});

void t.test('[raft 11] an older, shorter append truncates nothing', (t) => {
  const group = withLogs([[1], [1], [1]]);
  const entries = logOf(1, 9, 9, 9).slice(1);
  group.deliver(append(2, [1, 1], entries));
  group.deliver(append(2, [1, 1], entries.slice(0, 1)));
  t.same(termsOf(group.get(2)), [1, 9, 9, 9]);
  const answers = group.take('append-response').map(({ accepted, index }) => [accepted, index]);
  t.same(answers, [
    [true, 4],
    [true, 2],
  ]);
  t.end();
});

void t.test('[raft 12] a repeated append changes nothing and is acknowledged again', (t) => {
  const group = withLogs([[1], [1], [1]]);
  const message = append(2, [1, 1], logOf(1, 9).slice(1));
  group.deliver(message);
  group.deliver(message);
  t.same(termsOf(group.get(2)), [1, 9]);
  t.same(
    group.take('append-response').map(({ index }) => index),
    [2, 2],
  );
  t.end();
});

void t.test(
  '[raft 13] a conflicting tail goes from its first difference on, and stays gone after a crash',
  (t) => {
    const group = withLogs([[1], [1, 2, 2, 2], [1]]);
    group.deliver(append(2, [2, 2], logOf(1, 2, 9).slice(2)));
    t.same(termsOf(group.get(2)), [1, 2, 9]);
    group.restart(2);
    t.same(termsOf(group.get(2)), [1, 2, 9]);
    t.end();
  },
);

void t.test('an acknowledgement waits until the entries are durable', (t) => {
  const group = withLogs([[1], [1], [1]]);
  group.get(2).slowDisk = true;
  group.deliver(append(2, [1, 1], logOf(1, 9).slice(1)));
  group.deliver(append(2, [1, 1], logOf(1, 9).slice(1)));
  t.same(group.take('append-response'), [], 'the repeated one has to wait as well');
  group.finishWrite(2);
  group.finishWrite(2);
  t.equal(group.take('append-response').length, 2);
  t.end();
});

void t.test('[raft 15] below the commit index an append is answered, not looked at', (t) => {
  const group = withLogs([[1], [1, 1, 1], [1]]);
  group.deliver(append(2, [2, 1], [], 2));
  group.deliver(append(2, [1, 1], logOf(1, 9).slice(1)));
  t.same(termsOf(group.get(2)), [1, 1, 1]);
  t.match(group.take('append-response').at(-1), { accepted: true, index: 2 });
  t.end();
});

void t.test('a log refuses to lose a committed entry', (t) => {
  const log = new RaftLog({
    snapshotIndex: 0,
    snapshotTerm: 0,
    entries: logOf(1, 1, 1),
    commit: 2,
    applied: 0,
  });
  t.throws(() => log.merge(0, logOf(1, 9)), { name: 'InvariantViolation' });
  t.equal(log.merge(1, logOf(1, 1, 9).slice(1)), 3);
  t.end();
});

void t.test(
  '[raft 14] the seven logs of figure 7 converge with at most one probe per term',
  (t) => {
    const leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const followers = [
      [1, 1, 1, 4, 4, 5, 5, 6, 6],
      [1, 1, 1, 4],
      [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
      [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
      [1, 1, 1, 4, 4, 4, 4],
      [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    for (const follower of followers) {
      // A third member that votes for the leader whatever the follower says.
      const group = withLogs([leader, follower, leader]);
      group.get(1).hardState = { term: 8, vote: 0, commit: 0 };
      group.restart(1);
      group.elect(1);
      group.pass(4);
      t.same(termsOf(group.get(2)), [...leader, 9], `follower ${follower.join('')}`);
      const refusals = group.sent.filter(
        (message) => message.type === 'append-response' && message.from === 2 && !message.accepted,
      );
      t.ok(refusals.length <= new Set([...leader, ...follower]).size, `${refusals.length} probes`);
    }
    t.end();
  },
);
