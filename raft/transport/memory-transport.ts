/** Members in one process: messages arrive in order on a later turn, unless a test has cut the way. */
import type { Message } from '../core/message.js';
import type { MemberId } from '../core/types.js';
import type { Transport } from '../node/ports.js';

interface Listener {
  readonly receive: (from: MemberId, messages: readonly Message[]) => void;
  readonly unreachable: (peer: MemberId) => void;
}

const way = (from: MemberId, to: MemberId): string => `${from}>${to}`;

export class MemoryNetwork {
  readonly #listeners = new Map<MemberId, Listener>();
  readonly #cut = new Set<string>();

  transport(self: MemberId): Transport {
    return {
      start: (receive, unreachable) => {
        this.#listeners.set(self, { receive, unreachable });
      },
      send: (to, messages) => {
        if (this.#listeners.has(self)) setImmediate(() => this.#carry(self, to, messages));
      },
      stop: () => {
        this.#listeners.delete(self);
        return Promise.resolve();
      },
    };
  }

  /** One direction only; messages on their way are lost too. */
  cut(from: MemberId, to: MemberId): void {
    this.#cut.add(way(from, to));
  }

  heal(): void {
    this.#cut.clear();
  }

  #carry(from: MemberId, to: MemberId, messages: readonly Message[]): void {
    const target = this.#listeners.get(to);
    if (target && !this.#cut.has(way(from, to))) target.receive(from, messages);
    else this.#listeners.get(from)?.unreachable(to);
  }
}
