/** Whom one wait still waits for: an acknowledgement costs one look, however many workers are concerned. */
import type { WorkerConvergence } from './convergence-port.js';

/** The present word on one worker in one network; undefined when it is not concerned. */
export type Look = (networkId: string, nodeId: string) => WorkerConvergence | undefined;

export class Outstanding {
  readonly #look: Look;
  readonly #byNetwork = new Map<string, Set<string>>();

  constructor(look: Look) {
    this.#look = look;
  }

  /** Begins anew with those that have not applied it. */
  reset(workers: Iterable<readonly [networkId: string, worker: WorkerConvergence]>): void {
    this.#byNetwork.clear();
    for (const [networkId, { node, state }] of workers) {
      if (state === 'applied') continue;
      const nodes = this.#byNetwork.get(networkId) ?? new Set<string>();
      nodes.add(node);
      this.#byNetwork.set(networkId, nodes);
    }
  }

  /** `decisive`: the whole has to be looked at again, because this was the last one or it failed. */
  acked(networkId: string, nodeId: string): 'decisive' | undefined {
    const nodes = this.#byNetwork.get(networkId);
    if (!nodes?.has(nodeId)) return undefined;
    const worker = this.#look(networkId, nodeId);
    if (worker?.state === 'failed') return 'decisive';
    if (worker !== undefined && worker.state !== 'applied') return undefined;
    nodes.delete(nodeId);
    if (nodes.size === 0) this.#byNetwork.delete(networkId);
    return this.#byNetwork.size === 0 ? 'decisive' : undefined;
  }
}
