/** Named scenarios as lab scripts: learners, single and joint changes, removal, and the barriers between them. */
import t from 'tap';
import { LabScript, members } from './support/lab-script.js';

void t.test('a node pulled out of thin air learns everything from the leader', (t) => {
  const lab = new LabScript().voters(1).elect(1);
  t.match(lab.change(1, ['v2']), { ok: true, index: 12, type: 'conf-change' });
  t.same(lab.do('add-nodes', { count: 1 })['ids'], [2]);
  t.same([lab.node(2).term, lab.node(2).first, lab.node(2).last], [0, 1, 0]);
  lab.settle();
  t.same(members(lab.node(2)), [[1, 2], [], [], [], false]);
  t.same([lab.node(2).commit, lab.node(2).applied, lab.node(2).first], [12, 12, 13]);
  t.match(lab.peer(1, 2), { state: 'replicate', match: 12, next: 13, paused: false });
  lab.propose(1, 'a').settle();
  t.same(lab.texts(2), ['1/13 a']);
  t.end();
});

void t.test('add-learner: no quorum changes, and the crash of a learner harms nobody', (t) => {
  const lab = new LabScript().voters(1).elect(1);
  lab.do('add-nodes', { ids: [2] });
  t.ok(lab.change(1, ['l2']).ok);
  lab.settle([1]);
  t.match(lab.peer(1, 2), { state: 'probe', match: 0, learner: true });
  lab.lose([2]);
  lab.propose(1, 'a').settle([1]);
  t.same([lab.node(1).commit, lab.node(1).applied], [13, 13]);
  t.same(members(lab.node(1)), [[1], [], [2], [], false]);
  lab.do('tick', { node: 1 });
  lab.settle();
  t.same(lab.node(2).applied, 13);
  lab.do('campaign', { node: 2 });
  t.equal(lab.node(2).role, 'follower', 'a learner does not campaign');
  t.end();
});

void t.test('campaign-learner-must-vote: a promoted learner that is unaware of it votes', (t) => {
  const lab = new LabScript();
  lab.do('add-nodes', { count: 3, voters: [1, 2], learners: [3], index: 10 });
  lab.elect(1);
  t.ok(lab.change(1, ['v3']).ok);
  lab.settle([1, 2]);
  t.same(lab.node(2).voters, [1, 2, 3]);
  t.same(lab.node(3).learners, [3]);
  lab.lose([3]).elect(2, [2, 3]);
  t.same(lab.node(2).role, 'leader');
  t.same(lab.node(3).voters, [1, 2, 3]);
  t.end();
});

void t.test('add-single with transition auto is no joint change', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  lab.do('add-nodes', { count: 1 });
  t.ok(lab.change(1, ['v3']).ok);
  lab.settle();
  for (const node of lab.nodes()) t.same(members(node), [[1, 2, 3], [], [], [], false]);
  t.equal(lab.node(1).last, 12);
  t.end();
});

void t.test('add-double-auto: joint, and left without being asked', (t) => {
  const lab = new LabScript().voters(1).elect(1);
  lab.do('add-nodes', { count: 2 });
  t.ok(lab.change(1, ['v2', 'v3']).ok);
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [1] });
  lab.do('process-ready', { node: 1 });
  t.same(members(lab.node(1)), [[1, 2, 3], [1], [], [], true]);
  lab.settle();
  for (const node of lab.nodes()) t.same(members(node), [[1, 2, 3], [], [], [], false]);
  t.same(
    lab.log(1).map(({ type }) => type),
    ['normal', 'conf-change', 'conf-change'],
  );
  t.end();
});

void t.test(
  'implicit and explicit: a single change goes through a joint configuration as well',
  (t) => {
    for (const transition of ['implicit', 'explicit']) {
      const lab = new LabScript().voters(1).elect(1);
      lab.do('add-nodes', { count: 1 });
      t.ok(lab.change(1, ['v2'], transition).ok);
      lab.settle();
      const isLeft = transition === 'implicit';
      t.same(members(lab.node(2)), [[1, 2], isLeft ? [] : [1], [], [], false], transition);
      t.equal(lab.node(1).last, isLeft ? 13 : 12);
    }
    t.end();
  },
);

