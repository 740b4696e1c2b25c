/** Addresses of one subnet: which are given or kept, and the counts that follow from it. */
import type { Ip } from '../../../model/ip.js';
import type { Subnet } from '../../../model/objects.js';
import { planOf, totalOf, windowOffset, type SubnetPlan } from '../allocate/address.js';
import { TakenSet } from '../allocate/taken-set.js';
import type { Veil } from './veil.js';

/** Counts of addresses; `total` = `used` + `reserved` + `free`. */
export interface SubnetUsage {
  /** Usable addresses of the range, without one of the CIDR. */
  readonly total: number;
  /** Those that endpoints have. */
  readonly used: number;
  /** Gateway, reserved addresses, and reservations whose endpoint is not there. */
  readonly reserved: number;
  readonly free: number;
}

/** What usage is made of, for the audit. */
export interface SpaceCounts {
  /** Addresses of endpoints, and those of them in the range. */
  readonly leases: number;
  readonly used: number;
  /** Addresses of reservations. */
  readonly kept: number;
  /** In the range: gateway and reserved ones. */
  readonly blocked: number;
  /** In the range: all that are not to be given. */
  readonly taken: number;
  /** In the range: those that an endpoint has and a reservation keeps. */
  readonly shared: number;
}

/** Of a subnet that nobody has an address of. */
export function unusedUsage(subnet: Subnet): SubnetUsage {
  const plan = planOf(subnet);
  const [total, reserved] = [totalOf(plan), new Set(plan.blockedOffsets).size];
  return { total, used: 0, reserved, free: total - reserved };
}

export class AddressSpace {
  readonly plan: SubnetPlan;
  /** Offsets between first and last that are not to be given: blocked, of endpoints, of reservations. */
  readonly taken = new TakenSet();
  /** Offsets that an endpoint has and a reservation keeps. */
  readonly #both = new Set<number>();
  #leases = 0;
  #used = 0;
  #kept = 0;
  readonly #veil: Veil;
  #usageBefore: SubnetUsage | undefined;

  constructor(subnet: Subnet, veil: Veil) {
    this.#veil = veil;
    this.plan = planOf(subnet);
    for (const offset of this.plan.blockedOffsets) this.taken.add(offset);
  }

  /** Addresses of endpoints, also those outside the range. */
  get leases(): number {
    return this.#leases;
  }

  /** Addresses of reservations, also those outside the range. */
  get kept(): number {
    return this.#kept;
  }

  get counts(): SpaceCounts {
    const { taken, plan } = this;
    return {
      leases: this.#leases,
      used: this.#used,
      kept: this.#kept,
      blocked: plan.blockedOffsets.length,
      taken: taken.size,
      shared: this.#both.size,
    };
  }

  get usage(): SubnetUsage {
    if (this.#usageBefore && this.#veil.isDown) return this.#usageBefore;
    const total = totalOf(this.plan);
    const used = this.#used;
    return { total, used, reserved: this.taken.size - used, free: total - this.taken.size };
  }

  /** An endpoint gets an address (1) or gives it back (-1). */
  lease(ip: Ip, by: 1 | -1): void {
    this.#note();
    this.#leases += by;
    if (this.#mark(ip, by)) this.#used += by;
  }

  /** As `lease`, for a reservation. */
  keep(ip: Ip, by: 1 | -1): void {
    this.#note();
    this.#kept += by;
    this.#mark(ip, by);
  }

  #note(): void {
    if (!this.#veil.isActive || this.#usageBefore) return;
    this.#usageBefore = this.usage;
    this.#veil.noted(() => {
      this.#usageBefore = undefined;
    });
  }

  #mark(ip: Ip, by: 1 | -1): boolean {
    const offset = windowOffset(this.plan, ip);
    if (offset === undefined) return false;
    if (by === 1) {
      if (this.taken.has(offset)) this.#both.add(offset);
      else this.taken.add(offset);
    } else if (!this.#both.delete(offset)) this.taken.delete(offset);
    return true;
  }
}
