/** Follows one UDP packet through what iptables-save prints: which rule lets it through or drops it. Pure. */
import type { FilterFacts } from '../../model/trace.js';
import { isInBlock } from './in-block.js';

export interface TunnelPacket {
  readonly source: string;
  readonly destination: string;
  /** It comes or goes over. */
  readonly device: string;
  readonly port: number;
  readonly vni: number;
}

interface Rule {
  readonly line: string;
  readonly words: readonly string[];
}

interface Table {
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly policies: ReadonlyMap<string, string>;
}

/** Jumps within jumps; the kernel allows no loops. */
const MAX_DEPTH = 16;
const PASSES: FilterFacts = { verdict: 'accept', rule: '' };

/**
 * `saves`: one per back end in use, a packet meets all of them. `hooks` in the order in which it meets them, as
 * `raw PREROUTING`. A rule with a match that is not understood is taken not to apply: it may be for others.
 */
export function follow(
  saves: readonly string[],
  packet: TunnelPacket,
  hooks: readonly string[],
): FilterFacts {
  let last = PASSES;
  for (const tables of saves.map(parseSave)) {
    for (const hook of hooks) {
      const [name = '', chain = ''] = hook.split(' ');
      const table = tables.get(name);
      if (!table) continue;
      const verdict = walk(table, chain, packet, 0) ?? policyOf(table, chain);
      if (verdict.verdict === 'drop') return verdict;
      if (verdict.rule !== '') last = verdict;
    }
  }
  return last;
}

function parseSave(save: string): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  let rules = new Map<string, Rule[]>();
  let policies = new Map<string, string>();
  for (const line of save.split('\n')) {
    if (line.startsWith('*')) {
      rules = new Map<string, Rule[]>();
      policies = new Map<string, string>();
      tables.set(line.slice(1).trim(), { rules, policies });
    } else if (line.startsWith(':')) {
      const [chain = '', policy = ''] = line.slice(1).split(' ');
      policies.set(chain, policy);
    } else if (line.startsWith('-A ')) {
      const words = wordsOf(line);
      const chain = words[1] ?? '';
      const known = rules.get(chain) ?? [];
      rules.set(chain, [...known, { line, words: words.slice(2) }]);
    }
  }
  return tables;
}

/** Quoted words are one. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => {
    return quoted ?? plain ?? '';
  });
}

function policyOf({ policies }: Table, chain: string): FilterFacts {
  if (policies.get(chain) !== 'DROP') return PASSES;
  return { verdict: 'drop', rule: `-P ${chain} DROP` };
}

/** Undefined: the packet leaves the chain at its end. */
function walk(
  table: Table,
  chain: string,
  packet: TunnelPacket,
  depth: number,
): FilterFacts | undefined {
  for (const { line, words } of table.rules.get(chain) ?? []) {
    const target = valueOf(words, ['-j', '-g']);
    if (target === undefined || !matches(words, packet)) continue;
    if (target === 'RETURN') return undefined;
    const verdict = VERDICTS[target];
    if (verdict !== undefined) return { verdict, rule: line };
    const inside = depth < MAX_DEPTH ? walk(table, target, packet, depth + 1) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

const VERDICTS: Readonly<Record<string, FilterFacts['verdict'] | undefined>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
};

function valueOf(words: readonly string[], names: readonly string[]): string | undefined {
  const at = words.findIndex((word) => names.includes(word));
  return at < 0 ? undefined : words[at + 1];
}

/** Undefined: not understood. */
type Test = (value: string, packet: TunnelPacket) => boolean | undefined;

const ALWAYS: Test = () => true;

/** Options with one value that are understood. */
const TESTS: Readonly<Record<string, Test>> = {
  '-p': (value) => value === 'udp' || value === 'all' || value === '17',
  '-s': (value, { source }) => isInBlock(value, source),
  '-d': (value, { destination }) => isInBlock(value, destination),
  '-i': (value, { device }) => isDevice(value, device),
  '-o': (value, { device }) => isDevice(value, device),
  '--dport': (value, { port }) => inPorts(value, port),
  '--dports': (value, { port }) => value.split(',').some((one) => inPorts(one, port)),
  '--u32': (value, { vni }) => hasVni(value, vni),
  '-m': ALWAYS,
  '--comment': ALWAYS,
  '-j': ALWAYS,
  '-g': ALWAYS,
  '--reject-with': ALWAYS,
};

function matches(words: readonly string[], packet: TunnelPacket): boolean {
  for (let at = 0; at < words.length;) {
    const negated = words[at] === '!';
    const name = words[negated ? at + 1 : at] ?? '';
    const value = words[negated ? at + 2 : at + 1] ?? '';
    const result = TESTS[name]?.(value, packet);
    if (result === undefined || result === negated) return false;
    at += negated ? 3 : 2;
  }
  return true;
}

function isDevice(pattern: string, device: string): boolean {
  return pattern.endsWith('+') ? device.startsWith(pattern.slice(0, -1)) : pattern === device;
}

/** Only the test of the VNI that our own chain makes. */
function hasVni(value: string, vni: number): boolean | undefined {
  const values = /@12>>8=(.*)$|^52>>8=(.*)$/.exec(value);
  const list = values?.[1] ?? values?.[2];
  return list?.split(',').map(Number).includes(vni);
}

function inPorts(value: string, port: number): boolean {
  const [first = '', last = first] = value.split(':');
  return Number(first) <= port && port <= Number(last);
}
