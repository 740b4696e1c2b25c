/** What every `LogStore` must do, as tests that run against any adapter. Needs nothing but a way to name and run a test. */
import assert from 'node:assert/strict';
import type { Configuration, Entry, HardState, SnapshotMeta } from '../core/types.js';
import type { LogStore } from '../node/ports.js';

/** One log on one medium: each `open` gives it again as after a restart of the process; the one before was closed. */
export interface LogStoreMedium {
  open(): Promise<LogStore>;
}

/** @returns a medium with a new log that begins behind `snapshot`, with no vote and nothing else */
export type LogStoreFactory = (snapshot: SnapshotMeta) => LogStoreMedium | Promise<LogStoreMedium>;

/** Runs or registers one test; `run` rejects when it fails. `test` of node:test and of tap fit. */
export type ContractTest = (title: string, run: () => Promise<void>) => void;

const configuration = (...voters: readonly number[]): Configuration => ({
  voters,
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
});

const GENESIS: SnapshotMeta = { index: 0, term: 0, configuration: configuration(1) };

const entry = (index: number, term: number, text = `entry ${index}`): Entry => ({
  index,
  term,
  type: 'normal',
  data: new TextEncoder().encode(text),
});

const range = (from: number, to: number, term: number): readonly Entry[] =>
  Array.from({ length: to - from + 1 }, (_, at) => entry(from + at, term));

const plain = (entries: readonly Entry[]): unknown =>
  entries.map(({ index, term, type, data }) => [index, term, type, [...data]]);

interface Expected {
  readonly hardState: HardState;
  readonly snapshot: SnapshotMeta;
  readonly entries: readonly Entry[];
}

function assertHolds(log: LogStore, expected: Expected): void {
  assert.deepEqual(log.image.hardState, expected.hardState);
  assert.deepEqual(log.image.snapshot, expected.snapshot);
  assert.deepEqual(plain(log.image.entries), plain(expected.entries));
}

async function reopened(medium: LogStoreMedium, log: LogStore): Promise<LogStore> {
  await log.close();
  return medium.open();
}

async function keeps(make: LogStoreFactory): Promise<void> {
  const medium = await make(GENESIS);
  let log = await medium.open();
  const none = { term: 0, vote: 0, commit: 0 };
  assertHolds(log, { hardState: none, snapshot: GENESIS, entries: [] });
  const entries: Entry[] = [
    entry(1, 1),
    { index: 2, term: 1, type: 'noop', data: new Uint8Array(0) },
    { index: 3, term: 2 ** 53 - 1, type: 'config', data: Uint8Array.of(0, 255, 0) },
  ];
  const hardState = { term: 2 ** 53 - 1, vote: 2 ** 53 - 2, commit: 1 };
  await log.append({ entries, hardState, mustSync: true });
  log = await reopened(medium, log);
  assertHolds(log, { hardState, snapshot: GENESIS, entries });
  await log.append({ entries: [], hardState: { ...hardState, commit: 3 }, mustSync: true });
  log = await reopened(medium, log);
  assertHolds(log, { hardState: { ...hardState, commit: 3 }, snapshot: GENESIS, entries });
  await log.close();
}

async function truncates(make: LogStoreFactory): Promise<void> {
  const medium = await make(GENESIS);
  let log = await medium.open();
  const hardState = { term: 2, vote: 0, commit: 2 };
  await log.append({ entries: range(1, 6, 1), mustSync: true });
  await log.append({ entries: [entry(3, 2)], hardState, mustSync: true });
  log = await reopened(medium, log);
  assertHolds(log, {
    hardState,
    snapshot: GENESIS,
    entries: [...range(1, 2, 1), entry(3, 2)],
  });
  await log.append({ entries: range(4, 5, 2), mustSync: true });
  log = await reopened(medium, log);
  assert.equal(log.image.entries.length, 5);
  await log.close();
}

async function compacts(make: LogStoreFactory): Promise<void> {
  const medium = await make(GENESIS);
  let log = await medium.open();
  const hardState = { term: 1, vote: 1, commit: 7 };
  const snapshot = { index: 7, term: 1, configuration: configuration(1, 2, 3) };
  await log.append({ entries: range(1, 10, 1), hardState, mustSync: true });
  await log.compact(snapshot);
  await log.append({ entries: [entry(11, 1)], mustSync: true });
  await log.compact({ ...snapshot, index: 3 });
  log = await reopened(medium, log);
  assertHolds(log, { hardState, snapshot, entries: range(8, 11, 1) });
  await log.append({ entries: [entry(8, 2)], mustSync: true });
  log = await reopened(medium, log);
  assert.deepEqual(plain(log.image.entries), plain([entry(8, 2)]));
  await log.close();
}

async function compactsAll(make: LogStoreFactory): Promise<void> {
  const medium = await make(GENESIS);
  let log = await medium.open();
  const snapshot = { index: 5, term: 1, configuration: configuration(1) };
  await log.append({
    entries: range(1, 5, 1),
    hardState: { term: 1, vote: 0, commit: 4 },
    mustSync: true,
  });
  await log.compact(snapshot);
  log = await reopened(medium, log);
  assert.deepEqual(log.image.entries, []);
  assert.deepEqual(log.image.snapshot, snapshot);
  assert.equal(log.image.hardState.term, 1);
  await log.append({ entries: [entry(6, 1)], mustSync: true });
  log = await reopened(medium, log);
  assert.deepEqual(plain(log.image.entries), plain([entry(6, 1)]));
  await log.close();
}

/** @param index of the received state, below, inside or behind the log of ten entries */
async function installs(make: LogStoreFactory, index: number): Promise<void> {
  const medium = await make(GENESIS);
  let log = await medium.open();
  await log.append({
    entries: range(1, 10, 1),
    hardState: { term: 1, vote: 1, commit: 2 },
    mustSync: true,
  });
  const snapshot = { index, term: 4, configuration: configuration(2, 3) };
  const hardState = { term: 5, vote: 0, commit: index };
  await log.append({ snapshot, entries: [entry(index + 1, 5)], hardState, mustSync: true });
  await log.append({ entries: [entry(index + 2, 5)], mustSync: true });
  log = await reopened(medium, log);
  assertHolds(log, { hardState, snapshot, entries: range(index + 1, index + 2, 5) });
  await log.close();
}

/** Registers the tests. */
export function logStoreContract(make: LogStoreFactory, test: ContractTest): void {
  test('keeps entries of every type and the hard state', () => keeps(make));
  test('truncates from an overlapping entry, for good', () => truncates(make));
  test('begins behind the newest point it was compacted to', () => compacts(make));
  test('goes on after everything was compacted', () => compactsAll(make));
  for (const index of [4, 10, 40])
    test(`begins anew behind a received state at ${index}`, () => installs(make, index));
}
