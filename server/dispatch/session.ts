/** One agent's stream: sends what its networks' feeds hold beyond the agent's position, as fast as the agent reads. */
import { CAN_MOVE, type Ack, type Have } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { Feeds } from '../feed/feeds.js';
import type { NetworkFeed } from '../feed/network-feed.js';
import type { Position } from '../feed/position.js';
import type { StateView } from '../state/view.js';
import { Pace } from './pace.js';

/** The writing half of the stream. */
export interface Outlet {
  /** False when the caller should wait for `drained`. */
  write(frame: Buffer): boolean;
  end(): void;
}

export type UpdateType = 'image' | 'delta' | 'gone';

/** What came of a network that the agent held when it connected. */
export type Resumed = 'current' | UpdateType;

export interface AgentSessionDeps {
  readonly view: StateView;
  readonly feeds: Feeds;
  readonly outlet: Outlet;
  /** `isMore`: of the image begun before. */
  readonly onUpdate: (type: UpdateType, bytes: number, isMore?: boolean) => void;
  readonly onResumed?: (result: Resumed) => void;
  /** The agent has what it lacked when it connected, and has said so. Called once. */
  readonly onCaughtUp?: () => void;
  /** Calls it behind the entries of this turn; default: at the turn's end. */
  readonly soon?: (pump: () => void) => void;
}

export interface AgentSessionOptions {
  readonly nodeId: string;
  /** Increases with each session of this manager. */
  readonly number: number;
  /** As its Hello names them. */
  readonly capabilities?: readonly string[];
}

export class AgentSession {
  readonly nodeId: string;
  readonly number: number;
  readonly #deps: AgentSessionDeps;
  readonly #capabilities: ReadonlySet<string>;
  readonly #positions = new Map<string, Position>();
  /** Revision at which a wrong digest was last answered with an image. */
  readonly #resynced = new Map<string, number>();
  /** Revision at which a network was last said to be gone. */
  readonly #goneAt = new Map<string, number>();
  #prunesAt = MIN_PRUNED;
  /** Networks that may have something to send, in order of their marking. */
  readonly #marked = new Set<string>();
  /** Held when the agent connected, and not looked at yet. */
  readonly #resuming = new Set<string>();
  /** Sent before `synced`, and not acknowledged. */
  readonly #owed = new Set<string>();
  readonly #pace = new Pace();
  /** To be sent before anything else, and then the rest of an image: a set is complete only with its last frame. */
  #rest: Buffer[] = [];
  #image: Iterator<Buffer> | undefined;
  #epoch: number;
  #blocked = false;
  #synced = false;
  #begun = false;
  #caughtUp = false;
  #ended = false;
  #scheduled = false;

  constructor(deps: AgentSessionDeps, options: AgentSessionOptions) {
    this.#deps = deps;
    this.nodeId = options.nodeId;
    this.number = options.number;
    this.#capabilities = new Set(options.capabilities);
    this.#epoch = deps.feeds.epoch;
  }

  /** Nothing of the feeds is sent before. `have` of another epoch is worth nothing: its revisions count something else. */
  begin(have: readonly Have[]): void {
    const { view, feeds } = this.#deps;
    this.#begun = true;
    for (const { networkId, epoch, revision, digest } of have) {
      const isComparable = epoch === feeds.epoch && revision <= view.appliedIndex;
      // An older epoch's network still has to be told gone when nothing of it is hosted here any more.
      this.#positions.set(networkId, isComparable ? { revision, digest } : UNKNOWN);
      this.#marked.add(networkId);
      this.#resuming.add(networkId);
    }
    for (const networkId of view.networksOn(this.nodeId)) this.#marked.add(networkId);
    this.#schedule();
  }

  /** The agent does not read as fast as it is sent to. */
  get isBlocked(): boolean {
    return this.#blocked && !this.#ended;
  }

  has(capability: string): boolean {
    return this.#capabilities.has(capability);
  }

