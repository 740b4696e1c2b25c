/** The members of a simulated cluster: production nodes on simulated disks, network and time. */
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { Invariants } from './invariants.js';
import { RaftNode } from '../node/raft-node.js';
import { randomInteger, SeededRandom } from '../core/random.js';
import { SimDisk } from './sim-disk.js';
import { SimMachine } from './sim-machine.js';
import { SimNetwork } from './sim-network.js';
import { SimProcess } from './sim-process.js';
import { VirtualTime } from './virtual-time.js';
import type { CoreOptions } from '../core/options.js';
import type { Configuration, MemberId } from '../core/types.js';
import type { LogStore } from '../node/ports.js';
import type { RandomSource } from '../core/random.js';

export interface SimMember {
  readonly id: MemberId;
  readonly disk: SimDisk;
  process: SimProcess;
  machine: SimMachine;
  node: RaftNode;
}

export interface ClusterOptions {
  readonly tickMs: number;
  /** A member begins to lead. */
  readonly onLeader: (id: MemberId) => void;
  /** For planted faults: what stands between the node and its disk. */
  readonly wrapLog?: (log: LogStore) => LogStore;
  /** Small windows and messages, so that their limits are met. */
  readonly limits: Partial<CoreOptions>;
}

export class SimCluster {
  readonly time = new VirtualTime();
  readonly members = new Map<MemberId, SimMember>();
  readonly network: SimNetwork;
  readonly invariants: Invariants;
  readonly #disks = new Map<MemberId, SimDisk>();
  readonly #random: RandomSource;
  readonly #options: ClusterOptions;
  #failure: Error | undefined;

  constructor(random: RandomSource, options: ClusterOptions) {
    this.#random = random;
    this.#options = options;
    this.invariants = new Invariants(this.#disks);
    this.network = new SimNetwork(this.time, random, (message) =>
      this.guard(() => this.invariants.sent(message)),
    );
  }

  get ids(): readonly MemberId[] {
    return [...this.members.keys()];
  }

  get live(): readonly SimMember[] {
    return [...this.members.values()].filter(({ process }) => process.alive);
  }

  /** All who believe they lead, the highest term first. */
  get leaders(): readonly SimMember[] {
    return this.live
      .filter(({ node }) => node.status().role === 'leader')
      .sort((left, right) => right.node.status().term - left.node.status().term);
  }

  get leader(): SimMember | undefined {
    return this.leaders[0];
  }

  add(id: MemberId, configuration: Configuration = EMPTY_CONFIGURATION): void {
    const disk = new SimDisk(this.time, this.#random, configuration);
    this.#disks.set(id, disk);
    this.members.set(id, { id, disk, ...this.#boot(id, disk, []) });
  }

  crash(id: MemberId): void {
    const member = this.members.get(id);
    if (member === undefined || !member.process.alive) return;
    member.process.kill();
    member.disk.crash();
  }

  /** The state that survives is any earlier one: its writes are not synced. */
  restart(id: MemberId): void {
    const member = this.members.get(id);
    if (member === undefined || member.process.alive) return;
    const kept = randomInteger(this.#random, 0, member.machine.appliedIndex);
    this.invariants.restarted(id);
    Object.assign(member, this.#boot(id, member.disk, member.machine.chain.slice(0, kept)));
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
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  #look(): void {
    for (const { process, node } of this.members.values()) {
      if (process.takeTouched()) this.guard(() => this.invariants.observed(node.status()));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #boot(
    id: MemberId,
    disk: SimDisk,
    chain: readonly number[],
  ): Pick<SimMember, 'process' | 'machine' | 'node'> {
    const process = new SimProcess(this.time);
    const log = disk.open(process);
    const machine = new SimMachine((entry, text, result) => {
      // Read late: while the node starts nothing is applied yet.
      const { term } = node.status();
      this.guard(() => this.invariants.applied(id, term, entry, text, result));
    }, chain);
    const node = RaftNode.start(
      {
        log: this.#options.wrapLog?.(log) ?? log,
        transport: this.network.transport(id, process),
        stateMachine: machine,
        clock: process.clock(),
        random: new SeededRandom(randomInteger(this.#random, 0, 2 ** 31)),
        onFatal: (error) => this.fail(error),
      },
      {
        ...this.#options.limits,
        id,
        tickMs: this.#options.tickMs,
        readTimeoutMs: 100 * this.#options.tickMs,
      },
    );
    node.onChange(({ role }) => {
      if (role === 'leader') this.#options.onLeader(id);
    });
    return { process, machine, node };
  }
}
