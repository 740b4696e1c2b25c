/** Subnets: the next free block of the cluster's pools, and unique local IPv6 blocks made from a network's id. */
import { formatCidr, nth, parseCidr, type Cidr } from '../../../model/cidr.js';
import { hashText } from '../../../model/hash.js';
import type { AddressPool } from '../../../model/objects.js';

/** The last block given out: a pool (as text) and the number of the block in it. */
export interface PoolCursor {
  readonly pool: string;
  readonly slot: number;
}

export interface FoundSubnet {
  readonly cidr: Cidr;
  readonly cursor: PoolCursor;
}

export function formatPool(pool: AddressPool): string {
  return `${pool.cidr}/${pool.subnetPrefix}`;
}

export function slotsOf(pool: AddressPool): number {
  return 2 ** (pool.subnetPrefix - parseCidr(pool.cidr).prefix);
}

/** What is asked for free blocks: nothing else of it matters here. */
interface Occupied {
  nextFree(pool: Cidr, prefix: number, from: number): number | undefined;
}

/** Looks from the block after `cursor` on through all pools, and round to it. */
export function nextSubnet(
  pools: readonly AddressPool[],
  cursor: PoolCursor | undefined,
  occupied: Occupied,
): FoundSubnet | undefined {
  const at = cursor ? pools.findIndex((pool) => formatPool(pool) === cursor.pool) : -1;
  const after = cursor && at >= 0 ? cursor.slot + 1 : 0;
  const first = Math.max(at, 0);
  // The pool of the cursor is looked at twice: from the cursor on, and up to it at the end.
  for (let step = 0; step <= pools.length; step++) {
    const pool = pools[(first + step) % pools.length];
    if (!pool) return undefined;
    const from = step === 0 ? after : 0;
    const to = step === pools.length ? after : slotsOf(pool);
    const slot = occupied.nextFree(parseCidr(pool.cidr), pool.subnetPrefix, from);
    if (slot !== undefined && slot < to) return foundAt(pool, slot);
  }
  return undefined;
}

function foundAt(pool: AddressPool, slot: number): FoundSubnet {
  const network = nth(parseCidr(pool.cidr), slot * 2 ** (32 - pool.subnetPrefix));
  if (!network) throw new Error(`pool ${formatPool(pool)} has no subnet ${slot}`);
  const cidr = { network, prefix: pool.subnetPrefix };
  return { cidr, cursor: { pool: formatPool(pool), slot } };
}

/** RFC 4193: fd, 40 bits of global id and 16 of subnet id, here all from the hash of the network's id. */
export function uniqueLocalSubnet(networkId: string, isFree: (cidr: Cidr) => boolean): Cidr {
  for (let attempt = 0; ; attempt++) {
    const high = hashText(networkId, 2 * attempt + 1);
    const low = hashText(networkId, 2 * attempt + 2) >>> 8;
    const bits = (0xfdn << 56n) | (BigInt(high) << 24n) | BigInt(low);
    const cidr: Cidr = { network: { family: 6, value: bits << 64n }, prefix: 64 };
    if (isFree(cidr)) return cidr;
  }
}

/** For messages: `10.0.0.0/8 cut into /24`. */
export function describePools(pools: readonly AddressPool[]): string {
  return pools
    .map((pool) => `${formatCidr(parseCidr(pool.cidr))} cut into /${pool.subnetPrefix}`)
    .join(', ');
}
