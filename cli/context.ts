/** What a command may use of the process: environment, streams, interruption. Tests give their own. */
import type { Readable, Writable } from 'node:stream';

/** Undoes what a command began; run once when the user interrupts. */
export type Cleanup = () => Promise<void> | void;

export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborted by SIGINT. */
  readonly signal: AbortSignal;
  /**
   * By default SIGINT ends ovctl at once with 130. Between this call and the call of the function it returns, the
   * cleanup runs first; a second SIGINT does not wait for it.
   */
  onInterrupt(cleanup: Cleanup): () => void;
}

export const INTERRUPTED = 130;

/** The context of a real process. */
export class ProcessContext implements CliContext {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.Process['stdin'];
  readonly stdout: NodeJS.Process['stdout'];
  readonly stderr: NodeJS.Process['stderr'];
  readonly #process: NodeJS.Process;
  readonly #controller = new AbortController();
  readonly #cleanups = new Set<Cleanup>();
  readonly #interrupt = (): void => {
    void this.#endInterrupted();
  };

  constructor(process: NodeJS.Process) {
    this.#process = process;
    this.env = process.env;
    this.stdin = process.stdin;
    this.stdout = process.stdout;
    this.stderr = process.stderr;
    process.on('SIGINT', this.#interrupt);
    // `ovctl … | head` closes the pipe early: that ends the output, it is no failure.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  onInterrupt(cleanup: Cleanup): () => void {
    this.#cleanups.add(cleanup);
    return () => this.#cleanups.delete(cleanup);
  }

  close(): void {
    this.#process.off('SIGINT', this.#interrupt);
  }

  async #endInterrupted(): Promise<void> {
    if (this.signal.aborted) this.#process.exit(INTERRUPTED);
    this.#controller.abort();
    for (const cleanup of [...this.#cleanups].reverse()) await cleanup();
    this.#process.exit(INTERRUPTED);
  }
}
