/** States in place of entries: when a member needs one, what it does with one. Raft paper, section 7. */
import { invariant } from './invariant.js';
import { decodeConfiguration } from './configuration.js';
import type { CoreState, Leadership } from './core-state.js';
import type { InstallSnapshot } from './message.js';
import type { MemberId, SnapshotMeta } from './types.js';
import type { Progress } from './progress.js';

/** The state at the applied index, as the leader would send it now. */
export function snapshotNow(state: CoreState): SnapshotMeta {
  const { log, configuration } = state;
  return { index: log.applied, term: log.term(log.applied) ?? 0, configuration };
}

/** Announces a state to a member that is behind the start of the log; one that is not heard has to wait. */
export function offerSnapshot(state: CoreState, progress: Progress): void {
  if (!progress.recentlyActive) return;
  const snapshot = snapshotNow(state);
  progress.becomeSnapshot(snapshot.index);
  state.outbox.push({
    type: 'install-snapshot',
    from: state.options.id,
    to: progress.id,
    term: state.term,
    snapshot,
  });
}

export function snapshotEnded(leadership: Leadership, peer: MemberId, arrived: boolean): void {
  leadership.progress.get(peer)?.snapshotEnded(arrived);
}

/**
 * A state arrived. Older than what is committed here it says nothing; a log that holds its last entry needs only to
 * hear that this is committed. Otherwise it takes the place of the whole log: what conflicts must not survive.
 * Returns the index that the answer may claim once everything given so far is written.
 */
export function takeSnapshot(state: CoreState, { snapshot }: InstallSnapshot): number {
  const { log } = state;
  if (snapshot.index <= log.commit) return log.commit;
  if (log.term(snapshot.index) === snapshot.term) {
    log.commitTo(snapshot.index);
    return log.commit;
  }
  log.restartBehind(snapshot.index, snapshot.term);
  state.snapshotToWrite = snapshot;
  state.snapshotConfiguration = snapshot.configuration;
  state.configuration = snapshot.configuration;
  return log.lastIndex;
}

/** The write with the received state ended: it is in force. */
export function snapshotInstalled(state: CoreState): void {
  state.log.restored();
}

/** While it is on its way to the disk nobody here knows who the members are. */
export function isInstalling(state: CoreState): boolean {
  return state.snapshotToWrite !== undefined || state.writesInFlight.some((one) => one.installs);
}

/** Forgets applied entries up to `index` and says what the log begins behind now. */
export function compact(state: CoreState, index: number): SnapshotMeta {
  const { log } = state;
  invariant(!isInstalling(state), 'compacts while a received state is being installed');
  const last = log.configurationIndexes(log.snapshotIndex, index).at(-1);
  const entry = last === undefined ? undefined : log.entry(last);
  if (entry !== undefined) state.snapshotConfiguration = decodeConfiguration(entry.data);
  log.compactTo(index);
  return {
    index: log.snapshotIndex,
    term: log.snapshotTerm,
    configuration: state.snapshotConfiguration,
  };
}
