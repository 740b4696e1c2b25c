/** What waits for one peer: a bounded queue that gives way at its old end, taken out as encoded batches. */
import type { Message } from '../core/message.js';
import { encodeBatch, sizeBound } from './message-codec.js';

export interface OutboxLimits {
  /** Messages kept while the peer does not take any. */
  readonly maxMessages: number;
  /** Bytes kept likewise, by estimate. */
  readonly maxBytes: number;
  /** A batch closes before it would exceed this; one larger message goes alone. */
  readonly batchBytes: number;
}

export class Outbox {
  readonly #limits: OutboxLimits;
  #messages: Message[] = [];
  /** Start of what is not taken yet: cheaper than shifting. */
  #head = 0;
  #bytes = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#head === this.#messages.length;
  }

  /** Returns how many of the oldest messages had to go for it. */
  add(message: Message): number {
    this.#messages.push(message);
    this.#bytes += sizeBound(message);
    let dropped = 0;
    while (
      this.#messages.length - this.#head > this.#limits.maxMessages ||
      (this.#bytes > this.#limits.maxBytes && this.#messages.length - this.#head > 1)
    ) {
      this.#takeOne();
      dropped += 1;
    }
    return dropped;
  }

  /** The next batch in order, or undefined when nothing waits. */
  takeBatch(): { readonly bytes: Uint8Array; readonly count: number } | undefined {
    const batch: Message[] = [];
    let size = 0;
    for (;;) {
      const next = this.#messages[this.#head];
      if (next === undefined) break;
      size += sizeBound(next);
      if (batch.length > 0 && size > this.#limits.batchBytes) break;
      this.#takeOne();
      batch.push(next);
    }
    return batch.length === 0 ? undefined : { bytes: encodeBatch(batch), count: batch.length };
  }

  /** Returns how many messages were thrown away. */
  clear(): number {
    const count = this.#messages.length - this.#head;
    this.#messages = [];
    this.#head = 0;
    this.#bytes = 0;
    return count;
  }

  #takeOne(): void {
    const message = this.#messages[this.#head];
    if (message === undefined) return;
    this.#bytes -= sizeBound(message);
    this.#head += 1;
    if (this.#head < 1024 && this.#head < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#head);
    this.#head = 0;
  }
}
