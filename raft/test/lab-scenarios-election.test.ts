/** Named scenarios as lab scripts: elections, votes and their durability, disturbances. */
import t from 'tap';
import { LabScript } from './support/lab-script.js';

const PREVOTE = { preVote: true, checkQuorum: true };

void t.test(
  'cold-start-three: one leader within three election timeouts, its empty entry committed',
  (t) => {
    const lab = new LabScript().voters(3).pass(9);
    t.equal(lab.leaders().length, 1);
    for (const node of lab.nodes()) t.same([node.commit, node.applied], [11, 11]);
    t.match(lab.log(1), [{ index: 11, type: 'normal', data: '' }]);
    t.end();
  },
);

void t.test('single-node: elects itself after its own write, commits without a network', (t) => {
  const lab = new LabScript().voters(1);
  lab.do('campaign', { node: 1 });
  lab.do('deliver', { to: [1] });
  t.equal(lab.node(1).role, 'candidate');
  lab.do('process-ready', { node: 1 });
  t.match(lab.messages(), [{ type: 'vote-response', from: 1, to: 1, granted: true }]);
  t.equal(lab.node(1).role, 'candidate');
  lab.do('deliver', { to: [1] });
  t.equal(lab.node(1).role, 'leader');
  lab.propose(1, 'a').settle();
  t.same(lab.texts(1), ['1/11', '1/12 a']);
  t.equal(lab.node(1).applied, 12);
  t.end();
});

void t.test(
  'vote-durable-before-reply: no answer before the vote is written, and a written vote binds',
  (t) => {
    for (const lose of [true, false]) {
      const lab = new LabScript().voters(3, { asyncStorage: true });
      lab.do('campaign', { node: 1 });
      lab.do('process-ready', { node: 1 });
      lab.do('deliver', { to: [2] });
      lab.do('process-ready', { node: 2 });
      t.same(lab.messages('vote-response', 1), []);
      lab.do('restart', { node: 2, ...(lose ? { lose: 'unsynced' } : {}) });
      t.same([lab.node(2).term, lab.node(2).vote], lose ? [0, 0] : [1, 1]);
      lab.lose([1, 2, 3]);
      lab.elect(3, [2, 3]);
      t.equal(lab.node(3).role, lose ? 'leader' : 'candidate');
      t.equal(lab.node(2).vote, lose ? 3 : 1);
    }
    t.end();
  },
);

void t.test(
  'self-vote-waits-for-disk: a candidate does not win on a vote it has not written',
  (t) => {
    const lab = new LabScript().voters(2, { asyncStorage: true });
    lab.do('campaign', { node: 1 });
    lab.do('process-ready', { node: 1 });
    lab.settle([2]);
    lab.do('deliver', { to: [1] });
    t.equal(lab.node(1).role, 'candidate');
    lab.do('process-append', { node: 1 });
    t.equal(lab.node(1).role, 'candidate');
    lab.do('deliver', { to: [1] });
    t.equal(lab.node(1).role, 'leader');
    t.end();
  },
);

void t.test('a candidate whose tail is not written asks for no votes before it is', (t) => {
  const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
  lab.propose(1, 'a');
  lab.do('process-ready', { node: 1 });
  lab.do('deliver', { to: [2] });
  lab.do('process-ready', { node: 2 });
  lab.do('campaign', { node: 2 });
  lab.do('process-ready', { node: 2 });
  t.same(lab.messages('vote-request'), []);
  lab.do('process-append', { node: 2 });
  lab.do('process-append', { node: 2 });
  t.same(
    lab.messages('vote-request').map(({ to }) => to),
    [1, 3],
  );
  t.end();
});

void t.test(
  'split-vote: two candidates with one vote each are resolved by the next timeout',
  (t) => {
    const lab = new LabScript().voters(2);
    lab.do('campaign', { node: 1 });
    lab.do('campaign', { node: 2 });
    lab.settle();
    t.same(lab.leaders(), []);
    lab.do('set-election-timeout', { node: 2, ticks: 4 });
    lab.do('tick', { node: 2, count: 3 });
    lab.settle();
    t.same(lab.leaders(), []);
    lab.do('tick', { node: 2, count: 1 });
    lab.settle();
    t.same(lab.leaders(), [2]);
    t.equal(lab.node(2).term, 2);
    t.end();
  },
);

void t.test('longer-log-lower-term loses against shorter-log-higher-term', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.propose(1, 'a', 'b', 'c').settle([1]).lose([2, 3]);
  lab.do('restart', { node: 1 });
  lab.elect(2, [2, 3]).lose([1]);
  t.same([lab.node(1).last, lab.node(2).last], [14, 12]);
  for (let times = 0; times < 2; times += 1) lab.elect(1);
  t.equal(lab.node(1).role, 'follower');
  t.same(lab.leaders(), []);
  lab.elect(2);
  t.same(lab.leaders(), [2]);
  t.same(lab.texts(1), ['1/11', '2/12', '4/13']);
  t.end();
});

void t.test('equal log: granted', (t) => {
  const lab = new LabScript().voters(2).elect(1).elect(2);
  t.same(lab.leaders(), [2]);
  t.equal(lab.node(1).vote, 2);
  t.end();
});

void t.test('a vote goes to one candidate of a term, and to the same one again', (t) => {
  const lab = new LabScript().voters(3);
  lab.do('campaign', { node: 1 });
  lab.do('campaign', { node: 2 });
  for (const node of [1, 2]) lab.do('process-ready', { node });
  lab.do('deliver', { to: [3] });
  lab.do('process-ready', { node: 3 });
  t.match(lab.messages('vote-response', 1), [{}, { from: 3, granted: true }]);
  t.match(lab.messages('vote-response', 2), [{}, { from: 3, granted: false }]);
  t.end();
});

