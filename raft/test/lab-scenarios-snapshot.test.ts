/** Named scenarios as lab scripts: compaction, snapshots and what they meet on arrival. */
import t from 'tap';
import { LabScript } from './support/lab-script.js';

void t.test(
  'compact-vs-append: entries vanish under the sender, and a snapshot takes their place',
  (t) => {
    const lab = new LabScript().voters(3, { maxInflightMessages: 2 }).elect(1);
    lab.propose(1, 'a', 'b', 'c').settle();
    lab.propose(1, 'd', 'e', 'f', 'g').settle([1, 2]);
    t.match(lab.peer(1, 3), { state: 'replicate', match: 14, next: 17, paused: true, inflight: 2 });
    lab.lose([3]);
    lab.do('compact', { node: 1, index: 17 });
    t.same(lab.texts(1), ['1/18 g']);
    lab.do('tick', { node: 1 });
    lab.settle();
    t.match(lab.peer(1, 3), { state: 'replicate', match: 18, next: 19, paused: false });
    t.same([lab.node(3).first, lab.node(3).commit, lab.node(3).applied], [19, 18, 18]);
    t.end();
  },
);

void t.test(
  'a probe below the start of the log becomes a snapshot, and its answer opens the window',
  (t) => {
    const lab = new LabScript();
    lab.do('add-nodes', { count: 2, voters: [1, 2, 3], index: 10 });
    lab.do('add-nodes', { count: 1, voters: [1, 2, 3], index: 5 });
    lab.elect(1, [1, 2]);
    t.match(lab.peer(1, 3), {
      state: 'probe',
      match: 0,
      next: 11,
      paused: true,
      recentActive: false,
    });
    lab.do('deliver', { to: [3] });
    lab.do('process-ready', { node: 3 });
    lab.do('deliver', { to: [1] });
    t.match(lab.peer(1, 3), { state: 'snapshot', match: 0, next: 12, paused: true });
    lab.do('process-ready', { node: 1 });
    t.match(lab.messages('install-snapshot', 3), [
      { term: 1, snapshot: { index: 11, term: 1, voters: [1, 2, 3] } },
    ]);
    lab.lose([3], { type: 'append-request' });
    lab.propose(1, 'a').settle([1, 2]);
    t.same(lab.messages('append-request', 3), [], 'nothing else is sent meanwhile');
    lab.settle([3]);
    t.same([lab.node(3).first, lab.node(3).last, lab.node(3).applied], [12, 11, 11]);
    lab.settle();
    t.match(lab.peer(1, 3), { state: 'replicate', match: 12, next: 13 });
    t.end();
  },
);

void t.test('a snapshot at another index than announced will do if it meets the log', (t) => {
  const lab = new LabScript();
  lab.do('add-nodes', { count: 2, voters: [1, 2, 3], index: 10 });
  lab.do('add-nodes', { count: 1, voters: [1, 2, 3], index: 5 });
  lab.elect(1, [1, 2]);
  t.match(lab.do('send-snapshot', { from: 1, to: 3 }), { index: 11, term: 1 });
  lab.propose(1, 'a').settle([1, 2]);
  lab.do('deliver', { to: [3], type: 'append-request' });
  lab.do('process-ready', { node: 3 });
  // The refusal makes the leader announce 12; what arrives is the older one, sent by hand.
  lab.settle([1]);
  t.match(lab.peer(1, 3), { state: 'snapshot', next: 13 });
  const [byHand] = lab.messages('install-snapshot', 3);
  t.equal(byHand!.snapshot.index, 11);
  lab.do('deliver', { to: [3], type: 'install-snapshot' });
  lab.do('process-ready', { node: 3 });
  lab.settle();
  t.match(lab.peer(1, 3), { state: 'replicate', match: 12, next: 13 });
  t.equal(lab.node(3).applied, 12);
  t.end();
});

void t.test('snapshot-interrupted: what is lost on the way is sent again', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a', 'b').settle([1, 2]).lose([3]);
  lab.do('compact', { node: 1, index: 13 });
  lab.do('tick', { node: 1 });
  lab.settle([1]).settle([3]).settle([1]).settle([3]).settle([1]);
  t.match(lab.peer(1, 3), { state: 'snapshot', paused: true });
  lab.lose([3]);
  lab.do('tick', { node: 1, count: 3 });
  lab.settle();
  t.same([lab.node(3).commit, lab.node(3).last], [11, 11], 'its state is untouched');
  lab.do('send-snapshot', { from: 1, to: 3 });
  lab.settle();
  t.match(lab.peer(1, 3), { state: 'replicate', match: 13, next: 14 });
  t.equal(lab.node(3).applied, 13);
  t.end();
});

void t.test(
  'a crash while a snapshot is installed leaves the old or the new state, never a mixture',
  (t) => {
    for (const lose of [true, false]) {
      const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
      lab.propose(1, 'a', 'b').settle([1, 2]).lose([3]);
      lab.do('send-snapshot', { from: 1, to: 3 });
      lab.do('deliver', { to: [3] });
      lab.do('process-ready', { node: 3 });
      t.same(lab.messages('append-response', 1), [], 'nothing is claimed before it is written');
      lab.do('restart', { node: 3, ...(lose ? { lose: 'unsynced' } : {}) });
      const { first, last, commit, applied } = lab.node(3);
      t.same([first, last, commit, applied], lose ? [11, 11, 11, 11] : [14, 13, 13, 13]);
      lab.do('report-unreachable', { node: 1, peer: 3 });
      lab.propose(1, 'c').settle();
      t.equal(lab.node(3).applied, 14);
    }
    t.end();
  },
);