void t.test(
  'add-single-explicit: while joint nothing else changes, an empty change leaves, once',
  (t) => {
    const lab = new LabScript().voters(1).elect(1);
    lab.do('add-nodes', { count: 1 });
    lab.change(1, ['v2'], 'explicit');
    lab.settle();
    t.match(lab.change(1, ['v3', 'v4', 'v5']), { ok: true, index: 13, type: 'normal' });
    t.match(lab.change(1, []), { ok: true, index: 14, type: 'conf-change' });
    lab.settle();
    for (const node of lab.nodes()) t.same(members(node), [[1, 2], [], [], [], false]);
    t.match(lab.change(1, []), { ok: true, index: 15, type: 'normal' });
    lab.settle();
    t.same(lab.texts(2).slice(-1), ['1/15']);
    t.equal(lab.node(2).applied, 15);
    t.end();
  },
);

void t.test('joint-replace-two-of-three: every step needs both majorities', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('add-nodes', { count: 2 });
  t.ok(lab.change(1, ['r2', 'r3', 'v4', 'v5'], 'explicit').ok);
  lab.settle([1, 2]);
  t.same(members(lab.node(1)), [[1, 4, 5], [1, 2, 3], [], [], false]);
  // 1 and 2 are a majority of the old voters only.
  lab.propose(1, 'a').settle([1, 2]);
  t.same([lab.node(1).commit, lab.node(1).last], [12, 13]);
  // 1, 4 and 5 are a majority of the new voters only.
  lab.do('campaign', { node: 4 });
  lab.settle([1, 4, 5]);
  t.equal(lab.node(1).commit, 13, 'with 2 heard from before, both halves hold it');
  lab.propose(1, 'b').settle([1, 4, 5]);
  t.same([lab.node(1).commit, lab.node(1).last], [13, 14]);
  lab.settle([1, 2, 4]);
  t.equal(lab.node(1).commit, 14);
  lab.settle();
  t.match(lab.change(1, []), { type: 'conf-change' });
  lab.settle();
  t.same(members(lab.node(1)), [[1, 4, 5], [], [], [], false]);
  lab.propose(1, 'c').settle([1, 4]);
  t.equal(lab.node(1).commit, 16, 'the old half counts no more');
  t.end();
});

void t.test('joint-election: a candidate needs both majorities', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('add-nodes', { count: 2 });
  lab.change(1, ['r2', 'r3', 'v4', 'v5'], 'explicit');
  lab.settle().elect(4, [1, 4, 5]);
  t.equal(lab.node(4).role, 'candidate', '1 alone of the old voters');
  lab.settle([2, 4]);
  t.equal(lab.node(4).role, 'leader');
  t.end();
});

void t.test('joint-leader-dies: its successor leaves the joint configuration by itself', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('add-nodes', { count: 1 });
  t.ok(lab.change(1, ['v4', 'r3']).ok);
  // Joint everywhere but left nowhere: what 1 proposes then gets lost with it.
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  lab.do('deliver', { to: [1] });
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  t.same(members(lab.node(2)), [[1, 2, 4], [1, 2, 3], [], [], true]);
  lab.do('restart', { node: 1 });
  lab.lose([1, 2, 3, 4]);
  lab.elect(2);
  t.equal(lab.node(2).role, 'leader');
  for (const id of [1, 2, 4]) t.same(members(lab.node(id)), [[1, 2, 4], [], [], [], false]);
  t.end();
});

void t.test('leave dropped during a transfer is retried', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('add-nodes', { count: 1 });
  t.ok(lab.change(1, ['v4', 'r3']).ok);
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  lab.do('deliver', { to: [1] });
  lab.do('transfer-leadership', { node: 1, to: 2 });
  lab.lose([2], { type: 'timeout-now' });
  lab.settle([1]);
  lab.lose([2], { type: 'timeout-now' });
  t.same([lab.node(1).autoLeave, lab.node(1).last], [true, 12]);
  lab.do('tick', { node: 1, count: 3 });
  lab.settle([1]).lose([2], { type: 'timeout-now' }).settle();
  for (const id of [1, 2, 4]) t.same(members(lab.node(id)), [[1, 2, 4], [], [], [], false]);
  t.end();
});

void t.test(
  'demotion: a voter that becomes a learner is one only when the joint configuration is left',
  (t) => {
    const lab = new LabScript().voters(3).elect(1);
    t.ok(lab.change(1, ['l3'], 'explicit').ok);
    lab.settle();
    t.same(members(lab.node(3)), [[1, 2], [1, 2, 3], [], [3], false]);
    lab.change(1, []);
    lab.settle();
    t.same(members(lab.node(3)), [[1, 2], [], [3], [], false]);
    t.match(lab.peer(1, 3), { state: 'replicate', learner: true });
    t.end();
  },
);
