/** Whom a wait still waits for: one look per acknowledgement. */
import t from 'tap';
import { NOT_HELD } from '../../proto/agent-messages.js';
import type { WorkerState } from '../../server/dispatch/convergence-port.js';
import { Outstanding } from '../../server/dispatch/outstanding.js';

function worker(node: string, state: WorkerState) {
  return { node, state };
}

function waiting(nodes: readonly string[], mode: 'applied' | 'all' = 'applied') {
  const states = new Map<string, WorkerState>(nodes.map((node) => [node, 'pending']));
  let looks = 0;
  const outstanding = new Outstanding((_network, node) => {
    looks += 1;
    const state = states.get(node);
    return state && worker(node, state);
  }, mode);
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

t.test('what it says of all that it does not hold is looked at where it is waited for', (t) => {
  const { states, outstanding, looks } = waiting(['a', 'b']);
  states.delete('a');
  t.equal(outstanding.acked(NOT_HELD, 'a'), undefined);
  t.equal(outstanding.acked(NOT_HELD, 'other'), undefined);
  t.equal(looks(), 1);
  states.set('b', 'applied');
  t.equal(outstanding.acked(NOT_HELD, 'b'), 'decisive');
  t.end();
});

t.test('time that passes costs one look while somebody is waited for', (t) => {
  const nodes = Array.from({ length: 1000 }, (_, at) => `node-${at}`);
  const { states, outstanding, looks } = waiting(nodes);
  t.equal(outstanding.passed(), undefined);
  t.equal(looks(), 1);
  states.delete('node-0');
  states.set('node-1', 'unreachable');
  t.equal(outstanding.passed(), undefined);
  t.equal(looks(), 4, 'the third is waited for');
  t.end();
});

t.test('who is out of reach is waited for only if all are', (t) => {
  for (const mode of ['applied', 'all'] as const) {
    const { states, outstanding } = waiting(['a', 'b'], mode);
    states.set('a', 'unreachable').set('b', 'unreachable');
    t.equal(outstanding.passed(), mode === 'all' ? undefined : 'decisive', mode);
  }
  t.end();
});

t.test('when nobody is left after all, time decides', (t) => {
  const { states, outstanding } = waiting(['a', 'b']);
  states.delete('a');
  states.set('b', 'failed');
  t.equal(outstanding.passed(), 'decisive');
  states.delete('b');
  t.equal(outstanding.passed(), 'decisive');
  t.end();
});
