/** Named scenarios as lab scripts: linearizable reads and the handing over of leadership. */
import t from 'tap';
import { LabScript } from './support/lab-script.js';

const PREVOTE = { preVote: true, checkQuorum: true };

void t.test('readindex-new-leader waits for its empty entry', (t) => {
  const lab = new LabScript().voters(3);
  lab.do('campaign', { node: 1 });
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  lab.do('deliver', { to: [1] });
  t.equal(lab.node(1).role, 'leader');
  lab.do('read-index', { node: 1, context: 'r' });
  t.same(lab.do('process-ready', { node: 1 })['reads'], []);
  t.equal(lab.node(1).commit, 10);
  lab.settle();
  t.same(lab.reads(), [{ node: 1, context: 'r', index: 11 }]);
  t.end();
});

void t.test('a read is confirmed by a round that began after it', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('tick', { node: 1 });
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  lab.do('read-index', { node: 1, context: 'r' });
  lab.do('deliver', { to: [1] });
  t.same(lab.reads(), [], 'the answers to the round before prove nothing');
  lab.settle();
  t.same(lab.reads(), [{ node: 1, context: 'r', index: 11 }]);
  t.end();
});

void t.test('readindex-single-node skips the round', (t) => {
  const lab = new LabScript().voters(1).elect(1);
  lab.do('read-index', { node: 1, context: 'r' });
  t.same(lab.do('process-ready', { node: 1 })['reads'], [{ node: 1, context: 'r', index: 11 }]);
  t.end();
});

void t.test(
  'readindex-partitioned-leader never answers, and tells to ask again when it steps down',
  (t) => {
    const lab = new LabScript().voters(3, { checkQuorum: true }).elect(1);
    lab.do('read-index', { node: 1, context: 'r' });
    lab.do('tick', { node: 1, count: 2 });
    lab.settle([1]).lose([2, 3]);
    t.same(lab.reads(), []);
    lab.do('tick', { node: 1, count: 4 });
    t.equal(lab.node(1).role, 'follower');
    lab.settle([1]);
    t.same(lab.reads(), [{ node: 1, context: 'r', index: null }]);
    t.end();
  },
);

void t.test('readindex-duplicate: late answers to a repeated read confirm nothing newer', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('read-index', { node: 1, context: 'same' });
  lab.do('process-ready', { node: 1 });
  lab.settle([2, 3]);
  // The first answer confirms; the second stays on its way while the same read is asked again.
  lab.do('deliver', { to: [1], from: 2 });
  lab.do('process-ready', { node: 1 });
  t.equal(lab.reads().length, 1);
  lab.do('read-index', { node: 1, context: 'same' });
  lab.do('process-ready', { node: 1 });
  lab.lose([2, 3]);
  lab.do('deliver', { to: [1], from: 3 });
  lab.do('process-ready', { node: 1 });
  t.equal(lab.reads().length, 1);
  t.end();
});

void t.test('only the answers of voters count for a read', (t) => {
  const lab = new LabScript();
  lab.do('add-nodes', { count: 4, voters: [1, 2, 3], learners: [4], index: 10 });
  lab.elect(1);
  lab.do('read-index', { node: 1, context: 'r' });
  lab.settle([1, 4]);
  t.same(lab.reads(), []);
  lab.settle();
  t.equal(lab.reads().length, 1);
  t.end();
});

void t.test('follower read: the index may be ahead of what the follower applied', (t) => {
  const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
  lab.propose(1, 'a').settle([1, 2]);
  lab.lose([3], { type: 'append-request' });
  lab.do('read-index', { node: 3, context: 'r' });
  lab.do('process-ready', { node: 3 });
  lab.settle([1, 2]);
  lab.lose([3], { type: 'append-request' });
  lab.do('deliver', { to: [3] });
  t.same(lab.do('process-ready', { node: 3 })['reads'], [{ node: 3, context: 'r', index: 12 }]);
  t.equal(lab.node(3).applied, 11, 'so the reader waits');
  lab.do('tick', { node: 1 });
  lab.settle();
  t.equal(lab.node(3).applied, 12);
  t.end();
});

void t.test('a read without a known leader is refused', (t) => {
  const lab = new LabScript().voters(3);
  t.match(lab.try('read-index', { node: 2, context: 'r' }), { ok: false, error: 'no-leader' });
  t.end();
});

void t.test('a read that its leader loses with the term is answered: ask again', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('read-index', { node: 3, context: 'f' });
  lab.do('read-index', { node: 1, context: 'l' });
  lab.settle([1, 3]).lose([2]);
  t.equal(lab.reads().length, 2, 'two of three confirm');
  lab.do('read-index', { node: 1, context: 'late' });
  lab.settle([1]).lose([2, 3]);
  lab.elect(2, [2, 3]).settle();
  t.same(lab.reads().slice(2), [{ node: 1, context: 'late', index: null }]);
  t.end();
});

