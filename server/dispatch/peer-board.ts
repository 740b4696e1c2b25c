/** What managers tell each other: this manager's acks and sessions out in small batches, the others' in. */
import {
  encodePeerAcks,
  type NodeAck,
  type NodePresence,
  type PeerAcks,
} from '../../proto/peer-codec.js';
import type { AckTracker } from './ack-tracker.js';
import type { Presence } from './presence.js';

/** A stream to one other manager. */
export interface PeerOutlet {
  write(frame: Buffer): void;
}

export interface PeerBoardDeps {
  readonly acks: AckTracker;
  readonly presence: Presence;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Within what DESIGN decision 7 allows between managers. */
const BATCH_MS = 2;
/** Between two of them while acknowledgements follow each other: each costs every manager what it costs, however much it carries. */
const SPACING_MS = 8;
/** Who is connected is looked at by the second. An agent that connects mostly acknowledges something sooner than this. */
const PRESENCE_MS = 50;

export class PeerBoard {
  readonly #deps: PeerBoardDeps;
  readonly #outlets = new Set<PeerOutlet>();
  #acks: NodeAck[] = [];
  #presence: NodePresence[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When it fires. */
  #dueAt = Infinity;
  #flushedAt = -Infinity;

  constructor(deps: PeerBoardDeps) {
    this.#deps = deps;
  }

  /** An ack of an agent of this manager. Passed on also when it is known here: who told it may not have told the others. */
  acked(ack: NodeAck): void {
    this.#deps.acks.record(ack);
    this.#acks.push(ack);
    this.#within(BATCH_MS);
  }

  connected(nodeId: string, session: number): void {
    this.#deps.presence.connected(nodeId, session);
    this.#presence.push({ nodeId, connected: true, session });
    this.#within(PRESENCE_MS);
  }

  disconnected(nodeId: string, session: number): void {
    if (!this.#deps.presence.disconnected(nodeId, session)) return;
    this.#presence.push({ nodeId, connected: false, session });
    this.#within(PRESENCE_MS);
  }

  /** A new stream begins with everything known, so that a manager that was lost takes nothing with it. */
  attach(outlet: PeerOutlet): () => void {
    this.#flush();
    const own = [...this.#deps.presence.own()];
    const presence = own.map(([nodeId, session]) => ({ nodeId, connected: true, session }));
    outlet.write(encodePeerAcks({ acks: [...this.#deps.acks.all()], presence, complete: true }));
    this.#outlets.add(outlet);
    return () => this.#outlets.delete(outlet);
  }

  /** From another manager's stream. */
  told(managerId: string, message: PeerAcks): void {
    for (const ack of message.acks) this.#deps.acks.record(ack);
    this.#deps.presence.told(managerId, message);
  }

  lost(managerId: string): void {
    this.#deps.presence.lost(managerId);
  }

  stop(): void {
    this.#disarm();
    this.#outlets.clear();
  }

  #within(ms: number): void {
    if (this.#outlets.size === 0) {
      // Nobody listens; whoever comes is told everything.
      this.#acks = [];
      this.#presence = [];
      return;
    }
    const now = this.#deps.now();
    const dueAt = Math.max(now + ms, this.#flushedAt + SPACING_MS);
    if (dueAt >= this.#dueAt) return;
    this.#disarm();
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#flush(), dueAt - now);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
  }

  #flush(): void {
    this.#disarm();
    if (this.#acks.length + this.#presence.length === 0) return;
    const message = { acks: this.#acks, presence: this.#presence, complete: false };
    this.#acks = [];
    this.#presence = [];
    this.#flushedAt = this.#deps.now();
    const frame = encodePeerAcks(message);
    for (const outlet of this.#outlets) outlet.write(frame);
  }
}
