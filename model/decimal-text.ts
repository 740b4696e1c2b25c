/** Short texts of decimal numbers in one piece, with nothing made on the way: of the texts that are kept by the million. */

const ZERO = 0x30;
/** `255.255.255.255/32`. */
const LONGEST = 18;

/** By length: what a text is made of, for the time it is being made. */
const UNITS: readonly number[][] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  Array.from({ length }, () => ZERO),
);

/** `value` as `a.b.c.d`, with a prefix `a.b.c.d/prefix`. */
export function dottedText(value: number, prefix?: number): string {
  const [high, low] = [value >>> 16, value & 0xffff];
  const [a, b, c, d] = [high >>> 8, high & 0xff, low >>> 8, low & 0xff];
  const dots = digitsOf(a) + digitsOf(b) + digitsOf(c) + digitsOf(d) + 3;
  const length = prefix === undefined ? dots : dots + 1 + digitsOf(prefix);
  const units = UNITS[length] as number[];
  let at = put(units, 0, a);
  at = putBehind(units, at, DOT, b);
  at = putBehind(units, at, DOT, c);
  at = putBehind(units, at, DOT, d);
  if (prefix !== undefined) putBehind(units, at, SLASH, prefix);
  return String.fromCharCode.apply(undefined, units);
}

const DOT = 0x2e;
const SLASH = 0x2f;

function digitsOf(number: number): number {
  if (number >= 100) return 3;
  return number >= 10 ? 2 : 1;
}

function putBehind(units: number[], at: number, mark: number, number: number): number {
  units[at] = mark;
  return put(units, at + 1, number);
}

/** Answers the place behind it. */
function put(units: number[], start: number, number: number): number {
  let at = start;
  if (number >= 100) units[at++] = ZERO + Math.floor(number / 100);
  if (number >= 10) units[at++] = ZERO + (Math.floor(number / 10) % 10);
  units[at++] = ZERO + (number % 10);
  return at;
}
