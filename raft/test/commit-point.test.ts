/** What campaigns tell of commits, on bare cores: a change of membership that only its dead leader's quorum knew. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';
import type { MemberId } from '../core/types.js';

const LONG = 400;

/**
 * Of four voters the leader, 4, makes itself a learner: 1 has the entry but has not heard that it is committed, 2 has
 * nothing of it, 3 knows it and is then gone. Only 1 and 2 may lead, and by what they know they need 4.
 */
function demoted(): CoreGroup {
  const group = new CoreGroup([1, 2, 3, 4]);
  group.elect(4);
  group.pass(2);
  const isCut = (id: MemberId): boolean => id === 2;
  group.lose = ({ from, to }) => isCut(from) || isCut(to);
  group.core(4).proposeChange([{ type: 'learner', id: 4 }]);
  group.pump(4);
  group.propose(4, 'behind it');
  group.lose = ({ to }) => isCut(to) || to === 1;
  for (const message of group.inFlight.splice(0)) group.deliver(message);
  for (const message of group.take('append-response', 4)) group.deliver(message);
  group.pump(4);
  return group;
}

void t.test('a member that may not lead tells who may what is committed', (t) => {
  const group = demoted();
  t.same(group.core(4).configuration.learners, [4], 'the leader has stepped aside');
  t.same(group.core(1).configuration.voters, [1, 2, 3, 4]);
  t.ok(group.core(1).commit < group.core(4).commit);
  group.inFlight = [];
  group.isolate(3);
  group.pass(LONG);
  const leader = [1, 2].find((id) => group.core(id).role === 'leader');
  t.ok(leader !== undefined, 'two of the three voters lead on');
  t.same(group.core(1).configuration.voters, [1, 2, 3]);
  t.same(group.core(2).configuration.voters, [1, 2, 3]);
  t.end();
});

void t.test('a commit is taken from nobody whose entry is another one', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  const { commit, term } = group.core(2);
  group.isolate(1);
  group.propose(1, 'only here');
  group.pump(1);
  const index = group.core(1).lastIndex;
  const request = { from: 2, to: 1, lastIndex: 0, lastTerm: 0 } as const;
  group.core(1).step({
    ...request,
    type: 'vote-request',
    term: term + 1,
    transfer: true,
    commit: index,
    commitTerm: term + 1,
  });
  t.equal(group.core(1).commit, commit);
  t.end();
});

void t.test('who counts votes by a configuration that is no longer in force begins again', (t) => {
  const group = demoted();
  group.inFlight = [];
  group.isolate(1);
  group.campaign(1);
  t.equal(group.core(1).role, 'pre-candidate');
  const { commit } = group.core(4);
  const refusal = { type: 'pre-vote-response', from: 4, to: 1, granted: false } as const;
  group.core(1).step({
    ...refusal,
    term: group.core(1).term,
    commit,
    commitTerm: group.core(4).entry(commit)?.term ?? 0,
  });
  t.equal(group.core(1).role, 'follower');
  t.equal(group.core(1).commit, commit);
  t.end();
});
