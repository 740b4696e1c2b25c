/** The history of changes, bounded by who writes it: a queue in order of (revision, n) that is searched by position. */
import { comparePositions, type EventPosition } from '../../../model/event-position.js';
import type { Kind } from '../../../model/objects.js';
import { Table } from './table.js';

export type { EventPosition } from '../../../model/event-position.js';

/** One change of one object: who made it, when, and the object as it was left (deleted: as it last was). */
export interface HistoryEvent extends EventPosition {
  /** The change before it: who has seen that one has missed nothing. */
  readonly after: EventPosition;
  /** RFC 3339: the leader's stamp of the entry. */
  readonly time: string;
  /** `key:NAME`, `cert:NAME`, `node:ID`, `token:ID`, `socket`, `system`. */
  readonly actor: string;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly kind: Kind;
  readonly id: string;
  /** Subnets: the CIDR; tokens: the id. */
  readonly name: string;
  /** Id of the network that it is or belongs to. */
  readonly network: string | undefined;
  /** Endpoints: names at that time; both may be gone when it is read. */
  readonly networkName: string | undefined;
  readonly nodeName: string | undefined;
  /** As the state holds it, without hashes of secrets and keys. */
  readonly object: Readonly<Record<string, unknown>>;
  /** Characters of `object` as JSON. */
  readonly size: number;
}

const REVISION_DIGITS = 16;
const N_DIGITS = 8;

/** Keys of a revision's events; they sort as positions do. */
export function eventKeys(revision: number): (n: number) => string {
  const prefix = `${pad(revision, REVISION_DIGITS)}-`;
  return (n) => prefix + pad(n, N_DIGITS);
}

const pad = (value: number, digits: number): string => value.toString().padStart(digits, '0');

/** Places at the front that may be empty before they are cut off. */
const MAX_HOLES = 1024;

/** Entries come in order and the oldest go first, so that the order itself is the index. */
export class EventTable extends Table<HistoryEvent> {
  /** In order, each behind as many places as have been emptied and not yet cut off. */
  #keys: (string | undefined)[] = [];
  #events: (HistoryEvent | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  /** Of the entry under way, at the end. */
  #fresh = 0;

  constructor() {
    super('events');
  }

  override get size(): number {
    return Math.max(0, this.#end - this.#head);
  }

  /** Of all objects kept, as JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  first(): HistoryEvent | undefined {
    return this.#head < this.#end ? this.#events[this.#head] : undefined;
  }

  last(): HistoryEvent | undefined {
    return this.#head < this.#end ? this.#events[this.#end - 1] : undefined;
  }

  override firstKey(): string | undefined {
    return this.#keys[this.#head];
  }

  override get(key: string): HistoryEvent | undefined {
    const at = this.#firstAt((place) => (this.#keys[place] ?? '') >= key);
    return this.#keys[at] === key ? this.#events[at] : undefined;
  }

  override *values(): Generator<HistoryEvent> {
    for (const [, event] of this.entries()) yield event;
  }

  override *entries(): Generator<[string, HistoryEvent]> {
    for (let at = this.#head; at < this.#end; at++) {
      const [key, event] = [this.#keys[at], this.#events[at]];
      if (key !== undefined && event) yield [key, event];
    }
  }

  /** Those behind the position, oldest first. */
  behind(position: EventPosition, limit: number): readonly HistoryEvent[] {
    const start = this.#firstAt((at) => {
      const event = this.#events[at];
      return event !== undefined && comparePositions(event, position) > 0;
    });
    return this.#events.slice(start, Math.min(start + limit, this.#end)) as HistoryEvent[];
  }

  /** Adds behind the last one; undefined removes the first or the last one. */
  override set(key: string, event: HistoryEvent | undefined): HistoryEvent | undefined {
    if (!event) return this.#remove(key);
    const last = this.last();
    if (last && comparePositions(last, event) >= 0) throw new Error(`event ${key} is out of order`);
    this.#keys.push(key);
    this.#events.push(event);
    this.#bytes += event.size;
    if (this.veil.isActive) this.#noteFresh();
    return undefined;
  }

  #noteFresh(): void {
    if (this.#fresh === 0) {
      this.veil.noted(() => {
        this.#fresh = 0;
      });
    }
    this.#fresh += 1;
  }

  /** Behind the last one that whoever reads may see. */
  get #end(): number {
    return this.#events.length - (this.veil.isDown ? this.#fresh : 0);
  }

  #remove(key: string): HistoryEvent | undefined {
    const isFirst = key === this.firstKey();
    const event = isFirst ? this.first() : this.get(key);
    if (!event) return undefined;
    if (isFirst) {
      this.#keys[this.#head] = undefined;
      this.#events[this.#head] = undefined;
      this.#head += 1;
      this.#cut();
    } else if (event === this.last()) {
      this.#keys.pop();
      this.#events.pop();
    } else throw new Error(`event ${key} is in the middle of the history`);
    this.#bytes -= event.size;
    return event;
  }

  #cut(): void {
    if (this.#head <= MAX_HOLES || this.#head * 2 <= this.#events.length) return;
    this.#keys = this.#keys.slice(this.#head);
    this.#events = this.#events.slice(this.#head);
    this.#head = 0;
  }

  /** The first place for which it holds, as it does for all behind it; the end when there is none. */
  #firstAt(holds: (place: number) => boolean): number {
    let low = this.#head;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
