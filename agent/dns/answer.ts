/**
 * One question of a workload → what is answered, or that it is the host's resolvers' to answer. What belongs to a network
 * never leaves the host: neither single labels nor names below a network nor addresses of its subnets are forwarded.
 */
import { formatIp, type Ip } from '../../model/ip.js';
import type { NamesTable, NetworkNames } from './names.js';
import { reverseAddress } from './reverse.js';

/** Names change with endpoints: whoever caches an answer is wrong for at most so long. */
export const TTL_SECONDS = 5;

export interface Question {
  /** As asked, without the last dot; the root is empty. */
  readonly name: string;
  /** As in `A`, `AAAA`, `PTR`; types without a name as `UNKNOWN_65`. */
  readonly type: string;
  /** As in `IN`. */
  readonly dnsClass: string;
}

export interface AnswerRecord {
  readonly type: 'A' | 'AAAA' | 'PTR';
  readonly name: string;
  readonly ttl: number;
  readonly data: string;
}

/** `no-data`: the name is known and has no record of the type (NOERROR without answers, RFC 2308). */
export type LocalOutcome = 'answered' | 'no-data' | 'unknown' | 'refused';

export interface LocalAnswer {
  readonly kind: 'local';
  readonly outcome: LocalOutcome;
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  readonly records: readonly AnswerRecord[];
}

export type Verdict = LocalAnswer | { readonly kind: 'forward' };

export interface Asker {
  /** Networks that the namespace is on. */
  readonly networkIds: readonly string[];
  /**
   * What is not ours is the host's resolvers' to answer, where one of the networks is not `internal`; otherwise it does
   * not exist.
   */
  readonly forwards: boolean;
  /** Counts up: several addresses of one name take turns in coming first. */
  readonly turn: number;
}

/** Of which nothing is said here or elsewhere: zone transfers. */
const REFUSED_TYPES = new Set(['AXFR', 'IXFR']);
const LOOPBACK = { A: '127.0.0.1', AAAA: '::1' } as const;

const UNKNOWN: LocalAnswer = { kind: 'local', outcome: 'unknown', rcode: 'NXDOMAIN', records: [] };
const NO_DATA: LocalAnswer = { kind: 'local', outcome: 'no-data', rcode: 'NOERROR', records: [] };
const REFUSED: LocalAnswer = { kind: 'local', outcome: 'refused', rcode: 'REFUSED', records: [] };

export function answer(table: NamesTable, question: Question, asker: Asker): Verdict {
  const { type, dnsClass } = question;
  if (dnsClass !== 'IN' || REFUSED_TYPES.has(type) || question.name === '') return REFUSED;
  const name = question.name.toLowerCase();
  const scope = table.scoped(asker.networkIds);
  const ip = reverseAddress(name);
  const found = ip ? reverse(table, scope, ip) : forward(table, scope, name);
  switch (found) {
    case 'elsewhere': {
      const mayLeave = scope.some(({ internal }) => !internal);
      return asker.forwards && mayLeave ? { kind: 'forward' } : UNKNOWN;
    }
    case 'unknown':
      return UNKNOWN;
    case 'nothing':
      return NO_DATA;
    default:
      return reply(found, question, asker.turn);
  }
}

/** `nothing`: the name is there, without records. `elsewhere`: it is none of ours. */
type Found =
  | { readonly addresses: readonly string[] }
  | { readonly names: readonly string[] }
  | 'nothing'
  | 'unknown'
  | 'elsewhere';

function forward(table: NamesTable, scope: readonly NetworkNames[], name: string): Found {
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  if (last === 'localhost') return { addresses: Object.values(LOOPBACK) };
  // `_http._tcp.db` is about `db` (RFC 2782).
  const host = labels.slice(labels.findIndex((label) => !label.startsWith('_')));
  const below = labels.length - host.length;
  const found = ofHost(table, scope, host);
  // No service of a known name is known: that it has none is all that can be said.
  return below > 0 && typeof found === 'object' ? 'nothing' : found;
}

function ofHost(
  table: NamesTable,
  scope: readonly NetworkNames[],
  labels: readonly string[],
): Found {
  const [name = '', networkName] = labels;
  if (networkName === undefined) return ofLabel(scope, name);
  const last = labels.at(-1);
  const network = scope.find((one) => one.name === last);
  if (network) {
    const addresses = labels.length === 2 ? network.addressesOf(name) : undefined;
    return addresses ? { addresses } : 'unknown';
  }
  const isOurs = labels.length === 2 && isNameOf(table, name, networkName);
  return isOurs ? 'unknown' : 'elsewhere';
}

function ofLabel(scope: readonly NetworkNames[], name: string): Found {
  for (const network of scope) {
    const addresses = network.addressesOf(name);
    if (addresses) return { addresses };
  }
  return scope.some((network) => network.name === name) ? 'nothing' : 'unknown';
}

/** Of a network that the asker is not on. */
function isNameOf(table: NamesTable, name: string, networkName: string): boolean {
  for (const network of table.all()) {
    if (network.name === networkName) return network.addressesOf(name) !== undefined;
  }
  return false;
}

function reverse(table: NamesTable, scope: readonly NetworkNames[], ip: Ip): Found {
  const address = formatIp(ip);
  const names = scope.flatMap((network) =>
    (network.namesOf(address) ?? []).map((name) => `${name}.${network.name}`),
  );
  if (names.length > 0) return { names };
  if (scope.some((network) => network.contains(ip))) return 'unknown';
  for (const network of table.all()) if (network.namesOf(address)) return 'unknown';
  return 'elsewhere';
}

function reply(found: Extract<Found, object>, { name, type }: Question, turn: number): LocalAnswer {
  const wanted = (kind: AnswerRecord['type']): boolean => type === kind || type === 'ANY';
  const data =
    'names' in found
      ? found.names.map((target) => ({ type: 'PTR' as const, data: target }))
      : found.addresses.map((address) => ({ type: typeOf(address), data: address }));
  const records = data
    .filter((record) => wanted(record.type))
    .map((record) => ({ ...record, name, ttl: TTL_SECONDS }));
  if (records.length === 0) return NO_DATA;
  return { kind: 'local', outcome: 'answered', rcode: 'NOERROR', records: turned(records, turn) };
}

function typeOf(address: string): 'A' | 'AAAA' {
  return address.includes(':') ? 'AAAA' : 'A';
}

function turned<T>(items: readonly T[], turn: number): readonly T[] {
  const start = turn % items.length;
  return start === 0 ? items : [...items.slice(start), ...items.slice(0, start)];
}
