/** Fuzzes every route of a real manager and looks at what is left of it. */
import { join } from 'node:path';
import fc from 'fast-check';
import { ROUTES } from '../../../server/api/routes/table.js';
import type { RunningManager } from '../../../server/manager.js';
import { canonicalJson } from '../../../server/state/state-hash.js';
import { networkCommand, propose, testCluster, type TestCluster } from '../managers.js';
import { checkSound } from '../sound-state.js';
import { checkTakenByWorkers } from '../taken-by-workers.js';
import { addWorker } from '../workers.js';
import { Exchange } from './exchange.js';
import { heapInUse } from './heap.js';
import { requestFor, type Style } from './requests.js';

const STYLES: readonly Style[] = ['valid', 'valid', 'near', 'near', 'garbage'];
/** Caches, kept pages and the log's window may fill up; a leak of a request's worth each would be more. */
const HEAP_SLACK_BYTES = 24 * 1024 * 1024;

export interface RestFuzz {
  readonly manager: RunningManager;
  /** Sends so many cases to every route. Throws with seed and path of the first one of each route that is answered badly. */
  run(seed: number, casesPerRoute: number): Promise<number>;
  /** Throws when the state is not sound, no worker could take it, or the disk holds another. */
  audit(): Promise<void>;
  /** Removes what the cases made and answers the heap in use, in bytes. */
  settle(): Promise<number>;
}

export async function withRestFuzz<T>(work: (fuzz: RestFuzz) => Promise<T>): Promise<T> {
  const cluster = await testCluster({ compaction: { maxEntries: 400, keepEntries: 50 } });
  try {
    const { manager } = await cluster.init('m1');
    for (const [n, name] of ['w1', 'w2'].entries()) {
      await addWorker(cluster, manager, name, `192.0.2.${n + 1}`);
    }
    return await work(fuzzOf(cluster, manager));
  } finally {
    await cluster.close();
  }
}

function fuzzOf(cluster: TestCluster, first: RunningManager): RestFuzz {
  let manager = first;
  const exchange = new Exchange(join(cluster.dir, 'run-m1', 'manager.sock'));
  return {
    get manager() {
      return manager;
    },
    run: async (seed, casesPerRoute) => {
      let count = 0;
      const failures: Error[] = [];
      for (const route of ROUTES) {
        const cases = fc.constantFrom(...STYLES).chain((style) => requestFor(route, style));
        const property = fc.asyncProperty(cases, async (sent) => {
          count += 1;
          exchange.judge(route, sent, await exchange.send(sent));
        });
        try {
          // Shrinking would ask a state that has moved on.
          await fc.assert(property, { seed, numRuns: casesPerRoute, endOnFailure: true });
        } catch (cause) {
          const place = `${route.method} ${route.path}`;
          failures.push(new Error(`${place}, seed ${seed}: ${reasonOf(cause)}`, { cause }));
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, textOf(failures));
      return count;
    },
    audit: async () => {
      await manager.core.proposer.readBarrier();
      checkSound(manager.core.state);
      checkTakenByWorkers(manager.core.state);
      const before = rowsOf(manager);
      await manager.stop();
      manager = await cluster.run('m1');
      await manager.core.proposer.readBarrier();
      if (rowsOf(manager) !== before) throw new Error('the disk holds another state');
    },
    settle: async () => {
      const { state } = manager.core;
      const removals = [
        ...[...state.networks()].map(
          ({ id }) => ({ kind: 'network.delete', network: id, force: true }) as const,
        ),
        ...[...state.tokens()].map(({ id }) => ({ kind: 'token.delete', token: id }) as const),
        ...[...state.keys()].map(({ id }) => ({ kind: 'key.delete', key: id }) as const),
      ];
      for (const command of removals) await propose(manager, command);
      await propose(manager, networkCommand('last'));
      return heapInUse();
    },
  };
}

/** Every object, in an order of its own. */
const rowsOf = ({ core }: RunningManager): string =>
  [...core.state.tables.rows()].map(canonicalJson).sort().join('\n');

const textOf = (failures: readonly Error[]): string =>
  failures.map(({ message }) => message).join('\n');

/** What fast-check says, with the failure of the case itself. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${cause.message}\n${message}` : message;
}

/** Throws when the second half of a run has left more behind than any cache may. */
export function checkHeap(before: number, after: number): void {
  if (after - before <= HEAP_SLACK_BYTES) return;
  throw new Error(`the heap has grown from ${before} to ${after} bytes`);
}
