/** Pings from a namespace on a host of the lab: until the first answer, and the longest time without one. */
import { once } from 'node:events';
import type { LabHost } from '../../lab/host.js';
import { onLines } from '../measure/lines.js';

export interface Source {
  readonly host: LabHost;
  readonly netns: string;
}

const TRIES_MS = 10_000;

/** Resolves at the first answer. A ping every 2 ms, each given up after the whole time. */
export async function firstAnswer({ host, netns }: Source, address: string): Promise<void> {
  const deadline = performance.now() + TRIES_MS;
  const ping = ['ping', '-n', '-q', '-c', '1', '-i', '0.002', '-W', '0.2', address];
  while (performance.now() < deadline) {
    const { code } = await host.exec(['ip', 'netns', 'exec', netns, ...ping]);
    if (code === 0) return;
  }
  throw new Error(`${address} did not answer within ${TRIES_MS} ms`);
}

/** A ping each millisecond; knows when each answer came, in ms of the wall clock. */
export class PingTrain {
  readonly #child;
  readonly #answers: number[] = [];

  constructor({ host, netns }: Source, address: string) {
    const ping = ['ping', '-n', '-D', '-i', '0.001', address];
    this.#child = host.spawn(['ip', 'netns', 'exec', netns, ...ping]);
    if (this.#child.stdout === null) throw new Error('ping has no stdout');
    onLines(this.#child.stdout, (line) => {
      const at = /^\[(\d+\.\d+)\] \d+ bytes from/.exec(line)?.[1];
      if (at !== undefined) this.#answers.push(1000 * Number(at));
    });
  }

  get count(): number {
    return this.#answers.length;
  }

  /** Longest time between two answers since the `from`th, or since the last one, in ms. */
  longestGap(from: number): number {
    let longest = 0;
    for (let i = Math.max(1, from); i < this.#answers.length; i++) {
      longest = Math.max(longest, (this.#answers[i] ?? 0) - (this.#answers[i - 1] ?? 0));
    }
    return Math.max(longest, Date.now() - (this.#answers.at(-1) ?? 0));
  }

  async stop(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    await closed;
  }
}
