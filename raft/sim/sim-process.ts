/** One life of a member's process: everything that calls into it passes here, so it can be killed or paused. */
import type { Clock } from '../node/ports.js';
import type { VirtualTime } from './virtual-time.js';

/** The clocks of one machine: monotonic time that runs a little fast or slow, and a wall clock that people set. */
export class SimClock {
  readonly #time: VirtualTime;
  readonly #rate: number;
  #wallOffsetMs = 0;

  constructor(time: VirtualTime, rate: number) {
    this.#time = time;
    this.#rate = rate;
  }

  get monotonic(): number {
    return this.#time.now * this.#rate;
  }

  get wall(): number {
    return 1_700_000_000_000 + this.monotonic + this.#wallOffsetMs;
  }

  jump(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  /** How long an interval of this clock really takes. */
  real(intervalMs: number): number {
    return intervalMs / this.#rate;
  }
}

export class SimProcess {
  readonly #time: VirtualTime;
  readonly #clock: SimClock;
  readonly #onRun: (process: SimProcess) => void;
  #alive = true;
  #paused = false;
  #held: (() => void)[] = [];
  #onEnd: () => void = () => undefined;

  /** `onRun` hears before anything runs in here. */
  constructor(time: VirtualTime, clock: SimClock, onRun: (process: SimProcess) => void) {
    this.#time = time;
    this.#clock = clock;
    this.#onRun = onRun;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#paused;
  }

  run(callback: () => void): void {
    if (!this.#alive) return;
    if (this.#paused) {
      this.#held.push(callback);
      return;
    }
    this.#time.stir();
    this.#onRun(this);
    callback();
  }

  /** Like `run`, for what only notes that there is something to do: nothing comes of it before the turn it asks for. */
  notify(callback: () => void): void {
    if (!this.#alive) return;
    if (this.#paused) this.#held.push(callback);
    else callback();
  }

  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#held = [];
    this.#onEnd();
  }

  /** What happens outside when it ends: its sockets close. */
  onEnd(callback: () => void): void {
    this.#onEnd = callback;
  }

  pause(): void {
    this.#paused = true;
  }

  /** What was held comes at once, as sockets and timers do after a SIGCONT. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    const held = this.#held;
    this.#held = [];
    for (const callback of held) this.#time.after(0, () => this.run(callback));
  }

  clock(): Clock {
    return {
      now: () => this.#clock.monotonic,
      every: (intervalMs, callback) => {
        let active = true;
        const arm = (): void => {
          this.#time.after(this.#clock.real(intervalMs), () => {
            if (!active || !this.#alive) return;
            // A timer that fired while the process stood still fires once, not once for every interval.
            if (!this.#paused || !this.#held.includes(callback)) this.notify(callback);
            arm();
          });
        };
        arm();
        return {
          cancel: () => {
            active = false;
          },
        };
      },
      soon: (callback) => this.#time.after(0, () => this.run(callback)),
    };
  }
}
