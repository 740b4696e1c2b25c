/** Convergence as a test sets it: every member of a network has applied everything, unless said otherwise. */
import type {
  Convergence,
  ConvergenceReport,
  ConvergenceWait,
  Lack,
  WorkerConvergence,
} from '../../server/dispatch/convergence-port.js';
import type { StateView } from '../../server/state/view.js';

type Override = Pick<
  WorkerConvergence,
  'state' | 'code' | 'detail' | 'failedEndpoints' | 'lacking'
>;

export class LocalConvergence implements Convergence {
  readonly #view: StateView;
  /** By node id. */
  readonly overrides = new Map<string, Override>();
  /** By endpoint id. */
  readonly lacking = new Map<string, readonly Lack[]>();
  readonly waits: ConvergenceWait[] = [];

  constructor(view: StateView) {
    this.#view = view;
  }

  snapshot(revision: number, network?: string): ConvergenceReport {
    const networks =
      network === undefined ? [...this.#view.networks()].map(({ id }) => id) : [network];
    const nodes = new Set(networks.flatMap((id) => [...this.#view.membersOf(id)]));
    const workers = [...nodes].sort().map((node) => this.#of(node, revision));
    return { revision, converged: workers.every(({ state }) => state === 'applied'), workers };
  }

  worker(node: string, revision: number, network: string): WorkerConvergence | undefined {
    return this.#view.membersOf(network).includes(node) ? this.#of(node, revision) : undefined;
  }

  lacks(): ReadonlyMap<string, readonly Lack[]> {
    return this.lacking;
  }

  wait(request: ConvergenceWait): Promise<ConvergenceReport> {
    this.waits.push(request);
    return Promise.resolve(this.snapshot(request.revision, request.network));
  }

  #of(node: string, revision: number): WorkerConvergence {
    const applied = {
      node,
      state: 'applied',
      revision,
      appliedAt: '2026-01-31T12:00:00.000Z',
      lagMs: 1,
    } as const;
    const override = this.overrides.get(node);
    return override ? { ...applied, revision: 0, appliedAt: undefined, ...override } : applied;
  }
}
