/** Addresses of a subnet: what it may give out, and the next free one after the last one given. */
import { cidrOf, nth, offsetIn, parseCidr, sizeOf, type Cidr } from '../../../model/cidr.js';
import { bitsOf, parseIp, type Ip } from '../../../model/ip.js';
import type { Subnet } from '../../../model/objects.js';
import type { TakenSet } from './taken-set.js';

/** A subnet made ready for allocation. Offsets count from the network address. */
export interface SubnetPlan {
  readonly cidr: Cidr;
  /** First and last offset that are given out without being asked for. */
  readonly first: number;
  readonly last: number;
  /** Gateway and reserved addresses. */
  readonly blocked: ReadonlySet<string>;
  /** Those of them between first and last. */
  readonly blockedOffsets: readonly number[];
}

export interface FoundAddress {
  readonly ip: Ip;
  readonly offset: number;
}

/** Offsets stay exact numbers: of a large IPv6 subnet the first 2^48 addresses are given out. */
const MAX_OFFSET = 2 ** 48;

export function planOf(subnet: Subnet): SubnetPlan {
  const cidr = parseCidr(subnet.cidr);
  const { first, last } = windowOf(cidr, subnet.range);
  const blocked = new Set([subnet.gateway, ...subnet.reserved]);
  const plan = { cidr, first, last, blocked, blockedOffsets: [] };
  const offsets = [...blocked].map((text) => windowOffset(plan, parseIp(text)));
  return { ...plan, blockedOffsets: offsets.filter((offset) => offset !== undefined) };
}

/** Offsets between which hosts live: without the network and broadcast address where there are such (RFC 3021). */
export function usableOffsets(cidr: Cidr): { readonly first: number; readonly last: number } {
  const pointToPoint = bitsOf(cidr.network.family) - cidr.prefix <= 1;
  const end = sizeOf(cidr) - 1;
  if (pointToPoint) return { first: 0, last: end };
  return { first: 1, last: Math.min(cidr.network.family === 4 ? end - 1 : end, MAX_OFFSET) };
}

function windowOf(cidr: Cidr, range: string | undefined): { first: number; last: number } {
  const usable = usableOffsets(cidr);
  if (range === undefined) return usable;
  const part = parseCidr(range);
  const start = offsetIn(cidr, part.network);
  if (start === undefined) throw new Error(`range ${range} lies outside its subnet`);
  return {
    first: Math.max(usable.first, start),
    last: Math.min(usable.last, start + sizeOf(part) - 1),
  };
}

/** Of an address between first and last, undefined elsewhere. */
export function windowOffset(plan: SubnetPlan, ip: Ip): number | undefined {
  const offset = offsetIn(plan.cidr, ip);
  return offset !== undefined && offset >= plan.first && offset <= plan.last ? offset : undefined;
}

/** Network or broadcast address of an IPv4 subnet, subnet-router anycast of an IPv6 one (RFC 4291 2.6.1). */
export function isUnusable(cidr: Cidr, ip: Ip): boolean {
  if (bitsOf(ip.family) - cidr.prefix <= 1) return false;
  if (ip.value === cidrOf(ip, cidr.prefix).network.value) return true;
  return ip.family === 4 && offsetIn(cidr, ip) === sizeOf(cidr) - 1;
}

/** Addresses that count, whether taken or not. */
export function totalOf(plan: SubnetPlan): number {
  return Math.max(0, plan.last - plan.first + 1);
}

/**
 * Looks from the offset after `cursor` to the end, then from the beginning. `taken` holds every offset between first
 * and last that is not to be given, blocked ones too.
 */
export function nextAddress(
  plan: SubnetPlan,
  cursor: number | undefined,
  taken: TakenSet,
): FoundAddress | undefined {
  const start = cursor === undefined || cursor >= plan.last ? plan.first : cursor + 1;
  const after = taken.next(Math.max(start, plan.first));
  const offset = after <= plan.last ? after : taken.next(plan.first);
  if (offset > plan.last) return undefined;
  const ip = nth(plan.cidr, offset);
  return ip && { ip, offset };
}
