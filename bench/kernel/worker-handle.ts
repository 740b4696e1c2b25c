/** Starts and asks a worker process. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WorkerOrder, WorkerSaid } from './worker-process.js';

export class WorkerHandle {
  readonly #child: ChildProcess;
  readonly #said: WorkerSaid[] = [];

  constructor(order: WorkerOrder) {
    this.#child = fork(join(import.meta.dirname, 'worker-process.js'));
    this.#child.on('message', (said) => void this.#said.push(said as WorkerSaid));
    this.#child.send(order);
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** The next of this kind. Rejects when the process ends before. */
  async hear<Kind extends WorkerSaid['kind']>(
    kind: Kind,
  ): Promise<Extract<WorkerSaid, { kind: Kind }>> {
    for (;;) {
      const at = this.#said.findIndex((said) => said.kind === kind);
      const [found] = at < 0 ? [] : this.#said.splice(at, 1);
      if (found) return found as Extract<WorkerSaid, { kind: Kind }>;
      const ended = once(this.#child, 'exit').then(() => {
        throw new Error('the worker process ended');
      });
      await Promise.race([once(this.#child, 'message'), ended]);
    }
  }

  ask(): void {
    this.#child.send('drift');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
