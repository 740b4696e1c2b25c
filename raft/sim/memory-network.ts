/** Transports that hand batches to each other inside one process, each in a turn of its own. */
import type { MemberId } from '../core/types.js';
import type { Message } from '../core/message.js';
import type { Transport } from '../node/ports.js';

type Receive = (from: MemberId, messages: readonly Message[]) => void;

export class MemoryNetwork {
  readonly #receivers = new Map<MemberId, Receive>();
  readonly #cut = new Set<MemberId>();
  readonly #later: (deliver: () => void) => void;

  constructor(later: (deliver: () => void) => void = setImmediate) {
    this.#later = later;
  }

  transport(id: MemberId): Transport {
    let stopped = false;
    return {
      start: (receive) => {
        this.#receivers.set(id, receive);
      },
      send: (to, messages) => {
        if (stopped) return;
        this.#later(() => {
          if (this.#cut.has(id) || this.#cut.has(to)) return;
          this.#receivers.get(to)?.(id, messages);
        });
      },
      stop: () => {
        stopped = true;
        this.#receivers.delete(id);
        return Promise.resolve();
      },
    };
  }

  /** Nothing reaches or leaves the member until `heal`. */
  isolate(id: MemberId): void {
    this.#cut.add(id);
  }

  heal(id: MemberId): void {
    this.#cut.delete(id);
  }
}
