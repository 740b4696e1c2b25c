/** Notices that wait until the resolver has taken what they acknowledge; none overtakes another one. */

interface Delivery {
  /** Order that has to be done before. */
  readonly after: number;
  readonly deliver: () => void;
}

export class Deliveries {
  readonly #isDone: (order: number) => boolean;
  #waiting: Delivery[] = [];

  constructor(isDone: (order: number) => boolean) {
    this.#isDone = isDone;
  }

  /** At once when nothing is under way. `order` is the one that has to be done before. */
  add(order: number, deliver: () => void): void {
    this.#waiting.push({ after: order, deliver });
    this.flush();
  }

  flush(): void {
    while (this.#waiting[0] && this.#isDone(this.#waiting[0].after)) {
      this.#waiting.shift()?.deliver();
    }
  }

  /** What waits was meant for a resolver that has done this order. */
  postpone(order: number): void {
    this.#waiting = this.#waiting.map(({ deliver }) => ({ after: order, deliver }));
  }
}
