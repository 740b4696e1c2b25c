/** One core with its storage. It moves only when told; what it wants to send goes to the pool. */
import { InvariantViolation } from '../core/invariant.js';
import { LabError } from './lab-error.js';
import { LabStorage } from './storage.js';
import { RaftCore } from '../core/raft.js';
import { SeededRandom } from '../core/random.js';
import type { Entry, MemberId, SnapshotMeta } from '../core/types.js';
import type { Message } from '../core/message.js';
import type { NodeOptions } from './node-options.js';
import type { ReadOutcome } from '../core/core-state.js';
import type { Ready, Write } from '../core/ready.js';

/** What one `Ready` led to. */
export interface Step {
  messages: number;
  /** Entries handed to storage. */
  entries: number;
  hardState: boolean;
  snapshot: boolean;
  /** Committed entries applied, or handed to the apply queue. */
  committed: number;
  readonly reads: ReadOutcome[];
}

export class LabNode {
  readonly id: MemberId;
  readonly storage: LabStorage;
  readonly #options: NodeOptions;
  readonly #send: (messages: readonly Message[]) => void;
  #core: RaftCore;
  #starts = 0;
  #stopped: string | undefined;
  #appendQueue: Write[] = [];
  #applyQueue: (readonly Entry[])[] = [];

  constructor(
    id: MemberId,
    options: NodeOptions,
    snapshot: SnapshotMeta,
    send: (messages: readonly Message[]) => void,
  ) {
    this.id = id;
    this.storage = new LabStorage(snapshot);
    this.#options = options;
    this.#send = send;
    this.#core = this.#start();
  }

  /** For looking only; `use` is for acting. */
  get core(): RaftCore {
    return this.#core;
  }

  /** An invariant broke in the core: the node does nothing until it is restarted. */
  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Whether a write or committed entries wait in a queue. */
  get hasQueued(): boolean {
    return this.#appendQueue.length + this.#applyQueue.length > 0;
  }

  /** Every action on the core goes through here, so that a broken invariant stops this node and no other. */
  use<T>(act: (core: RaftCore) => T): T {
    if (this.#stopped !== undefined) {
      throw new LabError('stopped', `node ${this.id} stopped before: ${this.#stopped}`);
    }
    try {
      return act(this.#core);
    } catch (error) {
      if (!(error instanceof InvariantViolation)) throw error;
      this.#stopped = error.message;
      throw new LabError('invariant', `node ${this.id}: ${error.message}`);
    }
  }

  /** Steps one message; appends that become possible are made at once, one answer at a time. */
  step(message: Message): void {
    this.use((core) => {
      core.step(message);
      core.replicate();
    });
  }

  /** Takes one `Ready`. With synchronous storage all of it is done in this step. */
  processReady(): Step {
    return this.use((core) => {
      const done = nothing();
      const committed: Entry[] = [];
      let ready = core.takeReady();
      while (!this.#options.asyncStorage && ready.write !== undefined) {
        this.#handOut(ready, done, committed);
        this.#finishWrite(ready.write);
        // What this write made durable may be applied in the same step.
        ready = core.takeReady();
      }
      this.#handOut(ready, done, committed);
      if (committed.length > 0) this.#applyQueue.push(committed);
      if (ready.write !== undefined) this.#appendQueue.push(this.#sendRequests(ready.write, done));
      else if (!this.#options.asyncStorage) this.#applyNext();
      return done;
    });
  }

  /** The oldest write in the queue becomes durable. False: none waits. */
  processAppend(): boolean {
    return this.use(() => {
      const write = this.#appendQueue.shift();
      if (write === undefined) return false;
      this.#finishWrite(write);
      return true;
    });
  }

  /** The oldest batch of committed entries is applied; configurations among them take force. */
  processApply(): boolean {
    return this.use(() => this.#applyNext());
  }

  compact(index: number): void {
    const { firstIndex, applied } = this.#core;
    if (index < firstIndex) throw new LabError('compacted', `the log begins at ${firstIndex}`);
    if (index > applied) throw new LabError('not-applied', `applied is ${applied}`);
    this.use((core) => this.storage.compact(core.compact(index)));
  }

  /** The applied state as a snapshot. */
  snapshot(): SnapshotMeta {
    const { applied, firstIndex, snapshot } = this.#core;
    if (applied < firstIndex - 1) {
      throw new LabError('not-applied', 'a received snapshot is not written yet');
    }
    return snapshot;
  }

  /**
   * Begins again from storage. Writes still queued are `lost`, or count as done; either way nothing of them was
   * said to anyone, and what was queued for application comes again.
   */
  restart(lost: boolean): void {
    if (!lost) for (const write of this.#appendQueue) this.storage.write(write);
    this.#appendQueue = [];
    this.#applyQueue = [];
    this.#stopped = undefined;
    try {
      this.#core = this.#start();
    } catch (error) {
      if (!(error instanceof InvariantViolation)) throw error;
      this.#stopped = error.message;
      throw new LabError('invariant', `node ${this.id}: ${error.message}`);
    }
  }

  #start(): RaftCore {
    this.#starts += 1;
    return new RaftCore(
      { ...this.#options.core, id: this.id },
      this.storage.start(),
      new SeededRandom(this.id * 1000 + this.#starts),
    );
  }

  #handOut(ready: Ready, done: Step, committed: Entry[]): void {
    this.#send(ready.messages);
    committed.push(...ready.committed);
    done.messages += ready.messages.length;
    done.entries += ready.write?.entries.length ?? 0;
    done.hardState ||= ready.write?.hardState !== undefined;
    done.snapshot ||= ready.write?.snapshot !== undefined;
    done.committed += ready.committed.length;
    done.reads.push(...ready.reads);
    if (!this.#options.asyncStorage) done.messages += ready.write?.messagesAfter.length ?? 0;
  }

  /**
   * A request for votes claims nothing but the log it names: where that is written already, the request need not wait
   * for the term and the own vote.
   */
  #sendRequests(write: Write, done: Step): Write {
    const isLogWritten = [...this.#appendQueue, write].every(
      ({ entries, snapshot }) => entries.length === 0 && snapshot === undefined,
    );
    if (!isLogWritten) return write;
    const isRequest = ({ type }: Message): boolean => type === 'vote-request';
    const requests = write.messagesAfter.filter(isRequest);
    this.#send(requests);
    done.messages += requests.length;
    return { ...write, messagesAfter: write.messagesAfter.filter((one) => !isRequest(one)) };
  }

  #finishWrite(write: Write): void {
    // Everything queued for application lies before the snapshot.
    if (write.snapshot !== undefined) this.#applyQueue = [];
    this.storage.write(write);
    this.#core.written(write.ticket);
    this.#send(write.messagesAfter);
  }

  #applyNext(): boolean {
    const entries = this.#applyQueue.shift();
    const last = entries?.at(-1);
    if (entries === undefined || last === undefined) return false;
    this.storage.apply(entries);
    this.#core.appliedTo(last.index);
    return true;
  }
}

function nothing(): Step {
  return { messages: 0, entries: 0, hardState: false, snapshot: false, committed: 0, reads: [] };
}
