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
/** Shares: of ends that hear of a connection that broke, of cuts and of losses that break connections at once. */
const NOTICED = 0.8;
const BROKEN_BY_CUT = 0.5;
const BROKEN_BY_LOSS = 0.1;

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
    if (this.#random.next() < BROKEN_BY_CUT) this.#break(from, to);
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
        process.onEnd(() => this.#ended(id));
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
    else if (this.#random.next() < BROKEN_BY_LOSS) this.#break(from, to);
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

  /** Its machine closes the connections of a process that ended; what was on its way may come later. */
  #ended(id: MemberId): void {
    for (const peer of this.#ports.keys()) {
      if (!this.#cut.has(path(id, peer))) this.#notice(peer, id);
    }
  }

  /** The connections between two members, as a machine on the way or the kernel of one may do to living ones. */
  #break(one: MemberId, other: MemberId): void {
    this.#notice(one, other);
    this.#notice(other, one);
  }

  #notice(id: MemberId, peer: MemberId): void {
    if (id === peer || this.#random.next() >= NOTICED) return;
    this.#tell(id, peer, this.#random.next() * UNREACHABLE_MS);
  }

  /** A message that cannot be delivered is noticed, now and then, by who sent it. */
  #tellUnreachable(from: MemberId, to: MemberId): void {
    if (this.#random.next() >= 0.7) this.#tell(from, to, UNREACHABLE_MS);
  }

  #tell(id: MemberId, peer: MemberId, afterMs: number): void {
    const port = this.#ports.get(id);
    if (port?.process.alive !== true) return;
    this.#time.after(afterMs, () => port.process.notify(() => port.unreachable(peer)));
  }
}

function path(from: MemberId, to: MemberId): number {
  return from * 4096 + to;
}
