/** How far this manager has applied, and callers who wait until it has come further. */

interface Waiter {
  readonly index: number;
  resolve(reached: boolean): void;
}

export class AppliedIndex {
  #index: number;
  #waiters: Waiter[] = [];

  constructor(index: number) {
    this.#index = index;
  }

  get index(): number {
    return this.#index;
  }

  reached(index: number): void {
    this.#index = index;
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => waiter.index <= index);
    this.#waiters = this.#waiters.filter((waiter) => waiter.index > index);
    for (const waiter of due) waiter.resolve(true);
  }

  /** True once the index is applied here, false when that took longer than `timeoutMs`. */
  wait(index: number, timeoutMs: number): Promise<boolean> {
    if (index <= this.#index) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        index,
        resolve: (reached) => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      }, timeoutMs);
      this.#waiters.push(waiter);
    });
  }

  /** Lets everybody go. */
  stop(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.resolve(false);
  }
}
