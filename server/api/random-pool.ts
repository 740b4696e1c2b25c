/** Randomness for ids, drawn for many at once: a draw costs more than all else of an id. */

const DRAWN_BYTES = 4096;

export class RandomPool {
  readonly #draw: (bytes: number) => Uint8Array;
  #left: Uint8Array = new Uint8Array(0);

  /** `draw`: of the system, fit for secrets. */
  constructor(draw: (bytes: number) => Uint8Array) {
    this.#draw = draw;
  }

  /** No byte is given twice. */
  take(bytes: number): Uint8Array {
    if (bytes > DRAWN_BYTES) return this.#draw(bytes);
    if (this.#left.length < bytes) this.#left = this.#draw(DRAWN_BYTES);
    const taken = this.#left.subarray(0, bytes);
    this.#left = this.#left.subarray(bytes);
    return taken;
  }
}
