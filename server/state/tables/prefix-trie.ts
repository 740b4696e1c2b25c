/** Counted address blocks in a binary trie: overlaps and the next free block in a number of steps set by the length. */
import type { Cidr } from '../../../model/cidr.js';
import { bitsOf, type Ip } from '../../../model/ip.js';

interface TrieNode {
  /** Blocks that end here, and blocks here or further down. */
  here: number;
  below: number;
  /** Length of the largest free block here or further down; `NONE` where all of it is taken. */
  room: number;
  zero: TrieNode | undefined;
  one: TrieNode | undefined;
}

const NONE = Infinity;

export class PrefixTrie {
  readonly #v4 = emptyNode(0);
  readonly #v6 = emptyNode(0);
  #looks = 0;

  /** Nodes looked at by `nextFree` so far: the measure of what a search costs. */
  get looks(): number {
    return this.#looks;
  }

  add(cidr: Cidr): void {
    this.#change(cidr, 1);
  }

  remove(cidr: Cidr): void {
    this.#change(cidr, -1);
  }

  overlaps(cidr: Cidr): boolean {
    let node: TrieNode | undefined = this.#root(cidr);
    for (let depth = 0; depth < cidr.prefix; depth++) {
      if (node.here > 0) return true;
      node = bitAt(cidr.network, depth) === 0 ? node.zero : node.one;
      if (!node) return false;
    }
    return node.below > 0;
  }

  /**
   * `pool` cut into blocks of length `prefix`: number of the first one from `from` on that overlaps nothing, undefined
   * when there is none. At most 2^53 blocks.
   */
  nextFree(pool: Cidr, prefix: number, from: number): number | undefined {
    let node: TrieNode | undefined = this.#root(pool);
    for (let depth = 0; depth < pool.prefix && node; depth++) {
      if (node.here > 0) return undefined;
      node = bitAt(pool.network, depth) === 0 ? node.zero : node.one;
    }
    return this.#search(node, { depth: pool.prefix, prefix, base: 0, from });
  }

  #search(
    node: TrieNode | undefined,
    at: {
      readonly depth: number;
      readonly prefix: number;
      readonly base: number;
      readonly from: number;
    },
  ): number | undefined {
    this.#looks += 1;
    const { depth, prefix, base, from } = at;
    const blocks = 2 ** (prefix - depth);
    if (from >= base + blocks) return undefined;
    if (!node) return Math.max(from, base);
    if (node.room > prefix) return undefined;
    if (node.below === 0) return Math.max(from, base);
    const below = { depth: depth + 1, prefix, from };
    return (
      this.#search(node.zero, { ...below, base }) ??
      this.#search(node.one, { ...below, base: base + blocks / 2 })
    );
  }

  #change(cidr: Cidr, by: 1 | -1): void {
    const path = [this.#root(cidr)];
    for (let depth = 0; depth < cidr.prefix; depth++) {
      const node = path[depth];
      if (!node) throw new Error('a path has gaps');
      const side = bitAt(cidr.network, depth) === 0 ? 'zero' : 'one';
      path.push((node[side] ??= emptyNode(depth + 1)));
    }
    const last = path[cidr.prefix];
    if (last) last.here += by;
    settle(path, cidr, by);
  }

  #root(cidr: Cidr): TrieNode {
    return cidr.network.family === 4 ? this.#v4 : this.#v6;
  }
}

/** From the end of a path upwards: counts and room follow, empty nodes go. */
function settle(path: readonly TrieNode[], cidr: Cidr, by: 1 | -1): void {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const node = path[depth];
    if (!node) throw new Error('a path has gaps');
    node.below += by;
    if (node.zero?.below === 0) node.zero = undefined;
    if (node.one?.below === 0) node.one = undefined;
    node.room = roomOf(node, depth, bitsOf(cidr.network.family));
  }
}

function roomOf(node: TrieNode, depth: number, bits: number): number {
  if (node.below === 0) return depth;
  if (node.here > 0 || depth === bits) return NONE;
  return Math.min(node.zero?.room ?? depth + 1, node.one?.room ?? depth + 1);
}

function emptyNode(depth: number): TrieNode {
  return { here: 0, below: 0, room: depth, zero: undefined, one: undefined };
}

function bitAt(ip: Ip, depth: number): number {
  if (ip.family === 4) return (ip.value >>> (31 - depth)) & 1;
  return Number((ip.value >> BigInt(127 - depth)) & 1n);
}
