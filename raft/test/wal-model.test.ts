/** The write-ahead log against a model in memory, with power cuts that keep any part of what was not synced. */
import t from 'tap';
import fc from 'fast-check';
import type { Entry, HardState } from '../core/types.js';
import type { WriteAheadLog } from '../wal/write-ahead-log.js';
import { createLog, openLog } from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';

interface State {
  readonly entries: readonly Entry[];
  readonly hardState: HardState;
}

type Step =
  | {
      readonly kind: 'append';
      readonly back: number;
      readonly sizes: readonly number[];
      readonly bump: boolean;
    }
  | { readonly kind: 'commit' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'crash'; readonly during: boolean; readonly seed: number };

const step = (): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        back: fc.nat(3),
        sizes: fc.array(fc.nat(900), { minLength: 1, maxLength: 6 }),
        bump: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ kind: 'commit' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('crash' as const),
        during: fc.boolean(),
        seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      }),
    },
  );

/** A small generator of coin flips, so that fast-check can shrink a power cut. */
function coin(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 48271) >>> 0) % 2147483647;
    return (state & 8) !== 0;
  };
}

const shape = (state: State): unknown => ({
  hardState: state.hardState,
  entries: state.entries.map(({ index, term, data }) => [index, term, data.length, data[0] ?? -1]),
});

class Harness {
  #files = new MemoryLogFiles();
  /** Durable for certain. */
  #synced: State = { entries: [], hardState: { term: 0, vote: 0, commit: 0 } };
  /** Written behind it without a sync, oldest first. */
  #unsynced: State[] = [];
  #log!: WriteAheadLog;
  #stamp = 0;

  async start(): Promise<void> {
    this.#log = await createLog(this.#files, { segmentBytes: 4096 });
  }

  get #now(): State {
    return this.#unsynced.at(-1) ?? this.#synced;
  }

  async run(step: Step): Promise<void> {
    if (step.kind === 'append') await this.#append(this.#next(step));
    else if (step.kind === 'commit') await this.#hint();
    else if (step.kind === 'restart') await this.#restart();
    else await this.#crash(step);
  }

  #next(step: { back: number; sizes: readonly number[]; bump: boolean }): {
    state: State;
    fresh: Entry[];
  } {
    const { entries, hardState } = this.#now;
    const term = hardState.term + (step.bump || hardState.term === 0 ? 1 : 0);
    const keep = Math.max(hardState.commit, entries.length - (step.bump ? step.back : 0));
    this.#stamp += 1;
    const fresh = step.sizes.map((size, at) => ({
      index: keep + at + 1,
      term,
      type: 'normal' as const,
      data: new Uint8Array(size).fill((this.#stamp % 250) + 1),
    }));
    return {
      fresh,
      state: { entries: [...entries.slice(0, keep), ...fresh], hardState: { ...hardState, term } },
    };
  }

  async #append(next: { state: State; fresh: Entry[] }): Promise<void> {
    await this.#log.append({
      entries: next.fresh,
      hardState: next.state.hardState,
      mustSync: true,
    });
    this.#synced = next.state;
    this.#unsynced = [];
  }

  async #hint(): Promise<void> {
    const { entries, hardState } = this.#now;
    const state = { entries, hardState: { ...hardState, commit: entries.length } };
    await this.#log.append({ entries: [], hardState: state.hardState, mustSync: false });
    this.#unsynced.push(state);
  }

  async #restart(): Promise<void> {
    await this.#log.close();
    this.#log = await openLog(this.#files, { segmentBytes: 4096 });
    this.#expectOneOf([this.#now]);
  }

  async #crash(step: { during: boolean; seed: number }): Promise<void> {
    if (step.during) {
      const next = this.#next({ back: 2, sizes: [700, 10, 600, 300, 800], bump: true });
      this.#files.hang = true;
      void this.#log.append({
        entries: next.fresh,
        hardState: next.state.hardState,
        mustSync: true,
      });
      await new Promise((resolve) => setImmediate(resolve));
      this.#unsynced.push(next.state);
    }
    this.#files = this.#files.powerCut(coin(step.seed));
    this.#log = await openLog(this.#files, { segmentBytes: 4096 });
    this.#expectOneOf([this.#synced, ...this.#unsynced]);
  }

  /** Opened must be a state between the last synced one and the last written one. */
  #expectOneOf(allowed: readonly State[]): void {
    const found = JSON.stringify(shape(this.#log.image));
    const match = allowed.find((state) => JSON.stringify(shape(state)) === found);
    if (match === undefined)
      throw new Error(
        `${found}\nis none of\n${allowed.map((state) => JSON.stringify(shape(state))).join('\n')}`,
      );
    this.#synced = match;
    this.#unsynced = [];
  }
}

t.test(
  'whatever a power cut keeps of unsynced sectors, the log opens with all that was synced',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step(), { minLength: 1, maxLength: 40 }), async (steps) => {
        const harness = new Harness();
        await harness.start();
        for (const each of steps) await harness.run(each);
      }),
      { numRuns: 300 },
    );
    t.pass('300 histories');
  },
);
