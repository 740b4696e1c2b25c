/** Named scenarios as lab scripts: removed leaders, barriers and restarts between changes. */
import t from 'tap';
import { LabScript, members } from './support/lab-script.js';

void t.test('second-change-while-pending becomes an empty entry', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  t.match(lab.change(1, ['r2']), { ok: true, index: 12, type: 'conf-change' });
  t.match(lab.change(1, ['r3']), { ok: true, index: 13, type: 'normal' });
  lab.settle();
  t.same(
    lab.log(1).map(({ type, data }) => [type, data === '']),
    [
      ['normal', true],
      ['conf-change', false],
      ['normal', true],
    ],
  );
  t.same(lab.node(1).voters, [1, 3]);
  t.equal(lab.node(1).applied, 13);
  t.match(lab.change(1, ['r3']), { type: 'conf-change' });
  t.end();
});

void t.test('new-leader-barrier: no change before an entry of the own term is committed', (t) => {
  for (const [first, second] of [
    ['v5', 'r1'],
    ['v5', 'v6'],
    ['r1', 'r2'],
  ]) {
    const lab = new LabScript().voters(4).elect(1);
    lab.do('add-nodes', { count: 2 });
    lab.change(1, [first!]);
    lab.settle([1]).lose([2, 3, 4, 5]);
    lab.do('campaign', { node: 2 });
    lab.do('process-ready', { node: 2 });
    lab.lose([1]);
    lab.settle([3, 4]);
    lab.do('deliver', { to: [2] });
    t.equal(lab.node(2).role, 'leader');
    t.match(lab.change(2, [second!]), { ok: true, type: 'normal' });
    lab.settle([2, 3, 4]);
    t.match(lab.change(2, [second!]), { ok: true, type: 'conf-change' }, `${first} ${second}`);
    lab.settle();
    t.same(lab.texts(1), lab.texts(2));
  }
  t.end();
});

void t.test('remove-leader: it leads until that is applied, then steps down', (t) => {
  const lab = new LabScript().voters(3, { stepDownOnRemoval: true }).elect(1);
  t.ok(lab.change(1, ['r1']).ok);
  lab.propose(1, 'a');
  lab.do('process-ready', { node: 1 });
  lab.settle([2]);
  lab.propose(1, 'b');
  t.equal(lab.node(1).role, 'leader');
  lab.settle([1]);
  t.same([lab.node(1).role, lab.node(1).lead, lab.node(1).commit], ['follower', 0, 13]);
  lab.settle([2]).settle([1]);
  t.equal(lab.node(1).commit, 13, 'it counts no answers any more');
  lab.settle();
  t.match(lab.try('propose', { node: 1, data: 'c' }), { ok: false, error: 'not-leader' });
  lab.do('campaign', { node: 1 });
  t.equal(lab.node(1).role, 'follower');
  lab.elect(2);
  t.same(lab.node(2).voters, [2, 3]);
  t.same(lab.texts(3).slice(-2), ['1/14 b', '2/15']);
  t.end();
});

void t.test(
  'remove-leader without stepping down: it leads on, does not count itself, takes no proposals',
  (t) => {
    const lab = new LabScript().voters(3).elect(1);
    t.ok(lab.change(1, ['r1']).ok);
    lab.do('process-ready', { node: 1 });
    lab.settle([2]).propose(1, 'a').settle([1]).settle([2]).settle([1]);
    t.same([lab.node(1).role, lab.node(1).commit], ['leader', 12], '1 and 2 are not enough');
    lab.settle();
    t.same([lab.node(1).role, lab.node(1).commit], ['leader', 13], '2 and 3 are');
    t.match(lab.try('propose', { node: 1, data: 'b' }), { ok: false, error: 'not-leader' });
    t.match(lab.change(1, ['v1']), { ok: false, error: 'not-leader' });
    lab.elect(2);
    t.same([lab.node(2).role, lab.node(2).term], ['leader', 2], 'nobody asked 1');
    lab.do('tick', { node: 1 });
    lab.settle();
    t.same(lab.leaders(), [2]);
    t.end();
  },
);

void t.test(
  'replace-leader: leadership moves to the newcomer inside the joint configuration',
  (t) => {
    const lab = new LabScript().voters(3).elect(1);
    lab.do('add-nodes', { count: 1 });
    t.ok(lab.change(1, ['r1', 'v4'], 'explicit').ok);
    lab.settle();
    for (const node of lab.nodes()) t.same(members(node), [[2, 3, 4], [1, 2, 3], [], [], false]);
    lab.do('transfer-leadership', { node: 1, to: 4 });
    t.same(lab.leaders(), [1]);
    lab.settle();
    t.same(
      lab.nodes().map(({ role, term, lead }) => [role, term, lead]),
      [
        ['follower', 2, 4],
        ['follower', 2, 4],
        ['follower', 2, 4],
        ['leader', 2, 4],
      ],
    );
    lab.change(4, []);
    lab.settle();
    t.same(members(lab.node(1)), [[2, 3, 4], [], [], [], false]);
    lab.do('campaign', { node: 1 });
    t.equal(lab.node(1).role, 'follower');
    t.end();
  },
);

void t.test('campaign blocked with an unapplied configuration entry', (t) => {
  const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
  lab.change(1, ['r3']);
  for (let round = 0; round < 6; round += 1) {
    for (const node of [1, 2]) {
      lab.do('process-ready', { node });
      while (lab.do('process-append', { node })['processed'] === true);
    }
    lab.do('deliver', { to: [1, 2] });
  }
  t.same([lab.node(2).commit, lab.node(2).applied], [12, 11]);
  lab.do('campaign', { node: 2 });
  t.equal(lab.node(2).role, 'follower');
  lab.do('process-ready', { node: 2 });
  lab.do('process-apply', { node: 2 });
  lab.do('campaign', { node: 2 });
  t.equal(lab.node(2).role, 'candidate');
  t.end();
});

void t.test('two-node removal of a dead peer: it stalls', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  t.ok(lab.change(1, ['r2']).ok);
  lab.settle([1]);
  t.same([lab.node(1).commit, lab.node(1).voters], [11, [1, 2]]);
  lab.settle();
  t.same([lab.node(1).commit, lab.node(1).voters], [12, [1]]);
  t.end();
});

void t.test('remove-then-rejoin: a new id is a new member', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.change(1, ['r3']);
  lab.settle();
  lab.do('add-nodes', { ids: [7] });
  lab.change(1, ['l7']);
  lab.settle();
  lab.change(1, ['v7']);
  lab.settle();
  t.same(lab.node(7).voters, [1, 2, 7]);
  t.equal(lab.node(7).commit, lab.node(1).commit);
  t.end();
});

void t.test('the last voter stays', (t) => {
  const lab = new LabScript().voters(1).elect(1);
  t.match(lab.change(1, ['r1']), { ok: false, error: 'last-voter' });
  t.match(lab.change(1, ['l1']), { ok: false, error: 'last-voter' });
  t.equal(lab.node(1).last, 11);
  t.end();
});

void t.test('a restart finds the configuration of the applied state', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.change(1, ['r3', 'v4'], 'explicit');
  lab.settle([1, 2, 3]);
  const before = members(lab.node(2));
  t.same(before, [[1, 2, 4], [1, 2, 3], [], [], false]);
  lab.do('restart', { node: 2, lose: 'unsynced' });
  t.same(members(lab.node(2)), before);
  lab.do('compact', { node: 2, index: 12 });
  lab.do('restart', { node: 2, lose: 'unsynced' });
  t.same(members(lab.node(2)), before);
  t.equal(lab.node(2).first, 13);
  t.end();
});