void t.test('snapshot older than commit: ignored, answered with the commit index', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  lab.do('send-snapshot', { from: 1, to: 2 });
  lab.propose(1, 'a');
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [2], type: 'append-request' });
  lab.do('process-ready', { node: 2 });
  lab.do('deliver', { to: [1] });
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [1] });
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [2], type: 'append-request' });
  t.equal(lab.node(2).commit, 12);
  lab.do('process-ready', { node: 2 });
  lab.do('compact', { node: 2, index: 12 });
  lab.do('deliver', { to: [2], type: 'install-snapshot' });
  t.same([lab.node(2).first, lab.node(2).last, lab.node(2).commit], [13, 12, 12]);
  lab.propose(1, 'b').settle();
  t.same(lab.texts(2), ['1/13 b']);
  t.end();
});

void t.test('snapshot matching the log: only commits', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a').settle([1, 2]);
  lab.do('deliver', { to: [3], type: 'append-request' });
  lab.do('process-ready', { node: 3 });
  lab.propose(1, 'b').settle([1, 2]);
  lab.lose([1, 3]);
  lab.do('restart', { node: 3 });
  const before = lab.node(3).last;
  t.ok(before >= 12);
  lab.do('compact', { node: 1, index: 12 });
  lab.do('send-snapshot', { from: 1, to: 3 });
  lab.settle();
  t.equal(lab.node(3).commit, 13);
  t.end();
});

void t.test('snapshot replaces a stale uncommitted tail and its configuration', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.change(1, ['v9']);
  lab.propose(1, 'stale').settle([1]).lose([2, 3]);
  lab.elect(2, [2, 3]).propose(2, 'x', 'y').settle([2, 3]).lose([1]);
  lab.do('compact', { node: 2, index: 14 });
  lab.do('tick', { node: 2 });
  lab.settle();
  const { role, first, last, applied, voters } = lab.node(1);
  t.same([role, first, last, applied, voters], ['follower', 15, 14, 14, [1, 2, 3]]);
  t.same(lab.texts(1), []);
  lab.propose(2, 'z').settle();
  t.same(lab.texts(1), ['2/15 z']);
  t.end();
});

void t.test('snapshot of an old term moves nobody; one of the own term ends a candidacy', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('send-snapshot', { from: 1, to: 3 });
  lab.do('campaign', { node: 3 });
  lab.do('deliver', { to: [3] });
  t.same([lab.node(3).role, lab.node(3).term, lab.node(3).first], ['candidate', 2, 11]);
  lab.lose([1, 2, 3]);
  lab.do('process-ready', { node: 3 });
  lab.lose([1, 2, 3]);
  lab.elect(2, [1, 2]).propose(2, 'a').settle([1, 2]).lose([3]);
  t.same([lab.node(2).role, lab.node(2).term], ['leader', 2]);
  lab.do('send-snapshot', { from: 2, to: 3 });
  lab.do('deliver', { to: [3] });
  t.same([lab.node(3).role, lab.node(3).lead], ['follower', 2]);
  lab.settle();
  t.same([lab.node(3).applied, lab.node(3).first], [13, 14]);
  t.end();
});

void t.test('no campaign while a snapshot is being installed', (t) => {
  const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
  lab.propose(1, 'a').settle([1, 2]).lose([3]);
  lab.do('send-snapshot', { from: 1, to: 3 });
  lab.do('deliver', { to: [3] });
  lab.do('campaign', { node: 3 });
  t.equal(lab.node(3).role, 'follower');
  lab.do('process-ready', { node: 3 });
  lab.do('process-append', { node: 3 });
  lab.do('campaign', { node: 3 });
  t.equal(lab.node(3).role, 'candidate');
  t.end();
});

void t.test(
  'a follower far behind catches up although the leader compacts again and again',
  (t) => {
    const lab = new LabScript().voters(3).elect(1);
    for (let round = 0; round < 10; round += 1) {
      lab.propose(1, 'a', 'b', 'c').settle([1, 2]);
      lab.do('compact', { node: 1, index: lab.node(1).applied });
      lab.do('tick', { node: 1 });
      lab.settle([1]).settle([3]);
    }
    lab.settle();
    t.match(lab.peer(1, 3), { state: 'replicate', paused: false });
    t.equal(lab.node(3).applied, lab.node(1).applied);
    t.end();
  },
);

void t.test('compaction goes no further than what is applied, and no entry twice', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a').settle([1]);
  t.match(lab.try('compact', { node: 1, index: 12 }), { ok: false, error: 'not-applied' });
  lab.settle();
  t.ok(lab.do('compact', { node: 1, index: 12 }).ok);
  t.match(lab.try('compact', { node: 1, index: 12 }), { ok: false, error: 'compacted' });
  t.same([lab.node(1).first, lab.node(1).last], [13, 12]);
  t.end();
});
