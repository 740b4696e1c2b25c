/** What a stopped manager's disk holds, read to the end of its log: for what is done without the others. */
import type { Entry, HardState, SnapshotMeta } from '../../raft/core/types.js';
import { State } from '../state/state.js';
import { openStorage, type Storage } from '../storage/open-storage.js';
import { lastTimeOf } from '../storage/rows.js';
import { CommandMachine } from '../storage/state-machine.js';
import type { Member } from './data-directory.js';

export interface StoppedMember {
  readonly storage: Storage;
  readonly hardState: HardState;
  readonly snapshot: SnapshotMeta;
  /** As it is once every entry of the log is applied, also those not known to be committed. */
  readonly state: State;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Up to here the entries are known to be committed: every manager that knows them has the same. */
  readonly committedIndex: number;
  /** Stamp of the last command. */
  readonly lastTimeMs: number;
  close(): Promise<void>;
}

export interface ReadingOptions {
  /**
   * Commands not known to be committed are applied as if they came later: the first one at the index that is answered. By
   * default each where it stands.
   */
  readonly later?: (lastIndex: number) => number;
}

/** Throws as `openStorage`. Nothing is written. */
export async function openStopped(
  path: string,
  member: Member,
  options: ReadingOptions = {},
): Promise<StoppedMember> {
  const { clusterId } = member.identity.node;
  const storage = await openStorage(
    path,
    { clusterId, memberId: member.raftId },
    { onFatal: () => undefined, onRebuild: () => undefined },
  );
  const close = async (): Promise<void> => {
    await storage.state.close();
    await storage.log.close();
  };
  try {
    return { storage, ...read(storage, member, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function read({ log, state: store }: Storage, { raftId }: Member, { later }: ReadingOptions) {
  const { hardState, snapshot, entries } = log.image;
  const last: Pick<Entry, 'index' | 'term'> = entries.at(-1) ?? snapshot;
  const { rows } = store.stored;
  const state = State.load(rows);
  // A member's id is the index of the entry that made it: it was told when that was committed.
  const committedIndex = Math.min(
    Math.max(hardState.commit, state.appliedIndex, raftId),
    last.index,
  );
  const machine = new CommandMachine(
    { state, rows: () => undefined, applied: () => undefined, settled: () => undefined },
    { lastTimeMs: lastTimeOf(rows) },
  );
  const due = entries.filter(({ index }) => index > state.appliedIndex);
  const open = due.filter(({ index }) => index > committedIndex);
  machine.apply(due.filter(({ index }) => index <= committedIndex));
  machine.apply(later ? movedTo(later(last.index), open) : open);
  const { lastTimeMs } = machine;
  const ends = { lastIndex: last.index, lastTerm: last.term, committedIndex, lastTimeMs };
  return { hardState, snapshot, state, ...ends };
}

/** What raft writes for itself has no meaning in another place. */
const movedTo = (first: number, entries: readonly Entry[]): readonly Entry[] =>
  entries
    .filter(({ type }) => type === 'normal')
    .map((entry, n) => ({ ...entry, index: first + n }));
