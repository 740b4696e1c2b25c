/** A network that loses, delays, repeats and reorders, whose paths can be cut or clogged one direction at a time. */
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
  /** Share of batches that come again much later. */
  replay: number;
  minMs: number;
  maxMs: number;
}

export function goodLinks(): LinkQuality {
  return { loss: 0, duplicate: 0, scatter: 0, replay: 0, minMs: 0.3, maxMs: 3 };
}

interface Port {
  readonly process: SimProcess;
  readonly receive: (from: MemberId, messages: readonly Message[]) => void;
  readonly unreachable: (peer: MemberId) => void;
}

const REPLAY_MS = 4000;
const UNREACHABLE_MS = 20;

export class SimNetwork {
  readonly #time: VirtualTime;
  readonly #random: RandomSource;
  readonly #ports = new Map<MemberId, Port>();
  readonly #cut = new Set<number>();
  /** Until when a path holds back what is on it. */
  readonly #clogged = new Map<number, number>();
  readonly #observe: (message: Message) => void;
  readonly quality: LinkQuality = goodLinks();

  constructor(time: VirtualTime, random: RandomSource, observe: (message: Message) => void) {
    this.#time = time;
    this.#random = random;
    this.#observe = observe;
  }

  /** Nothing gets from `from` to `to` until `heal`. */
  cut(from: MemberId, to: MemberId): void {
    this.#cut.add(path(from, to));
  }

  clog(from: MemberId, to: MemberId, ms: number): void {
    this.#clogged.set(path(from, to), this.#time.now + ms);
  }

  /** Every path works again. */
  heal(): void {
    this.#cut.clear();
    this.#clogged.clear();
  }

  isCut(from: MemberId, to: MemberId): boolean {
    return this.#cut.has(path(from, to));
  }

  transport(id: MemberId, process: SimProcess): Transport {
    return {
      start: (receive, unreachable) => {
        this.#ports.set(id, { process, receive, unreachable });
      },
      send: (to, messages) => {
        if (process.alive) this.#send(id, to, messages);
      },
      stop: () => Promise.resolve(),
    };
  }

  #send(from: MemberId, to: MemberId, messages: readonly Message[]): void {
    for (const message of messages) this.#observe(message);
    const { duplicate, scatter, replay } = this.quality;
    if (messages.length > 1 && this.#random.next() < scatter) {
      for (const message of messages) this.#deliverOrLose(from, to, [message]);
      return;
    }
    this.#deliverOrLose(from, to, messages);
    if (duplicate > 0 && this.#random.next() < duplicate) this.#deliver(from, to, messages, 0);
    if (replay > 0 && this.#random.next() < replay) {
      this.#deliver(from, to, messages, this.#random.next() * REPLAY_MS);
    }
  }

  #deliverOrLose(from: MemberId, to: MemberId, batch: readonly Message[]): void {
    const { loss } = this.quality;
    if (loss === 0 || this.#random.next() >= loss) this.#deliver(from, to, batch, 0);
  }

  #deliver(from: MemberId, to: MemberId, batch: readonly Message[], extraMs: number): void {
    const { minMs, maxMs } = this.quality;
    const delay = extraMs + minMs + this.#random.next() * (maxMs - minMs);
    const free = (this.#clogged.get(path(from, to)) ?? 0) - this.#time.now;
    this.#time.after(Math.max(delay, free), () => {
      if (this.#cut.has(path(from, to))) {
        this.#tellUnreachable(from, to);
        return;
      }
      const port = this.#ports.get(to);
      if (port?.process.alive !== true) this.#tellUnreachable(from, to);
      else port.process.notify(() => port.receive(from, batch));
    });
  }

  /** A connection that breaks is noticed, most of the time, by who uses it. */
  #tellUnreachable(from: MemberId, to: MemberId): void {
    const port = this.#ports.get(from);
    if (port?.process.alive !== true || this.#random.next() < 0.7) return;
    this.#time.after(UNREACHABLE_MS, () => port.process.notify(() => port.unreachable(to)));
  }
}

function path(from: MemberId, to: MemberId): number {
  return from * 4096 + to;
}
