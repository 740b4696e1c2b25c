/** The write-ahead log against a model in memory, with power cuts that keep any part of what was not synced. */
import t from 'tap';
import fc from 'fast-check';
import type { Entry, HardState, SnapshotMeta } from '../core/types.js';
import type { WriteAheadLog } from '../wal/write-ahead-log.js';
import { createLog, GENESIS, openLog } from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';

interface State {
  readonly snapshot: SnapshotMeta;
  /** Behind `snapshot`. */
  readonly entries: readonly Entry[];
  readonly hardState: HardState;
}

type During = 'nothing' | 'append' | 'compact' | 'install';

type Step =
  | {
      readonly kind: 'append';
      readonly back: number;
      readonly sizes: readonly number[];
      readonly bump: boolean;
    }
  | { readonly kind: 'commit' }
  | { readonly kind: 'compact'; readonly share: number }
  | { readonly kind: 'install'; readonly ahead: number; readonly sizes: readonly number[] }
  | { readonly kind: 'restart' }
  | {
      readonly kind: 'crash';
      readonly during: During;
      readonly steps: number;
      readonly seed: number;
    };

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
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('compact' as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('install' as const),
        ahead: fc.integer({ min: 1, max: 9 }),
        sizes: fc.array(fc.nat(900), { maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('crash' as const),
        during: fc.constantFrom('nothing', 'append', 'compact', 'install'),
        steps: fc.nat(12),
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
  snapshot: [state.snapshot.index, state.snapshot.term],
  entries: state.entries.map(({ index, term, data }) => [index, term, data.length, data[0] ?? -1]),
});

class Harness {
  #files = new MemoryLogFiles();
  /** Durable for certain. */
  #synced: State = {
    snapshot: GENESIS,
    entries: [],
    hardState: { term: 0, vote: 0, commit: 0 },
  };
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
    else if (step.kind === 'compact') await this.#compact(step.share);
    else if (step.kind === 'install') await this.#install(step);
    else if (step.kind === 'restart') await this.#restart();
    else await this.#crash(step);
  }

  #next(step: { back: number; sizes: readonly number[]; bump: boolean }): {
    state: State;
    fresh: Entry[];
  } {
    const { entries, hardState, snapshot } = this.#now;
    const base = snapshot.index;
    const term = hardState.term + (step.bump || hardState.term === 0 ? 1 : 0);
    const keep = Math.max(hardState.commit - base, entries.length - (step.bump ? step.back : 0));
    this.#stamp += 1;
    const fresh = step.sizes.map((size, at) => ({
      index: base + keep + at + 1,
      term,
      type: 'normal' as const,
      data: new Uint8Array(size).fill((this.#stamp % 250) + 1),
    }));
    return {
      fresh,
      state: {
        snapshot,
        entries: [...entries.slice(0, keep), ...fresh],
        hardState: { ...hardState, term },
      },
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
    const { entries, hardState, snapshot } = this.#now;
    const commit = snapshot.index + entries.length;
    const state = { snapshot, entries, hardState: { ...hardState, commit } };
    await this.#log.append({ entries: [], hardState: state.hardState, mustSync: false });
    this.#unsynced.push(state);
  }

  async #restart(): Promise<void> {
    await this.#log.close();
    this.#log = await openLog(this.#files, { segmentBytes: 4096 });
    this.#expectOneOf([this.#now]);
  }

  #compacted(share: number): State {
    const { entries, hardState, snapshot } = this.#now;
    const gone = Math.floor(share * (hardState.commit - snapshot.index));
    const last = entries[gone - 1];
    if (last === undefined) return this.#now;
    const { configuration } = GENESIS;
    return {
      snapshot: { index: last.index, term: last.term, configuration },
      entries: entries.slice(gone),
      hardState,
    };
  }

  async #compact(share: number): Promise<void> {
    const state = this.#compacted(share);
    await this.#log.compact(state.snapshot);
    if (state === this.#now) return;
    this.#synced = state;
    this.#unsynced = [];
  }

  #installed(step: { ahead: number; sizes: readonly number[] }): State {
    const { hardState } = this.#now;
    const term = hardState.term + 1;
    const index = hardState.commit + step.ahead;
    this.#stamp += 1;
    return {
      snapshot: { index, term, configuration: GENESIS.configuration },
      hardState: { term, vote: 0, commit: index },
      entries: step.sizes.map((size, at) => ({
        index: index + at + 1,
        term,
        type: 'normal' as const,
        data: new Uint8Array(size).fill((this.#stamp % 250) + 1),
      })),
    };
  }

  async #install(step: { ahead: number; sizes: readonly number[] }): Promise<void> {
    const state = this.#installed(step);
    await this.#log.append({ ...state, mustSync: true });
    this.#synced = state;
    this.#unsynced = [];
  }

  #begin(during: During): { work: Promise<void>; state: State } | undefined {
    if (during === 'nothing') return undefined;
    if (during === 'append') {
      const next = this.#next({ back: 2, sizes: [700, 10, 600, 300, 800], bump: true });
      const { hardState } = next.state;
      const work = this.#log.append({ entries: next.fresh, hardState, mustSync: true });
      return { work, state: next.state };
    }
    if (during === 'compact') {
      const state = this.#compacted(0.8);
      // Nothing to compact writes nothing, and so makes no hint durable either.
      if (state === this.#now) return undefined;
      return { work: this.#log.compact(state.snapshot), state };
    }
    const state = this.#installed({ ahead: 3, sizes: [300, 700] });
    return { work: this.#log.append({ ...state, mustSync: true }), state };
  }

  /** The power goes `steps` changes of the disk after the work began, also in the middle of what follows it. */
  async #crash(step: { during: During; steps: number; seed: number }): Promise<void> {
    this.#files.stepsLeft = step.steps;
    const begun = this.#begin(step.during);
    const outcome = { ended: false };
    void begun?.work.then(
      () => (outcome.ended = true),
      () => undefined,
    );
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (begun) this.#unsynced.push(begun.state);
    if (begun && outcome.ended) {
      this.#synced = begun.state;
      this.#unsynced = [];
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
  '[raft 73] whatever a power cut keeps of unsynced sectors, the log opens with all that was synced',
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
