/** Randomness for ids, drawn for many at once: a draw costs more than all else of an id. */

const DRAWN_BYTES = 4096;

export class RandomPool {
  readonly #draw: (bytes: number) => Uint8Array;
  #drawn: Uint8Array = new Uint8Array(0);
  #taken = 0;

  /** `draw`: of the system, fit for secrets. */
  constructor(draw: (bytes: number) => Uint8Array) {
    this.#draw = draw;
  }

  /** No byte is given twice. */
  take(bytes: number): Uint8Array {
    if (bytes > DRAWN_BYTES) return this.#draw(bytes);
    if (this.#drawn.length - this.#taken < bytes) {
      this.#drawn = this.#draw(DRAWN_BYTES);
      this.#taken = 0;
    }
    const start = this.#taken;
    this.#taken += bytes;
    return this.#drawn.subarray(start, this.#taken);
  }
}
