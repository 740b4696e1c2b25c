/** JSON with one long list in it, read in steps: `JSON.parse` of a batch alone takes some milliseconds. */

/** Shorter texts are read at once. */
const LONG = 64 * 1024;
/** Characters looked at, or read, in a step. */
const STEP = 32 * 1024;
/** In place of the items of the list, while what is around it is read. */
const MARK = 'ovnet:items';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where the items of a list are, from behind its bracket up to the one at its end, and commas between them some way apart. */
interface LongList {
  readonly start: number;
  readonly end: number;
  readonly cuts: readonly number[];
}

/**
 * As `JSON.parse`, also in what it throws. `path`: the members that lead to the list that may be long, as in `command`, `commands`.
 * Whatever else is in the text is read in one step.
 */
export function* parsingJson(text: string, path: readonly string[]): Generator<void, unknown> {
  if (text.length < LONG) return JSON.parse(text) as unknown;
  const list = yield* findingList(text, path.length);
  const read = list && (yield* readingAround(text, list, path));
  // Not what was expected: perhaps no JSON at all.
  return read === undefined ? (JSON.parse(text) as unknown) : read;
}

/** The first long one so many levels down. */
function* findingList(text: string, level: number): Generator<void, LongList | undefined> {
  const search = new ListSearch(level);
  let pause = STEP;
  for (let at = 0; at < text.length; at++) {
    if (at >= pause) {
      pause = at + STEP;
      yield;
    }
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = endOfText(text, at);
    else if (unit === OPEN_LIST || unit === OPEN_OBJECT) search.open(at);
    else if (unit === COMMA) search.comma(at);
    else if (unit === CLOSE_LIST || unit === CLOSE_OBJECT) {
      const found = search.close(at);
      if (found) return found;
    }
  }
  return undefined;
}

/** What is told of brackets and commas in order of their places. */
class ListSearch {
  readonly #level: number;
  #depth = 0;
  #start = 0;
  #last = 0;
  #cuts: number[] = [];

  constructor(level: number) {
    this.#level = level;
  }

  open(at: number): void {
    if (this.#depth === this.#level) {
      this.#start = at + 1;
      this.#last = at + 1;
      this.#cuts = [];
    }
    this.#depth += 1;
  }

  comma(at: number): void {
    if (this.#depth !== this.#level + 1 || at - this.#last < STEP) return;
    this.#cuts.push(at);
    this.#last = at;
  }

  close(at: number): LongList | undefined {
    this.#depth -= 1;
    if (this.#depth !== this.#level || at - this.#start < LONG) return undefined;
    return { start: this.#start, end: at, cuts: this.#cuts };
  }
}

/** Of the text that begins there: the place of its quote. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at += 1;
  }
  return text.length;
}

/** Undefined: something is not as it should be. */
function* readingAround(
  text: string,
  { start, end, cuts }: LongList,
  path: readonly string[],
): Generator<void, unknown> {
  const [before, behind] = [text.slice(0, start), text.slice(end)];
  if (mayHaveMark(before) || mayHaveMark(behind)) return undefined;
  const whole = parsed(`${before}"${MARK}"${behind}`);
  const items = listAt(whole, path);
  if (items?.length !== 1 || items[0] !== MARK) return undefined;
  items.pop();
  let from = start;
  for (const to of [...cuts, end]) {
    yield;
    const some = parsed(`[${text.slice(from, to)}]`);
    if (!Array.isArray(some) || some.length === 0) return undefined;
    for (const item of some as unknown[]) items.push(item);
    from = to + 1;
  }
  return whole;
}

/** Also in escapes: another list would be taken for the one that was cut out. */
function mayHaveMark(text: string): boolean {
  return text.includes(MARK) || text.includes('\\u');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The whole text is going to tell where.
    return undefined;
  }
}

function listAt(value: unknown, path: readonly string[]): unknown[] | undefined {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.hasOwn(found, name) ? found[name as keyof typeof found] : undefined;
  }
  return Array.isArray(found) ? (found as unknown[]) : undefined;
}
