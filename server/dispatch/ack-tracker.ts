/** What every worker's kernel is known to hold, per network, wherever it was acknowledged. Never goes backwards. */
import type { NodeAck } from '../../proto/peer-codec.js';

export class AckTracker {
  /** By network, then node. */
  readonly #acks = new Map<string, Map<string, NodeAck>>();
  readonly #listeners = new Set<(ack: NodeAck) => void>();
  readonly #isRemoved: (nodeId: string) => boolean;

  /** `isRemoved`: the node was removed for good; what others still say of it is not kept. */
  constructor(isRemoved: (nodeId: string) => boolean = () => false) {
    this.#isRemoved = isRemoved;
  }

  /** Returns whether it told something new. */
  record(ack: NodeAck): boolean {
    if (this.#isRemoved(ack.nodeId)) return false;
    const byNode = this.#acks.get(ack.networkId) ?? new Map<string, NodeAck>();
    const known = byNode.get(ack.nodeId);
    if (known && !isNews(ack, known)) return false;
    byNode.set(ack.nodeId, ack);
    this.#acks.set(ack.networkId, byNode);
    for (const listener of [...this.#listeners]) listener(ack);
    return true;
  }

  of(networkId: string, nodeId: string): NodeAck | undefined {
    return this.#acks.get(networkId)?.get(nodeId);
  }

  *all(): Generator<NodeAck> {
    for (const byNode of this.#acks.values()) yield* byNode.values();
  }

  forgetNode(nodeId: string): void {
    for (const byNode of this.#acks.values()) byNode.delete(nodeId);
  }

  /** Drops nodes nobody will ask about any more. */
  keepNodes(isKept: (nodeId: string) => boolean): void {
    for (const byNode of this.#acks.values()) {
      for (const nodeId of byNode.keys()) if (!isKept(nodeId)) byNode.delete(nodeId);
    }
  }

  /** Drops networks nobody will ask about any more. */
  keepNetworks(isKept: (networkId: string) => boolean): void {
    for (const networkId of this.#acks.keys()) {
      if (!isKept(networkId)) this.#acks.delete(networkId);
    }
  }

  onAck(listener: (ack: NodeAck) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** At one revision the later word counts: an endpoint that failed may have been put right. */
function isNews(ack: NodeAck, known: NodeAck): boolean {
  if (ack.epoch !== known.epoch) return ack.epoch > known.epoch;
  if (ack.revision !== known.revision) return ack.revision > known.revision;
  if (ack.appliedAtMs < known.appliedAtMs) return false;
  const said = ({ digest, gone, failed }: NodeAck): string =>
    JSON.stringify([digest, gone, failed]);
  return said(ack) !== said(known);
}
