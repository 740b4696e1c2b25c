/** Bare streams of one process of simulated agents, with their certificates. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../../identity/data-dir.js';
import { monotonicMs } from '../measure/clock.js';
import { dialBare } from './bare-stream.js';
import type { Attempt } from './protocol.js';

export interface BareDial {
  readonly target: string;
  readonly credentials: Credentials;
  /** After the beginning. */
  readonly delayMs: number;
}

export class BareFleet {
  #closes: (() => void)[] = [];

  /** Resolves when every stream was answered. Rejects when one fails, or not all were answered in time. */
  async open(dials: readonly BareDial[], timeoutMs: number): Promise<Attempt[]> {
    const end = new AbortController();
    const late = delay(timeoutMs, undefined, { signal: end.signal }).then(() => {
      throw new Error(`${dials.length} bare streams were not answered in time`);
    });
    try {
      return await Promise.race([Promise.all(dials.map((dial) => this.#one(dial))), late]);
    } finally {
      end.abort();
      late.catch(() => undefined);
    }
  }

  close(): void {
    for (const close of this.#closes.splice(0)) close();
  }

  async #one({ target, credentials, delayMs }: BareDial): Promise<Attempt> {
    if (delayMs > 0) await delay(delayMs);
    const dialledAt = monotonicMs();
    return new Promise((resolve, reject) => {
      const close = dialBare(target, credentials, {
        answered: () => resolve({ dialledAt, doneAt: monotonicMs() }),
        failed: (reason) => reject(new Error(`a bare stream failed: ${reason}`)),
      });
      this.#closes.push(close);
    });
  }
}
