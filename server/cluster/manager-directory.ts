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
  readonly view: Pick<StateView, 'managers' | 'isRemoved'>;
}

export interface ManagerDirectoryOptions {
  readonly selfId: string;
  readonly bootstrap: readonly BootstrapManager[];
}

export class ManagerDirectory {
  readonly #deps: ManagerDirectoryDeps;
  readonly #options: ManagerDirectoryOptions;
  /** By node id: what a manager itself has said, and the address in the table it differs from. */
  readonly #said = new Map<string, { readonly target: string; readonly instead: string }>();

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
    for (const { id, address, grpcPort, raftId } of view.managers()) {
      if (raftId === 0 || address === '') continue;
      places.set(id, placeOf({ nodeId: id, raftId, address, grpcPort }));
    }
    places.delete(this.#options.selfId);
    return [...places.values()].map((place) => this.#corrected(place));
  }

  /**
   * A manager has called and said where it is reached (`host:port`). It counts until the table changes: a manager that
   * has moved cannot write its new address there before the others have found it.
   */
  said(nodeId: string, target: string): void {
    if (!PLACE.test(target)) return;
    const known = this.byNodeId(nodeId);
    if (!known || known.target === target) return;
    const said = this.#said.get(nodeId);
    this.#said.set(nodeId, { target, instead: said?.instead ?? known.target });
  }

  #corrected(place: ManagerPlace): ManagerPlace {
    const said = this.#said.get(place.nodeId);
    if (said === undefined) return place;
    if (said.instead === place.target) return { ...place, target: said.target };
    this.#said.delete(place.nodeId);
    return place;
  }

  byRaftId(raftId: number): ManagerPlace | undefined {
    return this.others().find((place) => place.raftId === raftId);
  }

  byNodeId(nodeId: string): ManagerPlace | undefined {
    return this.others().find((place) => place.nodeId === nodeId);
  }
}

const PLACE = /^(?:\[[0-9a-fA-F:.%]+\]|[^\s:[\]]+):\d{1,5}$/;

export function formatPlace(address: string, grpcPort: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${grpcPort}`;
}

function placeOf(manager: {
  readonly nodeId: string;
  readonly raftId: number;
  readonly address: string;
  readonly grpcPort: number;
}): ManagerPlace {
  const { nodeId, raftId, address, grpcPort } = manager;
  return { nodeId, raftId, target: formatPlace(address, grpcPort) };
}
