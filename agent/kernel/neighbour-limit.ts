/**
 * Whether the host's neighbour table overflows. Rows of ours are permanent, which the limit does not count (neigh_alloc in
 * net/core/neighbour.c); what workloads learn is counted, of all namespaces together.
 */
import { readFile } from 'node:fs/promises';
import { tableFulls } from './parse/neighbour-stat.js';

/** The table and its limit are the first namespace's: other ones do not show them. */
const STATS = ['/proc/1/net/stat/arp_cache', '/proc/1/net/stat/ndisc_cache'];
const THRESHOLD = '/proc/sys/net/ipv4/neigh/default/gc_thresh3';

/** So long after the last refusal it is a fault still. */
const LASTS_MS = 5 * 60_000;

export interface NeighbourSource {
  /** Refusals since the boot. */
  refusals(): Promise<number>;
  nowMs(): number;
}

export class NeighbourLimit {
  readonly #source: NeighbourSource;
  #known: number | undefined;
  #lastAt: number | undefined;

  constructor(source: NeighbourSource = procSource()) {
    this.#source = source;
  }

  /** True while refusals were seen, from the second look on. */
  async isFull(): Promise<boolean> {
    const count = await this.#source.refusals();
    const now = this.#source.nowMs();
    if (this.#known !== undefined && count > this.#known) this.#lastAt = now;
    this.#known = count;
    return this.#lastAt !== undefined && now - this.#lastAt < LASTS_MS;
  }
}

/** As text; '?' where it is not shown. */
export async function neighbourThreshold(): Promise<string> {
  return (await textOf(THRESHOLD)).trim() || '?';
}

function procSource(): NeighbourSource {
  const refusals = async (): Promise<number> => {
    const texts = await Promise.all(STATS.map(textOf));
    return texts.map(tableFulls).reduce((sum, count) => sum + count, 0);
  };
  return { refusals, nowMs: () => performance.now() };
}

/** Empty where the kernel shows no such file. */
function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
