/** Dumps of the kernel beside the work: rows that are written meanwhile do not wait, and are replayed onto the dump. */
import type { Kernel, Operation, ObserveScope } from '../kernel/port.js';
import { KernelMirror } from '../kernel/port-mirror.js';
import { isRowOperation } from '../kernel/port-row-mirror.js';
import type { Timers } from './timers.js';

export type Dumped = Read | { readonly error: unknown };

interface Read {
  readonly mirror: KernelMirror;
  /** Devices of which rows were written meanwhile: the kernel skips rows of a table from which others go while it is read. */
  readonly torn: ReadonlySet<string>;
  /** Milliseconds that the reading took. */
  readonly readMs: number;
}

export class Dumps {
  readonly #kernel: Pick<Kernel, 'observe'>;
  readonly #timers: Pick<Timers, 'now'>;
  readonly #onDone: () => void;
  #running: Promise<void> | undefined;
  #result: ((replay: readonly Operation[]) => Dumped) | undefined;
  #executed: Operation[] = [];

  /** `onDone`: a result may be taken. */
  constructor(
    { kernel, timers }: { kernel: Pick<Kernel, 'observe'>; timers: Pick<Timers, 'now'> },
    onDone: () => void,
  ) {
    this.#kernel = kernel;
    this.#timers = timers;
    this.#onDone = onDone;
  }

  /** Until the dump is read; undefined when none is being read. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** From the start of a dump until its result is taken. */
  get pending(): boolean {
    return this.#running !== undefined || this.#result !== undefined;
  }

  get isDone(): boolean {
    return this.#result !== undefined;
  }

  start(scope: ObserveScope): void {
    this.#executed = [];
    const startedAt = this.#timers.now();
    this.#running = this.#kernel
      .observe(scope)
      .then(
        (state) => {
          const readMs = this.#timers.now() - startedAt;
          this.#result = (replay) => {
            const mirror = KernelMirror.from(state);
            const torn = new Set<string>();
            for (const operation of replay) {
              mirror.apply(operation);
              if (isRowOperation(operation)) torn.add(operation.dev);
            }
            return { mirror, torn, readMs };
          };
        },
        (error: unknown) => {
          this.#result = () => ({ error });
        },
      )
      .finally(() => {
        this.#running = undefined;
        this.#onDone();
      });
  }

  /**
   * The kernel took the operation. Whether a dump in progress saw it before or after is not known: doing it once more to
   * what was read gives the same.
   */
  executed(operation: Operation): void {
    if (this.pending) this.#executed.push(operation);
  }

  /** The kernel as of now, as far as we know it. */
  take(): Dumped | undefined {
    const result = this.#result?.(this.#executed);
    this.#result = undefined;
    return result;
  }
}
