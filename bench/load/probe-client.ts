/** The probe client's process: writes at a steady pace and tells what became of each write; ends with its input. */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { monotonicMs } from '../measure/clock.js';
import { onLines } from '../measure/lines.js';
import type { ProbeAnswer, ProbeSetup } from './probe-protocol.js';

/** Of one origin: more would only queue up on a manager that hangs. */
const MAX_UNDER_WAY = 100;
const CONNECT_TIMEOUT_MS = 1_000;
const ANSWER_TIMEOUT_MS = 8_000;

class Prober {
  readonly #setup: ProbeSetup;
  readonly #pools: readonly Pool[];
  readonly #underWay: number[];
  readonly #run = randomUUID().slice(0, 8);
  #count = 0;

  constructor(setup: ProbeSetup) {
    this.#setup = setup;
    this.#underWay = setup.origins.map(() => 0);
    this.#pools = setup.origins.map(
      (origin) =>
        new Pool(origin, {
          connect: { ca: setup.ca, timeout: CONNECT_TIMEOUT_MS },
          connections: MAX_UNDER_WAY,
          pipelining: 1,
          headersTimeout: ANSWER_TIMEOUT_MS,
        }),
    );
  }

  start(): void {
    const { everyMs, origins } = this.#setup;
    setInterval(() => {
      for (let origin = 0; origin < origins.length; origin++) void this.#probe(origin);
    }, everyMs);
  }

  async #probe(origin: number): Promise<void> {
    const pool = this.#pools[origin];
    if (pool === undefined || (this.#underWay[origin] ?? 0) >= MAX_UNDER_WAY) return;
    this.#count += 1;
    const key = `probe-${this.#run}-${this.#count}`;
    this.#underWay[origin] = (this.#underWay[origin] ?? 0) + 1;
    const sentAt = monotonicMs();
    const done = await this.#write(pool, key).catch(() => false);
    this.#underWay[origin] = (this.#underWay[origin] ?? 0) - 1;
    const answer: ProbeAnswer = { origin, key, sentAt, answeredAt: monotonicMs(), done };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }

  async #write(pool: Pool, key: string): Promise<boolean> {
    const { work, bearer } = this.#setup;
    const body =
      work === 'network'
        ? { name: key }
        : { key: Buffer.from(key).toString('base64'), value: Buffer.alloc(100).toString('base64') };
    const response = await pool.request({
      method: 'POST',
      path: work === 'network' ? '/v1/networks' : '/v3/kv/put',
      headers: {
        'content-type': 'application/json',
        ...(bearer !== undefined && {
          authorization: `Bearer ${bearer}`,
          'idempotency-key': randomUUID(),
        }),
      },
      body: JSON.stringify(body),
    });
    await response.body.dump();
    return response.statusCode < 300;
  }
}

onLines(process.stdin, (line) => new Prober(JSON.parse(line) as ProbeSetup).start());
process.stdin.once('end', () => process.exit(0));
