/** Which workers have a stream to some manager, as all managers together know it. */
import type { PeerAcks } from '../../proto/peer-codec.js';

export interface PresenceDeps {
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export class Presence {
  readonly #now: () => number;
  readonly #begun: number;
  readonly #own = new Map<string, number>();
  /** By manager's node id. */
  readonly #peers = new Map<string, Set<string>>();
  readonly #absentSince = new Map<string, number>();

  constructor(deps: PresenceDeps) {
    this.#now = deps.now;
    this.#begun = deps.now();
  }

  /** Workers connected to this manager, with the number of their session. */
  own(): ReadonlyMap<string, number> {
    return this.#own;
  }

  /** The other managers whose word reaches this one, with how many workers each serves. */
  others(): ReadonlyMap<string, number> {
    return new Map([...this.#peers].map(([managerId, nodes]) => [managerId, nodes.size]));
  }

  /** Workers that have a stream to some manager. */
  total(): number {
    let total = this.#own.size;
    const counted: { has(nodeId: string): boolean }[] = [this.#own];
    for (const nodes of this.#peers.values()) {
      for (const nodeId of nodes) if (!counted.some((one) => one.has(nodeId))) total += 1;
      counted.push(nodes);
    }
    return total;
  }

  connected(nodeId: string, session: number): void {
    this.#own.set(nodeId, session);
    this.#changed([nodeId]);
  }

  /** Only the session that is current may end a presence. */
  disconnected(nodeId: string, session: number): boolean {
    if (this.#own.get(nodeId) !== session) return false;
    this.#own.delete(nodeId);
    this.#changed([nodeId]);
    return true;
  }

  /** What another manager says about the workers it serves. */
  told(managerId: string, { presence, complete }: PeerAcks): void {
    const before = this.#peers.get(managerId) ?? new Set<string>();
    const after = complete ? new Set<string>() : before;
    for (const { nodeId, connected } of presence) {
      if (connected) after.add(nodeId);
      else after.delete(nodeId);
    }
    this.#peers.set(managerId, after);
    const changed = presence.map(({ nodeId }) => nodeId);
    // Of the many that it serves only those that it speaks of, unless it begins anew.
    this.#changed(complete ? [...before, ...changed] : changed);
  }

  /** Nothing is known through that manager any more. */
  lost(managerId: string): void {
    const before = this.#peers.get(managerId);
    this.#peers.delete(managerId);
    if (before) this.#changed([...before]);
  }

  isConnected(nodeId: string): boolean {
    if (this.#own.has(nodeId)) return true;
    for (const nodes of this.#peers.values()) if (nodes.has(nodeId)) return true;
    return false;
  }

  /** The other managers that say they serve the worker. */
  servers(nodeId: string): readonly string[] {
    return [...this.#peers].filter(([, nodes]) => nodes.has(nodeId)).map(([id]) => id);
  }

  /** How long the worker has had no stream anywhere, in ms; 0 while it has one. */
  absentMs(nodeId: string): number {
    if (this.isConnected(nodeId)) return 0;
    return this.#now() - (this.#absentSince.get(nodeId) ?? this.#begun);
  }

  #changed(nodeIds: readonly string[]): void {
    for (const nodeId of nodeIds) {
      if (this.isConnected(nodeId)) this.#absentSince.delete(nodeId);
      else if (!this.#absentSince.has(nodeId)) this.#absentSince.set(nodeId, this.#now());
    }
  }
}
