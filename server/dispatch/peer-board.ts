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
  /** False when the caller should wait for `drained`, if what it has to say may wait. */
  write(frame: Buffer): boolean;
  /** Calls it once, when there is room again; never on a stream that has ended. */
  drained(listener: () => void): void;
}

export interface PeerBoardDeps {
  readonly acks: AckTracker;
  readonly presence: Presence;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Calls it in a later turn; default: the next one. */
  readonly later?: (work: () => void) => void;
}

/** Within what DESIGN decision 7 allows between managers. */
const BATCH_MS = 2;
/** Between two of them while acknowledgements follow each other: each costs every manager what it costs, however much it carries. */
const SPACING_MS = 8;
/** Who is connected is looked at by the second. An agent that connects mostly acknowledges something sooner than this. */
const PRESENCE_MS = 50;
/** Of all that is known, in one message: some 50 KB, and a millisecond or two at both ends. */
const ACKS_PER_FRAME = 500;

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
    const latest = this.#afterKnown(ack);
    this.#deps.acks.record(latest);
    this.#acks.push(latest);
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

  /**
   * A new stream begins with everything known, so that a manager that was lost takes nothing with it: who is connected at once, what was
   * acknowledged bit by bit, as the other manager reads it. Of a fleet that is more than one message may be, or one turn should take.
   */
  attach(outlet: PeerOutlet): () => void {
    this.#flush();
    const own = [...this.#deps.presence.own()];
    const presence = own.map(([nodeId, session]) => ({ nodeId, connected: true, session }));
    const acks = this.#deps.acks.all();
    // What is acknowledged from here on is told with everything else.
    this.#outlets.add(outlet);
    this.#recite(outlet, acks, { presence, complete: true });
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

  /** What an agent says here comes after what it said elsewhere, also by the clock of a manager that is ahead of this one's. */
  #afterKnown(ack: NodeAck): NodeAck {
    const known = this.#deps.acks.of(ack.networkId, ack.nodeId);
    if (known?.epoch !== ack.epoch || known.revision !== ack.revision) return ack;
    return known.appliedAtMs < ack.appliedAtMs
      ? ack
      : { ...ack, appliedAtMs: known.appliedAtMs + 1 };
  }

  #recite(
    outlet: PeerOutlet,
    known: Iterator<NodeAck, void>,
    { presence, complete }: Omit<PeerAcks, 'acks'>,
  ): void {
    if (!this.#outlets.has(outlet)) return;
    const acks = nextOf(known, ACKS_PER_FRAME);
    if (acks.length === 0 && !complete) return;
    const hasRoom = outlet.write(encodePeerAcks({ acks, presence, complete }));
    if (acks.length < ACKS_PER_FRAME) return;
    const goOn = (): void => this.#recite(outlet, known, { presence: [], complete: false });
    const { later = setImmediate } = this.#deps;
    if (hasRoom) later(goOn);
    else outlet.drained(goOn);
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

function nextOf<T>(items: Iterator<T, void>, count: number): T[] {
  const next: T[] = [];
  while (next.length < count) {
    const item = items.next();
    if (item.done === true) break;
    next.push(item.value);
  }
  return next;
}
