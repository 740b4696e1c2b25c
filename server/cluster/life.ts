/** A manager's life ends once: asked to, or because something broke that cannot be mended while running. */
import { OvnetError } from '../../model/errors.js';
import type { Logger } from '../../observe/logger.js';

export class Life {
  readonly done: Promise<void>;
  readonly #logger: Logger;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  /** Undefined while the manager is being started: until then a failure waits. */
  #onStop: (() => Promise<void>) | undefined;
  #early: OvnetError | undefined;
  #stopping: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever awaits it hears of it; before the manager is handed out nobody can.
    this.done.catch(() => undefined);
  }

  onStop(stop: () => Promise<void>): void {
    this.#onStop = stop;
    if (this.#early) this.#end(stop, this.#early);
  }

  stop(): Promise<void> {
    this.#stopping ??= (this.#onStop?.() ?? Promise.resolve()).then(() => this.#resolve());
    return this.#stopping;
  }

  fail(cause: unknown): void {
    this.#logger.error({ err: cause }, 'manager cannot go on');
    const detail = cause instanceof Error ? cause.message : String(cause);
    const error =
      cause instanceof OvnetError ? cause : new OvnetError('internal', detail, { cause });
    if (this.#onStop) this.#end(this.#onStop, error);
    else this.#early ??= error;
  }

  #end(stop: () => Promise<void>, error: OvnetError): void {
    this.#stopping ??= stop().catch((err: unknown) => {
      this.#logger.error({ err }, 'manager could not end cleanly');
    });
    void this.#stopping.then(() => this.#reject(error));
  }
}
