/** Where the other managers are: from the nodes table, and until that is known from what the join answer said. */
import type { KnownManager } from '../../identity/data-dir.js';
import type { StateView } from '../state/view.js';

export interface ManagerPlace {
  readonly nodeId: string;
  readonly raftId: number;
  /** `host:port` of gRPC, IPv6 in brackets. */
  readonly target: string;
}

/** As the join answer names it. */
export type BootstrapManager = KnownManager & { readonly raftId: number };

export interface ManagerDirectoryDeps {
  readonly view: Pick<StateView, 'nodes' | 'isRemoved'>;
}

export interface ManagerDirectoryOptions {
  readonly selfId: string;
  readonly bootstrap: readonly BootstrapManager[];
}

export class ManagerDirectory {
  readonly #deps: ManagerDirectoryDeps;
  readonly #options: ManagerDirectoryOptions;

  constructor(deps: ManagerDirectoryDeps, options: ManagerDirectoryOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** All managers but this one. */
  others(): ManagerPlace[] {
    const { view } = this.#deps;
    const places = new Map<string, ManagerPlace>();
    for (const known of this.#options.bootstrap) {
      if (!view.isRemoved(known.nodeId)) places.set(known.nodeId, placeOf(known));
    }
    for (const { id, role, address, grpcPort, raftId } of view.nodes()) {
      if (role !== 'manager' || raftId === 0 || address === '') continue;
      places.set(id, placeOf({ nodeId: id, raftId, address, grpcPort }));
    }
    places.delete(this.#options.selfId);
    return [...places.values()];
  }

  byRaftId(raftId: number): ManagerPlace | undefined {
    return this.others().find((place) => place.raftId === raftId);
  }

  byNodeId(nodeId: string): ManagerPlace | undefined {
    return this.others().find((place) => place.nodeId === nodeId);
  }
}

function placeOf(manager: {
  readonly nodeId: string;
  readonly raftId: number;
  readonly address: string;
  readonly grpcPort: number;
}): ManagerPlace {
  const { nodeId, raftId, address, grpcPort } = manager;
  const host = address.includes(':') ? `[${address}]` : address;
  return { nodeId, raftId, target: `${host}:${grpcPort}` };
}
