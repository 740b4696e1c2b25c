/** Hides from readers what an entry has changed so far, while it is carried out in steps and they have their turns in between. */
export class Veil {
  #isActive = false;
  #isDown = false;
  #endings: (() => void)[] = [];

  /** An entry is under way: what it changes is noted as it was before. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** Whoever reads now is not the entry: the answer is what it was before. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** The code of the entry runs next, which sees what it has changed. Ends with `end`. */
  begin(): void {
    if (this.#isActive) throw new Error('an entry is under way already');
    this.#isActive = true;
  }

  lower(): void {
    this.#isDown = this.#isActive;
  }

  lift(): void {
    this.#isDown = false;
  }

  /** Everybody sees everything; what was noted is forgotten. */
  end(): void {
    this.#isActive = false;
    this.#isDown = false;
    const endings = this.#endings;
    this.#endings = [];
    for (const forget of endings) forget();
  }

  /** Something was noted. `forget` is called once, at the end. */
  noted(forget: () => void): void {
    this.#endings.push(forget);
  }
}

/** Runs the work of an entry with what it has done hidden at each pause. A pause that nothing follows leaves it hidden for good. */
export function* hiding<T>(veil: Veil, work: Generator<void, T>): Generator<void, T> {
  veil.begin();
  for (;;) {
    veil.lift();
    const { done, value } = stepped(veil, work);
    if (done === true) {
      veil.end();
      return value;
    }
    veil.lower();
    yield;
  }
}

function stepped<T>(veil: Veil, work: Generator<void, T>): IteratorResult<void, T> {
  try {
    return work.next();
  } catch (error) {
    // An invariant broke: what is there of the entry is not to be read either.
    veil.lower();
    throw error;
  }
}
