/** A child process that answers requests in order: one JSON object per line each way. */
import type { ChildProcess } from 'node:child_process';
import { onLines } from '../measure/lines.js';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class RequestProcess {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];

  /** With pipes for stdin and stdout. */
  constructor(child: ChildProcess) {
    this.#child = child;
    const { stdout } = child;
    if (stdout === null) throw new Error('the process has no stdout');
    onLines(stdout, (line) => this.#waiting.shift()?.resolve(JSON.parse(line)));
    child.once('exit', (code) => {
      const error = new Error(`the process ended with ${code ?? 'a signal'}`);
      for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Without an answer. */
  tell(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  ask(request: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.tell(request);
    });
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }
}
