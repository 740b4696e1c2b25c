/** Clients that write and read all the time and hold the cluster to its answers. */
import { ensure } from './invariants.js';
import { RaftError } from '../node/raft-error.js';
import { randomInteger } from '../core/random.js';
import type { RandomSource } from '../core/random.js';
import type { SimCluster, SimMember } from './sim-cluster.js';

const NEVER_WRITTEN: ReadonlySet<string> = new Set([
  'not-leader',
  'busy',
  'too-large',
  'disk-full',
  'stopped',
  'replaced',
]);

export class Workload {
  readonly #cluster: SimCluster;
  readonly #random: RandomSource;
  #written = 0;
  #active = true;
  #maxPauseMs = 0;
  /** Whatever completed before a read began, that read must see. */
  #floor = 0;
  acknowledged = 0;
  reads = 0;

  constructor(cluster: SimCluster, random: RandomSource) {
    this.#cluster = cluster;
    this.#random = random;
  }

  /** Each client pauses 1 … `maxPauseMs` between operations. */
  start(clients: number, maxPauseMs: number): void {
    this.#maxPauseMs = maxPauseMs;
    for (let client = 0; client < clients; client += 1) this.#later();
  }

  stop(): void {
    this.#active = false;
  }

  write(member: SimMember): void {
    const { invariants } = this.#cluster;
    const text = `w${(this.#written += 1)}`;
    member.node.propose(new TextEncoder().encode(text)).then(
      ({ index }) =>
        this.#cluster.guard(() => {
          invariants.acknowledged(text, index);
          this.#floor = Math.max(this.#floor, index);
          this.acknowledged += 1;
        }),
      (error: unknown) =>
        this.#cluster.guard(() => {
          if (!(error instanceof RaftError)) throw error;
          if (NEVER_WRITTEN.has(error.code)) invariants.refused(text);
        }),
    );
  }

  read(member: SimMember): void {
    const floor = this.#floor;
    const { machine } = member;
    member.node.readIndex().then(
      (index) =>
        this.#cluster.guard(() => {
          const seen = machine.appliedIndex;
          ensure(seen >= index, `${member.id} answered a read before applying it`);
          ensure(index >= floor, `stale read on ${member.id}: ${index} below ${floor}`);
          this.#floor = Math.max(this.#floor, seen);
          this.reads += 1;
        }),
      (error: unknown) =>
        this.#cluster.guard(() => {
          if (!(error instanceof RaftError)) throw error;
        }),
    );
  }

  #later(): void {
    this.#cluster.time.after(randomInteger(this.#random, 1, this.#maxPauseMs), () => {
      if (!this.#active) return;
      this.#step();
      this.#later();
    });
  }

  #step(): void {
    const { live, leaders } = this.#cluster;
    const isWrite = this.#random.next() < 0.6;
    const atLeader = isWrite && leaders.length > 0 && this.#random.next() < 0.8;
    const targets = atLeader ? leaders : live;
    const target = targets[randomInteger(this.#random, 0, targets.length - 1)];
    if (target === undefined) return;
    if (isWrite) this.write(target);
    else this.read(target);
  }
}
