/** Elections on bare cores: who may win, who must answer what, and which timers move. */
import t from 'tap';
import { CoreGroup, logOf } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import type { MemberId } from '../core/types.js';

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

void t.test('[raft 1] a cold start ends with one leader and its empty entry committed', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.pass(60);
  t.equal(roles(group).filter((role) => role === 'leader').length, 1);
  t.ok([1, 2, 3].every((id) => group.core(id).applied === 1));
  t.equal(group.core(1).entry(1)?.type, 'noop');
  t.end();
});

void t.test('[raft 2, 4] a sole voter leads only once its own vote is durable', (t) => {
  const group = new CoreGroup([1]);
  group.get(1).slowDisk = true;
  group.campaign(1);
  t.equal(group.core(1).role, 'candidate');
  group.finishWrite(1);
  t.equal(group.core(1).role, 'leader');
  t.equal(group.core(1).commit, 0);
  group.finishWrite(1);
  t.equal(group.core(1).commit, 1);
  t.end();
});

void t.test('[raft 3] no vote is told, asked for or counted before it is durable', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.get(1).slowDisk = true;
  group.campaign(1);
  group.settle();
  t.equal(group.core(1).role, 'candidate', 'the pre-vote is won');
  t.same(group.take('vote-request'), [], 'nothing is asked while the write is under way');
  for (const id of [2, 3]) group.get(id).slowDisk = true;
  group.finishWrite(1);
  group.settle();
  t.same(group.take('vote-response'), []);
  t.equal(group.core(2).vote, 1);
  group.restart(2);
  t.equal(group.core(2).vote, 0, 'a vote nobody heard of is forgotten with the write');
  group.finishWrite(3);
  group.settle();
  t.equal(group.core(1).role, 'leader');
  t.end();
});

void t.test('[raft 3] a vote survives a crash and stands against another candidate', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  const ask = (from: MemberId): void => {
    group.deliver({
      type: 'vote-request',
      from,
      to: 2,
      term: 1,
      lastIndex: 0,
      lastTerm: 0,
      transfer: false,
    });
  };
  ask(1);
  group.restart(2);
  ask(3);
  ask(1);
  const answers = group.take('vote-response').map(({ to, granted }) => [to, granted]);
  t.same(answers, [
    [1, true],
    [3, false],
    [1, true],
  ]);
  t.end();
});

void t.test(
  '[raft 6] a longer log of an older term loses against a shorter one of a newer term',
  (t) => {
    const group = withLogs([1, 1, 1, 1], [1, 2], [1, 2]);
    group.elect(1);
    t.not(group.core(1).role, 'leader');
    group.elect(2);
    t.equal(group.core(2).role, 'leader');
    t.end();
  },
);

void t.test('[raft 7] an equal log is good enough', (t) => {
  const group = withLogs([1, 2], [1, 2], [1, 2]);
  group.elect(3);
  t.equal(group.core(3).role, 'leader');
  t.end();
});

void t.test('[raft 29] granting a pre-vote moves neither term, vote nor timer', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  const timeout = ticksToCampaign();
  group.tick(2, timeout - 1);
  group.deliver({ type: 'pre-vote-request', from: 3, to: 2, term: 1, lastIndex: 0, lastTerm: 0 });
  t.match(group.take('pre-vote-response'), [{ granted: true, term: 1 }]);
  t.same([group.core(2).term, group.core(2).vote], [0, 0]);
  group.tick(2);
  t.equal(group.core(2).role, 'pre-candidate');
  t.end();
});

void t.test('a refused vote does not delay the refuser, a granted one does', (t) => {
  const timeout = ticksToCampaign();
  for (const [lastTerm, role] of [
    [0, 'pre-candidate'],
    [9, 'follower'],
  ] as const) {
    const group = withLogs([1], [1], [1]);
    group.tick(2, timeout - 1);
    group.deliver({
      type: 'vote-request',
      from: 3,
      to: 2,
      term: 9,
      lastIndex: 9,
      lastTerm,
      transfer: false,
    });
    group.tick(2);
    t.equal(group.core(2).role, role);
  }
  t.end();
});

void t.test('[raft 28] pre-votes never count as votes, nor grants of an older campaign', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.isolate(1);
  group.campaign(1);
  group.deliver({ type: 'vote-response', from: 2, to: 1, term: 0, granted: true });
  t.equal(group.core(1).role, 'pre-candidate');
  group.deliver({ type: 'pre-vote-response', from: 2, to: 1, term: 1, granted: true });
  t.equal(group.core(1).role, 'candidate');
  group.deliver({ type: 'pre-vote-response', from: 3, to: 1, term: 1, granted: true });
  t.equal(group.core(1).role, 'candidate');
  t.end();
});

void t.test('who follows a leader of this term votes for nobody else in it', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.deliver({ type: 'heartbeat', from: 1, to: 2, term: 4, commit: 0, round: 0 });
  group.deliver({
    type: 'vote-request',
    from: 3,
    to: 2,
    term: 4,
    lastIndex: 9,
    lastTerm: 3,
    transfer: false,
  });
  t.match(group.take('vote-response'), [{ granted: false, term: 4 }]);
  t.end();
});

void t.test('a pre-vote for a term that is already here is refused with the term', (t) => {
  const group = withLogs([2], [2], [2]);
  for (const term of [1, 2]) {
    group.deliver({ type: 'pre-vote-request', from: 3, to: 2, term, lastIndex: 9, lastTerm: 2 });
  }
  const refusals = group.take('pre-vote-response').map(({ granted, term }) => [granted, term]);
  t.same(refusals, [
    [false, 2],
    [false, 2],
  ]);
  t.end();
});

void t.test('a pre-vote granted for an older campaign does not count in a newer one', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.isolate(1);
  group.campaign(1);
  group.deliver({ type: 'pre-vote-response', from: 3, to: 1, term: 1, granted: false });
  group.deliver({ type: 'heartbeat', from: 3, to: 1, term: 1, commit: 0, round: 0 });
  group.campaign(1);
  t.same([group.core(1).role, group.core(1).term], ['pre-candidate', 1]);
  group.deliver({ type: 'pre-vote-response', from: 2, to: 1, term: 1, granted: true });
  t.equal(group.core(1).role, 'pre-candidate');
  group.deliver({ type: 'pre-vote-response', from: 2, to: 1, term: 2, granted: true });
  t.not(group.core(1).role, 'pre-candidate');
  t.end();
});

void t.test('a write from before the campaign does not make the own vote durable', (t) => {
  const group = new CoreGroup([1]);
  group.get(1).slowDisk = true;
  group.deliver({ type: 'heartbeat', from: 2, to: 1, term: 3, commit: 0, round: 0 });
  group.campaign(1);
  t.equal(group.core(1).role, 'candidate');
  group.finishWrite(1);
  t.equal(group.core(1).role, 'candidate', 'that write held term 3 and no vote');
  group.finishWrite(1);
  t.equal(group.core(1).role, 'leader');
  t.end();
});

/** How long member 2 of a fresh group waits: its draw depends on nothing else. */
function ticksToCampaign(): number {
  const group = withLogs([1], [1], [1]);
  let ticks = 0;
  for (; group.core(2).role === 'follower'; ticks += 1) group.tick(2);
  return ticks;
}
