/** Pages on their way to the state machine: in order, one step a turn, none before the last one is whole. */
import t from 'tap';
import { Applier } from '../node/applier.js';
import type { Clock, StateMachine } from '../node/ports.js';
import type { Entry } from '../core/types.js';

const entry = (index: number, bytes = 8192): Entry => ({
  index,
  term: 1,
  type: 'normal',
  data: new Uint8Array(bytes),
});

/** A machine that needs `steps` for each page; what it and its node do, in order. */
function lab(steps: number) {
  const seen: string[] = [];
  const turns: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    every: () => ({ cancel: () => undefined }),
    soon: (callback) => void turns.push(callback),
  };
  const stateMachine: StateMachine = {
    appliedIndex: 0,
    apply: () => {
      throw new Error('not asked');
    },
    *applying(entries) {
      for (let step = 1; step < steps; step += 1) {
        seen.push(`${entries[0]?.index}: step ${step}`);
        yield;
      }
      return entries.map(({ index }) => `result ${index}`);
    },
  };
  const applier = new Applier({
    stateMachine,
    clock,
    applied: (entries, results) => seen.push(`${entries[0]?.index}: ${results.join()}`),
    fail: (error) => seen.push(String(error)),
  });
  const turn = (): boolean => {
    const work = turns.shift();
    work?.();
    return work !== undefined;
  };
  return { applier, seen, turn, stateMachine };
}

void t.test('pages are applied in order, each whole before the next one begins', (t) => {
  const { applier, seen, turn } = lab(3);
  for (const index of [1, 2, 3]) applier.take([entry(index)], false);
  while (turn());
  t.same(
    seen,
    [1, 2, 3].flatMap((n) => [`${n}: step 1`, `${n}: step 2`, `${n}: result ${n}`]),
  );
  t.end();
});

void t.test('a step is a turn, and little that comes meanwhile waits', (t) => {
  const { applier, seen, turn } = lab(3);
  applier.take([entry(1)], false);
  turn();
  t.same(seen, ['1: step 1']);
  applier.take([entry(2, 10)], true);
  t.same(seen, ['1: step 1'], 'not at once');
  turn();
  t.same(seen, ['1: step 1', '1: step 2']);
  while (turn());
  t.same(seen.slice(2), ['1: result 1', '2: step 1', '2: step 2', '2: result 2']);
  t.end();
});

void t.test('little is applied at once when nothing waits', (t) => {
  const { applier, seen } = lab(1);
  applier.take([entry(1, 10)], true);
  t.same(seen, ['1: result 1']);
  t.end();
});

void t.test('what is dropped half-way is not brought to its end', (t) => {
  const { applier, seen, turn } = lab(3);
  applier.take([entry(1)], false);
  applier.take([entry(2)], false);
  turn();
  applier.drop();
  while (turn());
  t.same(seen, ['1: step 1']);
  applier.take([entry(9)], false);
  while (turn());
  t.same(seen.at(-1), '9: result 9');
  t.end();
});

void t.test('a step that throws stops the node', (t) => {
  const { applier, seen, turn, stateMachine } = lab(1);
  stateMachine.applying = function* () {
    yield;
    throw new Error('broken');
  };
  applier.take([entry(1)], false);
  while (turn());
  t.same(seen, ['Error: broken']);
  t.end();
});
