/** What leaves the core in one turn, sorted by where it goes. A commit told for its own sake waits for the next turn. */
import type { AppendRequest, Message } from '../core/message.js';
import type { MemberId } from '../core/types.js';

export interface OutgoingDeps {
  readonly id: MemberId;
  /** Messages of one turn to one peer, in order. */
  deliver(peer: MemberId, messages: readonly Message[]): void;
  /** What the member says to itself is heard at once: whatever it waited for has happened. */
  toSelf(message: Message): void;
  offerSnapshot(peer: MemberId, term: number): void;
  /** Notices are held: another turn is needed. */
  again(): void;
}

/**
 * A notice (an append that is `quiet`) goes with the turn after the one that made it: who waits here for the commit is
 * answered first, and what is proposed next carries the commit along, which saves each peer a message.
 */
export class Outgoing {
  readonly #deps: OutgoingDeps;
  #held = new Map<MemberId, AppendRequest>();

  constructor(deps: OutgoingDeps) {
    this.#deps = deps;
  }

  /** All that a turn has to say, and the notices of the turn before. Returns whether anything left. */
  turn(messages: readonly Message[]): boolean {
    const due = this.#held;
    this.#held = new Map();
    const others = messages.filter((message) => !this.#hold(message, due));
    for (const message of others) {
      const notice = due.get(message.to);
      if (notice !== undefined && tellsMore(message, notice)) due.delete(message.to);
    }
    const leaving = due.size === 0 ? others : [...others, ...due.values()];
    this.send(leaving);
    if (this.#held.size > 0) this.#deps.again();
    return leaving.length > 0;
  }

  /**
   * No turn will follow: what the member knows to be committed is told before it ends. Of an entry that ends it, the
   * others would else not learn that it is committed.
   */
  last(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.send(held);
  }

  /** At once, as it is. */
  send(messages: readonly Message[]): void {
    const deps = this.#deps;
    const byPeer = new Map<MemberId, Message[]>();
    for (const message of messages) {
      const batch = byPeer.get(message.to);
      if (message.to === deps.id) deps.toSelf(message);
      else if (message.type === 'install-snapshot') deps.offerSnapshot(message.to, message.term);
      else if (batch === undefined) byPeer.set(message.to, [message]);
      else batch.push(message);
    }
    for (const [peer, batch] of byPeer) deps.deliver(peer, batch);
  }

  /** Where one has waited already, a later one goes in its place instead of making the peer wait longer. */
  #hold(message: Message, due: Map<MemberId, AppendRequest>): boolean {
    if (message.type !== 'append-request' || message.quiet !== true) return false;
    if (due.has(message.to)) due.set(message.to, message);
    else this.#held.set(message.to, message);
    return true;
  }
}

/** Whoever takes `message` learns all that `notice` says; whoever refuses it is sent both anew. */
function tellsMore(message: Message, notice: AppendRequest): boolean {
  return (
    message.type === 'append-request' &&
    message.term >= notice.term &&
    message.prevIndex >= notice.prevIndex &&
    message.commit >= notice.commit
  );
}
