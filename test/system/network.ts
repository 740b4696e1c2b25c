/** Who reaches whom, and pipes that carry frames in order, late, or not at all. */
import type { Chance } from './chance.js';

/** A direction that is cut holds what is under way back, as TCP does, until it is healed or the stream breaks. */
const RETRY_MS = 50;

export class Network {
  readonly chance: Chance;
  /** Cut pairs of places: `a b`, both orders. */
  readonly #cuts = new Set<string>();
  readonly #slow = new Map<string, number>();
  readonly #breakers = new Set<{ readonly a: string; readonly b: string; cut: () => void }>();

  constructor(chance: Chance) {
    this.chance = chance;
  }

  cut(a: string, b: string): void {
    this.#cuts.add(`${a} ${b}`);
    this.#cuts.add(`${b} ${a}`);
    // Some connections notice at once, others only by silence.
    for (const one of [...this.#breakers]) {
      const isBetween = (one.a === a && one.b === b) || (one.a === b && one.b === a);
      if (isBetween && this.chance.maybe(0.5)) {
        setTimeout(() => one.cut(), this.chance.integer(0, 5000));
      }
    }
  }

  mend(a: string, b: string): void {
    this.#cuts.delete(`${a} ${b}`);
    this.#cuts.delete(`${b} ${a}`);
  }

  heal(): void {
    this.#cuts.clear();
    this.#slow.clear();
  }

  /** Everything to and from the place takes longer. */
  slow(place: string, ms: number): void {
    this.#slow.set(place, ms);
  }

  reaches(a: string, b: string): boolean {
    return !this.#cuts.has(`${a} ${b}`);
  }

  latencyMs(a: string, b: string): number {
    const slow = (this.#slow.get(a) ?? 0) + (this.#slow.get(b) ?? 0);
    return 0.2 + this.chance.next() * (1 + slow);
  }

  /** Connections between the two break now and then when they are cut off. */
  onCut(a: string, b: string, cut: () => void): () => void {
    const breaker = { a, b, cut };
    this.#breakers.add(breaker);
    return () => void this.#breakers.delete(breaker);
  }

  /** All connections of a place that died, in no particular order of what the others notice. */
  breakAll(place: string): void {
    for (const one of [...this.#breakers]) if (one.a === place || one.b === place) one.cut();
  }
}

export interface PipeEnds {
  readonly from: string;
  readonly to: string;
}

/** One direction of a connection: in order, never twice; `close` drops what is under way. */
export class Pipe<T> {
  readonly #network: Network;
  readonly #ends: PipeEnds;
  readonly #deliver: (item: T) => void;
  readonly #queue: T[] = [];
  /** Extra time the reader takes for each. */
  readMs: () => number = () => 0;
  onEmpty: () => void = () => undefined;
  #isBusy = false;
  #isClosed = false;

  constructor(network: Network, ends: PipeEnds, deliver: (item: T) => void) {
    this.#network = network;
    this.#ends = ends;
    this.#deliver = deliver;
  }

  get length(): number {
    return this.#queue.length;
  }

  push(item: T): void {
    if (this.#isClosed) return;
    this.#queue.push(item);
    if (!this.#isBusy) this.#arm(this.#delayMs());
  }

  close(): void {
    this.#isClosed = true;
    this.#queue.length = 0;
  }

  #delayMs(): number {
    return this.#network.latencyMs(this.#ends.from, this.#ends.to) + this.readMs();
  }

  #arm(ms: number): void {
    this.#isBusy = true;
    setTimeout(() => this.#step(), ms);
  }

  /** What was written together arrives together, as long as the reader keeps up. */
  #step(): void {
    this.#isBusy = false;
    if (this.#isClosed) return;
    if (!this.#network.reaches(this.#ends.from, this.#ends.to)) return this.#arm(RETRY_MS);
    for (let left = this.readMs() > 0 ? 1 : this.#queue.length; left > 0; left -= 1) {
      const item = this.#queue.shift();
      if (item === undefined) break;
      this.#deliver(item);
    }
    if (this.#queue.length > 0) this.#arm(this.#delayMs());
    else this.onEmpty();
  }
}
