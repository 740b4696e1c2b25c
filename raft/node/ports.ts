/** Ports of the node shell. The shell owns them; write-ahead log, transports and state machines implement them. */
import type { Entry, HardState, MemberId, SnapshotMeta } from '../core/types.js';
import type { Message } from '../core/message.js';

/**
 * What a log store holds when it is opened. Entries are contiguous and begin behind `snapshot.index`.
 *
 * A log is created in one of two ways: the first member of a cluster with
 * `snapshot = { index: 0, term: 0, configuration: { voters: [self], … } }`, a joiner with the same and an empty
 * configuration (`EMPTY_CONFIGURATION`); it learns the members from the leader's entries. The log store keeps that
 * first configuration. Later configurations are entries of type `config` until a snapshot covers them.
 */
export interface LogImage {
  readonly hardState: HardState;
  readonly snapshot: SnapshotMeta;
  readonly entries: readonly Entry[];
}

/** One group for the log: an entry at or below the current last index truncates from there first. */
export interface LogBatch {
  readonly entries: readonly Entry[];
  /** Present when term, vote or commit changed. */
  readonly hardState?: HardState;
  /** False only for a change of the commit hint alone. */
  readonly mustSync: boolean;
}

/** Durable log and hard state. Calls are serial: `append` is not called again before it resolved. */
export interface LogStore {
  readonly image: LogImage;
  /** Resolves when durable (if `mustSync`). Rejection is fatal: the caller stops, it never retries. */
  append(batch: LogBatch): Promise<void>;
  close(): Promise<void>;
}

/** Moves message batches between members. Sending never blocks and may lose; order per peer is kept while connected. */
export interface Transport {
  start(
    receive: (from: MemberId, messages: readonly Message[]) => void,
    unreachable: (peer: MemberId) => void,
  ): void;
  send(to: MemberId, messages: readonly Message[]): void;
  stop(): Promise<void>;
}

/** The replicated state machine. Entries come strictly in order, exactly once after `appliedIndex`. */
export interface StateMachine {
  /** Index of the last entry contained in the state when it was opened; 0 when empty. */
  readonly appliedIndex: number;
  /** Returns one result per entry (undefined for `noop` and `config`). A throw stops the node. */
  apply(entries: readonly Entry[]): readonly unknown[];
}

/** Time and scheduling, so that the simulator can own both. Milliseconds, monotonic. */
export interface Clock {
  now(): number;
  every(intervalMs: number, callback: () => void): { cancel(): void };
  /** Runs once, after the input that is already waiting has been read (`setImmediate` in a process). */
  soon(callback: () => void): void;
}
