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
  /** Stamp of the last command. */
  readonly lastTimeMs: number;
  close(): Promise<void>;
}

/** Throws as `openStorage`. Nothing is written. */
export async function openStopped(path: string, member: Member): Promise<StoppedMember> {
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
    const { hardState, snapshot, entries } = storage.log.image;
    const last: Pick<Entry, 'index' | 'term'> = entries.at(-1) ?? snapshot;
    const { rows } = storage.state.stored;
    const state = State.load(rows);
    const machine = new CommandMachine(
      { state, rows: () => undefined, applied: () => undefined, settled: () => undefined },
      { lastTimeMs: lastTimeOf(rows) },
    );
    machine.apply(entries.filter(({ index }) => index > state.appliedIndex));
    const { lastTimeMs } = machine;
    const ends = { lastIndex: last.index, lastTerm: last.term, lastTimeMs };
    return { storage, hardState, snapshot, state, ...ends, close };
  } catch (error) {
    await close();
    throw error;
  }
}
