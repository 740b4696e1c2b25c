/** What handlers work with: the ports of the manager, the API's metrics, what it has under way. One per manager. */
import { OvnetError } from '../../model/errors.js';
import { mintId, ID_RANDOM_BYTES, type MintedKind } from '../../model/id.js';
import type { Cluster } from '../../model/objects.js';
import { NO_TRACING, type Tracing } from '../../observe/tracing.js';
import { Audits } from './audits.js';
import type { ApiDeps } from './deps.js';
import { ApiMetrics } from './metrics.js';
import { RequestSpans } from './request-spans.js';
import { Watches } from './watch/watches.js';

export class ApiContext {
  readonly deps: ApiDeps;
  readonly metrics: ApiMetrics;
  readonly tracing: Tracing;
  readonly spans: RequestSpans;
  readonly audits: Audits;
  readonly watches: Watches;

  constructor(deps: ApiDeps) {
    this.deps = deps;
    this.metrics = new ApiMetrics(deps.metrics);
    this.tracing = deps.tracing ?? NO_TRACING;
    this.spans = new RequestSpans(this.tracing);
    this.audits = new Audits(deps);
    this.watches = new Watches(deps, this.metrics);
  }

  mintId(kind: MintedKind): string {
    return mintId(kind, this.deps.nowMs(), this.deps.random(ID_RANDOM_BYTES));
  }

  /** Throws `starting` until the state holds the cluster. */
  cluster(): Cluster {
    const cluster = this.deps.view.cluster();
    if (cluster) return cluster;
    throw new OvnetError('starting', 'this manager does not hold the state of the cluster yet');
  }
}
