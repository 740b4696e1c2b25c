/** Sessions that have something to send: after the entries of this turn, as many as a few milliseconds allow in each turn. */

export interface PumpsDeps {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Calls it in a later turn. */
  readonly later: (work: () => void) => void;
}

/** What writing to a stream takes depends on its frames: some 20 µs for a small one. */
const TURN_MS = 2;

export class Pumps {
  readonly #deps: PumpsDeps;
  #waiting: (() => void)[] = [];
  #scheduled = false;

  constructor(deps: PumpsDeps) {
    this.#deps = deps;
  }

  /** In order; `pump` is called once. */
  add(pump: () => void): void {
    this.#waiting.push(pump);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#run());
  }

  #run(): void {
    const { now, later } = this.#deps;
    const began = now();
    const pumps = this.#waiting;
    let done = 0;
    for (const pump of pumps) {
      if (done > 0 && now() - began >= TURN_MS) break;
      pump();
      done += 1;
    }
    this.#waiting = pumps.slice(done);
    this.#scheduled = this.#waiting.length > 0;
    if (this.#scheduled) later(() => this.#run());
  }
}
