/** The host's packet filters as the programs print them: what iptables shows, and the rest of nftables. */
import type { FilterFacts } from '../../model/trace.js';
import { inNetns, run } from '../kernel/run.js';
import { followNft, type NftHook } from './nft-ruleset.js';
import { follow, type TunnelPacket } from './packet-filter.js';

export interface Filters {
  /** Of each back end of iptables in use. */
  readonly saves: readonly string[];
  /** Undefined: it could not be read. */
  readonly ruleset: string | undefined;
  /** Why not; empty: it was read. */
  readonly unread: string;
  /** Tables of nftables that iptables shows. */
  readonly shown: ReadonlySet<string>;
}

interface Hooks {
  readonly iptables: readonly string[];
  readonly nft: readonly NftHook[];
}

export const INPUT: Hooks = {
  iptables: ['raw PREROUTING', 'mangle PREROUTING', 'mangle INPUT', 'filter INPUT'],
  nft: ['ingress', 'prerouting', 'input'],
};
export const OUTPUT: Hooks = {
  iptables: ['raw OUTPUT', 'mangle OUTPUT', 'filter OUTPUT', 'mangle POSTROUTING'],
  nft: ['output', 'postrouting', 'egress'],
};

/** Of nsenter when the program is missing. */
const NOT_FOUND = 127;

/** `netns` is the path of the host's; default: that of the process. */
export async function readFilters(netns: string | undefined, v6: boolean): Promise<Filters> {
  const base = v6 ? 'ip6tables' : 'iptables';
  const [nft, legacy, ruleset] = await Promise.all([
    saveOf(netns, `${base}-nft-save`),
    legacyTables(netns, v6).then((any) => (any ? saveOf(netns, `${base}-legacy-save`) : '')),
    run(inNetns(netns, ['nft', '-j', 'list', 'ruleset'])),
  ]);
  const { code, stdout, stderr } = ruleset;
  const isMissing = code === -1 || code === NOT_FOUND;
  const tables = [...nft.matchAll(/^\*(\S+)/gm)].map(([, name = '']) => name);
  return {
    saves: [nft, legacy],
    ruleset: code === 0 ? stdout : undefined,
    unread: code === 0 ? '' : isMissing ? 'nft is not installed' : stderr.trim(),
    shown: new Set(tables.map((table) => `${v6 ? 'ip6' : 'ip'} ${table}`)),
  };
}

/** What the host does with the packet: the first that drops it, or else the last rule that lets it through. */
export function judgeFilters(
  { saves, ruleset, shown }: Filters,
  packet: TunnelPacket,
  hooks: Hooks,
): FilterFacts {
  const verdict = follow(saves, packet, hooks.iptables);
  if (verdict.verdict === 'drop' || ruleset === undefined) return verdict;
  const other = followNft(ruleset, packet, { hooks: hooks.nft, others: shown });
  return other.verdict === 'drop' ? other : verdict;
}

async function saveOf(netns: string | undefined, program: string): Promise<string> {
  return (await run(inNetns(netns, [program]))).stdout;
}

/** The legacy back end is asked only when its tables exist: asking creates them. */
async function legacyTables(netns: string | undefined, v6: boolean): Promise<boolean> {
  const names = `/proc/net/${v6 ? 'ip6' : 'ip'}_tables_names`;
  return (await run(inNetns(netns, ['cat', names]))).stdout.trim() !== '';
}
