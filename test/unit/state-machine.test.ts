/** The machine between log and state: what it hands on, and when, while a long batch is applied in several turns. */
import t from 'tap';
import type { Entry } from '../../raft/core/types.js';
import type { Command, Proposal } from '../../server/state/command.js';
import type { ApplyResult } from '../../server/state/event.js';
import { stateHash } from '../../server/state/state-hash.js';
import { CommandMachine } from '../../server/storage/state-machine.js';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

const batchOf = (commands: readonly Command[]): Command => ({ kind: 'batch', commands });

/** A machine over a cluster with a network, and a log of all that it tells. */
function lab(perStep: number) {
  const fixture = StateFixture.start();
  fixture.accept(networkOf('red', '10.1.0.0/16'));
  const { state } = fixture;
  const told: string[] = [];
  const first = state.appliedIndex;
  const nth = (index: number): number => index - first;
  const machine = new CommandMachine(
    {
      state,
      rows: ({ rows, appliedIndex }) =>
        told.push(`${rows.length > 1 ? 'rows' : 'none'} to ${nth(appliedIndex)}`),
      *preparing({ index, events }) {
        told.push(`prepare ${events.length} of ${nth(index)} at ${nth(state.appliedIndex)}`);
        yield;
      },
      applied: ({ index, events }) =>
        told.push(`${events.length} of ${nth(index)} at ${nth(state.appliedIndex)}`),
      own: (_origin, result) => told.push(`own ${result.ok ? 'done' : result.refusal.code}`),
      settled: (index) => told.push(`settled ${nth(index)}`),
    },
    { lastTimeMs: 0, perStep },
  );
  const entry = (n: number, command: Command): Entry => {
    const proposal: Proposal = { command, actor: 'test', timeMs: fixture.timeMs + n, origin: 'me' };
    const data = Buffer.from(JSON.stringify(proposal));
    return { index: first + n, term: 1, type: 'normal', data };
  };
  return { state, machine, told, entry };
}

const many = (count: number): Command[] =>
  Array.from({ length: count }, (_, n) => endpoint('red', `e${n}`));

/** Runs it to its end; answers what was told before each pause. */
function run(work: Generator<void, readonly unknown[]>, told: readonly string[]) {
  const pauses: number[] = [];
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return { results: value as readonly ApplyResult[], pauses };
    pauses.push(told.length);
  }
}

t.test(
  'nothing of a long batch is told or written before it is whole, then all in one turn',
  (t) => {
    const { state, machine, told, entry } = lab(10);
    const work = machine.applying([entry(1, batchOf(many(60)))]);
    const { results, pauses } = run(work, told);
    t.ok(pauses.length > 10, `${pauses.length} pauses`);
    t.ok(pauses.every((count) => count <= 1));
    t.same(told, ['prepare 60 of 1 at 0', 'own done', '60 of 1 at 1', 'rows to 1', 'settled 1']);
    t.ok(results[0]?.ok);
    t.equal([...state.endpoints()].length, 60);
    t.end();
  },
);

t.test('a large entry does not hold up what came before it, and what follows waits for it', (t) => {
  const { machine, told, entry } = lab(100);
  const large = batchOf(many(1000));
  const entries = [
    entry(1, endpoint('red', 'before')),
    entry(2, large),
    entry(3, endpoint('red', 'behind')),
    entry(4, endpoint('red', 'last')),
  ];
  t.ok((entries[1]?.data.length ?? 0) > 64 * 1024, 'it is large');
  const { pauses, results } = run(machine.applying(entries), told);
  t.equal(results.length, 4);
  const before = ['own done', '1 of 1 at 1', 'rows to 1', 'settled 1'];
  t.same(told.slice(0, pauses[0]), before);
  t.same(told, [
    ...before,
    ...['prepare 1000 of 2 at 1', 'own done', '1000 of 2 at 2', 'rows to 2', 'settled 2'],
    ...['own done', '1 of 3 at 3', 'own done', '1 of 4 at 4', 'rows to 4', 'settled 4'],
  ]);
  t.end();
});

t.test('a long batch that is refused at its end leaves nothing, and prepares nothing', (t) => {
  const { state, machine, told, entry } = lab(10);
  const hash = stateHash(state);
  const commands = [...many(60), endpoint('red', 'e0')];
  const { results, pauses } = run(machine.applying([entry(1, batchOf(commands))]), told);
  const [result] = results;
  t.match(result, { ok: false, refusal: { errors: [{ pointer: '/operations/60' }] } });
  t.ok(pauses.length >= 12, 'also taking back has pauses');
  t.same([...state.endpoints()], []);
  t.same(told.slice(1), ['0 of 1 at 1', 'rows to 1', 'settled 1']);
  const again = lab(10);
  again.machine.apply([again.entry(1, { kind: 'state.checkpoint' })]);
  t.not(stateHash(state), hash, 'it has moved past the entry');
  t.equal(stateHash(state), stateHash(again.state), 'and nothing else');
  t.end();
});

t.test('at once it comes to the same', (t) => {
  const [steps, once] = [lab(7), lab(Infinity)];
  const commands = [...many(40), { kind: 'endpoint.delete', endpoint: 'e3.red' } as const];
  run(steps.machine.applying([steps.entry(1, batchOf(commands))]), steps.told);
  once.machine.apply([once.entry(1, batchOf(commands))]);
  t.equal(stateHash(steps.state), stateHash(once.state));
  t.end();
});
