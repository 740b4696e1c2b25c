/** A wait that ends by itself, or as soon as somebody is in a hurry. */

export class Gathering {
  readonly #ms: number;
  #end: (() => void) | undefined;

  /** 0: there is nothing to wait for. */
  constructor(ms: number) {
    this.#ms = ms;
  }

  wait(): Promise<void> | undefined {
    if (this.#ms === 0) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.hurry(), this.#ms);
      this.#end = () => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve();
      };
    });
  }

  /** Ends the wait under way, if any. */
  hurry(): void {
    this.#end?.();
  }
}
