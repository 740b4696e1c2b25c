/** A client of the load: connections to all managers, and writes retried under one key until their end is certain. */
import { setTimeout as delay } from 'node:timers/promises';
import { randomInteger, type RandomSource } from '../../../raft/core/random.js';
import type { Connection } from './connection.js';
import type { Try, Work } from './history.js';
import { isPassing } from './requests.js';

export interface ClientParts {
  readonly id: number;
  readonly random: RandomSource;
  /** One to each manager. */
  readonly connections: readonly Connection[];
  /** On the monotonic clock: after this nothing is retried any more. */
  readonly retryUntil: () => number;
}

export interface WriteOptions {
  /** Probability to leave a write alone after a try that was not certain. Default 0: retried until it is. */
  readonly giveUp?: number;
}

/** Below, around and above the time that a manager itself waits for a leader. */
const TIMEOUT_MS = [1_000, 7_000] as const;
const RETRY_MS = [10, 150] as const;
const THINK_MS = [2, 30] as const;
const REPLAY_SHARE = 0.05;
const DOUBLE_SHARE = 0.05;
const KEPT = 50;

interface Kept {
  readonly work: Work;
  readonly key: string;
}

export class LoadClient {
  readonly id: number;
  readonly random: RandomSource;
  readonly #connections: readonly Connection[];
  readonly #retryUntil: () => number;
  /** Writes that were done, to be sent again much later. */
  readonly #kept: Kept[] = [];
  #keys = 0;

  constructor({ id, random, connections, retryUntil }: ClientParts) {
    this.id = id;
    this.random = random;
    this.#connections = connections;
    this.#retryUntil = retryUntil;
  }

  /** One try, through any manager. */
  read(work: Work): Promise<Try> {
    return this.#try(work, undefined);
  }

  /** Resolves with the last try. */
  async write(work: Work, { giveUp = 0 }: WriteOptions = {}): Promise<Try> {
    const key = `h-${this.id}-${(this.#keys += 1)}`;
    for (;;) {
      const tried = this.chance(DOUBLE_SHARE)
        ? await this.#twice(work, key)
        : await this.#try(work, key);
      if (tried.outcome === 'done') this.#keep({ work, key });
      const isOpen = tried.outcome === 'unknown' || isPassing(tried.code);
      if (!isOpen || this.chance(giveUp)) return tried;
      if (performance.now() > this.#retryUntil()) return tried;
      await delay(randomInteger(this.random, ...RETRY_MS));
    }
  }

  /** Now and then sends again what was done long ago. */
  async maybeReplay(): Promise<void> {
    if (!this.chance(REPLAY_SHARE) || this.#kept.length === 0) return;
    const { work, key } = this.pick(this.#kept);
    await this.#try(work, key);
  }

  async think(): Promise<void> {
    await delay(randomInteger(this.random, ...THINK_MS));
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[randomInteger(this.random, 0, list.length - 1)] as T;
  }

  #keep(kept: Kept): void {
    if (this.#kept.length < KEPT) this.#kept.push(kept);
    else this.#kept[randomInteger(this.random, 0, KEPT - 1)] = kept;
  }

  /** Through two managers at the same time; resolves with the try that makes more certain. */
  async #twice(work: Work, key: string): Promise<Try> {
    if (this.#connections.length < 2) return this.#try(work, key);
    const first = this.pick(this.#connections);
    const second = this.pick(this.#connections.filter((one) => one !== first));
    const tries = await Promise.all(
      [first, second].map((one) => one.send(work, key, this.#timeoutMs())),
    );
    const sure = tries.find(({ outcome }) => outcome === 'done');
    return sure ?? tries.find(({ outcome }) => outcome === 'unknown') ?? (tries[0] as Try);
  }

  #try(work: Work, key: string | undefined): Promise<Try> {
    return this.pick(this.#connections).send(work, key, this.#timeoutMs());
  }

  #timeoutMs(): number {
    return randomInteger(this.random, ...TIMEOUT_MS);
  }
}
