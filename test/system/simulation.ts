/** One run of the whole control plane: a storm, then healing, agreement, and the end of everything. */
import { ensure } from '../../raft/sim/breach.js';
import { VirtualTime } from '../../raft/sim/virtual-time.js';
import { Chance } from './chance.js';
import { Drift } from './drift.js';
import { Ending } from './ending.js';
import { Nemesis } from './nemesis.js';
import { Observer } from './observer.js';
import { profileOf, type Fault, type ProfileName } from './profile.js';
import { fakeGlobals } from './virtual-globals.js';
import { Workload, type Outcome } from './workload.js';
import { World } from './world.js';

export const DEFAULT_SECONDS = 60;

const PAUSES = 0x5a5a5a;
const INTRUDER = 0x3c3c3c;

export interface SimulationOptions {
  readonly seed: number;
  /** Virtual length of the storm; default 60 s. */
  readonly seconds?: number;
  /** Default `stock`. */
  readonly profile?: ProfileName;
  /** Kinds of faults to leave out. */
  readonly without?: readonly Fault[];
  /** Managers apply every entry in one turn. Default: batches in several, with long pauses in between. */
  readonly atOnce?: boolean;
  /** Nobody but the agents changes kernels. Default: somebody does, unless nothing goes wrong at all. */
  readonly undisturbed?: boolean;
}

export interface SimulationResult {
  readonly seed: number;
  readonly profile: ProfileName;
  readonly virtualMs: number;
  readonly events: number;
  readonly entries: number;
  readonly epochs: number;
  readonly workers: number;
  /** Acknowledgements of agents that were compared with their kernels. */
  readonly acks: number;
  /** Of those: what somebody had just changed was otherwise. */
  readonly excused: number;
  /** Answers about convergence that were checked, and claims in them that a worker has applied. */
  readonly answers: number;
  readonly applied: number;
  readonly waits: number;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  /** What others did to workers' kernels, kind by kind. */
  readonly drift: Readonly<Record<string, number>>;
  /** Of the final state: equal for equal runs. */
  readonly hash: string;
}

/** Throws with the seed in the message when something that must hold does not. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const time = new VirtualTime();
  const chance = new Chance(options.seed);
  const globalChance = chance.fork();
  const globals = fakeGlobals(time, () => globalChance.next());
  const caught: { rejection?: unknown } = {};
  const onRejection = (error: unknown): void => {
    caught.rejection ??= error;
  };
  process.on('unhandledRejection', onRejection);
  try {
    const run = new Simulation(options, time, chance);
    await run.storm((options.seconds ?? DEFAULT_SECONDS) * 1000);
    await run.settle();
    if ('rejection' in caught) throw caught.rejection;
    return run.result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${options.seed} at ${time.now.toFixed(1)} ms: ${reason}`, {
      cause: error,
    });
  } finally {
    process.off('unhandledRejection', onRejection);
    globals.restore();
  }
}

class Simulation {
  readonly world: World;
  readonly #options: SimulationOptions;
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #workload: Workload;
  readonly #nemesis: Nemesis;
  readonly #observer: Observer;
  readonly #drift: Drift | undefined;
  readonly #ending: Ending;
  readonly #faults: Partial<Record<Fault, number>> = {};
  /** Actors whose commands were certainly not carried out. */
  readonly #refused = new Set<string>();
  #hash = '';

  constructor(options: SimulationOptions, time: VirtualTime, chance: Chance) {
    this.#options = options;
    this.#time = time;
    this.#chance = chance;
    // Not of the run's own chance: without pauses a seed stays what it was.
    const pauses = options.atOnce === true ? undefined : new Chance(options.seed ^ PAUSES);
    const isDisturbed = options.undisturbed !== true && options.profile !== 'calm';
    const intruder = isDisturbed ? new Chance(options.seed ^ INTRUDER) : undefined;
    this.world = new World(time, chance.fork(), { pauses, intruder });
    const { world } = this;
    this.#workload = new Workload({
      chance: chance.fork(),
      view: () => chance.one(world.alive())?.state,
      propose: async (command, { actor, key }) => {
        const manager = await this.#manager();
        const idempotency = key === undefined ? {} : { idempotency: keyed(actor, key) };
        return manager.proposer.propose({ command, actor, ...idempotency });
      },
      finished: (actor, outcome) => world.witness.see(() => this.#finished(actor, outcome)),
      joined: (nodeId, vtep) => world.joined(nodeId, vtep),
      taps: intruder?.fork(),
    });
    const profile = profileOf(options.profile ?? 'stock', options.without);
    const count = (fault: Fault): void => {
      this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
    };
    const own = { world, workload: this.#workload, chance: chance.fork(), count };
    this.#nemesis = new Nemesis(own, profile);
    this.#observer = new Observer(world, chance.fork());
    this.#drift = intruder && new Drift(world, intruder.fork());
    const parts = { workload: this.#workload, nemesis: this.#nemesis, drift: this.#drift };
    this.#ending = new Ending({ world, ...parts });
  }

  get result(): SimulationResult {
    const { world } = this;
    return {
      seed: this.#options.seed,
      profile: this.#options.profile ?? 'stock',
      virtualMs: Math.round(this.#time.now),
      events: this.#time.ran,
      entries: world.consensus.lastIndex,
      epochs: world.epoch,
      workers: world.agents.size,
      acks: world.truth.notices,
      excused: world.truth.excused,
      answers: world.convergence.answers,
      applied: world.convergence.appliedAnswers,
      waits: this.#observer.waits,
      faults: this.#faults,
      drift: this.#drift?.counts() ?? {},
      hash: this.#hash,
    };
  }

  async storm(ms: number): Promise<void> {
    const { world } = this;
    world.begin();
    await world.runUntil(() => world.consensus.leader !== 0, 10_000);
    for (let workers = this.#chance.integer(3, 5); workers > 0; workers -= 1) {
      void this.#workload.join();
    }
    await world.run(1000);
    for (let networks = 2; networks > 0; networks -= 1) void this.#workload.createNetwork();
    await world.run(500);
    this.#observer.start();
    this.#workload.start(this.#chance.integer(2, 4));
    this.#nemesis.start();
    this.#drift?.start();
    await world.run(ms);
    this.#workload.stop();
    this.#nemesis.stop();
    this.#drift?.stop();
  }

  async settle(): Promise<void> {
    await this.#ending.agree();
    this.#hash = this.#ending.hash;
    await this.#ending.undergo();
    for (const actor of this.#refused) {
      const isDone = this.world.lives().some((life) => life.resultOf(actor) !== undefined);
      ensure(!isDone, `${actor} was refused as not done but is committed`);
    }
    await this.#ending.deleteAll();
  }

  #finished(actor: string, outcome: Outcome): void {
    if (outcome.kind === 'refused') this.#refused.add(actor);
    if (outcome.kind !== 'answered') return;
    const { result } = outcome;
    const committed = this.world.lives().map((life) => life.resultOf(actor));
    const isSo = committed.some((one) => one?.ok === result.ok && one.revision >= 0);
    ensure(isSo, `${actor} was answered what is not committed: ${JSON.stringify(result)}`);
  }

  /** The one that a client happens to be connected to; waits until there is one. */
  async #manager() {
    for (;;) {
      const manager = this.#chance.one(this.world.alive());
      if (manager) return manager;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function keyed(actor: string, key: string) {
  return { caller: actor, key, bodyHash: key };
}
