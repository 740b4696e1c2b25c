/** One run from one seed: a storm, then a healed quorum that must get on without the rest, then agreement of all. */
import { checkLinearizability } from '../check/linearizability.js';
import { Clients } from './clients.js';
import { decides, Operator } from './operator.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { ensure } from './breach.js';
import { membersOf } from '../core/configuration.js';
import { Nemesis } from './nemesis.js';
import { PROFILES, withoutFaults } from './profile.js';
import { randomInteger, SeededRandom } from '../core/random.js';
import { registerModel } from '../check/register.js';
import { SimCluster } from './sim-cluster.js';
import { drawVariation, VARIATIONS } from './variation.js';
import type { CompactionOptions } from '../node/compactor.js';
import type { CoreOptions } from '../core/options.js';
import type { Fault, ProfileName } from './profile.js';
import type { LogShape } from './sim-member.js';
import type { LogStore } from '../node/ports.js';
import type { MemberId } from '../core/types.js';
import type { RandomSource } from '../core/random.js';
import type { VariationName } from './variation.js';

export const TICK_MS = 50;
/** Five minutes. */
export const DEFAULT_TICKS = 6000;
/** Enough for several elections in a row, far more than a healthy quorum needs. */
const CALM_TICKS = 600;

export interface SimulationOptions {
  readonly seed: number;
  /** Length of the storm. Default 6000, five minutes. */
  readonly ticks?: number;
  /** Default `stock`. */
  readonly profile?: ProfileName;
  /** Default: drawn from the seed; three in four run the default options. */
  readonly variation?: VariationName;
  /** Kinds of faults to leave out. */
  readonly without?: readonly Fault[];
  readonly wrapLog?: (log: LogStore) => LogStore;
}

export interface SimulationResult {
  readonly seed: number;
  readonly profile: ProfileName;
  readonly variation: VariationName;
  readonly virtualMs: number;
  /** Client operations that were answered. */
  readonly operations: number;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  readonly committed: number;
  readonly events: number;
  /** Commands that were committed again and had no second effect. */
  readonly repeated: number;
  /** Disks that were damaged, found to be so, and replaced by new members. */
  readonly refusedDisks: number;
  /** States that arrived whole at a member. */
  readonly states: number;
  readonly members: number;
  readonly term: number;
}

/** A run says something about the algorithm if enough happened in it. */
export function isCounted(result: SimulationResult): boolean {
  const kinds = Object.keys(result.faults).length;
  return result.virtualMs >= 300_000 && result.operations >= 1000 && kinds >= 3;
}

