/** Named scenarios as lab scripts: pre-votes, leases, and who must not disturb whom. */
import t from 'tap';
import { LabScript } from './support/lab-script.js';

const PREVOTE = { preVote: true, checkQuorum: true };

void t.test('a pre-vote response is not counted as a vote', (t) => {
  const lab = new LabScript().voters(3, { preVote: true });
  lab.do('campaign', { node: 1 });
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  lab.do('deliver', { to: [1] });
  t.same([lab.node(1).role, lab.node(1).term], ['candidate', 1]);
  t.same(lab.node(2).vote, 0);
  t.end();
});

void t.test('a granted pre-vote leaves term, vote and timers alone', (t) => {
  const lab = new LabScript().voters(3, { preVote: true });
  lab.do('set-election-timeout', { node: 2, ticks: 4 });
  lab.do('tick', { node: 2, count: 3 });
  lab.do('campaign', { node: 1 });
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [2] });
  lab.do('process-ready', { node: 2 });
  t.match(lab.messages('pre-vote-response', 1), [{}, { from: 2, granted: true }]);
  t.same([lab.node(2).term, lab.node(2).vote, lab.node(2).role], [0, 0, 'follower']);
  lab.do('tick', { node: 2 });
  t.equal(lab.node(2).role, 'pre-candidate');
  t.end();
});

void t.test('the pre-vote of a former leader is granted by followers that still name it', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1);
  lab.do('restart', { node: 1 });
  t.equal(lab.node(2).lead, 1);
  lab.elect(1);
  t.same([lab.leaders(), lab.node(1).term], [[1], 2]);
  t.end();
});

void t.test('leader-lease-vote-ignored: a vote request inside the lease moves no term', (t) => {
  const lab = new LabScript().voters(3, { checkQuorum: true }).elect(1).elect(2);
  t.same([lab.leaders(), lab.node(1).term, lab.node(3).term], [[1], 1, 1]);
  t.equal(lab.node(2).term, 2);
  lab.do('tick', { node: 1 });
  lab.settle();
  t.same([lab.leaders(), lab.node(1).term], [[], 2], 'the answer to its heartbeat deposes it');
  t.end();
});

void t.test('leader-lease: with the transfer flag the same request counts', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1);
  lab.do('transfer-leadership', { node: 1, to: 2 });
  lab.settle();
  t.same([lab.leaders(), lab.node(2).term], [[2], 2]);
  t.end();
});

void t.test('without check-quorum there is no lease', (t) => {
  const lab = new LabScript().voters(3).elect(1).elect(2);
  t.same([lab.leaders(), lab.node(2).term], [[2], 2]);
  t.end();
});

void t.test('a quorum of nodes that campaign on purpose replaces a leader in its lease', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1).elect(2);
  t.same([lab.leaders(), lab.node(2).role], [[1], 'pre-candidate']);
  lab.elect(3);
  t.same([lab.leaders(), lab.node(3).term], [[3], 2]);
  t.end();
});

void t.test('removed-node-campaigns: a node that missed its removal disturbs nobody', (t) => {
  const lab = new LabScript().voters(4, PREVOTE).elect(1);
  t.ok(lab.change(1, ['r4']).ok);
  lab.settle([1, 2, 3]).lose([4]);
  lab.pass(30);
  t.same([lab.leaders(), lab.node(1).term], [[1], 1]);
  t.same(lab.node(4).voters, [1, 2, 3, 4]);
  t.end();
});
