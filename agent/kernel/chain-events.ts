/**
 * Tells that somebody else may have changed the chains that ours hang in: by nftables' own events, with iptables-legacy, which
 * has none, by the sizes of its tables. Without the native module nothing is told: the audit finds it.
 */
import { egressChains, inputChain } from './naming.js';
import type { Iptables, Table } from './iptables.js';
import type { Native } from './native/native.js';
import { SystemCallError } from './native/system-call-error.js';
import { TableSizes } from './native/table-sizes.js';
import type { ChainChange } from './netlink/chains.js';
import { NftChainWatch } from './netlink/chain-watch.js';

/** Between two looks at the sizes, each of which is a system call. */
const POLL_MS = 250;

const NFPROTO = { 4: 2, 6: 10 } as const;

export interface ChainEventsOptions {
  /** Name of the fabric namespace, from which the chains' names derive. */
  readonly fabric: string;
  /** Path of the host's namespace; default: that of the process. */
  readonly hostNetns: string | undefined;
}

interface Source {
  start(onChange: () => void): void;
  stop(): void;
}

export class ChainEvents {
  readonly #iptables: readonly Iptables[];
  readonly #options: ChainEventsOptions;
  #sources: readonly Source[] = [];
  #means: 'events' | 'sizes' | undefined;

  /** One of each family; the back ends need not be known yet. */
  constructor(iptables: readonly Iptables[], options: ChainEventsOptions) {
    this.#iptables = iptables;
    this.#options = options;
  }

  /** How changes are seen; undefined: they are not. */
  get means(): 'events' | 'sizes' | undefined {
    return this.#means;
  }

  /** The back ends must be known. */
  start(native: Native, onChange: () => void): void {
    this.stop();
    const legacy = this.#iptables.filter(({ backend }) => backend === 'legacy');
    const nft = this.#iptables.filter(({ backend }) => backend === 'nft');
    const netns = this.#options.hostNetns ?? '/proc/self/ns/net';
    const sources: Source[] = legacy.map((one) => new TablePoll(native, one, netns));
    if (nft.length > 0) {
      const concerns = this.#concerns(nft);
      const isOwn = (pid: number): boolean => nft.some((one) => one.wrote(pid));
      sources.push(new NftChainWatch(native, { netns, concerns, isOwn }));
    }
    try {
      for (const source of sources) source.start(onChange);
      this.#sources = sources;
      this.#means = legacy.length > 0 ? 'sizes' : 'events';
    } catch (error) {
      for (const source of sources) source.stop();
      // A kernel without nf_tables' notifications; that they are missing is told by the capabilities.
      if (!(error instanceof SystemCallError)) throw error;
    }
  }

  stop(): void {
    for (const source of this.#sources) source.stop();
    this.#sources = [];
    this.#means = undefined;
  }

  #concerns(
    iptables: readonly Iptables[],
  ): (change: Extract<ChainChange, { table: string }>) => boolean {
    const { fabric } = this.#options;
    const own = [inputChain(fabric), ...Object.values<string>({ ...egressChains(fabric) })];
    const chains = new Set(['INPUT', 'FORWARD', 'POSTROUTING', ...own]);
    const tables = new Set<string>(['filter', 'nat'] satisfies Table[]);
    const families = new Set<number>(iptables.map(({ family }) => NFPROTO[family]));
    return ({ family, table, chain }) =>
      families.has(family) && tables.has(table) && (chain === undefined || chains.has(chain));
  }
}

/** Sizes of the tables of one family that are known to be there. */
class TablePoll implements Source {
  readonly #native: Native;
  readonly #iptables: Iptables;
  readonly #netns: string;
  readonly #seen = new Map<Table, string>();
  #sizes: TableSizes | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(native: Native, iptables: Iptables, netns: string) {
    this.#native = native;
    this.#iptables = iptables;
    this.#netns = netns;
  }

  start(onChange: () => void): void {
    const sizes = new TableSizes(this.#native, this.#iptables.family, this.#netns);
    this.#sizes = sizes;
    this.#timer = setInterval(() => {
      if (this.#look(sizes)) onChange();
    }, POLL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#sizes?.close();
    this.#sizes = undefined;
  }

  #look(sizes: TableSizes): boolean {
    let changed = false;
    for (const table of this.#iptables.known) {
      const size = sizes.of(table);
      const before = this.#seen.get(table);
      this.#seen.set(table, size);
      if (before !== undefined && before !== size) changed = true;
    }
    return changed;
  }
}
