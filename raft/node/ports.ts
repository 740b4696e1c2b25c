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
  /**
   * A received state took the place of everything: the log forgets all its entries and begins behind this point,
   * before `entries` are added. Durable with the group; after a crash either the old log or the new one is there.
   */
  readonly snapshot?: SnapshotMeta;
  readonly entries: readonly Entry[];
  /** Present when term, vote or commit changed. */
  readonly hardState?: HardState;
  /** False only for a change of the commit hint alone. */
  readonly mustSync: boolean;
  /** Nothing else can go on before it is durable: a quick disk may be waited for in place. */
  readonly prompt?: boolean;
}

/** Durable log and hard state. Calls are serial: neither `append` nor `compact` is called before the last one resolved. */
export interface LogStore {
  readonly image: LogImage;
  /**
   * Resolves when durable (if `mustSync`). An error whose `code` is `log-full` says that there was no room and nothing
   * of the batch is there: the same or another one may be tried. Any other rejection is fatal: the caller stops.
   */
  append(batch: LogBatch): Promise<void>;
  /**
   * The state behind `snapshot.index` is durable elsewhere: entries up to there may go. After a reopen `image.snapshot`
   * is this point or a later one. A store may keep the bytes of more entries than it shows. `log-full` as in `append`, any other rejection is fatal.
   */
  compact(snapshot: SnapshotMeta): Promise<void>;
  close(): Promise<void>;
}

/**
 * Moves message batches between members. Sending never blocks and may lose; order per peer is kept while connected.
 * `unreachable`: a connection with the peer broke, in either direction, or none could be made.
 */
export interface Transport {
  start(
    receive: (from: MemberId, messages: readonly Message[]) => void,
    unreachable: (peer: MemberId) => void,
  ): void;
  send(to: MemberId, messages: readonly Message[]): void;
  /** Something will be said to the peer soon: connects, if that takes time. */
  prepare?(peer: MemberId): void;
  stop(): Promise<void>;
  /** Absent: members behind the start of the log are left waiting. */
  readonly snapshots?: SnapshotTransport;
}

/** Moves whole states, apart from the messages, so that no heartbeat waits behind one. */
export interface SnapshotTransport {
  start(accept: (arrival: SnapshotArrival) => Promise<SnapshotIntake>): void;
  /**
   * Sends a state in chunks; resolves when the member has taken all of it durably. Goes on where a broken connection
   * left off, for a while. Rejects when it is refused, when it could not be finished, or when `signal` aborts it.
   */
  send(to: MemberId, term: number, source: SnapshotSource, signal: AbortSignal): Promise<void>;
}

/** A state that a member wants to send, leading in `term`. */
export interface SnapshotArrival {
  readonly from: MemberId;
  readonly term: number;
  readonly offer: SnapshotOffer;
}

/** Where the chunks of one state go. Calls are serial. */
export interface SnapshotIntake {
  /** How many chunks are here already. */
  readonly chunks: number;
  write(chunk: Uint8Array): Promise<void>;
  /** All chunks were written. Resolves when the state is complete and durable. */
  finish(): Promise<void>;
  /** The stream ended, whole or not. */
  close(): Promise<void>;
}

/** The replicated state machine. Entries come strictly in order, exactly once after `appliedIndex`. */
export interface StateMachine {
  /** Index of the last entry contained in the state when it was opened; 0 when empty. */
  readonly appliedIndex: number;
  /** Returns one result per entry (undefined for `noop` and `config`). A throw stops the node. */
  apply(entries: readonly Entry[]): readonly unknown[];
  /**
   * As `apply`, in steps of a few milliseconds for what takes long: the node does its other work between them. It calls nothing
   * else of `apply` and `applying` until the last step is done, and may never do it, when it stops or a received state takes the
   * place of this one. Absent: everything is applied at once.
   */
  applying?(entries: readonly Entry[]): Generator<void, readonly unknown[]>;
  /** Absent: the log is never compacted and members that lack its beginning are left waiting. */
  readonly snapshots?: SnapshotStore;
}

/** The state as something that can be made durable, read as a whole, and replaced as a whole. */
export interface SnapshotStore {
  /** Makes what was applied durable; resolves with the index up to which it is: the log may be compacted there. */
  sync(): Promise<number>;
  /** One consistent state, at the index applied when it was opened or a little before. It stays readable while entries are applied. */
  open(): Promise<SnapshotSource>;
  /**
   * Begins to receive a state beside the present one, or goes on with the same one (`SnapshotSink.chunks` > 0). Another
   * that was begun before is dropped.
   */
  receive(offer: SnapshotOffer): Promise<SnapshotSink>;
  /**
   * The state received and finished for `snapshot` becomes the state; `appliedIndex` is then `snapshot.index`. Called
   * after the log was made to begin behind it; a crash in between is repaired when the store is opened.
   */
  install(snapshot: SnapshotMeta): Promise<void>;
}

/** Names one state that is sent: `id` is unique, so that an interrupted transfer goes on where it was. */
export interface SnapshotOffer {
  readonly id: string;
  readonly snapshot: SnapshotMeta;
}

export interface SnapshotSource {
  readonly offer: SnapshotOffer;
  /** Chunk `from` and those behind it, in order; the same bytes each time. At most 1 MiB each. */
  chunks(from: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface SnapshotSink {
  /** How many chunks are kept already; the next one to write has this number. */
  readonly chunks: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Everything was written: verifies it and makes it durable. Rejects when it is incomplete or damaged. */
  finish(): Promise<void>;
  /** Closes it; what was kept serves a later `receive` of the same offer. */
  close(): Promise<void>;
}

/** Time and scheduling, so that the simulator can own both. Milliseconds, monotonic. */
export interface Clock {
  now(): number;
  every(intervalMs: number, callback: () => void): { cancel(): void };
  /** Runs once, after the input that is already waiting has been read (`setImmediate` in a process). */
  soon(callback: () => void): void;
}
