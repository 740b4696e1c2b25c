/** Counted address blocks in a binary trie: says in at most 32 (128) steps whether a block overlaps any of them. */
import type { Cidr } from '../../../model/cidr.js';
import type { Ip } from '../../../model/ip.js';

interface TrieNode {
  /** Blocks that end here, and blocks here or further down. */
  here: number;
  below: number;
  zero: TrieNode | undefined;
  one: TrieNode | undefined;
}

export class PrefixTrie {
  readonly #v4 = emptyNode();
  readonly #v6 = emptyNode();

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

  #change(cidr: Cidr, by: 1 | -1): void {
    let node = this.#root(cidr);
    node.below += by;
    for (let depth = 0; depth < cidr.prefix; depth++) {
      const side = bitAt(cidr.network, depth) === 0 ? 'zero' : 'one';
      const next: TrieNode = node[side] ?? emptyNode();
      next.below += by;
      node[side] = next.below > 0 ? next : undefined;
      node = next;
    }
    node.here += by;
  }

  #root(cidr: Cidr): TrieNode {
    return cidr.network.family === 4 ? this.#v4 : this.#v6;
  }
}

function emptyNode(): TrieNode {
  return { here: 0, below: 0, zero: undefined, one: undefined };
}

function bitAt(ip: Ip, depth: number): number {
  if (ip.family === 4) return (ip.value >>> (31 - depth)) & 1;
  return Number((ip.value >> BigInt(127 - depth)) & 1n);
}
