/** The members of a simulated cluster: production nodes and logs on simulated disks, network and time. */
import { asError } from './breach.js';
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { Invariants } from './invariants.js';
import { SeededRandom } from '../core/random.js';
import { SimMember } from './sim-member.js';
import { SimNetwork } from './sim-network.js';
import { SimStreams } from './sim-streams.js';
import { VirtualTime } from './virtual-time.js';
import type { Configuration, MemberId } from '../core/types.js';
import type { CompactionOptions } from '../node/compactor.js';
import type { CoreOptions } from '../core/options.js';
import type { LogMirror } from './log-mirror.js';
import type { LogShape } from './sim-member.js';
import type { LogStore } from '../node/ports.js';
import type { RaftNode } from '../node/raft-node.js';
import type { SimMachine } from './sim-machine.js';

/** A member whose node runs. */
export interface LiveMember {
  readonly id: MemberId;
  readonly member: SimMember;
  readonly node: RaftNode;
  readonly machine: SimMachine;
}

export interface ClusterOptions {
  readonly seed: number;
  readonly tickMs: number;
  readonly founding: Configuration;
  /** How far clocks may run fast or slow: 0.05 = five percent. */
  readonly drift: number;
  /** Small windows and messages, so that their limits are met. */
  readonly limits: Partial<CoreOptions>;
  readonly logShape: LogShape;
  readonly compaction: Partial<CompactionOptions>;
  /** A member begins to lead. */
  readonly onLeader: (id: MemberId) => void;
  /** For planted faults: what stands between the node and its log. */
  readonly wrapLog?: (log: LogStore) => LogStore;
}

const LOOK_MS = 5;

export class SimCluster {
  readonly time = new VirtualTime();
  readonly members = new Map<MemberId, SimMember>();
  readonly network: SimNetwork;
  readonly streams: SimStreams;
  readonly invariants: Invariants;
  readonly #mirrors = new Map<MemberId, LogMirror>();
  readonly #random: SeededRandom;
  readonly #options: ClusterOptions;
  readonly #limits: CoreOptions;
  #touched: SimMember[] = [];
  #running: SimMember | undefined;
  #failure: Error | undefined;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#limits = { ...DEFAULT_CORE_OPTIONS, ...options.limits, id: 0 };
    this.invariants = new Invariants(this.#mirrors, this.#limits, options.founding);
    this.network = new SimNetwork(this.time, new SeededRandom(options.seed + 1), (message) =>
      this.guard(() => this.invariants.sent(message)),
    );
    this.streams = new SimStreams(this.time, this.#random, this.network);
    for (const id of options.founding.voters) this.#add(id, options.founding);
  }

  get ids(): readonly MemberId[] {
    return [...this.members.keys()];
  }

  /** What wall clocks show to the code that runs just now. */
  get wall(): number {
    return this.#running?.clock.wall ?? 0;
  }

  get live(): readonly LiveMember[] {
    const live: LiveMember[] = [];
    for (const member of this.members.values()) {
      const { node, machine } = member;
      if (node !== undefined && machine !== undefined)
        live.push({ id: member.id, member, node, machine });
    }
    return live;
  }

  /** All who believe they lead, the highest term first. */
  get leaders(): readonly LiveMember[] {
    return this.live
      .filter(({ member }) => member.seen.role === 'leader')
      .sort((left, right) => right.member.seen.term - left.member.seen.term);
  }

  get leader(): LiveMember | undefined {
    return this.leaders[0];
  }

  /** A member that knows nobody yet. */
  join(): MemberId {
    const id = this.members.size + 1;
    this.#add(id, EMPTY_CONFIGURATION);
    return id;
  }

  async run(durationMs: number): Promise<void> {
    await this.time.runUntil(this.time.now + durationMs, () => this.#look());
  }

  /** Runs until `holds`, at most `limitMs`; false if it never did. */
  async runUntil(holds: () => boolean, limitMs: number): Promise<boolean> {
    const end = this.time.now + limitMs;
    while (!holds()) {
      if (this.time.now >= end) return false;
      await this.run(this.#options.tickMs);
    }
    return true;
  }

  /** Keeps the first breach, wherever it happened, for the loop to throw. */
  guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.#failure ??= asError(error);
  }

  #look(): void {
    const touched = this.#touched;
    this.#touched = [];
    for (const member of touched) {
      member.takeTouched();
      const { node } = member;
      if (node === undefined) continue;
      // A role that changed is told at once; marks that only grow need no look at every step.
      if (this.time.now < member.lookAt) continue;
      member.lookAt = this.time.now + LOOK_MS;
      this.guard(() => this.invariants.observed(node.status()));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #add(id: MemberId, founding: Configuration): void {
    const { tickMs, drift, logShape, compaction, onLeader, wrapLog } = this.#options;
    const rate = 1 + (this.#random.next() * 2 - 1) * drift;
    const member = new SimMember(id, founding, rate, {
      time: this.time,
      random: this.#random,
      tickMs,
      limits: this.#limits,
      logShape,
      compaction,
      ...(wrapLog && { wrapLog }),
      transport: (self, process) => ({
        ...this.network.transport(self, process),
        snapshots: this.streams.transport(self, process),
      }),
      onRun: (one) => {
        this.#running = one;
      },
      onTouched: (one) => this.#touched.push(one),
      onApplied: (one, applied) => {
        const term = (): number => one.node?.status().term ?? 0;
        this.guard(() => this.invariants.applied(id, term, applied));
      },
      onDurable: (self, entries, before) => this.invariants.durable(self, entries, before),
      onInstalled: (self, snapshot, stateHash) =>
        this.guard(() => this.invariants.ledger.installed(self, snapshot, stateHash)),
      onRestarted: (self) => this.invariants.restarted(self),
      onLeader,
      guard: (action) => this.guard(action),
      fail: (error) => this.fail(error),
    });
    this.members.set(id, member);
    this.#mirrors.set(id, member.mirror);
  }
}
