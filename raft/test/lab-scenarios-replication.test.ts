/** Named scenarios as lab scripts: logs that conflict, windows, limits, commit, asynchronous writes. */
import t from 'tap';
import { LabScript } from './support/lab-script.js';

/** 1 leads term 1 and wrote `a` and `b` alone; 2 leads term 2 with 3. */
function divergent(): LabScript {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a', 'b').settle([1]).lose([2, 3]).elect(2, [2, 3]).lose([1]);
  return lab;
}

void t.test(
  'figure-8: an old entry on a majority is not committed by counting and may be overwritten',
  (t) => {
    const lab = new LabScript().voters(5, { maxSizePerMessage: 1 }).elect(1);
    // Term 1: 12 reaches 1 and 2 only.
    lab.propose(1, 'old').settle([1, 2]).lose([1, 3, 4, 5]);
    lab.do('restart', { node: 1 });
    // Term 2: 5 leads by 3 and 4, and 12 of term 2 stays with it alone.
    lab.lead(5, [3, 4]);
    lab.do('process-ready', { node: 5 });
    lab.lose([1, 2, 3, 4, 5]);
    t.same(lab.texts(5), ['1/11', '2/12']);
    lab.do('restart', { node: 5 });
    // Term 3: 1 leads again and brings 12 of term 1 to 3 and 4, a majority with it; its own entry goes nowhere.
    lab.do('campaign', { node: 1 });
    lab.lose([1]);
    lab.lead(1, [2, 3, 4]);
    t.equal(lab.node(1).role, 'leader');
    for (let round = 0; round < 4 && lab.peer(1, 4).match < 12; round += 1) {
      lab.do('process-ready', { node: 1 });
      lab.lose([2, 5]).settle([3, 4]);
      lab.do('deliver', { to: [1] });
    }
    t.same([lab.peer(1, 3).match, lab.peer(1, 4).match], [12, 12]);
    t.same(lab.texts(3), ['1/11', '1/12 old']);
    t.same([lab.node(1).last, lab.node(1).commit], [13, 11]);
    // Term 4: 5 leads again and overwrites it.
    lab.do('restart', { node: 1 });
    lab.lose([1, 2, 3, 4, 5]);
    for (let times = 0; times < 2; times += 1) lab.elect(5, [3, 4, 5]);
    t.equal(lab.node(5).role, 'leader');
    lab.do('tick', { node: 5 });
    lab.settle();
    t.same(lab.texts(3).slice(0, 2), ['1/11', '2/12']);
    t.same(lab.texts(2), lab.texts(5));
    t.end();
  },
);

void t.test('new-leader-noop commits the tail it inherited', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a').settle([1]).settle([2]).lose([1, 3]);
  t.equal(lab.node(2).commit, 11);
  lab.elect(2, [2, 3]);
  t.same(lab.texts(3), ['1/11', '1/12 a', '2/13']);
  t.equal(lab.node(2).commit, 13);
  t.end();
});

void t.test(
  'follower-commit-bounded-by-verified-prefix: a stale tail is not committed by a heartbeat',
  (t) => {
    const lab = divergent();
    lab.propose(2, 'x', 'y').settle([2, 3]).lose([1]);
    lab.do('tick', { node: 2 });
    lab.do('process-ready', { node: 2 });
    t.match(lab.messages('heartbeat', 1), [{ commit: 0 }]);
    lab.do('deliver', { to: [1] });
    t.same([lab.node(1).term, lab.node(1).commit, lab.node(1).last], [2, 11, 13]);
    lab.settle();
    t.same(lab.texts(1), ['1/11', '2/12', '2/13 x', '2/14 y']);
    t.equal(lab.node(1).commit, 14);
    t.end();
  },
);

void t.test('reordered-appends: an older, shorter append removes nothing', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  lab.propose(1, 'a', 'b');
  lab.do('process-ready', { node: 1 });
  // The same entries again, in one append, overtake the first.
  lab.do('report-unreachable', { node: 1, peer: 2 });
  lab.do('process-ready', { node: 1 });
  t.same(
    lab.messages('append-request', 2).map(({ entries }) => entries.length),
    [1, 1, 2],
  );
  lab.do('deliver', { to: [2] });
  t.equal(lab.node(2).last, 13);
  lab.settle();
  t.same(lab.texts(2), ['1/11', '1/12 a', '1/13 b']);
  t.equal(lab.node(2).commit, 13);
  t.end();
});

