/**
 * Opens what a manager keeps on disk: the log first, whose lock guards the data directory, then the state behind it. The
 * log is the truth: a damaged state is made anew from it as long as it reaches back to the beginning.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import { decodeConfiguration } from '../../raft/core/configuration.js';
import type { MemberId, SnapshotMeta } from '../../raft/core/types.js';
import type { LogImage } from '../../raft/node/ports.js';
import { LogError, type LogErrorCode } from '../../raft/wal/errors.js';
import { WriteAheadLog, type GroupReport } from '../../raft/wal/write-ahead-log.js';
import { StateDirectory } from './state-directory.js';
import { StateSnapshots } from './state-snapshots.js';
import { StateStore } from './state-store.js';

export interface StorageOptions {
  readonly clusterId: string;
  readonly memberId: MemberId;
}

export interface StorageDeps {
  /** The state database failed after it was opened: the manager stops. */
  onFatal(error: unknown): void;
  /** The state was damaged and is replayed from the log; for the operator's eyes. */
  onRebuild(reason: OvnetError): void;
  /** A group of log entries became durable. */
  readonly onGroup?: (group: GroupReport) => void;
}

export interface Storage {
  readonly log: WriteAheadLog;
  readonly state: StateStore;
  readonly snapshots: StateSnapshots;
}

/** A crash applies the rows of so long again, from the log. */
const GATHER_MS = 10;

const CODES: Record<LogErrorCode, ErrorCode> = {
  'log-corrupt': 'log-corrupt',
  'log-foreign': 'already-initialized',
  'log-version': 'not-supported',
  'log-locked': 'data-locked',
  'log-exists': 'already-initialized',
  'log-missing': 'not-initialized',
  'log-order': 'internal',
  'log-full': 'busy',
  'log-failed': 'internal',
  'log-closed': 'internal',
};

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new OvnetError(CODES[cause.code], cause.message, { cause });
  }
}

const logDirectory = (dataDirectory: string): string => join(dataDirectory, 'log');

/** Begins the log of a new member. Throws `already-initialized`, `data-locked`. */
export async function createStorage(
  dataDirectory: string,
  options: StorageOptions & { readonly snapshot: SnapshotMeta },
): Promise<void> {
  const log = await translated(WriteAheadLog.create(logDirectory(dataDirectory), options));
  await log.close();
}

/** Throws `not-initialized`, `already-initialized` (of another cluster), `data-locked`, `log-corrupt`, `state-corrupt`, `not-supported`. */
export async function openStorage(
  dataDirectory: string,
  options: StorageOptions,
  deps: StorageDeps,
): Promise<Storage> {
  const { onGroup } = deps;
  const log = await translated(
    WriteAheadLog.open(logDirectory(dataDirectory), options, {
      ...(onGroup && { onGroup }),
    }),
  );
  try {
    const directory = new StateDirectory(dataDirectory);
    await directory.repair(log.image.snapshot);
    const state = await openState(directory.state, log, options, deps);
    const snapshots = new StateSnapshots({ store: state, directory }, options);
    return { log, state, snapshots };
  } catch (error) {
    await log.close();
    throw error;
  }
}

async function openState(
  directory: string,
  log: WriteAheadLog,
  options: StorageOptions,
  deps: StorageDeps,
): Promise<StateStore> {
  const open = (): Promise<StateStore> =>
    StateStore.open(
      directory,
      { ...options, gatherMs: GATHER_MS },
      { onFatal: (error) => deps.onFatal(error) },
    );
  const first = log.image.snapshot.index;
  const last = log.image.entries.at(-1)?.index ?? first;
  let state: StateStore;
  try {
    state = await open();
  } catch (error) {
    if (!(error instanceof OvnetError) || error.code !== 'state-corrupt' || first > 0) throw error;
    deps.onRebuild(error);
    await rm(directory, { recursive: true });
    return open();
  }
  const { appliedIndex } = state;
  if (appliedIndex >= first && appliedIndex <= last) {
    state.complete(pointAt(log.image, appliedIndex));
    return state;
  }
  await state.close();
  throw new OvnetError(
    appliedIndex < first ? 'state-corrupt' : 'log-corrupt',
    `the state in ${directory} ends at entry ${appliedIndex}, the log holds ${first + 1} to ${last}`,
  );
}

/** Term and members at an index within the log. */
function pointAt({ snapshot, entries }: LogImage, index: number): SnapshotMeta {
  const upTo = entries.slice(0, index - snapshot.index);
  const change = upTo.findLast(({ type }) => type === 'config');
  return {
    index,
    term: upTo.at(-1)?.term ?? snapshot.term,
    configuration: change ? decodeConfiguration(change.data) : snapshot.configuration,
  };
}
