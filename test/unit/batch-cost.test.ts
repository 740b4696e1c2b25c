/** What an endpoint of a batch costs a manager: counted, as times depend on the machine. */
import t from 'tap';
import { countOperations } from '../../bench/state/operations.js';
import type { Command } from '../../server/state/command.js';
import type { RowWrite } from '../../server/state/event.js';
import { atOnce } from '../../server/state/steps.js';
import { CommandMachine } from '../../server/storage/state-machine.js';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

/** Operations on maps and sets. */
const MOST = 80;

/** A manager's machine that has applied a batch of so many endpoints; what `around` measures. */
function applied(count: number, around: (work: () => void) => void): readonly RowWrite[] {
  const fixture = StateFixture.start();
  fixture.accept(networkOf('red', '10.1.0.0/16'));
  const commands = Array.from({ length: count }, (_, n): Command => endpoint('red', `e${n}`));
  const written: RowWrite[] = [];
  const machine = new CommandMachine(
    {
      state: fixture.state,
      rows: ({ rows }) => void written.push(...rows),
      applied: () => undefined,
      settled: () => undefined,
    },
    { lastTimeMs: 0 },
  );
  const idempotency = { caller: 'c', key: 'k', bodyHash: 'h' };
  const command = { kind: 'batch', commands } as const;
  const proposal = { command, actor: 'test', timeMs: fixture.timeMs + 1, idempotency };
  const data = Buffer.from(JSON.stringify(proposal));
  const index = fixture.state.appliedIndex + 1;
  around(() => void machine.apply([{ index, term: 1, type: 'normal', data }]));
  return written;
}

t.test('an endpoint of a batch costs the same in a small and in a large one', (t) => {
  for (const size of [100, 3_000]) {
    let operations = 0;
    applied(size, (work) => (operations = countOperations(work)));
    t.ok(operations / size <= MOST, `${operations / size} operations each of ${size}`);
  }
  t.end();
});

t.test('no row of an endpoint takes JSON.stringify of it', (t) => {
  const { stringify } = JSON;
  let made = 0;
  const counting = (...given: Parameters<typeof stringify>): string => {
    const [value] = given as [unknown];
    if (typeof value === 'object' && value !== null && 'addresses' in value) made += 1;
    return stringify(...given);
  };
  const size = 50;
  const texts: string[] = [];
  JSON.stringify = counting as typeof stringify;
  try {
    const written = applied(size, (work) => {
      made = 0;
      work();
    });
    for (const { text } of written) {
      const made = typeof text === 'function' ? text() : (text ?? '');
      texts.push(typeof made === 'string' ? made : atOnce(made));
    }
  } finally {
    JSON.stringify = stringify;
  }
  t.equal(texts.filter((text) => text.includes('"addresses"')).length, 2 * size + 1, 'all rows');
  t.equal(made, 0, 'texts are put together from what endpoints share');
  t.end();
});
