/** What one change costs must not depend on how much there is already. */
import t from 'tap';
import { countOperations } from '../../bench/state/operations.js';
import { Population } from '../../bench/state/population.js';
import { encodeWelcome } from '../../server/dispatch/welcome.js';

const CHANGES = 20;
/** Operations on maps and sets: a change that walks over what is there would need thousands. */
const MOST = 100;

t.test('creating, moving and deleting cost the same at 500 and at 20,000 endpoints', (t) => {
  const population = new Population();
  for (const endpoints of [500, 20_000]) {
    population.grow(endpoints);
    const ids = Array.from({ length: CHANGES }, () => population.mint('endpoint'));
    const changes = {
      create: (id: string, n: number) =>
        population.apply({ kind: 'endpoint.create', id, network: 'n0', node: `w${n}` }),
      move: (id: string, n: number) =>
        population.apply({ kind: 'endpoint.move', endpoint: id, node: `w${n + CHANGES}` }),
      delete: (id: string) => population.apply({ kind: 'endpoint.delete', endpoint: id }),
    };
    for (const [name, change] of Object.entries(changes)) {
      const count = countOperations(() => ids.forEach(change)) / CHANGES;
      t.ok(count <= MOST, `${name} at ${endpoints}: ${count} operations`);
    }
  }
  t.end();
});

t.test('an agent is welcomed among a thousand workers without a look at each of them', (t) => {
  const { state } = new Population();
  const [worker] = state.nodes();
  const count = countOperations(() => encodeWelcome(state, 'node-m1', worker?.id ?? ''));
  t.ok(count <= MOST, `${count} operations`);
  t.end();
});
