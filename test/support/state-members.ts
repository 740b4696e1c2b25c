/** Data directories with a state in LevelDB, filled by commands, and the way a state takes from one to another. */
import { mkdirSync } from 'node:fs';
import type { Configuration } from '../../raft/core/types.js';
import type { SnapshotOffer, SnapshotSink } from '../../raft/node/ports.js';
import {
  DIRECTORY_WORK,
  StateDirectory,
  type DirectoryWork,
} from '../../server/storage/state-directory.js';
import { StateSnapshots } from '../../server/storage/state-snapshots.js';
import { StateStore } from '../../server/storage/state-store.js';
import { endpoint, networkOf, StateFixture } from './state-fixture.js';

export const CLUSTER = { clusterId: 'blue' };
export const MEMBERS: Configuration = {
  voters: [1, 7],
  learners: [9],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
};

export interface StateMember {
  readonly path: string;
  readonly store: StateStore;
  readonly directory: StateDirectory;
  readonly snapshots: StateSnapshots;
}

export interface MemberOptions {
  readonly work?: DirectoryWork;
  readonly chunkBytes?: number;
}

export async function openMember(path: string, options: MemberOptions = {}): Promise<StateMember> {
  const { work = DIRECTORY_WORK, ...rest } = options;
  mkdirSync(path, { recursive: true });
  const directory = new StateDirectory(path, work);
  const deps = {
    onFatal: (error: unknown) => {
      throw error;
    },
  };
  const store = await StateStore.open(directory.state, CLUSTER, deps);
  const snapshots = new StateSnapshots({ store, directory }, { ...CLUSTER, ...rest });
  return { path, store, directory, snapshots };
}

/** A cluster with networks and `endpoints` endpoints, each made under an idempotency key. */
export function populate(endpoints: number): StateFixture {
  const fixture = StateFixture.start(2);
  fixture.accept(networkOf('red', '10.1.0.0/16'));
  fixture.accept(networkOf('green', '10.2.0.0/16'));
  for (let n = 0; n < endpoints; n += 1) {
    const command = endpoint(n % 2 ? 'red' : 'green', `e${n}`, { labels: { text: 'ü'.repeat(n) } });
    fixture.propose(command, { caller: 'key-a', key: `k${n}`, bodyHash: `h${n}` });
  }
  return fixture;
}

/** As a machine would: everything the state holds, at its index. */
export function writeState(store: StateStore, { state, index }: StateFixture, term = 3): void {
  store.write({ rows: [...state.rows()], appliedIndex: index, term, configuration: MEMBERS });
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return all;
}

/** All chunks of the state as it is now. */
export async function chunksOf({
  snapshots,
}: StateMember): Promise<{ offer: SnapshotOffer; chunks: Buffer[] }> {
  const source = await snapshots.open();
  try {
    return { offer: source.offer, chunks: await collect(source.chunks(0)) };
  } finally {
    await source.close();
  }
}

export async function writeAll(sink: SnapshotSink, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks.slice(sink.chunks)) await sink.write(chunk);
}

/** From one to the other, complete and not yet installed. */
export async function transfer(from: StateMember, to: StateMember): Promise<SnapshotOffer> {
  const { offer, chunks } = await chunksOf(from);
  const sink = await to.snapshots.receive(offer);
  await writeAll(sink, chunks);
  await sink.finish();
  return offer;
}
