/** Fast, stable, non-cryptographic text hashes: for derived addresses and for comparing states. */

/** 32-bit FNV-1a over UTF-16 units with a final avalanche (MurmurHash3 fmix32); unsigned. */
export function hashText(text: string, seed = 0): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
