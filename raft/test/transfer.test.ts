/** Handing leadership over on bare cores. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';

void t.test('[raft 33] leadership moves to a member that is up to date, without a wait', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  t.equal(group.core(1).transferLeadership(2), undefined);
  group.settle();
  t.same(
    [1, 2, 3].map((id) => group.core(id).role),
    ['follower', 'leader', 'follower'],
  );
  t.ok(group.sent.every((message) => message.type !== 'pre-vote-request' || message.from === 1));
  t.end();
});

void t.test(
  '[raft 34, 35] a lagging target catches up first; proposals wait, and go on if it never does',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    group.isolate(3);
    group.propose(1, 'a');
    group.settle();
    group.core(1).transferLeadership(3);
    t.match(group.core(1).propose(new Uint8Array(1)), { code: 'busy' });
    t.match(group.core(1).proposeChange([{ type: 'remove', id: 2 }]), { code: 'busy' });
    group.pass(10);
    t.match(group.core(1).propose(new Uint8Array(1)), { kind: 'appended' });
    group.heal();
    group.core(1).transferLeadership(3);
    group.pass(4);
    t.equal(group.core(3).role, 'leader');
    t.same(group.texts(3).length, 2);
    t.end();
  },
);

void t.test('[raft 37] the second target takes the place of the first', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.isolate(3);
  group.propose(1, 'a');
  group.settle();
  group.core(1).transferLeadership(3);
  group.core(1).transferLeadership(2);
  group.settle();
  t.equal(group.core(2).role, 'leader');
  t.end();
});

void t.test('only a voter can be the target, and only a leader hands over', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  t.equal(group.core(2).transferLeadership(1), 'not-leader');
  t.equal(group.core(1).transferLeadership(9), 'unknown-member');
  group.core(1).proposeChange([{ type: 'learner', id: 4 }]);
  group.settle();
  t.equal(group.core(1).transferLeadership(4), 'unknown-member');
  t.equal(group.core(1).transferLeadership(1), undefined, 'it leads already');
  t.end();
});

void t.test('[raft 38] a late order to campaign, or one to a learner, is ignored', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.core(1).transferLeadership(2);
  group.settle();
  group.deliver({ type: 'timeout-now', from: 1, to: 3, term: 1 });
  t.equal(group.core(3).role, 'follower');
  group.add(4);
  group.deliver({ type: 'timeout-now', from: 2, to: 4, term: 2 });
  t.equal(group.core(4).role, 'follower');
  t.end();
});

void t.test('[raft 36] a target that is removed ends the transfer', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.lose = (message) => message.to === 3;
  group.core(1).proposeChange([{ type: 'remove', id: 3 }]);
  group.pump(1);
  group.core(1).transferLeadership(3);
  group.settle();
  t.match(group.core(1).propose(new Uint8Array(1)), { kind: 'appended' });
  t.end();
});
