/** Ids of objects: kind prefix, time, randomness; sortable by creation, URL-safe, 22 to 24 characters. */
import type { Kind } from './objects.js';

/** Kinds whose ids are minted; the cluster's id is made by `manager init`. */
export type MintedKind = Exclude<Kind, 'cluster'>;

export const ID_PREFIXES = {
  network: 'net',
  endpoint: 'ep',
  reservation: 'res',
  node: 'node',
  subnet: 'sub',
  token: 'tok',
  key: 'key',
} as const satisfies Record<MintedKind, string>;

/** Crockford's base32, lower-case: its order is that of ASCII, so text sorts as the number does. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 9;
const RANDOM_CHARS = 10;
const ID_PATTERN = new RegExp(
  `^(${Object.values(ID_PREFIXES).join('|')})-[${ALPHABET}]{${TIME_CHARS + RANDOM_CHARS}}$`,
);

/** What an id is made of behind its prefix, for the time it is being made: nothing else is made on the way. */
const UNITS = Array.from({ length: TIME_CHARS + RANDOM_CHARS }, () => 0);

/** Bytes of randomness that `mintId` wants at least. */
export const ID_RANDOM_BYTES = RANDOM_CHARS;

/** Pure: time (ms since 1970) and randomness come from the caller. Five bits of each random byte are used. */
export function mintId(kind: MintedKind, timeMs: number, random: Uint8Array): string {
  if (random.length < ID_RANDOM_BYTES) {
    throw new RangeError(`an id needs ${ID_RANDOM_BYTES} random bytes, got ${random.length}`);
  }
  let rest = Math.max(0, Math.floor(timeMs));
  for (let at = TIME_CHARS - 1; at >= 0; at--) {
    UNITS[at] = ALPHABET.charCodeAt(rest % 32);
    rest = Math.floor(rest / 32);
  }
  for (let at = 0; at < RANDOM_CHARS; at++) {
    UNITS[TIME_CHARS + at] = ALPHABET.charCodeAt((random[at] as number) & 31);
  }
  return `${ID_PREFIXES[kind]}-${String.fromCharCode.apply(undefined, UNITS)}`;
}

/** Has the exact form of a minted id (`node-1` has not and is a fine name). */
export function looksLikeId(text: string): boolean {
  return ID_PATTERN.test(text);
}

/** Kind by the prefix of a minted id, undefined when it is none. */
export function kindOfId(text: string): MintedKind | undefined {
  const prefix = ID_PATTERN.exec(text)?.[1];
  const kinds = Object.keys(ID_PREFIXES) as MintedKind[];
  return kinds.find((kind) => ID_PREFIXES[kind] === prefix);
}

/** A second id made from a minted one, for the rare command that makes two objects of a kind from one id. */
export function siblingId(id: string): string {
  const at = ALPHABET.indexOf(id.slice(-1));
  if (at < 0) return `${id}0`;
  return id.slice(0, -1) + ALPHABET.charAt((at + 1) % ALPHABET.length);
}