void t.test(
  'lease reads need no round while a quorum was heard, and none after a transfer began',
  (t) => {
    const lab = new LabScript().voters(3, { ...PREVOTE, readOnly: 'lease' }).elect(1);
    lab.do('tick', { node: 1 });
    lab.settle();
    lab.do('read-index', { node: 1, context: 'lease' });
    t.same(lab.do('process-ready', { node: 1 })['reads'], [
      { node: 1, context: 'lease', index: 11 },
    ]);
    lab.do('transfer-leadership', { node: 1, to: 2 });
    lab.do('read-index', { node: 1, context: 'transfer' });
    t.same(lab.do('process-ready', { node: 1 })['reads'], []);
    t.end();
  },
);

void t.test('transfer-happy', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1);
  lab.do('transfer-leadership', { node: 1, to: 3 });
  lab.settle();
  t.same([lab.leaders(), lab.node(3).term, lab.node(1).lead], [[3], 2, 3]);
  t.end();
});

void t.test(
  'transfer-to-lagging: catches up first, refuses proposals meanwhile, and then they go on',
  (t) => {
    const lab = new LabScript().voters(3).elect(1);
    lab.propose(1, 'a').settle([1, 2]).lose([3]);
    lab.do('transfer-leadership', { node: 1, to: 3 });
    t.same(lab.messages('timeout-now'), []);
    t.match(lab.try('propose', { node: 1, data: 'x' }), { ok: false, error: 'busy' });
    t.match(lab.change(1, ['r2']), { ok: false, error: 'busy' });
    lab.do('tick', { node: 1 });
    lab.settle();
    t.same(lab.leaders(), [3]);
    lab.propose(3, 'b').settle();
    t.same(lab.texts(1), ['1/11', '1/12 a', '2/13', '2/14 b']);
    t.end();
  },
);

void t.test('transfer-timeout: given up after an election timeout', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('transfer-leadership', { node: 1, to: 3 });
  lab.do('process-ready', { node: 1 });
  lab.lose([3], { type: 'timeout-now' });
  lab.do('tick', { node: 1, count: 2 });
  t.match(lab.try('propose', { node: 1, data: 'x' }), { error: 'busy' });
  lab.do('tick', { node: 1 });
  t.ok(lab.try('propose', { node: 1, data: 'x' }).ok);
  lab.settle();
  t.equal(lab.node(1).commit, 12);
  t.end();
});

void t.test('transferee removed or demoted: given up', (t) => {
  for (const change of ['r3', 'l3']) {
    const lab = new LabScript().voters(3).elect(1);
    lab.propose(1, 'a').settle([1, 2]).lose([3]);
    lab.change(1, [change]);
    lab.do('process-ready', { node: 1 });
    lab.do('transfer-leadership', { node: 1, to: 3 });
    t.match(lab.try('propose', { node: 1, data: 'x' }), { error: 'busy' });
    lab.settle([1, 2]);
    t.ok(lab.try('propose', { node: 1, data: 'x' }).ok, change);
    t.same(lab.messages('timeout-now'), []);
  }
  t.end();
});

void t.test('a second transfer takes the place of the first', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a').settle([1, 2]).lose([3]);
  lab.do('transfer-leadership', { node: 1, to: 3 });
  lab.do('transfer-leadership', { node: 1, to: 2 });
  lab.settle();
  t.same(lab.leaders(), [2]);
  t.end();
});

void t.test('no transfer to learners, strangers, or by who does not lead', (t) => {
  const lab = new LabScript();
  lab.do('add-nodes', { count: 3, voters: [1, 2], learners: [3], index: 10 });
  lab.elect(1);
  const transfer = (node: number, to: number): object =>
    lab.try('transfer-leadership', { node, to });
  t.match(transfer(1, 3), { ok: false, error: 'unknown-member' });
  t.match(transfer(1, 9), { ok: false, error: 'unknown-member' });
  t.match(transfer(2, 1), { ok: false, error: 'not-leader' });
  t.match(transfer(1, 1), { ok: true });
  t.ok(lab.try('propose', { node: 1, data: 'x' }).ok);
  t.end();
});

void t.test('TimeoutNow of an old term is ignored', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('transfer-leadership', { node: 1, to: 3 });
  lab.do('process-ready', { node: 1 });
  lab.elect(2, [1, 2]);
  lab.do('deliver', { to: [3], from: 2 });
  t.equal(lab.node(3).term, 2);
  lab.do('deliver', { to: [3], from: 1 });
  t.same([lab.node(3).role, lab.node(3).term], ['follower', 2]);
  t.end();
});

void t.test('transfer with writes in flight: what was proposed before is kept', (t) => {
  const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
  lab.propose(1, 'a', 'b');
  lab.do('transfer-leadership', { node: 1, to: 2 });
  lab.settle();
  t.same(lab.leaders(), [2]);
  t.same(lab.texts(3), ['1/11', '1/12 a', '1/13 b', '2/14']);
  t.equal(lab.node(3).commit, 14);
  t.end();
});
