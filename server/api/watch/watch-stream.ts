/**
 * One watch as server-sent events. It holds no changes: it is a position in the history, and reads on when its reader
 * has taken what was sent.
 */
import { Readable } from 'node:stream';
import { formatPosition, type EventPosition } from '../../../model/event-position.js';
import type { ErrorCode } from '../../../model/errors.js';
import type { WatchFeed } from '../../feed/watch-feed.js';
import type { HistoryEvent } from '../../state/tables/events.js';

/** Which changes are told. */
export type Selection = (event: HistoryEvent) => boolean;

export interface WatchEnd {
  readonly code: ErrorCode;
  readonly detail: string;
  /** The oldest revision that can be gone on from. */
  readonly oldest?: number;
}

export interface WatchStreamDeps {
  readonly feed: WatchFeed;
  /** The whole message of a change. */
  readonly encode: (event: HistoryEvent) => string;
  /** The reader has room. */
  readonly ready: (stream: WatchStream) => void;
  /** Called once, also when the reader went. */
  readonly closed: (stream: WatchStream, code: ErrorCode | 'gone') => void;
}

export interface WatchStreamOptions {
  readonly from: EventPosition;
  readonly selected: Selection;
  /** Why the caller may not watch any more. */
  readonly refused: () => WatchEnd | undefined;
  readonly endMs: number;
}

const HIGH_WATER_BYTES = 64 * 1024;

export class WatchStream extends Readable {
  readonly #deps: WatchStreamDeps;
  readonly #options: WatchStreamOptions;
  #position: EventPosition;
  /** The reader waits for more. */
  #wanted = false;
  #end: ErrorCode | undefined;
  #late: NodeJS.Timeout | undefined;

  constructor(deps: WatchStreamDeps, options: WatchStreamOptions) {
    super({ highWaterMark: HIGH_WATER_BYTES });
    this.#deps = deps;
    this.#options = options;
    this.#position = options.from;
    // Tells from where, before anything happens.
    this.push(this.#bookmark());
  }

  override _read(): void {
    this.#wanted = true;
    this.#deps.ready(this);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#late);
    this.#deps.closed(this, this.#end ?? 'gone');
    done(error);
  }

  /** There is something to be told that the reader has room for, or a reason to end. */
  get isReady(): boolean {
    if (this.#end !== undefined) return false;
    return this.#wanted || this.#deps.feed.after(this.#position, 0) === undefined;
  }

  /** Reads on by at most `limit` changes; true when there may be more to tell at once. */
  advance(limit: number): boolean {
    if (this.#end !== undefined) return false;
    const refused = this.#options.refused();
    if (refused) return this.end(refused);
    const events = this.#deps.feed.after(this.#position, limit);
    if (!events) return this.end(this.#lost());
    if (!this.#wanted) return false;
    let text = '';
    for (const event of events) {
      this.#position = event;
      if (this.#options.selected(event)) text += this.#deps.encode(event);
    }
    // What was sent may be all that the reader has room for: it asks again.
    if (text !== '') this.#send(text);
    return text === '' && events.length === limit;
  }

  /** Says how far it has come, unless something else is on its way. */
  mark(): void {
    if (this.#end !== undefined || !this.#wanted) return;
    if (this.#deps.feed.after(this.#position, 1)?.length === 0) this.#send(this.#bookmark());
  }

  /** The last message: why, and where to go on. */
  end({ code, detail, oldest }: WatchEnd): false {
    if (this.#end !== undefined) return false;
    this.#end = code;
    this.push(message(this.#position, 'end', { code, detail, oldest }));
    this.push(null);
    this.#late = setTimeout(() => this.destroy(), this.#options.endMs).unref();
    return false;
  }

  #send(text: string): void {
    this.#wanted = false;
    this.push(text);
  }

  #bookmark(): string {
    return message(this.#position, 'bookmark', { revision: this.#position.revision });
  }

  #lost(): WatchEnd {
    const { feed } = this.#deps;
    const oldest = feed.lostBehind(this.#position) ?? feed.floor.revision;
    const place = `what follows ${formatPosition(this.#position)} is no longer kept`;
    if (this.#wanted) return { code: 'revision-compacted', detail: place, oldest };
    return { code: 'slow-reader', detail: `${place}: it was not read in time`, oldest };
  }
}

export function message(
  position: EventPosition,
  event: 'change' | 'bookmark' | 'end',
  data: object,
): string {
  return `id: ${formatPosition(position)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
