/** Fast, stable, non-cryptographic text hashes: for derived addresses and for comparing states. */

/** 32-bit FNV-1a over UTF-16 units with a final avalanche (MurmurHash3 fmix32); unsigned. */
export function hashText(text: string, seed = 0): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return avalanche(h);
}

/** `hashText` with two seeds in one walk over the text; signed, as such numbers take no memory of their own. */
export function hashTextTwice(
  text: string,
  seeds: { readonly first: number; readonly second: number },
  hashes: { first: number; second: number },
): void {
  let a = 0x811c9dc5 ^ seeds.first;
  let b = 0x811c9dc5 ^ seeds.second;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x01000193);
  }
  hashes.first = avalanche(a) | 0;
  hashes.second = avalanche(b) | 0;
}

function avalanche(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