  /** The agent knows how to, and is not busy catching up. */
  get canMove(): boolean {
    return this.has(CAN_MOVE) && this.#synced && !this.#blocked && !this.#ended;
  }

  /** Called now and then: goes on without the acknowledgements that were waited for. */
  unhold(): void {
    for (const networkId of this.#pace.release()) this.mark(networkId);
  }

  mark(networkId: string): void {
    this.#marked.add(networkId);
    this.#schedule();
  }

  /** The feeds began anew: what the agent holds is compared with them by its digest, and replaced where that differs. */
  restart(): void {
    const { view, feeds } = this.#deps;
    for (const networkId of this.#positions.keys()) {
      // An older epoch's revisions count something else.
      if (feeds.epoch !== this.#epoch) this.#positions.set(networkId, UNKNOWN);
      this.#marked.add(networkId);
      this.#pace.forget(networkId);
    }
    this.#epoch = feeds.epoch;
    for (const networkId of view.networksOn(this.nodeId)) this.#marked.add(networkId);
    // What came and went meanwhile is known to nobody here by name: all that the agent does not hold is asked for.
    this.#synced = false;
    this.#schedule();
  }

  /** Messages beside the feeds: welcome, heartbeat. */
  send(frame: Buffer): void {
    if (!this.#ended && !this.#deps.outlet.write(frame)) this.#blocked = true;
  }

  drained(): void {
    this.#blocked = false;
    this.#pump();
  }

  /** The agent's own sum differs from ours: whatever it holds, it is not this set. Returns false on such a mismatch. */
  acked(ack: Ack): boolean {
    if (this.#pace.acked(ack.networkId, ack.revision)) this.mark(ack.networkId);
    this.#settle(ack);
    const feed = this.#deps.feeds.find(ack.networkId);
    if (!feed || ack.gone || ack.epoch !== feed.epoch) return true;
    const expected = feed.digestAt(ack.revision);
    if (expected === undefined || expected === ack.digest) return true;
    // Once per revision: an agent that sums otherwise would else be sent images for ever.
    if (this.#resynced.get(ack.networkId) !== feed.revision) {
      this.#resynced.set(ack.networkId, feed.revision);
      this.#positions.set(ack.networkId, UNKNOWN);
      this.#pace.forget(ack.networkId);
      this.mark(ack.networkId);
    }
    return false;
  }

  /** Last words, then the end of the stream. */
  end(frame?: Buffer): void {
    if (this.#ended) return;
    this.#ended = true;
    if (frame) this.#deps.outlet.write(frame);
    this.#deps.outlet.end();
  }

  /** After the entries of this turn, so that one frame per network is looked for once. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const { soon = queueMicrotask } = this.#deps;
    soon(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#begun && !this.#blocked && !this.#ended) {
      const frame = this.#rest.shift() ?? this.#more() ?? this.#next() ?? this.#sync();
      if (!frame) break;
      this.send(frame);
    }
    this.#look();
  }

  #settle({ networkId, revision }: Ack): void {
    if (revision < (this.#positions.get(networkId)?.revision ?? 0)) return;
    if (this.#owed.delete(networkId)) this.#look();
  }

  #look(): void {
    if (this.#caughtUp || !this.#synced || this.#owed.size > 0) return;
    this.#caughtUp = true;
    this.#deps.onCaughtUp?.();
  }

  #next(): Buffer | undefined {
    for (const networkId of this.#marked) {
      const frame = this.#advance(networkId);
      if (frame) return frame;
      this.#marked.delete(networkId);
    }
    return undefined;
  }

  #sync(): Buffer | undefined {
    if (this.#synced || this.#pace.isHolding) return undefined;
    this.#synced = true;
    const { view, feeds } = this.#deps;
    return encodeManagerMessage({ kind: 'synced', epoch: feeds.epoch, revision: view.revision });
  }

  #advance(networkId: string): Buffer | undefined {
    const { view, feeds } = this.#deps;
    const position = this.#positions.get(networkId);
    const feed = feeds.find(networkId);
    // Whatever is wrong with what the agent holds: an image or an end below its revision it would refuse.
    if (position) feed?.reach(position.revision);
    if (!feed || view.hostedCount(networkId, this.nodeId) === 0) return this.#unhost(networkId);
    const isBehind = position !== undefined && position.digest !== feed.digest;
    // Before anything is encoded that will have changed again.
    if (isBehind && this.#pace.holds(networkId)) return undefined;
    const next = position ? feed.next(position) : 'image';
    if (next === 'current') {
      this.#resumed(networkId, 'current');
      return undefined;
    }
    if (next !== 'image') {
      this.#pace.sent(networkId, next.position.revision);
      this.#updates(networkId, 'delta', next.frame.length);
      this.#positions.set(networkId, next.position);
      return this.#led(next.trace, next.frame);
    }
    return this.#begunImage(feed);
  }

  #begunImage(feed: NetworkFeed): Buffer | undefined {
    const { networkId, revision, digest } = feed;
    this.#positions.set(networkId, { revision, digest });
    this.#pace.forget(networkId);
    // Who has just connected catches up: that is no part of the change which came last.
    const trace = this.#synced ? feed.trace : undefined;
    const image = feed.image()[Symbol.iterator]();
    const first = image.next();
    if (first.done === true) return trace;
    this.#image = image;
    this.#updates(networkId, 'image', first.value.length);
    return this.#led(trace, first.value);
  }

  #more(): Buffer | undefined {
    const next = this.#image?.next();
    if (!next) return undefined;
    if (next.done === true) {
      this.#image = undefined;
      return undefined;
    }
    this.#deps.onUpdate('image', next.value.length, true);
    return next.value;
  }

  #led(trace: Buffer | undefined, frame: Buffer): Buffer {
    if (!trace) return frame;
    this.#rest = [frame];
    return trace;
  }

  #updates(networkId: string, type: UpdateType, bytes: number): void {
    if (!this.#synced) this.#owed.add(networkId);
    this.#resumed(networkId, type);
    this.#deps.onUpdate(type, bytes);
  }

  #resumed(networkId: string, result: Resumed): void {
    if (this.#resuming.delete(networkId)) this.#deps.onResumed?.(result);
  }

  /** Nothing of it is hosted there: the end of what the agent holds, or of what it may have missed. */
  #unhost(networkId: string): Buffer | undefined {
    const { view, feeds } = this.#deps;
    const position = this.#positions.get(networkId);
    if (!position && !this.#hasLeftUntold(networkId)) return undefined;
    const revision = feeds.find(networkId)?.revision ?? view.revision;
    return this.#gone(networkId, Math.max(revision, position?.revision ?? 0));
  }

  #hasLeftUntold(networkId: string): boolean {
    const leftAt = this.#deps.feeds.find(networkId)?.leftAt(this.nodeId) ?? 0;
    return leftAt > (this.#goneAt.get(networkId) ?? 0);
  }

  #gone(networkId: string, revision: number): Buffer {
    const { epoch } = this.#deps.feeds;
    this.#positions.delete(networkId);
    this.#pace.forget(networkId);
    this.#goneAt.set(networkId, revision);
    this.#prune();
    const frame = encodeManagerMessage({ kind: 'gone', networkId, epoch, revision });
    this.#updates(networkId, 'gone', frame.length);
    return frame;
  }

  /** Sessions last for months, in which networks come and go by the thousand. */
  #prune(): void {
    if (this.#goneAt.size + this.#resynced.size < this.#prunesAt) return;
    for (const known of [this.#goneAt, this.#resynced]) {
      for (const id of known.keys()) if (!this.#deps.feeds.find(id)) known.delete(id);
    }
    this.#prunesAt = Math.max(MIN_PRUNED, 2 * (this.#goneAt.size + this.#resynced.size));
  }
}

/** Networks that a session may remember before it looks which of them are still known. */
const MIN_PRUNED = 64;

/** The agent holds something of the network that nothing can be built on. */
const UNKNOWN: Position = { revision: 0, digest: '' };
