/**
 * The state's key-value port with the history packed: what one call writes of it becomes a few values, not one for each event, and what
 * goes from its old end is only noted until all of a pack has gone. Whoever uses it sees one pair for each event, as in a database without
 * packs, which it reads too.
 *
 * A pack has the key of its first event and holds, for each event, a line feed, the key, a tab and the value.
 */
import { rowKey, storeKey } from './key-space.js';
import type { KeyValue, KeyValueSnapshot, KeyValueWrite } from './key-value.js';
import { LevelKeyValue } from './level-key-value.js';
import { FORMAT_KEY, STATE_FORMAT } from './stored-state.js';

/** In place of the format of the pairs: releases that know no packs do not open a database that may have some. */
const PACKED_FORMAT = '2';
/** The last event that has gone, whatever packs still hold. */
const GONE_KEY = storeKey('gone');
const EVENTS = rowKey('events', '');
const EVENTS_PER_PACK = 64;
const MARK = '\n';

type Pair = readonly [key: string, value: string];

interface Pack {
  readonly first: string;
  readonly last: string;
}

export class PackedKeyValue implements KeyValue {
  readonly #db: KeyValue;
  /** In order; those before `#head` have gone. */
  #packs: Pack[] = [];
  #head = 0;
  /** Of all events ever seen. */
  #last = '';
  #gone: string;
  #isMarked: boolean;

  private constructor(db: KeyValue, gone: string, isMarked: boolean) {
    this.#db = db;
    this.#gone = gone;
    this.#isMarked = isMarked;
  }

  /** As `LevelKeyValue.open`. */
  static async open(directory: string): Promise<PackedKeyValue> {
    const db = await LevelKeyValue.open(directory);
    try {
      return await PackedKeyValue.over(db);
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  static async over(db: KeyValue): Promise<PackedKeyValue> {
    const view = db.snapshot();
    try {
      const gone = (await view.get(GONE_KEY)) ?? '';
      const isMarked = (await view.get(FORMAT_KEY)) === PACKED_FORMAT;
      const packed = new PackedKeyValue(db, gone, isMarked);
      for await (const page of view.pages(EVENTS)) {
        const events = page.filter(([key]) => isEvent(key));
        for (const pair of events) packed.#know(pair);
        if (events.length < page.length) break;
      }
      return packed;
    } finally {
      await view.close();
    }
  }

  async *entries(): AsyncIterable<Pair> {
    const gone = this.#gone;
    for await (const pair of this.#db.entries()) yield* unpacked(pair, gone);
  }

  write(writes: Iterable<KeyValueWrite | undefined>): Promise<void> {
    return this.#db.write(this.#packing(writes));
  }

  flush(): Promise<void> {
    return this.#db.flush();
  }

  snapshot(): KeyValueSnapshot {
    return new UnpackedSnapshot(this.#db.snapshot());
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  #know([key, value]: Pair): void {
    const last = isPack(value) ? lastKeyIn(value) : key;
    if (isPack(value)) this.#packs.push({ first: key, last });
    this.#last = last;
  }

  *#packing(writes: Iterable<KeyValueWrite | undefined>): Generator<KeyValueWrite | undefined> {
    const before = this.#gone;
    let pack: Pair[] = [];
    for (const write of writes) {
      if (!write || !isEvent(write.key)) {
        yield write;
        continue;
      }
      // Each has taken its time, however few values they become.
      yield undefined;
      const { key, value } = write;
      if (value === undefined) {
        // An entry that changes more than is kept drops its own first events.
        if (pack[0] && key >= pack[0][0]) {
          yield* this.#close(pack);
          pack = [];
        }
        yield* this.#drop(key);
      } else if (this.#isNew(key)) {
        pack.push([key, value]);
        if (pack.length < EVENTS_PER_PACK) continue;
        yield* this.#close(pack);
        pack = [];
      }
    }
    yield* this.#close(pack);
    if (this.#gone !== before) yield { key: GONE_KEY, value: this.#gone };
  }

  /** The history only grows at its end, and what is in it does not change: an event that comes again is there already. */
  #isNew(key: string): boolean {
    if (key <= this.#gone) throw new Error(`event ${key} comes after ${this.#gone} has gone`);
    if (key <= this.#last) return false;
    this.#last = key;
    return true;
  }

  *#close(events: readonly Pair[]): Generator<KeyValueWrite> {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return;
    const isPlain = events.length === 1 || events.some(([, value]) => value.includes(MARK));
    if (isPlain) {
      for (const [key, value] of events) yield { key, value };
      return;
    }
    if (!this.#isMarked) yield { key: FORMAT_KEY, value: PACKED_FORMAT };
    this.#isMarked = true;
    this.#packs.push({ first: first[0], last: last[0] });
    yield {
      key: first[0],
      value: events.map(([key, value]) => `${MARK}${key}\t${value}`).join(''),
    };
  }

  /** The oldest go first. */
  *#drop(key: string): Generator<KeyValueWrite> {
    // Written and gone before it came here.
    if (key > this.#last) return;
    const pack = this.#packs[this.#head];
    if (!pack || key < pack.first) {
      yield { key, value: undefined };
      return;
    }
    if (key > pack.last) throw new Error(`event ${key} goes before those of ${pack.first}`);
    this.#gone = key;
    if (key !== pack.last) return;
    yield { key: pack.first, value: undefined };
    this.#head += 1;
    if (this.#head * 2 <= this.#packs.length) return;
    this.#packs = this.#packs.slice(this.#head);
    this.#head = 0;
  }
}

class UnpackedSnapshot implements KeyValueSnapshot {
  readonly #view: KeyValueSnapshot;

  constructor(view: KeyValueSnapshot) {
    this.#view = view;
  }

  async get(key: string): Promise<string | undefined> {
    for await (const page of this.pages(key)) {
      const [pair] = page;
      return pair?.[0] === key ? pair[1] : undefined;
    }
    return undefined;
  }

  async *pages(from: string): AsyncGenerator<Pair[]> {
    const gone = (await this.#view.get(GONE_KEY)) ?? '';
    // The event may be in the middle of a pack.
    for await (const page of this.#view.pages(isEvent(from) ? EVENTS : from)) {
      const pairs = page.flatMap((pair) => [...unpacked(pair, gone)]);
      const rest = pairs.filter(([key]) => key >= from);
      if (rest.length > 0) yield rest;
    }
  }

  close(): Promise<void> {
    return this.#view.close();
  }
}

const isEvent = (key: string): boolean => key.startsWith(EVENTS);

const isPack = (value: string): boolean => value.startsWith(MARK);

function lastKeyIn(pack: string): string {
  const at = pack.lastIndexOf(MARK) + 1;
  return pack.slice(at, pack.indexOf('\t', at));
}

/** What the pair stands for. */
function* unpacked(pair: Pair, gone: string): Generator<Pair> {
  const [key, value] = pair;
  if (key === GONE_KEY) return;
  if (key === FORMAT_KEY && value === PACKED_FORMAT) yield [key, String(STATE_FORMAT)];
  else if (!isEvent(key) || !isPack(value)) yield pair;
  else {
    for (const line of value.slice(MARK.length).split(MARK)) {
      const at = line.indexOf('\t');
      const event = line.slice(0, at);
      if (event > gone) yield [event, line.slice(at + 1)];
    }
  }
}
