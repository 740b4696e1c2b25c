/** Order-independent digest of a network's desired set: managers and agents compute it apart and compare. */
import type { DesiredEntry } from './desired.js';
import type { Attachment } from './objects.js';

/** Sum of 64-bit entry hashes modulo 2^64, kept as two unsigned 32-bit lanes. Adding and removing commute. */
export interface DigestSum {
  readonly high: number;
  readonly low: number;
}

export const EMPTY_DIGEST: DigestSum = { high: 0, low: 0 };

/** 16 lower-case hex digits. */
export function formatDigest(sum: DigestSum): string {
  return sum.high.toString(16).padStart(8, '0') + sum.low.toString(16).padStart(8, '0');
}

export function addToDigest(sum: DigestSum, entry: DesiredEntry): DigestSum {
  const hash = hashEntry(entry);
  return { high: (sum.high + hash.high) >>> 0, low: (sum.low + hash.low) >>> 0 };
}

export function removeFromDigest(sum: DigestSum, entry: DesiredEntry): DigestSum {
  const hash = hashEntry(entry);
  return { high: (sum.high - hash.high) >>> 0, low: (sum.low - hash.low) >>> 0 };
}

/** Of the set behind a change; `dropped` are entries of the one before it. */
export function changedDigest(
  sum: DigestSum,
  {
    dropped,
    added,
  }: { readonly dropped: readonly DesiredEntry[]; readonly added: readonly DesiredEntry[] },
): DigestSum {
  const hash: Hash = { high: 0, low: 0, length: 0 };
  let [high, low] = [sum.high | 0, sum.low | 0];
  for (const entry of dropped) {
    hashInto(hash, entry);
    high = (high - hash.high) | 0;
    low = (low - hash.low) | 0;
  }
  for (const entry of added) {
    hashInto(hash, entry);
    high = (high + hash.high) | 0;
    low = (low + hash.low) | 0;
  }
  return { high: high >>> 0, low: low >>> 0 };
}

export function digestOf(entries: Iterable<DesiredEntry>): string {
  let sum = EMPTY_DIGEST;
  for (const entry of entries) sum = addToDigest(sum, entry);
  return formatDigest(sum);
}

/** Canonical text: fields in fixed order, separated by a unit separator that no field may contain. */
export function canonicalText(entry: DesiredEntry): string {
  return [entry.kind, entry.id, ...fieldsOf(entry)].join('\x1f');
}

function fieldsOf(entry: DesiredEntry): (string | number | boolean)[] {
  switch (entry.kind) {
    case 'network': {
      const { name, vni, mtu, internal, flood, dataPort } = entry.value;
      return [name, vni, mtu, internal, flood, dataPort];
    }
    case 'subnet':
      return [entry.value.cidr, entry.value.gateway];
    case 'member':
      return [entry.value.nodeId, entry.value.vtep, entry.value.mtu];
    case 'endpoint': {
      const { name, nodeId, mac, addresses, aliases, attachment } = entry.value;
      const place = attachment ? placeOf(attachment) : '';
      return [name, nodeId, mac, addresses.join('\x1e'), aliases.join('\x1e'), place];
    }
  }
}

/**
 * What is absent adds nothing: agents that do not know it come to the same sum as long as it is not used. Old states may
 * hold lone surrogates in names, which no wire carries: both sides sum what arrives for them.
 */
function placeOf({ netns, ifname, create, gatewayPriority, router, tap }: Attachment): string {
  const names = [netns.toWellFormed(), ifname.toWellFormed()];
  const fields: (string | number | boolean)[] = [...names, create];
  if (gatewayPriority) fields.push('priority', gatewayPriority);
  if (router) fields.push('router');
  if (tap) fields.push('tap', tap.user ?? '', tap.group ?? '');
  return fields.join('\x1e');
}

/** Signed, as such numbers take no memory of their own. */
interface Hash {
  high: number;
  low: number;
  /** Of the text so far. */
  length: number;
}

function hashEntry(entry: DesiredEntry): DigestSum {
  const hash: Hash = { high: 0, low: 0, length: 0 };
  hashInto(hash, entry);
  return { high: hash.high >>> 0, low: hash.low >>> 0 };
}

/**
 * Of the canonical text: two lanes of 32-bit FNV-1a with different offset bases and a final avalanche (MurmurHash3 fmix32). Of
 * endpoints, of which there are many, the text itself is not made.
 */
function hashInto(hash: Hash, entry: DesiredEntry): void {
  hash.high = 0x811c9dc5 | 0;
  hash.low = 0x9747b28c | 0;
  hash.length = 0;
  if (entry.kind !== 'endpoint') walk(hash, canonicalText(entry));
  else {
    const { name, nodeId, mac, addresses, aliases, attachment } = entry.value;
    walk(hash, 'endpoint\x1f');
    walk(hash, entry.id);
    walkField(hash, name);
    walkField(hash, nodeId);
    walkField(hash, mac);
    walkList(hash, addresses);
    walkList(hash, aliases);
    walkField(hash, attachment ? placeOf(attachment) : '');
  }
  hash.high = avalanche(hash.high);
  hash.low = avalanche(hash.low ^ hash.length);
}

function walkField(hash: Hash, field: string): void {
  walk(hash, '\x1f');
  walk(hash, field);
}

function walkList(hash: Hash, items: readonly string[]): void {
  walk(hash, '\x1f');
  for (let at = 0; at < items.length; at++) {
    if (at > 0) walk(hash, '\x1e');
    walk(hash, items[at] as string);
  }
}

function walk(hash: Hash, text: string): void {
  let { high, low } = hash;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x01000193);
    // Kept an integer of 32 bits, as the other lane: twice as fast as with numbers beyond.
    low = (Math.imul(low ^ unit, 0x85ebca6b) + 0x9e3779b9) | 0;
  }
  hash.high = high;
  hash.low = low;
  hash.length += text.length;
}

/** Signed. */
function avalanche(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
