/** All watches of a manager: how many there may be, whose turn it is, when they end. */
import { OvnetError } from '../../../model/errors.js';
import type { HistoryEvent } from '../../state/tables/events.js';
import type { ApiDeps } from '../deps.js';
import type { ApiMetrics } from '../metrics.js';
import { EVENTS_PER_TURN, WATCH_LIMITS, type WatchLimits } from './limits.js';
import { message, WatchStream, type WatchEnd, type WatchStreamOptions } from './watch-stream.js';

export interface Watching extends Omit<WatchStreamOptions, 'endMs'> {
  readonly show: (event: HistoryEvent) => object;
  /** Ends when this manager may have fallen behind the cluster. */
  readonly linearizable: boolean;
}

/** Encoded messages kept for watches that read the same a moment later. */
const MAX_ENCODED = 1024;

export class Watches {
  readonly #deps: Pick<ApiDeps, 'watch' | 'readiness'>;
  readonly #metrics: ApiMetrics;
  readonly #limits: WatchLimits;
  /** Each with whether it is linearizable. */
  readonly #streams = new Map<WatchStream, boolean>();
  /** Those whose turn is to come, in order. */
  readonly #queue = new Set<WatchStream>();
  readonly #encoded = new Map<HistoryEvent, string>();
  /** Messages encoded in this turn for the first time. */
  #fresh = 0;
  #scheduled = false;
  #bookmarks: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #stopping = false;

  constructor(deps: Pick<ApiDeps, 'watch' | 'readiness' | 'watchLimits'>, metrics: ApiMetrics) {
    this.#deps = deps;
    this.#metrics = metrics;
    this.#limits = { ...WATCH_LIMITS, ...deps.watchLimits };
  }

  /** Throws `too-many-watches`, `stopping`. */
  open({ show, linearizable, ...options }: Watching): WatchStream {
    const { count, endMs } = this.#limits;
    if (this.#stopping) throw new OvnetError('stopping', 'the manager takes no new watches');
    if (this.#streams.size >= count) {
      this.#metrics.countWatchEnd('too-many-watches');
      throw new OvnetError('too-many-watches', `this manager serves ${count} already`);
    }
    const stream = new WatchStream(
      {
        feed: this.#deps.watch,
        encode: (event) => this.#encode(event, show),
        ready: (one) => this.#enqueue(one),
        closed: (one, code) => this.#closed(one, code),
      },
      { ...options, endMs },
    );
    this.#streams.set(stream, linearizable);
    this.#metrics.watching(this.#streams.size);
    if (this.#streams.size === 1) this.#start();
    return stream;
  }

  /** Bytes that wait for readers, over all watches. */
  get buffered(): number {
    return [...this.#streams.keys()].reduce((sum, one) => sum + one.readableLength, 0);
  }

  /** Tells all watches that the manager stops; resolves when they have read it, at the latest after a second. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const streams = [...this.#streams.keys()];
    const closed = streams.map((stream) => new Promise((resolve) => stream.once('close', resolve)));
    for (const stream of streams) {
      stream.end({ code: 'stopping', detail: 'the manager is stopping' });
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, STOP_MS)));
    await Promise.race([Promise.all(closed), late]);
    clearTimeout(timer);
    for (const stream of streams) stream.destroy();
  }

  #start(): void {
    this.#unsubscribe = this.#deps.watch.onPublish(() => {
      for (const stream of this.#streams.keys()) if (stream.isReady) this.#enqueue(stream);
    });
    this.#bookmarks = setInterval(() => this.#mark(), this.#limits.bookmarkMs).unref();
  }

  #closed(stream: WatchStream, code: string): void {
    this.#queue.delete(stream);
    if (!this.#streams.delete(stream)) return;
    this.#metrics.countWatchEnd(code);
    this.#metrics.watching(this.#streams.size);
    if (this.#streams.size > 0) return;
    this.#unsubscribe?.();
    clearInterval(this.#bookmarks);
  }

  #mark(): void {
    const fault = this.#fault();
    for (const [stream, linearizable] of this.#streams) {
      if (fault && linearizable) stream.end(fault);
      else stream.mark();
    }
  }

  #fault(): WatchEnd | undefined {
    const readiness = this.#deps.readiness();
    return readiness.ready ? undefined : { code: readiness.code, detail: readiness.detail };
  }

  #enqueue(stream: WatchStream): void {
    this.#queue.add(stream);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#next());
  }

  /** A bounded piece of work, so that nothing else of the manager waits for it. */
  #next(): void {
    this.#scheduled = false;
    let left = EVENTS_PER_TURN;
    for (const stream of this.#queue) {
      this.#queue.delete(stream);
      if (stream.advance(left)) this.#queue.add(stream);
      left -= 1 + this.#fresh;
      this.#fresh = 0;
      if (left <= 0) break;
    }
    if (this.#queue.size > 0) this.#schedule();
    else this.#encoded.clear();
  }

  #encode(event: HistoryEvent, show: (event: HistoryEvent) => object): string {
    const known = this.#encoded.get(event);
    if (known !== undefined) return known;
    this.#fresh += 1;
    const text = message(event, 'change', show(event));
    if (this.#encoded.size >= MAX_ENCODED) this.#encoded.clear();
    this.#encoded.set(event, text);
    return text;
  }
}

const STOP_MS = 1000;