void t.test('duplicate-append: harmless, and acknowledged again', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  lab.propose(1, 'a').settle();
  lab.do('restart', { node: 1 });
  lab.elect(1);
  lab.do('report-unreachable', { node: 1, peer: 2 });
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [2] });
  lab.do('process-ready', { node: 2 });
  t.match(lab.messages('append-response', 1), [{ accepted: true, index: 13 }]);
  lab.settle();
  t.same(lab.texts(2), ['1/11', '1/12 a', '2/13']);
  t.end();
});

void t.test(
  'conflict-tail-overwrite: acknowledged when the new tail is written, and it survives a crash',
  (t) => {
    const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
    lab.propose(1, 'a', 'b').settle([1]).lose([2, 3]).elect(2, [2, 3]).lose([1]);
    lab.do('tick', { node: 2 });
    for (let round = 0; round < 3; round += 1) {
      lab.settle([2, 3]);
      lab.do('deliver', { to: [1] });
      lab.do('process-ready', { node: 1 });
    }
    t.equal(lab.node(1).last, 12);
    t.same(lab.texts(1), ['1/11', '1/12 a', '1/13 b']);
    t.not(lab.peer(2, 1).match, 12);
    while (lab.do('process-append', { node: 1 })['processed'] === true);
    t.same(lab.texts(1), ['1/11', '2/12']);
    t.match(lab.messages('append-response', 2), [{ accepted: true, index: 12 }]);
    lab.do('restart', { node: 1, lose: 'unsynced' });
    t.equal(lab.node(1).last, 12);
    lab.settle();
    t.equal(lab.node(1).commit, 12);
    t.end();
  },
);

void t.test(
  'divergent-tail-probing: the refusal of a longer stale log costs one probe per term',
  (t) => {
    const lab = new LabScript().voters(3).elect(1);
    lab.propose(1, 'a', 'b', 'c', 'd').settle([1]).lose([2, 3]);
    lab.do('restart', { node: 1 });
    lab.elect(2, [2, 3]).propose(2, 'x').settle([2, 3]).lose([1]);
    lab.do('tick', { node: 2 });
    let probes = 0;
    for (let round = 0; round < 10; round += 1) {
      lab.settle([2, 3]);
      probes += lab.messages('append-request', 1).length;
      lab.settle([1]);
    }
    t.same(lab.texts(1), ['1/11', '2/12', '2/13 x']);
    t.ok(probes <= 4, `${probes} appends`);
    t.end();
  },
);

void t.test('append-below-commit is answered with the commit index', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  lab.propose(1, 'a', 'b');
  lab.do('process-ready', { node: 1 });
  lab.do('report-unreachable', { node: 1, peer: 2 });
  lab.do('process-ready', { node: 1 });
  const [late] = lab.messages('append-request', 2).slice(-1);
  t.equal(late!.prevIndex, 11);
  lab.settle();
  t.equal(lab.node(2).commit, 13);
  // 1 leads again and probes from the start of what it kept: everything there is committed at 2.
  lab.do('report-unreachable', { node: 1, peer: 2 });
  lab.do('process-ready', { node: 1 });
  lab.settle([2]);
  t.match(lab.messages('append-response', 1), [{ accepted: true, index: 13 }]);
  t.end();
});

