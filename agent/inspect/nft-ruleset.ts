/**
 * Follows one UDP packet through the chains that `nft -j list ruleset` prints (libnftables-json(5)), those of others too. Pure.
 * A rule with anything that is not understood is taken not to apply: it may be for others.
 */
import type { FilterFacts } from '../../model/trace.js';
import { testNft, type NftMatch, type NftSets } from './nft-match.js';
import type { TunnelPacket } from './packet-filter.js';

export type NftHook = 'ingress' | 'prerouting' | 'input' | 'output' | 'postrouting' | 'egress';

interface Place {
  readonly family: string;
  readonly table: string;
}

interface Chain extends Place {
  readonly name: string;
  readonly hook?: string;
  readonly prio?: number;
  readonly policy?: string;
  readonly dev?: string | readonly string[];
}

type Statement = Readonly<Record<string, unknown>>;

interface Rule extends Place {
  readonly chain: string;
  readonly handle: number;
  readonly expr: readonly Statement[];
}

interface SetObject extends Place {
  readonly name: string;
  readonly elem?: readonly unknown[];
}

interface Ruleset {
  readonly nftables: readonly {
    readonly chain?: Chain;
    readonly rule?: Rule;
    readonly set?: SetObject;
  }[];
}

/** Jumps within jumps. */
const MAX_DEPTH = 16;
const PASSES: FilterFacts = { verdict: 'accept', rule: '' };

export interface NftOptions {
  /** In the order in which the packet meets them. */
  readonly hooks: readonly NftHook[];
  /** Tables that iptables keeps, as `ip filter`: they are judged by what it prints. */
  readonly others: ReadonlySet<string>;
}

/** `json` as the program prints it. The first chain that drops the packet; whatever accepts it leaves it to the next ones. */
export function followNft(json: string, packet: TunnelPacket, options: NftOptions): FilterFacts {
  const walker = new Walker(JSON.parse(json) as Ruleset, packet, options.others);
  for (const hook of options.hooks) {
    for (const chain of walker.chainsAt(hook)) {
      const verdict = walker.verdictOf(chain);
      if (verdict.verdict === 'drop') return verdict;
    }
  }
  return PASSES;
}

/** What a chain, or a rule, says: a verdict, or nothing and then what comes next. */
type Outcome = FilterFacts | 'return' | undefined;

class Walker {
  readonly #chains: readonly Chain[];
  readonly #rules = new Map<string, Rule[]>();
  readonly #sets: NftSets;
  readonly #packet: TunnelPacket;

  constructor({ nftables }: Ruleset, packet: TunnelPacket, others: ReadonlySet<string>) {
    const isMet = isMetBy(packet);
    const judged = ({ family, table }: Place): boolean =>
      isMet(family) && !others.has(`${family} ${table}`);
    this.#packet = packet;
    this.#chains = nftables.flatMap(({ chain }) => (chain && judged(chain) ? [chain] : []));
    for (const { rule } of nftables) {
      if (!rule) continue;
      const key = keyOf(rule, rule.chain);
      const known = this.#rules.get(key);
      if (known) known.push(rule);
      else this.#rules.set(key, [rule]);
    }
    this.#sets = new Map(
      nftables.flatMap(({ set }) => (set ? [[keyOf(set, set.name), set.elem ?? []]] : [])),
    );
  }

  chainsAt(hook: NftHook): readonly Chain[] {
    const { device } = this.#packet;
    const isOnDevice = ({ family, dev }: Chain): boolean =>
      family !== 'netdev' || (dev !== undefined && [dev].flat().includes(device));
    return this.#chains
      .filter((chain) => chain.hook === hook && isOnDevice(chain))
      .sort((a, b) => (a.prio ?? 0) - (b.prio ?? 0));
  }

  verdictOf(chain: Chain): FilterFacts {
    const said = this.#walk(chain, chain.name, 0);
    if (said !== undefined && said !== 'return') return said;
    return chain.policy === 'drop' ? dropped(chain, chain.name, 'policy drop') : PASSES;
  }

  #walk(place: Place, chain: string, depth: number): Outcome {
    for (const rule of this.#rules.get(keyOf(place, chain)) ?? []) {
      const outcome = this.#judge(rule, depth);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  }

  #judge(rule: Rule, depth: number): Outcome {
    for (const statement of rule.expr) {
      const [kind = '', value] = Object.entries(statement)[0] ?? [];
      if (kind === 'match') {
        if (!this.#matches(rule, value as NftMatch)) return undefined;
      } else if (!PASSING.has(kind)) {
        return this.#end(rule, kind, value, depth);
      }
    }
    return undefined;
  }

  #matches(place: Place, match: NftMatch): boolean {
    const setOf = (name: string): readonly unknown[] | undefined =>
      this.#sets.get(keyOf(place, name));
    return testNft(match, this.#packet, setOf) === true;
  }

  /** What ends a rule; undefined too for what is not understood. */
  #end(rule: Rule, kind: string, value: unknown, depth: number): Outcome {
    if (kind === 'drop' || kind === 'reject') {
      return dropped(rule, rule.chain, `rule of handle ${rule.handle}`);
    }
    if (kind === 'accept') return PASSES;
    if (kind === 'return') return 'return';
    return kind === 'jump' || kind === 'goto' ? this.#follow(rule, kind, value, depth) : undefined;
  }

  #follow(place: Place, kind: 'jump' | 'goto', value: unknown, depth: number): Outcome {
    const target = (value as { readonly target?: string } | null)?.target;
    if (target === undefined || depth >= MAX_DEPTH) return undefined;
    const said = this.#walk(place, target, depth + 1);
    if (said !== undefined && said !== 'return') return said;
    return kind === 'goto' ? 'return' : undefined;
  }
}

/** Statements that let the packet go on to the next one. */
const PASSING: ReadonlySet<string> = new Set(['counter', 'log', 'mangle', 'notrack', 'flow']);

function isMetBy({ source }: TunnelPacket): (family: string) => boolean {
  const own = source.includes(':') ? 'ip6' : 'ip';
  return (family) => family === own || family === 'inet' || family === 'netdev';
}

function keyOf({ family, table }: Place, name: string): string {
  return `${family} ${table} ${name}`;
}

function dropped({ family, table }: Place, chain: string, what: string): FilterFacts {
  return { verdict: 'drop', rule: `nft ${family} ${table} ${chain}: ${what}` };
}
