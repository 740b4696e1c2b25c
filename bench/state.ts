/**
 * Memory of the replicated state per endpoint, and what one change costs, from a thousand endpoints to a million.
 * `npm run bench:state [-- ENDPOINTS…]`.
 */
import { State } from '../server/state/state.js';
import { countOperations } from './state/operations.js';
import { Population } from './state/population.js';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const CHANGES = 100;

interface Row {
  readonly endpoints: number;
  /** Bytes of heap per endpoint: as applied, and as loaded from rows at a start. */
  readonly applied: number;
  readonly loaded: number;
  /** Operations on maps and sets per change. */
  readonly create: number;
  readonly move: number;
  readonly remove: number;
}

/** Bytes of a state with the workers and no endpoint. */
type Empty = Pick<Row, 'applied' | 'loaded'>;

function heapBytes(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function measure(population: Population, endpoints: number, empty: Empty): Row {
  population.grow(endpoints);
  const applied = (heapBytes() - empty.applied) / endpoints;
  const loaded = (loadedBytes(population.state) - empty.loaded) / endpoints;
  return {
    endpoints,
    applied,
    loaded,
    ...changes(population),
  };
}

/** Rows as the database keeps them, one at a time, so that only the state is left. */
function loadedBytes(state: State): number {
  const before = heapBytes();
  const loaded = State.load(storedRows(state));
  const bytes = heapBytes() - before;
  if (loaded.revision !== state.revision) throw new Error('loaded another state');
  return bytes;
}

function* storedRows(state: State) {
  for (const row of state.rows()) yield JSON.parse(JSON.stringify(row)) as typeof row;
}

function changes(population: Population): Pick<Row, 'create' | 'move' | 'remove'> {
  const ids: string[] = [];
  const per = (work: (n: number) => void): number => {
    const total = countOperations(() => {
      for (let n = 0; n < CHANGES; n++) work(n);
    });
    return total / CHANGES;
  };
  const create = per((n) => {
    const id = population.mint('endpoint');
    ids.push(id);
    population.apply({ kind: 'endpoint.create', id, network: 'n0', node: `w${n}` });
  });
  const move = per((n) => {
    population.apply({ kind: 'endpoint.move', endpoint: ids[n] ?? '', node: `w${CHANGES + n}` });
  });
  const remove = per((n) => {
    population.apply({ kind: 'endpoint.delete', endpoint: ids[n] ?? '' });
  });
  return { create, move, remove };
}

const sizes = process.argv.slice(2).map(Number);
const population = new Population();
const empty = {
  applied: heapBytes(),
  loaded: loadedBytes(population.state),
};
process.stdout.write(
  'endpoints  heap B/endpoint (applied, loaded)  map and set operations per create, move, delete\n',
);
for (const endpoints of sizes.length > 0 ? sizes : SIZES) {
  const row = measure(population, endpoints, empty);
  const { applied, loaded, create, move, remove } = row;
  process.stdout.write(
    `${String(endpoints).padStart(9)}  ${applied.toFixed(0).padStart(8)} ${loaded.toFixed(0).padStart(8)}  ` +
      `${create.toFixed(1).padStart(8)} ${move.toFixed(1).padStart(8)} ${remove.toFixed(1).padStart(8)}\n`,
  );
}
