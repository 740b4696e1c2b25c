/** What a lab holds: nodes, the messages between them, and the reads asked for. */
import { LabError } from './lab-error.js';
import { MessagePool } from './message-pool.js';
import { ReadRequests } from './read-requests.js';
import type { LabNode } from './node.js';
import type { MemberId } from '../core/types.js';

export class Lab {
  readonly pool = new MessagePool();
  readonly reads = new ReadRequests();
  #nodes: readonly LabNode[] = [];

  /** Ascending by id. */
  get nodes(): readonly LabNode[] {
    return this.#nodes;
  }

  node(id: MemberId): LabNode {
    const node = this.#nodes.find((candidate) => candidate.id === id);
    if (node === undefined) throw new LabError('unknown-node', `there is no node ${id}`);
    return node;
  }

  add(nodes: readonly LabNode[]): void {
    this.#nodes = [...this.#nodes, ...nodes].sort((left, right) => left.id - right.id);
  }
}
