/** Whatever can go wrong, one thing after another, within what a cluster promises to survive. */
import { FAULTS } from './profile.js';
import { goodLinks } from './sim-network.js';
import { healthyDisk } from './sim-files.js';
import { randomInteger } from '../core/random.js';
import type { Fault, Profile } from './profile.js';
import type { MemberId } from '../core/types.js';
import type { RandomSource } from '../core/random.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimMember } from './sim-member.js';

export interface NemesisDeps {
  readonly cluster: SimCluster;
  readonly random: RandomSource;
  /** Clients that still believe in a member write to it. */
  readonly flood: (member: SimMember) => void;
  /** Whether the bytes of a member may be damaged: never the last good copy on a quorum. */
  readonly mayDamage: (member: SimMember) => boolean;
  readonly count: (fault: Fault) => void;
}

const HOUR_MS = 3_600_000;

export class Nemesis {
  readonly #deps: NemesisDeps;
  readonly #cluster: SimCluster;
  readonly #random: RandomSource;
  readonly #profile: Profile;
  readonly #tickMs: number;
  /** How often a new leader is struck at once: half-done reigns are where terms get mixed up. */
  readonly #huntingRate: number;
  readonly #harms: Readonly<Partial<Record<Fault, (victim: SimMember) => boolean>>>;
  #active = true;

