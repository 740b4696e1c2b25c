/** The hash of a request's body: the same content has the same one, whatever the order of members. */
import { createHash } from 'node:crypto';
import { inBatches } from '../state/steps.js';

/** Of a batch an item takes less than a microsecond. */
const ITEMS_PER_STEP = 1000;
const BUFFER_BYTES = 16 * 1024;
/** Of a unit of text in UTF-8. */
const MAX_UNIT_BYTES = 3;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PLAIN = 0x20;
const LAST_PLAIN = 0x7e;

/** SHA-256 (hex) of a text that is never made as a whole: of a batch it would be a megabyte. */
export class TextHash {
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;

  /** Well-formed UTF-16. */
  add(text: string): this {
    if (!this.#hasRoomFor(text)) return this.#addAlone(text);
    const start = this.#used;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > LAST_PLAIN) {
        this.#used = start + this.#buffer.write(text, start);
        return this;
      }
      this.#buffer[this.#used++] = unit;
    }
    return this;
  }

  /** As JSON. */
  addQuoted(text: string): this {
    if (!this.#hasRoomFor(text)) return this.add(JSON.stringify(text));
    const start = this.#used;
    this.#buffer[this.#used++] = QUOTE;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < FIRST_PLAIN || unit > LAST_PLAIN || unit === QUOTE || unit === BACKSLASH) {
        this.#used = start;
        return this.add(JSON.stringify(text));
      }
      this.#buffer[this.#used++] = unit;
    }
    this.#buffer[this.#used++] = QUOTE;
    return this;
  }

  /** Ends it. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  /** Also with quotes around it. */
  #hasRoomFor(text: string): boolean {
    const most = text.length * MAX_UNIT_BYTES + 2;
    if (most > BUFFER_BYTES) return false;
    if (this.#used + most > BUFFER_BYTES) this.#flush();
    return true;
  }

  #addAlone(text: string): this {
    this.#flush();
    this.#hash.update(text);
    return this;
  }

  #flush(): void {
    if (this.#used > 0) this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

/** Plain JSON: objects as lists of their members in order of names. In steps. */
export function* addingJson(hash: TextHash, value: unknown): Generator<void, void> {
  if (typeof value !== 'object' || value === null) return addJson(hash, value);
  hash.add('[');
  if (Array.isArray(value)) {
    let isFirst = true;
    yield* inBatches(value, ITEMS_PER_STEP, (item) => {
      if (!isFirst) hash.add(',');
      isFirst = false;
      addJson(hash, item);
    });
  } else {
    const names = inOrder(Object.keys(value));
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string;
      hash
        .add(at === 0 ? '[' : ',[')
        .addQuoted(name)
        .add(',');
      yield* addingJson(hash, value[name as keyof typeof value]);
      hash.add(']');
    }
  }
  hash.add(']');
}

/** As `addingJson`, at once. */
function addJson(hash: TextHash, value: unknown): void {
  if (typeof value === 'string') hash.addQuoted(value);
  else if (typeof value !== 'object' || value === null) hash.add(JSON.stringify(value));
  else if (Array.isArray(value)) addItems(hash, value);
  else addMembers(hash, value);
}

function addItems(hash: TextHash, items: readonly unknown[]): void {
  hash.add('[');
  for (let at = 0; at < items.length; at++) {
    if (at > 0) hash.add(',');
    addJson(hash, items[at]);
  }
  hash.add(']');
}

function addMembers(hash: TextHash, members: object): void {
  const names = inOrder(Object.keys(members));
  hash.add('[');
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    hash
      .add(at === 0 ? '[' : ',[')
      .addQuoted(name)
      .add(',');
    addJson(hash, members[name as keyof typeof members]);
    hash.add(']');
  }
  hash.add(']');
}

const FEW = 16;

/** As `sort`, which takes longer for a few names than all else of an item. */
function inOrder(names: string[]): string[] {
  if (names.length > FEW) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}
