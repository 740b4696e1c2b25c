/** All agents' sessions of this manager: one per node, woken by what concerns the node. */
import type { StateEvent } from '../state/event.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { FeedChange } from '../feed/feeds.js';
import type { AgentSession } from './session.js';

export interface SessionsDeps {
  /** Sent again when managers come, go or move. */
  readonly welcome: (nodeId: string) => Buffer;
  readonly elsewhere: (reason: string) => Buffer;
}

export class Sessions {
  readonly #deps: SessionsDeps;
  readonly #byNode = new Map<string, AgentSession>();

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  get count(): number {
    return this.#byNode.size;
  }

  /** Agents that do not read as fast as they are sent to. */
  get blocked(): number {
    return [...this.#byNode.values()].filter(({ isBlocked }) => isBlocked).length;
  }

  /** A node has one session: the agent that dials again has given up its older stream. */
  add(session: AgentSession): void {
    this.#byNode.get(session.nodeId)?.end();
    this.#byNode.set(session.nodeId, session);
  }

  remove(session: AgentSession): void {
    if (this.#byNode.get(session.nodeId) === session) this.#byNode.delete(session.nodeId);
  }

  of(nodeId: string): AgentSession | undefined {
    return this.#byNode.get(nodeId);
  }

  /** It is the one that its node is served by. */
  isOpen(session: AgentSession): boolean {
    return this.#byNode.get(session.nodeId) === session;
  }

  /** After each entry. */
  changed(changes: readonly FeedChange[], events: readonly StateEvent[]): void {
    for (const { networkId, concerned } of changes) {
      for (const nodeId of concerned) this.#byNode.get(nodeId)?.mark(networkId);
    }
    for (const event of events) if (event.kind === 'node') this.#nodeChanged(event);
  }

  /** The state is another one: nobody knows what happened to whom. */
  restart(isNode: (nodeId: string) => boolean, revision: number): void {
    for (const session of [...this.#byNode.values()]) {
      if (isNode(session.nodeId)) {
        session.send(this.#deps.welcome(session.nodeId));
        session.restart();
      } else {
        session.end(encodeManagerMessage({ kind: 'removed', revision }));
      }
    }
  }

  all(): Iterable<AgentSession> {
    return this.#byNode.values();
  }

  moveAll(reason: string): void {
    const frame = this.#deps.elsewhere(reason);
    for (const session of [...this.#byNode.values()]) session.end(frame);
  }

  #nodeChanged({ type, object, before, revision }: Extract<StateEvent, { kind: 'node' }>): void {
    if (object.role === 'worker') {
      if (type !== 'deleted') return;
      const frame = encodeManagerMessage({ kind: 'removed', revision });
      this.#byNode.get(object.id)?.end(frame);
      return;
    }
    const where = (node: typeof object): string =>
      `${node.address} ${node.grpcPort} ${node.apiPort}`;
    if (type === 'updated' && before && where(before) === where(object)) return;
    for (const session of this.#byNode.values()) session.send(this.#deps.welcome(session.nodeId));
  }
}