void t.test('lost-window: everything in flight is lost, and one heartbeat recovers it', (t) => {
  const lab = new LabScript().voters(3, { maxInflightMessages: 3 }).elect(1);
  lab.propose(1, 'a', 'b', 'c');
  t.match(lab.peer(1, 3), { state: 'replicate', match: 11, next: 15, paused: true, inflight: 3 });
  lab.settle([1, 2]);
  t.match(lab.peer(1, 2), { match: 14, next: 15, paused: false, inflight: 0 });
  t.match(lab.peer(1, 3), { match: 11, next: 15, paused: true, inflight: 3 });
  lab.lose([3]);
  lab.propose(1, 'd', 'e', 'f').settle([1, 2]);
  t.match(lab.peer(1, 3), { match: 11, next: 15, paused: true, inflight: 3 });
  lab.do('tick', { node: 1 });
  lab.settle([1]).settle([2, 3]).settle([1]);
  t.match(lab.messages('append-request', 3), [{ prevIndex: 14, entries: [] }]);
  lab.settle();
  t.match(lab.peer(1, 3), { state: 'replicate', match: 17, next: 18, paused: false, inflight: 0 });
  t.same(lab.texts(3), lab.texts(1));
  t.end();
});

void t.test('unreachable-report: replicate, probe, replicate', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  t.match(lab.peer(1, 2), { state: 'replicate', match: 11, next: 12, recentActive: true });
  lab.do('report-unreachable', { node: 1, peer: 2 });
  t.match(lab.peer(1, 2), { state: 'probe', match: 11, next: 12, paused: false });
  lab.do('tick', { node: 1 });
  lab.settle();
  t.match(lab.peer(1, 2), { state: 'replicate', match: 11, next: 12 });
  t.end();
});

void t.test('slow-follower: a probe waits for its answer, however much is proposed', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('report-unreachable', { node: 1, peer: 3 });
  lab.propose(1, 'a').settle([1, 2]);
  const before = lab.messages('append-request', 3).length;
  for (let times = 0; times < 20; times += 1) lab.propose(1, 'more').settle([1, 2]);
  t.equal(lab.messages('append-request', 3).length, before);
  t.match(lab.peer(1, 3), { state: 'probe', paused: true });
  lab.settle();
  t.equal(lab.node(3).commit, lab.node(1).commit);
  t.end();
});

void t.test('one append message carries no more than its limit', (t) => {
  const lab = new LabScript().voters(2, { maxSizePerMessage: 6 }).elect(1);
  lab.do('report-unreachable', { node: 1, peer: 2 });
  lab.propose(1, 'aaa', 'bbb', 'ccc', 'a very long one').settle();
  t.equal(lab.node(2).last, 15);
  lab.propose(1, 'ddd', 'eee', 'fff');
  lab.do('report-unreachable', { node: 1, peer: 2 });
  lab.lose([2]);
  lab.do('process-ready', { node: 1 });
  lab.lose([2]);
  lab.do('tick', { node: 1 });
  lab.settle();
  t.equal(lab.node(2).last, 18);
  t.end();
});

void t.test(
  'uncommitted-limit: refused as busy, empty entries pass, and it drains after the heal',
  (t) => {
    const lab = new LabScript().voters(3, { maxUncommittedSize: 10 }).elect(1);
    lab.propose(1, '12345', '67890');
    t.match(lab.try('propose', { node: 1, data: 'x' }), { ok: false, error: 'busy' });
    t.match(lab.try('propose', { node: 1, data: '' }), { ok: true });
    lab.settle();
    t.match(lab.try('propose', { node: 1, data: 'one that is longer than the limit' }), {
      ok: true,
    });
    t.match(lab.try('propose', { node: 1, data: 'x' }), { ok: false, error: 'busy' });
    lab.settle();
    t.match(lab.try('propose', { node: 1, data: 'x' }), { ok: true });
    t.end();
  },
);

void t.test('the commit index is told at once, not with the next heartbeat', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a').settle();
  for (const { commit, applied } of lab.nodes()) t.same([commit, applied], [12, 12]);
  t.end();
});

void t.test('a candidate gives way to a leader of its term', (t) => {
  const lab = new LabScript().voters(3);
  lab.do('campaign', { node: 1 });
  lab.do('campaign', { node: 3 });
  lab.do('process-ready', { node: 1 });
  lab.do('process-ready', { node: 3 });
  lab.settle([1, 2]);
  t.same(lab.leaders(), [1]);
  t.equal(lab.node(3).role, 'candidate');
  lab.settle();
  t.same([lab.node(3).role, lab.node(3).lead], ['follower', 1]);
  t.end();
});
