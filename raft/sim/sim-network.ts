/** A network that loses, delays, repeats and reorders, and can be cut in one or both directions. */
import type { MemberId } from '../core/types.js';
import type { Message } from '../core/message.js';
import type { RandomSource } from '../core/random.js';
import type { SimProcess } from './sim-process.js';
import type { Transport } from '../node/ports.js';
import type { VirtualTime } from './virtual-time.js';

export interface LinkQuality {
  loss: number;
  duplicate: number;
  /** Share of batches whose messages travel each on their own. */
  scatter: number;
  minMs: number;
  maxMs: number;
}

interface Port {
  readonly process: SimProcess;
  readonly receive: (from: MemberId, messages: readonly Message[]) => void;
}

export class SimNetwork {
  readonly #time: VirtualTime;
  readonly #random: RandomSource;
  readonly #ports = new Map<MemberId, Port>();
  readonly #cut = new Set<string>();
  readonly #observe: (message: Message) => void;
  readonly quality: LinkQuality = { loss: 0, duplicate: 0, scatter: 0, minMs: 0.5, maxMs: 4 };

  constructor(time: VirtualTime, random: RandomSource, observe: (message: Message) => void) {
    this.#time = time;
    this.#random = random;
    this.#observe = observe;
  }

  /** Nothing gets from `from` to `to` until `heal`. */
  cut(from: MemberId, to: MemberId): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  transport(id: MemberId, process: SimProcess): Transport {
    return {
      start: (receive) => {
        this.#ports.set(id, { process, receive });
      },
      send: (to, messages) => {
        if (process.alive) this.#send(id, to, messages);
      },
      stop: () => Promise.resolve(),
    };
  }

  #send(from: MemberId, to: MemberId, messages: readonly Message[]): void {
    for (const message of messages) this.#observe(message);
    const scattered = this.#random.next() < this.quality.scatter;
    const batches = scattered ? messages.map((message) => [message]) : [messages];
    for (const batch of batches) {
      if (this.#random.next() < this.quality.loss) continue;
      this.#deliver(from, to, batch);
      if (this.#random.next() < this.quality.duplicate) this.#deliver(from, to, batch);
    }
  }

  #deliver(from: MemberId, to: MemberId, batch: readonly Message[]): void {
    const { minMs, maxMs } = this.quality;
    this.#time.after(minMs + this.#random.next() * (maxMs - minMs), () => {
      if (this.#cut.has(`${from}>${to}`)) return;
      const port = this.#ports.get(to);
      port?.process.run(() => port.receive(from, batch));
    });
  }
}
