/** One life of a member's process: everything that calls into it passes here, so it can be killed or paused. */
import type { Clock } from '../node/ports.js';
import type { VirtualTime } from './virtual-time.js';

export class SimProcess {
  readonly #time: VirtualTime;
  #alive = true;
  #paused = false;
  #held: (() => void)[] = [];
  #touched = false;

  constructor(time: VirtualTime) {
    this.#time = time;
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
    this.#touched = true;
    callback();
  }

  /** Whether anything ran since the last call. */
  takeTouched(): boolean {
    const touched = this.#touched;
    this.#touched = false;
    return touched;
  }

  kill(): void {
    this.#alive = false;
    this.#held = [];
  }

  pause(): void {
    this.#paused = true;
  }

  /** What was held comes at once, as sockets and timers do after a SIGCONT. */
  resume(): void {
    this.#paused = false;
    const held = this.#held;
    this.#held = [];
    for (const callback of held) this.run(callback);
  }

  clock(): Clock {
    return {
      now: () => this.#time.now,
      every: (intervalMs, callback) => {
        let active = true;
        const arm = (): void => {
          this.#time.after(intervalMs, () => {
            this.run(() => {
              if (active) callback();
            });
            if (active && this.#alive) arm();
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
