/** Whom one wait still waits for: an acknowledgement costs one look, however many workers are concerned. */
import { NOT_HELD } from '../../proto/agent-messages.js';
import type { ConvergenceWait, WorkerState } from './convergence-port.js';

/** The present word on one worker in one network; undefined when it is not concerned. */
export type Look = (networkId: string, nodeId: string) => Looked | undefined;

interface Looked {
  readonly state: WorkerState;
}

/** `decisive`: the whole has to be looked at again, because nobody is waited for any more or somebody failed. */
type Word = 'decisive' | undefined;

export class Outstanding {
  readonly #look: Look;
  readonly #mode: ConvergenceWait['mode'];
  readonly #byNetwork = new Map<string, Set<string>>();

  constructor(look: Look, mode: ConvergenceWait['mode'] = 'applied') {
    this.#look = look;
    this.#mode = mode;
  }

  /** Begins anew with those that have not applied it. */
  reset(
    workers: Iterable<readonly [networkId: string, worker: Looked & { readonly node: string }]>,
  ): void {
    this.#byNetwork.clear();
    for (const [networkId, { node, state }] of workers) {
      if (state === 'applied') continue;
      const nodes = this.#byNetwork.get(networkId) ?? new Set<string>();
      nodes.add(node);
      this.#byNetwork.set(networkId, nodes);
    }
  }

  /** Of what it does not hold it speaks for each network that it is waited for in. */
  acked(networkId: string, nodeId: string): Word {
    const networks = networkId === NOT_HELD ? [...this.#byNetwork.keys()] : [networkId];
    const asked = networks.filter((id) => this.#byNetwork.get(id)?.has(nodeId));
    const hasFailed = asked.some((id) => this.#settle(id, nodeId) === 'failed');
    return hasFailed || (asked.length > 0 && this.#byNetwork.size === 0) ? 'decisive' : undefined;
  }

  /** Workers leave, are removed or get out of reach without an acknowledgement: looks up to the first that is waited for. */
  passed(): Word {
    for (const [networkId, nodes] of this.#byNetwork) {
      for (const nodeId of nodes) {
        const state = this.#settle(networkId, nodeId);
        if (state === 'failed') return 'decisive';
        if (state === 'pending' || (state === 'unreachable' && this.#mode === 'all')) {
          return undefined;
        }
      }
    }
    return 'decisive';
  }

  /** Who has applied it, or is concerned no more, is not waited for any longer. */
  #settle(networkId: string, nodeId: string): WorkerState | undefined {
    const state = this.#look(networkId, nodeId)?.state;
    if (state !== undefined && state !== 'applied') return state;
    const nodes = this.#byNetwork.get(networkId);
    nodes?.delete(nodeId);
    if (nodes?.size === 0) this.#byNetwork.delete(networkId);
    return state;
  }
}
