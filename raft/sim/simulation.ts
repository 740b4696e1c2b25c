/** One run from one seed: a stormy phase, then calm in which everything must come together. */
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { ensure } from './invariants.js';
import { firstVoters, Nemesis } from './nemesis.js';
import { randomInteger, SeededRandom } from '../core/random.js';
import { SimCluster } from './sim-cluster.js';
import { Workload } from './workload.js';
import type { CoreOptions } from '../core/options.js';
import type { LogStore } from '../node/ports.js';
import type { SimMember } from './sim-cluster.js';
import type { RandomSource } from '../core/random.js';

const TICK_MS = 10;
const MAX_MEMBERS = 7;
/** Enough for several elections in a row, far more than a healthy cluster needs. */
const CALM_TICKS = 800;

export interface SimulationOptions {
  readonly seed: number;
  /** Length of the stormy phase. */
  readonly ticks: number;
  readonly wrapLog?: (log: LogStore) => LogStore;
}

export interface SimulationResult {
  readonly seed: number;
  readonly events: number;
  readonly committed: number;
  readonly acknowledged: number;
  readonly reads: number;
  readonly members: number;
  readonly term: number;
}

/** Throws with the seed in the message when an invariant breaks or the calm does not heal. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, ticks, wrapLog } = options;
  const random = new SeededRandom(seed);
  const cluster: SimCluster = new SimCluster(random, {
    tickMs: TICK_MS,
    onLeader: (id) => nemesis.struck(id),
    limits: drawLimits(random),
    ...(wrapLog === undefined ? {} : { wrapLog }),
  });
  const workload = new Workload(cluster, random);
  const write = (member: SimMember): void => workload.write(member);
  const nemesis = new Nemesis(
    { cluster, random, write },
    { tickMs: TICK_MS, maxMembers: MAX_MEMBERS },
  );
  try {
    found(cluster, randomInteger(random, 0, 2) * 2 + 1);
    workload.start(3, randomInteger(random, 5, 100));
    nemesis.start();
    await run(cluster, workload, nemesis, ticks);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed} at ${cluster.time.now.toFixed(1)} ms: ${reason}`, {
      cause: error,
    });
  }
  return {
    seed,
    events: cluster.time.ran,
    committed: cluster.invariants.committed,
    acknowledged: workload.acknowledged,
    reads: workload.reads,
    members: cluster.ids.length,
    term: cluster.leader?.node.status().term ?? 0,
  };
}

/** One, three or five voters from the start; one grows like a cluster that is set up by hand. */
function found(cluster: SimCluster, voters: number): void {
  const ids = firstVoters(voters);
  for (const id of ids) cluster.add(id, { ...EMPTY_CONFIGURATION, voters: ids });
}

function drawLimits(random: RandomSource): Partial<CoreOptions> {
  const one = (choices: readonly number[]): number =>
    choices[randomInteger(random, 0, choices.length - 1)] ?? 1;
  return {
    maxAppendBytes: one([1, 20, 1024]),
    maxAppendEntries: one([1, 2, 1024]),
    maxInflightMessages: one([1, 3, 256]),
    maxInflightBytes: one([10, 1024]),
    maxUncommittedBytes: one([50, 4096]),
    maxCommittedBytes: one([1, 1024]),
    maxCommittedEntries: one([1, 5, 256]),
  };
}

async function run(
  cluster: SimCluster,
  workload: Workload,
  nemesis: Nemesis,
  ticks: number,
): Promise<void> {
  await cluster.run(ticks * TICK_MS);
  nemesis.stop();
  const written = workload.acknowledged;
  const limit = CALM_TICKS * TICK_MS;
  ensure(
    await cluster.runUntil(() => workload.acknowledged > written + 3, limit),
    'no write is acknowledged after healing',
  );
  workload.stop();
  // The smallest windows carry one entry per round trip, so the time to catch up grows with the log.
  const catchUp = limit + 2 * TICK_MS * cluster.invariants.committed;
  ensure(await cluster.runUntil(() => agree(cluster), catchUp), 'members do not come to agree');
}

function agree(cluster: SimCluster): boolean {
  const status = cluster.leader?.node.status();
  if (status === undefined) return false;
  const { voters, learners } = status.configuration;
  return [...voters, ...learners].every((id) => {
    const applied = cluster.members.get(id)?.machine.appliedIndex ?? 0;
    return applied === status.lastIndex && applied === cluster.invariants.committed;
  });
}
