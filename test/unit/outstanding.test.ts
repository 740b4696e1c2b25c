/** Whom a wait still waits for: one look per acknowledgement. */
import t from 'tap';
import type { WorkerConvergence, WorkerState } from '../../server/dispatch/convergence-port.js';
import { Outstanding } from '../../server/dispatch/outstanding.js';

function worker(node: string, state: WorkerState): WorkerConvergence {
  return { node, state, revision: 0, appliedAt: undefined, lagMs: 0 };
}

function waiting(nodes: readonly string[]) {
  const states = new Map<string, WorkerState>(nodes.map((node) => [node, 'pending']));
  let looks = 0;
  const outstanding = new Outstanding((_network, node) => {
    looks += 1;
    const state = states.get(node);
    return state && worker(node, state);
  });
  outstanding.reset(nodes.map((node) => ['net', worker(node, 'pending')] as const));
  return { states, outstanding, looks: () => looks };
}

t.test('the last acknowledgement decides, and each costs one look', (t) => {
  const nodes = Array.from({ length: 1000 }, (_, at) => `node-${at}`);
  const { states, outstanding, looks } = waiting(nodes);
  const decided = nodes.filter((node) => {
    states.set(node, 'applied');
    return outstanding.acked('net', node) === 'decisive';
  });
  t.same(decided, ['node-999']);
  t.equal(looks(), 1000);
  t.end();
});

t.test('a failure decides at once', (t) => {
  const { states, outstanding } = waiting(['a', 'b']);
  states.set('a', 'failed');
  t.equal(outstanding.acked('net', 'a'), 'decisive');
  t.end();
});

t.test('an acknowledgement of something older decides nothing', (t) => {
  const { outstanding } = waiting(['a']);
  t.equal(outstanding.acked('net', 'a'), undefined);
  t.end();
});

t.test('who is not waited for is not looked at', (t) => {
  const { outstanding, looks } = waiting(['a']);
  t.equal(outstanding.acked('net', 'other'), undefined);
  t.equal(outstanding.acked('elsewhere', 'a'), undefined);
  t.equal(looks(), 0);
  t.end();
});

t.test('who is concerned no more is not waited for', (t) => {
  const { states, outstanding } = waiting(['a']);
  states.delete('a');
  t.equal(outstanding.acked('net', 'a'), 'decisive');
  t.end();
});
