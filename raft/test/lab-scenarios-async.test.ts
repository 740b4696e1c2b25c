/** Named scenarios as lab scripts: storage that takes its time. */
import t from 'tap';
import { LabScript } from './support/lab-script.js';

void t.test(
  'asynchronous storage: several writes and applications are on their way at once, in order',
  (t) => {
    const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
    for (const data of ['a', 'b', 'c']) {
      lab.propose(1, data);
      lab.do('process-ready', { node: 1 });
      lab.do('deliver', { to: [2, 3] });
      for (const node of [2, 3]) lab.do('process-ready', { node });
    }
    t.same(lab.texts(1), ['1/11']);
    lab.do('process-append', { node: 1 });
    lab.do('process-append', { node: 1 });
    t.same(lab.texts(1), ['1/11', '1/12 a', '1/13 b']);
    for (const node of [2, 3]) {
      lab.do('process-append', { node });
      lab.do('process-append', { node });
    }
    lab.do('deliver', { to: [1] });
    t.same([lab.node(1).commit, lab.node(1).applied], [13, 11]);
    t.match(lab.do('process-ready', { node: 1 }), { committed: 2 });
    t.equal(lab.node(1).applied, 11);
    lab.do('process-apply', { node: 1 });
    t.equal(lab.node(1).applied, 13);
    t.match(lab.do('process-apply', { node: 1 }), { processed: false });
    lab.settle();
    for (const { commit, applied } of lab.nodes()) t.same([commit, applied], [14, 14]);
    t.end();
  },
);

void t.test(
  'a leader sends before its own write is done and counts itself only afterwards',
  (t) => {
    const lab = new LabScript().voters(3, { asyncStorage: true }).elect(1);
    lab.propose(1, 'a');
    lab.do('process-ready', { node: 1 });
    lab.settle([2]);
    lab.do('deliver', { to: [1] });
    t.same([lab.peer(1, 2).match, lab.node(1).commit], [12, 11]);
    lab.settle([3]);
    lab.do('deliver', { to: [1] });
    t.same(
      [lab.node(1).commit, lab.log(1).length],
      [12, 1],
      'two others are a majority without it',
    );
    t.match(lab.do('process-ready', { node: 1 }), { committed: 0 });
    lab.settle();
    t.equal(lab.node(1).applied, 12);
    t.end();
  },
);

void t.test(
  'async-append ABA: the tail is not durable by the end of an older write of an equal place',
  (t) => {
    const lab = new LabScript().voters(7, { asyncStorage: true }).elect(2);
    lab.propose(2, 'first');
    lab.do('process-ready', { node: 2 });
    lab.do('deliver', { to: [1], drop: [3, 4, 5, 6, 7] });
    lab.do('process-ready', { node: 1 });
    // A leader of term 2, and then one of term 3, overwrite index 12 at 1 while the first write is on its way.
    lab.lead(3, [4, 5, 6]);
    lab.do('process-ready', { node: 3 });
    lab.do('deliver', { to: [1], drop: [2, 4, 5, 6, 7] });
    lab.do('process-ready', { node: 1 });
    t.same([lab.node(1).term, lab.node(1).last], [2, 12]);
    lab.lead(4, [5, 6, 7]);
    lab.do('process-ready', { node: 4 });
    lab.lose([1]);
    lab.do('tick', { node: 4 });
    lab.do('process-ready', { node: 4 });
    lab.do('deliver', { to: [1] });
    lab.do('process-ready', { node: 1 });
    lab.do('deliver', { to: [4] });
    lab.do('process-ready', { node: 4 });
    lab.do('deliver', { to: [1] });
    lab.do('process-ready', { node: 1 });
    t.same([lab.node(1).term, lab.node(1).last], [3, 12]);
    // 4 commits 12 with the others and says so to 1, which has none of its three writes done.
    lab.settle([4, 5, 6, 7]);
    lab.do('tick', { node: 4 });
    for (const node of [4, 1, 4, 1]) {
      lab.do('process-ready', { node });
      lab.do('deliver', { to: [node === 4 ? 1 : 4] });
    }
    t.same([lab.node(4).commit, lab.node(1).commit], [12, 12]);
    lab.do('process-append', { node: 1 });
    t.match(
      lab.do('process-ready', { node: 1 }),
      { committed: 0 },
      'the first write proves nothing',
    );
    const seen: string[] = [lab.texts(1).join(' ')];
    while (lab.do('process-append', { node: 1 })['processed'] === true) {
      seen.push(lab.texts(1).join(' '));
      t.ok(
        lab.messages('append-response', 4).every(({ from }) => from !== 1) ||
          lab.texts(1).includes('3/12'),
        'nothing is claimed to 4 that is not written',
      );
    }
    t.same([...new Set(seen)], ['1/11 1/12 first', '1/11 2/12', '1/11 3/12']);
    lab.settle();
    t.same(lab.texts(1), lab.texts(4));
    t.equal(lab.node(1).commit, 12);
    t.end();
  },
);
