/** The parts of a manager that a batch passes, over a real state database; what raft and the network do is left out. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Metrics } from '../../observe/metrics.js';
import { batchCommands } from '../../server/api/batch-operations.js';
import { ApiContext } from '../../server/api/context.js';
import { batchAnswer } from '../../server/api/batch-results.js';
import { Batch } from '../../server/api/schemas/batch.js';
import { bodyCheck } from '../../server/api/validation.js';
import { idempotencyOf } from '../../server/api/writing.js';
import { RandomPool } from '../../server/api/random-pool.js';
import { StateAudit } from '../../server/cluster/state-audit.js';
import { AckTracker } from '../../server/dispatch/ack-tracker.js';
import { ConvergenceTracker } from '../../server/dispatch/convergence.js';
import { Presence } from '../../server/dispatch/presence.js';
import { Feeds } from '../../server/feed/feeds.js';
import type { ApplyResult } from '../../server/state/event.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { CommandMachine } from '../../server/storage/state-machine.js';
import { PackedKeyValue } from '../../server/storage/packed-key-value.js';
import { StateStore } from '../../server/storage/state-store.js';
import type { KeyValue } from '../../server/storage/key-value.js';
import { parsingJson } from '../../server/state/json-steps.js';
import { atOnce } from '../../server/state/steps.js';
import { Population } from '../state/population.js';
import type { StageTimes } from './stage-times.js';

const NETWORKS = 250;
const MEMBERS = 4;

export class BulkManager {
  readonly #times: StageTimes;
  readonly #population: Population;
  readonly #machine: CommandMachine;
  readonly #context: ApiContext;
  readonly #store: StateStore;
  readonly #check = bodyCheck(Batch);
  #made = 0;

  private constructor(times: StageTimes, population: Population, store: StateStore) {
    this.#times = times;
    this.#population = population;
    this.#store = store;
    const { state: view } = population;
    const feeds = new Feeds({ view });
    const acks = new AckTracker({ isRemoved: () => false, isAhead: () => false });
    const presence = new Presence({ now: () => performance.now() });
    const convergence = new ConvergenceTracker({ view, feeds, acks, presence, clock: Date.now });
    const random = new RandomPool(randomBytes);
    this.#context = new ApiContext({
      view,
      convergence,
      metrics: new Metrics(),
      watch: { onPublish: () => () => undefined },
      nowMs: Date.now,
      random: (bytes: number) => random.take(bytes),
    } as never);
    const audit = new StateAudit(
      {
        configuration: () => ({ voters: [1] }) as never,
        view,
        log: { error: () => undefined } as never,
        condemn: () => undefined,
      },
      { rows: view.rows(), after: 0 },
    );
    this.#machine = new CommandMachine(
      {
        state: view,
        rows: (batch) => times.run('hand over rows', () => store.write(batch)),
        preparing: ({ events, timeMs }) => feeds.preparing(events, { timeMs, perStep: 200 }),
        applied: ({ events, timeMs }) => feeds.apply(events, timeMs),
        settled: () => undefined,
        audit: {
          wrote: (rows) => times.run('sum of the state', () => audit.wrote(rows)),
          compare: () => undefined,
        },
      },
      { lastTimeMs: 0 },
    );
  }

  static async open(directory: string, times: StageTimes): Promise<BulkManager> {
    const db = timed(await PackedKeyValue.open(directory), times);
    const fail = (error: unknown): never => {
      throw error;
    };
    const store = await StateStore.over(db, { clusterId: 'bench' }, { onFatal: fail });
    const population = new Population();
    population.apply({ kind: 'cluster.raise', featureLevel: FEATURE_LEVEL });
    for (let n = 0; n < NETWORKS; n++) {
      population.apply({
        kind: 'network.create',
        id: population.mint('network'),
        name: `bulk-${n}`,
        subnets: [
          { id: population.mint('subnet'), cidr: `10.${64 + (n >> 4)}.${(n & 15) << 4}.0/20` },
        ],
        defaultSubnetId: population.mint('subnet'),
      });
    }
    return new BulkManager(times, population, store);
  }

  /** From the request's text to the answer's, as a follower that was asked. */
  async batch(operations: number): Promise<void> {
    const times = this.#times;
    const text = this.#text(operations);
    const parsed = await times.inTurns('API: parse', parsingJson(text, ['operations']));
    const body = parsed as object;
    times.run('API: check', () => this.#check(body));
    const { commands } = times.run('API: commands', () =>
      atOnce(batchCommands(this.#context, (body as { operations: never }).operations)),
    );
    const request = {
      method: 'POST',
      url: '/v1/batch',
      headers: { 'idempotency-key': randomUUID() },
      body,
    };
    const idempotency = await times.whole('API: hash of the request', () =>
      idempotencyOf({ request, caller: { name: 'key:bench' } } as never),
    );
    const proposal = { command: { kind: 'batch', commands }, actor: 'key:bench', idempotency };
    const sent = times.run('forward: encode', () => Buffer.from(JSON.stringify(proposal)));
    const read = times.run('leader: decode', () => JSON.parse(sent.toString('utf8')) as object);
    const data = times.run('leader: encode the entry', () =>
      Buffer.from(JSON.stringify({ ...read, timeMs: Date.now() })),
    );
    const index = this.#population.state.appliedIndex + 1;
    const [result] = await times.inTurns(
      'apply, all in it',
      this.#machine.applying([{ index, term: 1, type: 'normal', data }]),
    );
    const got = result as ApplyResult;
    if (!got.ok) throw new Error(JSON.stringify(got));
    const { results = [], revision } = got;
    const made = { results, commands, rest: { revision } };
    await times.inTurns('API: answer', batchAnswer(this.#context, made));
    await times.whole('rows and LevelDB, in turns and threads', () => this.#store.sync());
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  #text(operations: number): string {
    const list = Array.from({ length: operations }, () => {
      const n = this.#made++;
      const network = Math.floor(n / 400) % NETWORKS;
      const node = `w${network * MEMBERS + (n % MEMBERS)}`;
      return { op: 'create', kind: 'endpoint', body: { network: `bulk-${network}`, node } };
    });
    return JSON.stringify({ operations: list });
  }
}

/** The turn in which LevelDB begins to take rows. */
function timed(db: KeyValue, times: StageTimes): KeyValue {
  return {
    entries: () => db.entries(),
    write: (writes) => times.run('LevelDB: first turn', () => db.write(writes)),
    flush: () => db.flush(),
    snapshot: () => db.snapshot(),
    close: () => db.close(),
  };
}
