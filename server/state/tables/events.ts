/** The history of changes, bounded by who writes it: a queue in order of (revision, n) that is searched by position. */
import { comparePositions, type EventPosition } from '../../../model/event-position.js';
import type { Kind } from '../../../model/objects.js';
import { Table, type Index } from './table.js';

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

/** Sorts as positions do. */
export function eventKey({ revision, n }: EventPosition): string {
  return `${pad(revision, REVISION_DIGITS)}-${pad(n, N_DIGITS)}`;
}

/** An event as JSON around that of its object, which is most of it. */
export function eventText(event: HistoryEvent, object: string): string {
  const { revision, n, after, type, kind, size } = event;
  const { time, actor, id, name, network, networkName, nodeName } = event;
  const texts = { time, actor, type, kind, id, name, network, networkName, nodeName };
  const head = `{"revision":${revision},"n":${n},"after":{"revision":${after.revision},"n":${after.n}}`;
  return `${head},${JSON.stringify(texts).slice(1, -1)},"object":${object},"size":${size}}`;
}

const pad = (value: number, digits: number): string => value.toString().padStart(digits, '0');

/** Places at the front that may be empty before they are cut off. */
const MAX_HOLES = 1024;

class QueueIndex implements Index<HistoryEvent> {
  /** In order: entries come so, and loading sorts. */
  #queue: (HistoryEvent | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  first(): HistoryEvent | undefined {
    return this.#queue[this.#head];
  }

  last(): HistoryEvent | undefined {
    return this.#queue.at(-1);
  }

  after(position: EventPosition, limit: number): readonly HistoryEvent[] {
    const start = this.#firstBehind(position);
    return this.#queue.slice(start, start + limit) as HistoryEvent[];
  }

  add(key: string, event: HistoryEvent): void {
    const last = this.last();
    if (last && comparePositions(last, event) >= 0) throw new Error(`event ${key} is out of order`);
    this.#queue.push(event);
    this.#bytes += event.size;
  }

  remove(key: string, event: HistoryEvent): void {
    this.#bytes -= event.size;
    if (event === this.first()) {
      this.#queue[this.#head] = undefined;
      this.#head += 1;
      if (this.#head > MAX_HOLES && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
    } else if (event === this.last()) this.#queue.pop();
    else throw new Error(`event ${key} is in the middle of the history`);
  }

  #firstBehind(position: EventPosition): number {
    let low = this.#head;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = this.#queue[middle];
      if (event && comparePositions(event, position) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export class EventTable extends Table<HistoryEvent> {
  readonly #queue = this.indexed(new QueueIndex());

  constructor() {
    super('events');
  }

  /** Of all objects kept, as JSON. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  first(): HistoryEvent | undefined {
    return this.#queue.first();
  }

  last(): HistoryEvent | undefined {
    return this.#queue.last();
  }

  /** Those behind the position, oldest first. */
  behind(position: EventPosition, limit: number): readonly HistoryEvent[] {
    return this.#queue.after(position, limit);
  }
}
