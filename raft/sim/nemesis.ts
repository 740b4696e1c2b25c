/** Whatever can go wrong short of losing a disk, one thing after another, and the operator at work meanwhile. */
import { randomInteger } from '../core/random.js';
import { RaftError } from '../node/raft-error.js';
import type { ConfigurationChange } from '../core/change.js';
import type { MemberId } from '../core/types.js';
import type { RandomSource } from '../core/random.js';
import type { SimCluster, SimMember } from './sim-cluster.js';

export interface NemesisDeps {
  readonly cluster: SimCluster;
  readonly random: RandomSource;
  readonly write: (member: SimMember) => void;
}

export interface NemesisOptions {
  readonly tickMs: number;
  readonly maxMembers: number;
}

export class Nemesis {
  readonly #cluster: SimCluster;
  readonly #random: RandomSource;
  readonly #tickMs: number;
  readonly #maxMembers: number;
  readonly #write: (member: SimMember) => void;
  /** How often a new leader is struck at once: half-done reigns are where terms get mixed up. */
  readonly #huntingRate: number;
  #active = true;

  constructor(deps: NemesisDeps, options: NemesisOptions) {
    this.#cluster = deps.cluster;
    this.#random = deps.random;
    this.#write = deps.write;
    this.#tickMs = options.tickMs;
    this.#maxMembers = options.maxMembers;
    this.#huntingRate = Math.max(0, this.#random.next() - 0.3);
  }

  /** A member began to lead. */
  struck(id: MemberId): void {
    if (!this.#active || this.#random.next() >= this.#huntingRate) return;
    this.#cluster.time.after(this.#random.next() * 3 * this.#tickMs, () => {
      const victim = this.#cluster.members.get(id);
      if (!this.#active || victim === undefined) return;
      if (this.#random.next() < 0.5) this.#crash(victim);
      else this.#strand(victim);
    });
  }

  start(): void {
    this.#every(10, 60, () => this.#harm());
    this.#every(20, 60, () => this.#operate());
  }

  /** Ends all harm: links are whole, everybody runs. */
  stop(): void {
    this.#active = false;
    this.#heal();
    for (const id of this.#cluster.ids) {
      this.#cluster.restart(id);
      this.#cluster.members.get(id)?.process.resume();
    }
  }

  #every(minTicks: number, maxTicks: number, action: () => void): void {
    const wait = randomInteger(this.#random, minTicks, maxTicks) * this.#tickMs;
    this.#cluster.time.after(wait, () => {
      if (!this.#active) return;
      action();
      this.#every(minTicks, maxTicks, action);
    });
  }

  #harm(): void {
    const victim = this.#victim();
    if (victim === undefined) return;
    const harms = [
      () => this.#crash(victim),
      () => this.#crash(victim),
      () => this.#strand(victim),
      () => this.#isolate(victim, true, false),
      () => this.#isolate(victim, false, true),
      () => this.#split(),
      () => this.#pause(victim),
      () => this.#worsenLinks(),
      () => this.#slowDisk(victim),
      () => this.#heal(),
      () => this.#heal(),
    ];
    harms[randomInteger(this.#random, 0, harms.length - 1)]?.();
  }

  /** The leader half of the time: its fall is where things go wrong. */
  #victim(): SimMember | undefined {
    const { leader, live } = this.#cluster;
    if (leader !== undefined && this.#random.next() < 0.5) return leader;
    return live[randomInteger(this.#random, 0, live.length - 1)];
  }

  #crash(victim: SimMember): void {
    this.#cluster.crash(victim.id);
    const down = randomInteger(this.#random, 1, 60) * this.#tickMs;
    this.#cluster.time.after(down, () => this.#cluster.restart(victim.id));
  }

  #isolate(victim: SimMember, outward: boolean, inward: boolean): void {
    for (const id of this.#cluster.ids) {
      if (outward) this.#cluster.network.cut(victim.id, id);
      if (inward) this.#cluster.network.cut(id, victim.id);
    }
  }

  /** Cut off with clients that still believe in it, so that its log grows where nobody follows. */
  #strand(victim: SimMember): void {
    this.#isolate(victim, true, true);
    const writes = randomInteger(this.#random, 0, 20);
    for (let write = 0; write < writes; write += 1) this.#write(victim);
    const rejoins = randomInteger(this.#random, 1, 60) * this.#tickMs;
    this.#cluster.time.after(rejoins, () => this.#cluster.network.heal());
  }

  #split(): void {
    const left = new Set(this.#cluster.ids.filter(() => this.#random.next() < 0.5));
    for (const from of this.#cluster.ids) {
      for (const to of this.#cluster.ids) {
        if (left.has(from) !== left.has(to)) this.#cluster.network.cut(from, to);
      }
    }
  }

  #pause(victim: SimMember): void {
    const { process } = victim;
    process.pause();
    const held = randomInteger(this.#random, 5, 40) * this.#tickMs;
    this.#cluster.time.after(held, () => process.resume());
  }

  #worsenLinks(): void {
    const { quality } = this.#cluster.network;
    quality.loss = this.#random.next() * 0.3;
    quality.duplicate = this.#random.next() * 0.3;
    quality.scatter = this.#random.next();
    quality.maxMs = 2 + this.#random.next() * 5 * this.#tickMs;
  }

  #slowDisk(victim: SimMember): void {
    victim.disk.delay.maxMs = this.#random.next() * 20 * this.#tickMs;
  }

  #heal(): void {
    const { network, members } = this.#cluster;
    network.heal();
    Object.assign(network.quality, { loss: 0, duplicate: 0, scatter: 0, maxMs: 4 });
    for (const { disk } of members.values()) disk.delay.maxMs = 3;
  }

  /** Adds, promotes, removes and moves the leadership, always through the leader. */
  #operate(): void {
    const { leader } = this.#cluster;
    if (leader === undefined || leader.process.paused) return;
    const { voters, learners } = leader.node.status().configuration;
    const learner = learners[0];
    const dice = this.#random.next();
    if (learner !== undefined) this.#change(leader, { type: 'voter', id: learner });
    else if (voters.length < 3 || (dice < 0.3 && this.#cluster.ids.length < this.#maxMembers)) {
      this.#join(leader);
    } else if (dice < 0.5 && voters.length > 3) {
      const id = voters[randomInteger(this.#random, 0, voters.length - 1)];
      if (id !== undefined) this.#change(leader, { type: 'remove', id });
    } else if (dice < 0.7) {
      this.#settle(leader.node.transferLeadership());
    }
  }

  #join(leader: SimMember): void {
    const id = this.#cluster.ids.length + 1;
    this.#cluster.add(id);
    this.#change(leader, { type: 'learner', id });
  }

  #change(leader: SimMember, change: ConfigurationChange): void {
    this.#settle(leader.node.changeMembership([change]));
  }

  #settle(attempt: Promise<void>): void {
    attempt.catch((error: unknown) => {
      if (!(error instanceof RaftError)) this.#cluster.fail(error);
    });
  }
}

export function firstVoters(count: number): readonly MemberId[] {
  return Array.from({ length: count }, (_unused, position) => position + 1);
}