/** Throws with the seed in the message when an invariant breaks or the calm does not heal. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const run = new Simulation(options);
  const restore = fakeGlobals(() => run.cluster.wall);
  try {
    await run.storm(options.ticks ?? DEFAULT_TICKS);
    await run.settleQuorum();
    await run.settleAll();
    run.checkHistory();
    return run.result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${options.seed} at ${run.cluster.time.now.toFixed(1)} ms: ${reason}`, {
      cause: error,
    });
  } finally {
    restore();
  }
}

class Simulation {
  readonly cluster: SimCluster;
  readonly #options: SimulationOptions;
  readonly #variation: VariationName;
  readonly #random: SeededRandom;
  readonly #clients: Clients;
  readonly #nemesis: Nemesis;
  readonly #operator: Operator;
  readonly #faults: Partial<Record<Fault, number>> = {};

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { seed, wrapLog, variation = drawVariation(seed) } = options;
    this.#variation = variation;
    const varied = VARIATIONS[variation];
    const random = new SeededRandom(seed);
    this.#random = random;
    const without = [...varied.without, ...(options.without ?? [])];
    const profile = withoutFaults(PROFILES[options.profile ?? 'stock'], without);
    const voters = firstVoters([1, 3, 3, 3, 5][randomInteger(random, 0, 4)] ?? 3);
    const drift = profile.weights.drift === undefined ? 0 : random.next() * varied.maxDrift;
    const count = (fault: Fault): void => {
      this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
    };
    if (drift > 0) count('drift');
    this.cluster = new SimCluster({
      seed: randomInteger(random, 0, 2 ** 31),
      tickMs: TICK_MS,
      founding: { ...EMPTY_CONFIGURATION, voters },
      drift,
      limits: { ...drawLimits(random), ...varied.options },
      logShape: drawLogShape(random),
      compaction: drawCompaction(random, options.profile === 'snapshot'),
      onLeader: (id) => {
        this.#nemesis.struck(id);
        this.#operator.succeeded(id);
      },
      ...(wrapLog && { wrapLog }),
    });
    const { cluster } = this;
    const own = (): SeededRandom => new SeededRandom(randomInteger(random, 0, 2 ** 31));
    this.#clients = new Clients(cluster, own(), {
      clients: 6,
      maxPauseMs: randomInteger(random, 500, 1400),
    });
    this.#operator = new Operator({ cluster, random: own(), count }, profile, TICK_MS);
    this.#nemesis = new Nemesis(
      {
        cluster,
        random: own(),
        count,
        flood: (member) => this.#clients.flood(member),
        mayDamage: (member) => this.#operator.mayDamage(member),
      },
      profile,
      TICK_MS,
    );
  }

  get result(): SimulationResult {
    const { cluster } = this;
    const { seed, profile = 'stock' } = this.#options;
    return {
      seed,
      profile,
      variation: this.#variation,
      virtualMs: Math.round(cluster.time.now),
      operations: this.#clients.history.filter(({ completed }) => completed !== undefined).length,
      faults: this.#faults,
      committed: cluster.invariants.ledger.length,
      events: cluster.time.ran,
      states: cluster.streams.arrived,
      repeated: cluster.invariants.ledger.repeated,
      refusedDisks: [...cluster.members.values()].filter(({ isRefused }) => isRefused).length,
      members: cluster.ids.length,
      term: cluster.leader?.node.status().term ?? 0,
    };
  }

  /** Safety: anything may go wrong. */
  async storm(ticks: number): Promise<void> {
    this.#clients.start();
    this.#nemesis.start();
    this.#operator.start();
    await this.cluster.run(ticks * TICK_MS);
    this.#nemesis.stop();
    this.#operator.stop();
  }

  /** Liveness: a quorum is healed, the rest stays broken; everything outstanding finishes. */
  async settleQuorum(): Promise<void> {
    const { cluster } = this;
    const core = this.#pickCore();
    const rest = cluster.ids.filter((id) => !core.includes(id));
    this.#nemesis.repair(core);
    for (const id of rest) this.#nemesis.breakForGood(id);
    this.#clients.finish();
    const limit = this.#catchUpMs();
    const isDone = (): boolean => this.#clients.outstanding === 0;
    ensure(
      await cluster.runUntil(isDone, limit),
      `${this.#clients.outstanding} operations do not finish with ${core.join(', ')} healed`,
    );
    const before = this.#clients.acknowledged;
    this.#clients.resume();
    const isServing = (): boolean => this.#clients.acknowledged > before + 5;
    ensure(await cluster.runUntil(isServing, limit), 'a healed quorum takes no writes');
    this.#clients.finish();
    ensure(await cluster.runUntil(isDone, limit), 'operations do not finish');
  }

  /** Everybody comes back; all members come to the same log and state. */
  async settleAll(): Promise<void> {
    const { cluster } = this;
    this.#nemesis.repair(cluster.ids);
    const agreed = await cluster.runUntil(() => this.#agree(), 2 * this.#catchUpMs());
    ensure(agreed, 'members do not come to agree');
  }

  checkHistory(): void {
    const verdict = checkLinearizability(registerModel(), this.#clients.history);
    if (verdict.kind === 'ok') return;
    ensure(false, `the history of clients is not linearizable: ${JSON.stringify(verdict)}`);
  }

  /** Well disks, and a quorum of every configuration that may come into force; the rest by chance. */
  #pickCore(): readonly MemberId[] {
    const { members } = this.cluster;
    // Who has not heard that the last change is committed still asks the quorums of the one before.
    const { previousConfiguration } = this.cluster.invariants;
    const configurations = [previousConfiguration, ...this.#operator.configurations()];
    const core = new Set(
      this.cluster.ids.filter((id) => {
        const member = members.get(id);
        return member !== undefined && !member.isGone && !member.isDamaged;
      }),
    );
    const order = [...core].sort(() => this.#random.next() - 0.5);
    for (const id of order) {
      core.delete(id);
      if (!decides(configurations, (one) => core.has(one))) core.add(id);
    }
    return [...core];
  }

  /** The smallest windows carry one entry per round trip, so the time to catch up grows with the log. */
  #catchUpMs(): number {
    return CALM_TICKS * TICK_MS + TICK_MS * this.cluster.invariants.ledger.length;
  }

  #agree(): boolean {
    const { leader, members, invariants } = this.cluster;
    if (leader === undefined) return false;
    const { length } = invariants.ledger;
    if (leader.node.status().lastIndex !== length) return false;
    return membersOf(invariants.configuration).every((id) => {
      const member = members.get(id);
      if (member === undefined || member.isGone) return true;
      const { machine } = member;
      return (
        machine?.appliedIndex === length &&
        machine.stateHash === invariants.ledger.stateHash(length)
      );
    });
  }
}

function firstVoters(count: number): readonly MemberId[] {
  return Array.from({ length: count }, (_unused, position) => position + 1);
}

function drawLimits(random: RandomSource): Partial<CoreOptions> {
  const one = (choices: readonly number[]): number =>
    choices[randomInteger(random, 0, choices.length - 1)] ?? 1;
  return {
    maxAppendBytes: one([1, 100, 4096, 65_536]),
    maxAppendEntries: one([1, 3, 64, 1024]),
    maxInflightMessages: one([1, 3, 256]),
    maxInflightBytes: one([50, 1024, 65_536]),
    maxUncommittedBytes: one([200, 4096, 65_536]),
    maxCommittedBytes: one([1, 1024, 65_536]),
    maxCommittedEntries: one([1, 5, 256]),
    maxUnappliedBytes: one([1, 1024, 65_536]),
  };
}

/** A log that is shortened often, so that members are left behind its beginning; in some runs never. */
function drawCompaction(random: RandomSource, often: boolean): Partial<CompactionOptions> {
  const one = (choices: readonly number[]): number =>
    choices[randomInteger(random, 0, choices.length - 1)] ?? 1;
  return {
    maxEntries: one(often ? [5, 20, 40] : [10, 40, 200, 50_000]),
    keepEntries: one(often ? [1, 8] : [1, 20, 100]),
    laggardBytes: one([0, 500, 100_000]),
  };
}

function drawLogShape(random: RandomSource): LogShape {
  return {
    segmentBytes: [4096, 16_384, 65_536][randomInteger(random, 0, 2)] ?? 4096,
    preallocate: random.next() < 0.5,
  };
}

/** Code that asks the wall clock gets the one of its machine; code that draws its own randomness is caught. */
function fakeGlobals(wall: () => number): () => void {
  const { now } = Date;
  const { random } = Math;
  Date.now = wall;
  Math.random = () => {
    throw new Error('drew randomness that no seed reproduces');
  };
  return () => {
    Date.now = now;
    Math.random = random;
  };
}
