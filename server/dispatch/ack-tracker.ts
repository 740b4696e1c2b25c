/** What every worker's kernel is known to hold, per network, wherever it was acknowledged. Never goes backwards. */
import { NOT_HELD, type Failure } from '../../proto/agent-messages.js';
import type { NodeAck } from '../../proto/peer-codec.js';

export interface AckTrackerDeps {
  /** The node was removed for good; what others still say of it is not kept. */
  readonly isRemoved: (nodeId: string) => boolean;
  /** It tells of what this manager has not applied yet: of networks and nodes that may still come. */
  readonly isAhead: (ack: NodeAck) => boolean;
}

const NOTHING_AHEAD: AckTrackerDeps = { isRemoved: () => false, isAhead: () => false };

export class AckTracker {
  /** By network, then node. */
  readonly #acks = new Map<string, Map<string, NodeAck>>();
  /** Nodes, by network, that say of something there that it failed. */
  readonly #failing = new Map<string, Set<string>>();
  readonly #listeners = new Set<(ack: NodeAck) => void>();
  readonly #deps: AckTrackerDeps;

  constructor(deps: AckTrackerDeps = NOTHING_AHEAD) {
    this.#deps = deps;
  }

  /** Returns whether it told something new. */
  record(ack: NodeAck): boolean {
    if (this.#deps.isRemoved(ack.nodeId)) return false;
    const byNode = this.#acks.get(ack.networkId) ?? new Map<string, NodeAck>();
    const known = byNode.get(ack.nodeId);
    if (known && !isNews(ack, known)) return false;
    byNode.set(ack.nodeId, ack);
    this.#note(ack);
    this.#acks.set(ack.networkId, byNode);
    for (const listener of [...this.#listeners]) listener(ack);
    return true;
  }

  of(networkId: string, nodeId: string): NodeAck | undefined {
    return this.#acks.get(networkId)?.get(nodeId);
  }

  /** Of those that say of something in the network that it failed, in order of node ids. */
  failing(networkId: string): readonly NodeAck[] {
    const nodes = this.#failing.get(networkId);
    if (!nodes) return [];
    return [...nodes].sort().flatMap((nodeId) => {
      const ack = this.of(networkId, nodeId);
      if (ack) return [ack];
      nodes.delete(nodeId);
      return [];
    });
  }

  *all(): Generator<NodeAck, void> {
    for (const byNode of this.#acks.values()) yield* byNode.values();
  }

  forgetNode(nodeId: string): void {
    for (const byNode of this.#acks.values()) byNode.delete(nodeId);
  }

  /** Drops nodes nobody will ask about any more; those that this manager does not know yet are not among them. */
  keepNodes(isKept: (nodeId: string) => boolean): void {
    const { isRemoved, isAhead } = this.#deps;
    for (const byNode of this.#acks.values()) {
      for (const [nodeId, ack] of byNode) {
        if (!isKept(nodeId) && (isRemoved(nodeId) || !isAhead(ack))) byNode.delete(nodeId);
      }
    }
  }

  /** As `keepNodes`, of networks. */
  keepNetworks(isKept: (networkId: string) => boolean): void {
    for (const [networkId, byNode] of this.#acks) {
      if (networkId === NOT_HELD || isKept(networkId)) continue;
      for (const [nodeId, ack] of byNode) if (!this.#deps.isAhead(ack)) byNode.delete(nodeId);
      if (byNode.size > 0) continue;
      this.#acks.delete(networkId);
      this.#failing.delete(networkId);
    }
  }

  onAck(listener: (ack: NodeAck) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #note({ networkId, nodeId, failed }: NodeAck): void {
    const nodes = this.#failing.get(networkId);
    if (failed.length > 0) {
      if (nodes) nodes.add(nodeId);
      else this.#failing.set(networkId, new Set([nodeId]));
    } else if (nodes?.delete(nodeId) === true && nodes.size === 0) this.#failing.delete(networkId);
  }
}

/** At one revision the later word counts: an endpoint that failed may have been put right. */
function isNews(ack: NodeAck, known: NodeAck): boolean {
  if (ack.epoch !== known.epoch) return ack.epoch > known.epoch;
  if (ack.revision !== known.revision) return ack.revision > known.revision;
  return ack.appliedAtMs >= known.appliedAtMs && !isSameWord(ack, known);
}

/** Whatever time it was said at: most of what another manager tells is known. */
function isSameWord(a: NodeAck, b: NodeAck): boolean {
  if (a.digest !== b.digest || a.gone !== b.gone) return false;
  if (a.failed.length !== b.failed.length) return false;
  return a.failed.every((one, at) => isSameFailure(one, b.failed[at]));
}

function isSameFailure(a: Failure, b: Failure | undefined): boolean {
  return a.endpointId === b?.endpointId && a.code === b.code && a.detail === b.detail;
}
