/**
 * Passes what a manager sends on to the reconciler, and notes how long each change takes until the kernel holds it: as a
 * number, and as spans of the traces that the manager names.
 */
import { performance } from 'node:perf_hooks';
import type { NetworkDelta, NetworkImage } from '../model/desired.js';
import { NO_SPAN, type Span, type Tracing } from '../observe/tracing.js';
import type { TraceMark } from '../proto/agent-messages.js';
import type { Acceptance, AppliedNotice, HeldNetwork, SyncPoint } from './reconcile/notices.js';
import type { SyncTarget } from './sync/content.js';

/** Changes that came together are written together; so many of them get a span for it. */
const MAX_WRITING = 16;

export interface ApplyWatchDeps {
  readonly target: SyncTarget;
  /** Told of each change when the kernel holds it. */
  readonly applied: (seconds: number) => void;
  readonly tracing: Tracing;
}

interface Change {
  readonly epoch: number;
  readonly revision: number;
  readonly startedAt: number;
  readonly span: Span;
}

export class ApplyWatch implements SyncTarget {
  readonly #deps: ApplyWatchDeps;
  /** By network: what was accepted and not acknowledged, oldest first. */
  readonly #changes = new Map<string, Change[]>();
  /** By network: said of the change that comes next. */
  readonly #marks = new Map<string, TraceMark>();

  constructor(deps: ApplyWatchDeps) {
    this.#deps = deps;
  }

  setImage(image: NetworkImage): Acceptance {
    return this.#watched(image, this.#deps.target.setImage(image));
  }

  applyDelta(delta: NetworkDelta): Acceptance {
    const { networkId, epoch, to: revision } = delta;
    return this.#watched({ networkId, epoch, revision }, this.#deps.target.applyDelta(delta));
  }

  removeNetwork(network: { networkId: string; epoch: number; revision: number }): void {
    this.#watched(network, { accepted: true });
    this.#deps.target.removeNetwork(network);
  }

  traced(mark: TraceMark): void {
    if (this.#deps.tracing.isOn) this.#marks.set(mark.networkId, mark);
  }

  /** Operations are about to be carried out; the returned function is called when they are. */
  writing(operations: number): (failed: number) => void {
    const { tracing } = this.#deps;
    if (!tracing.isOn) return () => undefined;
    const spans = [...this.#changes.values()]
      .flat()
      .filter(({ span }) => span.context !== undefined)
      .slice(-MAX_WRITING)
      .map(({ span }) => tracing.child('kernel.write', span.context, {}));
    return (failed) => {
      const error = failed > 0 ? new Error(`${failed} operations failed`) : undefined;
      for (const span of spans) span.end({ 'ovnet.operations': operations }, error);
    };
  }

  synced(point: SyncPoint): void {
    this.#deps.target.synced(point);
  }

  held(): readonly HeldNetwork[] {
    return this.#deps.target.held();
  }

  /** The kernel holds the network's set of that revision, with all that led there. */
  done({ networkId, epoch, revision, failed }: AppliedNotice): void {
    const changes = this.#changes.get(networkId);
    if (!changes) return;
    const now = performance.now();
    const isDone = (change: Change): boolean =>
      change.epoch < epoch || (change.epoch === epoch && change.revision <= revision);
    for (const { startedAt, span } of changes.filter(isDone)) {
      this.#deps.applied((now - startedAt) / 1000);
      span.end({ 'ovnet.failed': failed.length }, failed[0]?.code);
    }
    const rest = changes.filter((change) => !isDone(change));
    if (rest.length > 0) this.#changes.set(networkId, rest);
    else this.#changes.delete(networkId);
  }

  #watched(
    { networkId, epoch, revision }: { networkId: string; epoch: number; revision: number },
    acceptance: Acceptance,
  ): Acceptance {
    if (!acceptance.accepted) return acceptance;
    const span = this.#span(networkId, revision);
    const change = { epoch, revision, startedAt: performance.now(), span };
    const changes = this.#changes.get(networkId);
    if (changes) changes.push(change);
    else this.#changes.set(networkId, [change]);
    return acceptance;
  }

  #span(networkId: string, revision: number): Span {
    const mark = this.#marks.get(networkId);
    this.#marks.delete(networkId);
    if (mark?.revision !== revision) return NO_SPAN;
    const attributes = { 'ovnet.network': networkId, 'ovnet.revision': revision };
    return this.#deps.tracing.child('agent.apply', mark.trace, attributes);
  }
}