  constructor(deps: NemesisDeps, profile: Profile, tickMs: number) {
    this.#deps = deps;
    this.#cluster = deps.cluster;
    this.#random = deps.random;
    this.#profile = profile;
    this.#tickMs = tickMs;
    const { strand = 0, 'power-cut': cut = 0 } = profile.weights;
    this.#huntingRate = strand + cut > 0 ? Math.max(0, this.#random.next() - 0.5) : 0;
    this.#harms = {
      crash: (victim) => this.#crash(victim, false),
      'power-cut': (victim) => this.#crash(victim, true),
      blackout: () => this.#blackout(),
      pause: (victim) => this.#pause(victim),
      strand: (victim) => this.#strand(victim),
      isolate: (victim) => this.#isolate(victim, true, true),
      'one-way': (victim) => this.#oneWay(victim),
      split: () => this.#split(),
      partial: () => this.#partial(),
      clog: (victim) => this.#clog(victim),
      loss: () => this.#worsenLinks(),
      'slow-disk': (victim) => this.#slowDisk(victim),
      eio: (victim) => this.#failDisk(victim),
      enospc: (victim) => this.#fillDisk(victim),
      rot: (victim) => this.#damage(victim, () => victim.rot()),
      misdirect: (victim) => this.#damage(victim, () => victim.misdirect()),
      'clock-jump': (victim) => this.#jump(victim),
    };
  }

  /** A member began to lead. */
  struck(id: MemberId): void {
    if (!this.#active || this.#random.next() >= this.#huntingRate) return;
    this.#cluster.time.after(this.#random.next() * 2 * this.#tickMs, () => {
      const victim = this.#cluster.members.get(id);
      if (!this.#active || victim?.node === undefined) return;
      const fault = this.#random.next() < 0.5 ? 'power-cut' : 'strand';
      if (this.#profile.weights[fault] !== undefined) this.#strike(fault, victim);
    });
  }

  start(): void {
    const [low, high] = this.#profile.pace;
    this.#cluster.time.after(randomInteger(this.#random, low, high) * this.#tickMs, () => {
      if (!this.#active) return;
      if (this.#random.next() < 0.25) this.#heal();
      else this.#harm();
      this.start();
    });
  }

  /** No more harm; what is broken stays so. */
  stop(): void {
    this.#active = false;
  }

  /** Links are whole, disks are well, `ids` run. Disks that were refused stay so. */
  repair(ids: readonly MemberId[]): void {
    this.#heal();
    for (const id of ids) this.#wake(id);
  }

  /** Breaks a member for good, in one way or another. */
  breakForGood(id: MemberId): void {
    const member = this.#cluster.members.get(id);
    if (member === undefined) return;
    const ways = [
      () => member.kill(),
      () => member.process.pause(),
      () => this.#isolate(member, true, false),
      () => this.#isolate(member, false, true),
      () => this.#isolate(member, true, true),
    ];
    ways[randomInteger(this.#random, 0, ways.length - 1)]?.();
  }

  #wake(id: MemberId): void {
    const member = this.#cluster.members.get(id);
    member?.process.resume();
    member?.restart();
  }

  #harm(): void {
    const victim = this.#victim();
    const fault = this.#choose();
    if (victim !== undefined && fault !== undefined) this.#strike(fault, victim);
  }

  #strike(fault: Fault, victim: SimMember): void {
    if (this.#harms[fault]?.(victim) === true) this.#deps.count(fault);
  }

  #choose(): Fault | undefined {
    const { weights } = this.#profile;
    const known = FAULTS.filter((fault) => this.#harms[fault] !== undefined);
    const total = known.reduce((sum, fault) => sum + (weights[fault] ?? 0), 0);
    let dice = this.#random.next() * total;
    return known.find((fault) => (dice -= weights[fault] ?? 0) < 0);
  }

  /** The leader half of the time: its fall is where things go wrong. */
  #victim(): SimMember | undefined {
    const { leader, live } = this.#cluster;
    if (leader !== undefined && this.#random.next() < 0.5) return leader.member;
    return live[randomInteger(this.#random, 0, live.length - 1)]?.member;
  }

  #later(minTicks: number, maxTicks: number, run: () => void): void {
    const wait = randomInteger(this.#random, minTicks, maxTicks) * this.#tickMs;
    this.#cluster.time.after(wait, () => {
      if (this.#active) run();
    });
  }

  #crash(victim: SimMember, power: boolean): boolean {
    if (power) victim.powerCut();
    else victim.kill();
    this.#later(1, 60, () => victim.restart());
    return true;
  }

  #blackout(): boolean {
    for (const member of this.#cluster.members.values()) {
      if (member.isGone) continue;
      member.powerCut();
      this.#later(1, 60, () => member.restart());
    }
    return true;
  }

  #pause(victim: SimMember): boolean {
    const { process } = victim;
    process.pause();
    this.#later(5, 80, () => process.resume());
    return true;
  }

  #isolate(victim: SimMember, outward: boolean, inward: boolean): boolean {
    for (const id of this.#cluster.ids) {
      if (outward) this.#cluster.network.cut(victim.id, id);
      if (inward) this.#cluster.network.cut(id, victim.id);
    }
    return true;
  }

  #oneWay(victim: SimMember): boolean {
    const outward = this.#random.next() < 0.5;
    return this.#isolate(victim, outward, !outward);
  }

  /** Cut off with clients that still believe in it, so that its log grows where nobody follows. */
  #strand(victim: SimMember): boolean {
    this.#isolate(victim, true, true);
    this.#deps.flood(victim);
    this.#later(1, 40, () => this.#cluster.network.heal());
    return true;
  }

  #split(): boolean {
    const left = new Set(this.#cluster.ids.filter(() => this.#random.next() < 0.5));
    return this.#cutWhere((from, to) => left.has(from) !== left.has(to));
  }

  /** Some pairs do not see each other though others see both. */
  #partial(): boolean {
    return this.#cutWhere((from, to) => from < to && this.#random.next() < 0.3, true);
  }

  #cutWhere(holds: (from: MemberId, to: MemberId) => boolean, both = false): boolean {
    const { ids, network } = this.#cluster;
    for (const from of ids) {
      for (const to of ids) {
        if (!holds(from, to)) continue;
        network.cut(from, to);
        if (both) network.cut(to, from);
      }
    }
    return true;
  }

  #clog(victim: SimMember): boolean {
    for (const id of this.#cluster.ids) {
      const ms = randomInteger(this.#random, 2, 60) * this.#tickMs;
      if (this.#random.next() < 0.5) this.#cluster.network.clog(victim.id, id, ms);
      if (this.#random.next() < 0.5) this.#cluster.network.clog(id, victim.id, ms);
    }
    return true;
  }

  #worsenLinks(): boolean {
    const { quality } = this.#cluster.network;
    quality.loss = this.#random.next() * 0.3;
    quality.duplicate = this.#random.next() * 0.3;
    quality.scatter = this.#random.next();
    quality.replay = this.#random.next() * 0.1;
    quality.maxMs = 2 + this.#random.next() * 3 * this.#tickMs;
    return true;
  }

  #slowDisk(victim: SimMember): boolean {
    victim.health.maxMs = this.#random.next() * 12 * this.#tickMs;
    return true;
  }

  /** The process dies of it; the disk works again when it comes back. */
  #failDisk(victim: SimMember): boolean {
    if (this.#random.next() < 0.3) victim.health.failRead = true;
    else victim.health.failSync = true;
    this.#later(2, 60, () => {
      victim.health.failSync = false;
      victim.health.failRead = false;
      victim.restart();
    });
    return true;
  }

  #fillDisk(victim: SimMember): boolean {
    victim.health.isFull = true;
    this.#later(10, 120, () => {
      victim.health.isFull = false;
      victim.restart();
    });
    return true;
  }

  /** Seen when the disk is read again. */
  #damage(victim: SimMember, spoil: () => boolean): boolean {
    if (!this.#deps.mayDamage(victim) || !spoil()) return false;
    this.#later(0, 40, () => this.#crash(victim, true));
    return true;
  }

  #jump(victim: SimMember): boolean {
    victim.clock.jump((this.#random.next() * 2 - 1) * HOUR_MS);
    return true;
  }

  #heal(): void {
    const { network, members } = this.#cluster;
    network.heal();
    Object.assign(network.quality, goodLinks());
    for (const { health } of members.values()) {
      const { hasFailed } = health;
      Object.assign(health, healthyDisk(), { hasFailed });
    }
  }
}
