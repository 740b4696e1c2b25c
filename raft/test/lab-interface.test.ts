/** The lab's interface: every operation and field by its name, stable error codes, and a process that answers line by line. */
import t from 'tap';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { LabScript } from './support/lab-script.js';

const MAIN = fileURLToPath(new URL('../lab/main.js', import.meta.url));

void t.test('what is no operation is refused with a stable code, and the lab goes on', (t) => {
  const lab = new LabScript().voters(1);
  const refused = (text: string): string | undefined => {
    const answer = lab.line(text);
    t.equal(answer.ok, false, text);
    t.type(answer.detail, 'string');
    return answer.error;
  };
  for (const text of ['', 'x', '[]', '1', 'null', '{"op":']) t.equal(refused(text), 'bad-json');
  for (const text of [
    '{}',
    '{"op":1}',
    '{"op":"tick"}',
    '{"op":"tick","node":"1"}',
    '{"op":"tick","node":1.5}',
    '{"op":"tick","node":0}',
    '{"op":"tick","node":1,"count":-1}',
    '{"op":"propose","node":1}',
    '{"op":"propose","node":1,"data":7}',
    '{"op":"propose-conf-change","node":1,"changes":{}}',
    '{"op":"propose-conf-change","node":1,"changes":[1]}',
    '{"op":"propose-conf-change","node":1,"changes":[{"type":"witness","id":1}]}',
    '{"op":"propose-conf-change","node":1,"changes":[],"transition":"later"}',
    '{"op":"deliver","to":1}',
    '{"op":"deliver","to":[1],"drop":"yes"}',
    '{"op":"deliver","to":[1],"type":"letter"}',
    '{"op":"stabilize","nodes":["1"]}',
    '{"op":"restart","node":1,"lose":"all"}',
    '{"op":"add-nodes"}',
    '{"op":"add-nodes","count":1,"options":{"preVote":"yes"}}',
    '{"op":"add-nodes","count":1,"options":{"prevote":true}}',
    '{"op":"add-nodes","count":1,"options":{"readOnly":"fast"}}',
    '{"op":"add-nodes","count":1,"voters":[2],"learners":[2],"index":3}',
  ]) {
    t.equal(refused(text), 'bad-argument');
  }
  for (const op of ['fly', '__proto__', 'toString']) {
    t.equal(refused(JSON.stringify({ op })), 'unknown-op');
  }
  t.equal(refused('{"op":"tick","node":9}'), 'unknown-node');
  t.equal(refused('{"op":"stabilize","nodes":[1,9]}'), 'unknown-node');
  t.equal(refused('{"op":"add-nodes","ids":[1]}'), 'node-exists');
  t.equal(refused('{"op":"propose","node":1,"data":"x"}'), 'not-leader');
  t.equal(lab.elect(1).node(1).role, 'leader');
  t.end();
});

void t.test(
  'a broken invariant is reported, stops that node until its restart, and no other',
  (t) => {
    // Two members that lead the same term.
    const twice = new LabScript();
    twice.do('add-nodes', { ids: [1], voters: [1], index: 10 });
    twice.do('add-nodes', { ids: [2], voters: [2], index: 10 });
    twice.elect(1).elect(2);
    twice.do('send-snapshot', { from: 1, to: 2 });
    t.match(twice.try('deliver', { to: [2] }), { ok: false, error: 'invariant' });
    t.equal(twice.node(2).stopped, true);
    t.match(twice.try('tick', { node: 2 }), { ok: false, error: 'stopped' });
    t.ok(twice.try('tick', { node: 1 }).ok);
    twice.do('restart', { node: 2 });
    t.ok(twice.elect(2).node(2).role === 'leader');
    t.end();
  },
);

void t.test('the fields of a node and of a peer', (t) => {
  const lab = new LabScript().voters(2).elect(1);
  t.same(Object.keys(lab.node(1)), [
    ...['id', 'role', 'term', 'vote', 'lead', 'commit', 'applied', 'first', 'last'],
    ...['voters', 'votersOutgoing', 'learners', 'learnersNext', 'autoLeave'],
  ]);
  t.same(lab.peer(1, 2), {
    id: 2,
    state: 'replicate',
    match: 11,
    next: 12,
    paused: false,
    inflight: 0,
    recentActive: true,
    learner: false,
  });
  t.same(lab.do('progress', { node: 2 })['peers'], []);
  t.end();
});

void t.test('equal scripts give equal answers', (t) => {
  const run = (): unknown => {
    const lab = new LabScript().voters(5, { preVote: true });
    lab.pass(20).propose(lab.leaders()[0]!, 'a').settle();
    return lab.nodes();
  };
  t.same(run(), run());
  t.end();
});

void t.test(
  'the process answers each line before it reads the next, and ends with its input',
  async (t) => {
    const lab = spawn(process.execPath, [MAIN], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: lab.stdout })[Symbol.asyncIterator]();
    for (const line of ['{"op":"add-nodes","count":1}', 'nonsense', '{"op":"state"}']) {
      lab.stdin.write(`${line}\n`);
      const answer = await lines.next();
      t.equal((JSON.parse(String(answer.value)) as { ok: boolean }).ok, line !== 'nonsense');
    }
    const ended = new Promise((resolve) => lab.once('exit', resolve));
    lab.stdin.end();
    t.equal(await ended, 0);
    t.equal((await lines.next()).done, true);
  },
);