void t.test(
  'stale-term-leader: a leader without a quorum steps down within two timeouts, its term unchanged',
  (t) => {
    const lab = new LabScript().voters(3, { checkQuorum: true }).elect(1);
    lab.propose(1, 'lost');
    lab.do('tick', { node: 1, count: 3 });
    t.equal(lab.node(1).role, 'leader');
    lab.do('tick', { node: 1, count: 3 });
    t.same([lab.node(1).role, lab.node(1).term, lab.node(1).lead], ['follower', 1, 0]);
    lab.settle([1]).lose([2, 3]);
    lab.do('set-election-timeout', { node: 3, ticks: 9 });
    lab.do('tick', { node: 3, count: 3 });
    lab.elect(2, [2, 3]).settle();
    t.same(lab.texts(1), ['1/11', '2/12']);
    t.end();
  },
);

void t.test('a leader that hears a quorum stays; learners do not count for it', (t) => {
  const lab = new LabScript();
  lab.do('add-nodes', { count: 3, voters: [1, 2], learners: [3], index: 10, options: PREVOTE });
  lab.elect(1).pass(9);
  t.same(lab.leaders(), [1]);
  lab.pass(12, [1, 3]);
  t.equal(lab.node(1).role, 'pre-candidate');
  t.end();
});

void t.test('rejoin-after-partition with pre-vote: term and leader unchanged', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1);
  lab.do('tick', { node: 3, count: 40 });
  lab.settle([3]).lose([1, 2, 3]).pass(3, [1, 2]).lose([3]);
  t.same([lab.node(3).role, lab.node(3).term], ['pre-candidate', 1]);
  lab.pass(10);
  t.same(
    lab.nodes().map(({ role, term, lead }) => [role, term, lead]),
    [
      ['leader', 1, 1],
      ['follower', 1, 1],
      ['follower', 1, 1],
    ],
  );
  t.end();
});

void t.test('rejoin without pre-vote: one disturbance, then stable', (t) => {
  const lab = new LabScript().voters(3).elect(1);
  lab.do('tick', { node: 3, count: 40 });
  lab.settle([3]).lose([1, 2]);
  const { term } = lab.node(3);
  t.ok(term > 2);
  lab.pass(20);
  const [leader] = lab.leaders();
  const before = lab.node(leader!).term;
  t.ok(before >= term);
  lab.pass(20);
  t.same(lab.leaders(), [leader]);
  t.equal(lab.node(leader!).term, before);
  t.end();
});

void t.test('one-way loss from the leader: the deaf follower moves nobody', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1);
  for (let tick = 0; tick < 20; tick += 1) {
    for (const node of [1, 2, 3]) lab.do('tick', { node });
    for (let round = 0; round < 4; round += 1) {
      lab.settle([1, 2]).lose([3], { from: 1 }).settle([3]);
    }
  }
  t.same(lab.leaders(), [1]);
  t.equal(lab.node(1).term, 1);
  t.end();
});

void t.test('one-way loss to the leader: the mute follower follows on', (t) => {
  const lab = new LabScript().voters(3, PREVOTE).elect(1);
  for (let tick = 0; tick < 20; tick += 1) {
    for (const node of [1, 2, 3]) lab.do('tick', { node });
    for (let round = 0; round < 4; round += 1) {
      lab.settle([2, 3]).lose([1], { from: 3 }).settle([1]);
    }
  }
  t.same(lab.leaders(), [1]);
  t.same([lab.node(3).role, lab.node(3).term, lab.node(3).lead], ['follower', 1, 1]);
  t.end();
});

void t.test(
  'pre-vote-lower-term-stuck: a node of an older term with a better log becomes leader',
  (t) => {
    const lab = new LabScript().voters(2, PREVOTE).elect(1);
    lab.propose(1, 'a').settle([1]).lose([2]);
    // 2 goes on to a newer term alone: it won a pre-vote and was cut off.
    lab.do('restart', { node: 1 });
    lab.do('tick', { node: 2, count: 5 });
    lab.do('process-ready', { node: 2 });
    lab.do('deliver', { to: [1, 2], drop: true });
    lab.settle();
    lab.elect(1);
    t.same(lab.leaders(), [1]);
    t.same(lab.texts(2), lab.texts(1));
    t.end();
  },
);

void t.test('a pre-vote of a lower term is answered with the newer term', (t) => {
  const lab = new LabScript();
  lab.do('add-nodes', { ids: [1], voters: [1, 2], index: 10, options: { preVote: true } });
  lab.do('add-nodes', { ids: [2], voters: [1, 2], index: 10 });
  for (let times = 0; times < 3; times += 1) lab.do('campaign', { node: 2 });
  lab.settle([2]).lose([1]);
  lab.do('campaign', { node: 1 });
  lab.settle();
  t.same([lab.node(1).term, lab.node(1).role], [3, 'follower']);
  lab.elect(1);
  t.same(lab.leaders(), [1]);
  t.end();
});

void t.test('mixed pre-vote and none: a rolling switch never ends without a leader', (t) => {
  for (const switched of [[1], [2], [3], [1, 2], [1, 3], [2, 3]]) {
    const lab = new LabScript();
    for (const id of [1, 2, 3]) {
      const options = switched.includes(id) ? PREVOTE : {};
      lab.do('add-nodes', { ids: [id], voters: [1, 2, 3], index: 10, options });
    }
    lab.pass(30);
    const [leader] = lab.leaders();
    lab.lose([1, 2, 3]).pass(
      30,
      [1, 2, 3].filter((id) => id !== leader),
    );
    lab.pass(10);
    t.equal(lab.leaders().length, 1, `switched: ${switched.join(' ')}`);
  }
  t.end();
});
