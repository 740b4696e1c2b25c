/** What every `SnapshotStore` must do, as tests that run against any adapter. Needs nothing but a way to name and run a test. */
import assert from 'node:assert/strict';
import type { Entry, SnapshotMeta } from '../core/types.js';
import type { SnapshotSink, SnapshotSource, SnapshotStore, StateMachine } from '../node/ports.js';
import type { ContractTest } from './log-store.js';

/** A state machine with an empty state, its store, and a way to look at the state. */
export interface SnapshotSubject {
  readonly machine: StateMachine;
  /** An entry that changes the state; different numbers change it differently. */
  entry(index: number, term: number, change: number): Entry;
  /** The whole state in a form that can be compared. */
  look(): unknown;
  close(): Promise<void>;
}

export type SnapshotStoreFactory = () => Promise<SnapshotSubject>;

type Run = (
  one: SnapshotSubject,
  two: SnapshotSubject,
  stores: readonly [SnapshotStore, SnapshotStore],
) => Promise<void>;

async function withTwo(make: SnapshotStoreFactory, run: Run): Promise<void> {
  const one = await make();
  const two = await make();
  try {
    assert.ok(one.machine.snapshots !== undefined && two.machine.snapshots !== undefined);
    await run(one, two, [one.machine.snapshots, two.machine.snapshots]);
  } finally {
    await one.close();
    await two.close();
  }
}

function grow(subject: SnapshotSubject, from: number, to: number): void {
  const entries = Array.from({ length: to - from + 1 }, (_, at) =>
    subject.entry(from + at, 2, from + at),
  );
  subject.machine.apply(entries);
}

async function chunksOf(source: SnapshotSource, from = 0): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.chunks(from)) chunks.push(Uint8Array.from(chunk));
  return chunks;
}

async function fill(sink: SnapshotSink, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks.slice(sink.chunks)) await sink.write(chunk);
}

async function opened(subject: SnapshotSubject, store: SnapshotStore): Promise<SnapshotSource> {
  await store.sync();
  const source = await store.open();
  assert.ok(source.offer.snapshot.index <= subject.machine.appliedIndex);
  return source;
}

const syncs = (make: SnapshotStoreFactory): Promise<void> =>
  withTwo(make, async (one, _two, [store]) => {
    grow(one, 1, 20);
    assert.equal(await store.sync(), 20);
  });

const transfers = (make: SnapshotStoreFactory): Promise<void> =>
  withTwo(make, async (one, two, [from, to]) => {
    grow(one, 1, 200);
    const source = await opened(one, from);
    const { snapshot } = source.offer;
    assert.deepEqual([snapshot.index, snapshot.term], [200, 2]);
    const sink = await to.receive(source.offer);
    assert.equal(sink.chunks, 0);
    await fill(sink, await chunksOf(source));
    assert.equal(two.machine.appliedIndex, 0, 'nothing changes before the install');
    await sink.finish();
    await sink.close();
    await source.close();
    await to.install(snapshot);
    assert.equal(two.machine.appliedIndex, 200);
    assert.deepEqual(two.look(), one.look());
    grow(one, 201, 210);
    grow(two, 201, 210);
    assert.deepEqual(two.look(), one.look(), 'both go on alike');
    assert.equal(await to.sync(), 210);
  });

const staysConsistent = (make: SnapshotStoreFactory): Promise<void> =>
  withTwo(make, async (one, two, [from, to]) => {
    grow(one, 1, 100);
    const before = JSON.stringify(one.look());
    const source = await opened(one, from);
    const sink = await to.receive(source.offer);
    let next = 101;
    for await (const chunk of source.chunks(0)) {
      await sink.write(chunk);
      grow(one, next, next);
      next += 1;
    }
    grow(one, next, next + 50);
    assert.deepEqual(await chunksOf(source), await chunksOf(source), 'the same bytes each time');
    await sink.finish();
    await source.close();
    await to.install(source.offer.snapshot);
    assert.equal(JSON.stringify(two.look()), before);
  });

const resumes = (make: SnapshotStoreFactory): Promise<void> =>
  withTwo(make, async (one, two, [from, to]) => {
    grow(one, 1, 300);
    const source = await opened(one, from);
    const chunks = await chunksOf(source);
    const half = Math.floor(chunks.length / 2);
    const first = await to.receive(source.offer);
    await fill(first, chunks.slice(0, half));
    await first.close();
    const second = await to.receive(source.offer);
    assert.ok(second.chunks <= half);
    for await (const chunk of source.chunks(second.chunks)) await second.write(chunk);
    await second.finish();
    await source.close();
    await to.install(source.offer.snapshot);
    assert.deepEqual(two.look(), one.look());
  });

const replaces = (make: SnapshotStoreFactory): Promise<void> =>
  withTwo(make, async (one, two, [from, to]) => {
    grow(one, 1, 50);
    const old = await opened(one, from);
    const dropped = await to.receive(old.offer);
    await fill(dropped, await chunksOf(old));
    await dropped.close();
    grow(one, 51, 60);
    const source = await opened(one, from);
    assert.notEqual(source.offer.id, old.offer.id);
    const sink = await to.receive(source.offer);
    assert.equal(sink.chunks, 0, 'another state begins anew');
    await fill(sink, await chunksOf(source));
    await sink.finish();
    await to.install(source.offer.snapshot);
    assert.deepEqual(two.look(), one.look());
    await old.close();
    await source.close();
  });

/** @param spoil what arrives in place of the chunks */
async function refuses(
  make: SnapshotStoreFactory,
  spoil: (chunks: readonly Uint8Array[]) => readonly Uint8Array[],
): Promise<void> {
  await withTwo(make, async (one, two, [from, to]) => {
    grow(one, 1, 300);
    grow(two, 1, 5);
    const before = JSON.stringify(two.look());
    const source = await opened(one, from);
    const sink = await to.receive(source.offer);
    await assert.rejects(async () => {
      for (const chunk of spoil(await chunksOf(source))) await sink.write(chunk);
      await sink.finish();
    });
    await sink.close();
    await source.close();
    assert.equal(JSON.stringify(two.look()), before, 'the present state is untouched');
    const later: SnapshotMeta = { ...source.offer.snapshot, index: 299 };
    await assert.rejects(to.install(later), 'what did not arrive is not installed');
  });
}

/** Registers the tests. `verified`: the adapter notices damaged and missing chunks by itself. */
export function snapshotStoreContract(
  make: SnapshotStoreFactory,
  test: ContractTest,
  { verified }: { readonly verified: boolean },
): void {
  test('makes what was applied durable and says how far', () => syncs(make));
  test('gives a state that becomes the state elsewhere', () => transfers(make));
  test('gives one state, whatever is applied meanwhile', () => staysConsistent(make));
  test('goes on with a state that arrived in part', () => resumes(make));
  test('drops what arrived of another state', () => replaces(make));
  if (!verified) return;
  test('refuses a state without its end', () => refuses(make, (chunks) => chunks.slice(0, -1)));
  test('refuses a state with a flipped bit', () =>
    refuses(make, (chunks) =>
      chunks.map((chunk, at) =>
        at === 0
          ? chunk.map((byte, place) => (place === chunk.length >> 1 ? byte ^ 4 : byte))
          : chunk,
      ),
    ));
}
