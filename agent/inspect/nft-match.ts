/** Whether a packet fits an expression `match` of nft's JSON (libnftables-json(5)). Pure. */
import { parseInterfaceAddress } from '../../model/cidr.js';
import { isInBlock } from './in-block.js';
import type { TunnelPacket } from './packet-filter.js';

export interface NftMatch {
  readonly op: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** Named sets: `family table name` → elements. */
export type NftSets = ReadonlyMap<string, readonly unknown[]>;

type SetOf = (name: string) => readonly unknown[] | undefined;
type Value = string | number;

/** Undefined: not understood. */
export function testNft(
  { op, left, right }: NftMatch,
  packet: TunnelPacket,
  setOf: SetOf,
): boolean | undefined {
  const value = valueOf(left, packet);
  if (value === undefined) return undefined;
  if (op === '==' || op === 'in') return isIn(value, right, setOf);
  if (op === '!=') {
    const result = isIn(value, right, setOf);
    return result === undefined ? undefined : !result;
  }
  const order = ORDERS[op];
  if (!order || typeof value !== 'number' || typeof right !== 'number') return undefined;
  return order(value, right);
}

const ORDERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

interface Operand {
  readonly payload?: { readonly protocol?: string; readonly field?: string };
  readonly meta?: { readonly key?: string };
  readonly ct?: { readonly key?: string };
}

/** Of the packet: one that nobody tracks yet. */
function valueOf(left: unknown, packet: TunnelPacket): Value | undefined {
  if (typeof left !== 'object' || left === null) return undefined;
  const { payload, meta, ct } = left as Operand;
  if (payload) return PAYLOAD[`${payload.protocol} ${payload.field}`]?.(packet);
  if (meta) return META[meta.key ?? '']?.(packet);
  return ct?.key === 'state' ? 'new' : undefined;
}

type Read = (packet: TunnelPacket) => Value | undefined;

const v4 =
  (text: Value): Read =>
  ({ source }) =>
    source.includes(':') ? undefined : text;
const v6 =
  (text: Value): Read =>
  ({ source }) =>
    source.includes(':') ? text : undefined;

const PAYLOAD: Readonly<Record<string, Read>> = {
  'udp dport': ({ port }) => port,
  'th dport': ({ port }) => port,
  'ip saddr': ({ source }) => source,
  'ip daddr': ({ destination }) => destination,
  'ip6 saddr': ({ source }) => source,
  'ip6 daddr': ({ destination }) => destination,
  'ip protocol': v4('udp'),
  'ip6 nexthdr': v6('udp'),
};

const META: Readonly<Record<string, Read>> = {
  l4proto: () => 'udp',
  iifname: ({ device }) => device,
  oifname: ({ device }) => device,
  iif: ({ device }) => device,
  oif: ({ device }) => device,
  nfproto: ({ source }) => (source.includes(':') ? 'ipv6' : 'ipv4'),
  protocol: ({ source }) => (source.includes(':') ? 'ip6' : 'ip'),
};

interface Composite {
  readonly set?: readonly unknown[];
  readonly prefix?: { readonly addr: string; readonly len: number };
  readonly range?: readonly [Value, Value];
  readonly elem?: { readonly val?: unknown };
}

function isIn(value: Value, right: unknown, setOf: SetOf): boolean | undefined {
  if (Array.isArray(right)) return isInAny(value, right, setOf);
  if (typeof right === 'number') return value === right || PROTOCOLS[right] === value;
  if (typeof right === 'string') return isText(value, right, setOf);
  const { set, prefix, range, elem } = (right ?? {}) as Composite;
  if (set) return isInAny(value, set, setOf);
  if (prefix) return isInBlock(`${prefix.addr}/${prefix.len}`, String(value));
  if (range) return isBetween(value, range);
  return elem ? isIn(value, elem.val, setOf) : undefined;
}

const PROTOCOLS: Readonly<Record<number, string>> = { 17: 'udp' };

function isInAny(value: Value, list: readonly unknown[], setOf: SetOf): boolean | undefined {
  const results = list.map((one) => isIn(value, one, setOf));
  if (results.includes(true)) return true;
  return results.includes(undefined) ? undefined : false;
}

function isText(value: Value, right: string, setOf: SetOf): boolean | undefined {
  if (right.startsWith('@')) {
    const elements = setOf(right.slice(1));
    return elements && isInAny(value, elements, setOf);
  }
  if (right.endsWith('*')) return String(value).startsWith(right.slice(0, -1));
  return value === right || isInBlock(right, String(value));
}

function isBetween(value: Value, [first, last]: readonly [Value, Value]): boolean | undefined {
  if (typeof first === 'number' && typeof last === 'number') {
    return typeof value === 'number' && first <= value && value <= last;
  }
  const [low, high, at] = [first, last, value].map(ipOf);
  if (low === undefined || high === undefined || at === undefined) return undefined;
  return low <= at && at <= high;
}

function ipOf(text: Value): bigint | undefined {
  try {
    return BigInt(parseInterfaceAddress(String(text)).ip.value);
  } catch {
    return undefined;
  }
}
