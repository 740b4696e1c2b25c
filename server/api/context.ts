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

const RANDOM_BYTES = 256 * ID_RANDOM_BYTES;

export class ApiContext {
  readonly deps: ApiDeps;
  readonly metrics: ApiMetrics;
  readonly tracing: Tracing;
  readonly spans: RequestSpans;
  readonly audits: Audits;
  readonly watches: Watches;
  #random: Uint8Array = new Uint8Array(0);

  constructor(deps: ApiDeps) {
    this.deps = deps;
    this.metrics = new ApiMetrics(deps.metrics);
    this.tracing = deps.tracing ?? NO_TRACING;
    this.spans = new RequestSpans(this.tracing);
    this.audits = new Audits(deps);
    this.watches = new Watches(deps, this.metrics);
  }

  mintId(kind: MintedKind): string {
    return mintId(kind, this.deps.nowMs(), this.#randomForId());
  }

  /** Drawn for many ids at once: a draw costs more than all else of an id. No byte is used twice. */
  #randomForId(): Uint8Array {
    if (this.#random.length < ID_RANDOM_BYTES) this.#random = this.deps.random(RANDOM_BYTES);
    const bytes = this.#random.subarray(0, ID_RANDOM_BYTES);
    this.#random = this.#random.subarray(ID_RANDOM_BYTES);
    return bytes;
  }

  /** Throws `starting` until the state holds the cluster. */
  cluster(): Cluster {
    const cluster = this.deps.view.cluster();
    if (cluster) return cluster;
    throw new OvnetError('starting', 'this manager does not hold the state of the cluster yet');
  }
}
