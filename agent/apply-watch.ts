/** Passes what a manager sends on to the reconciler, and notes how long each change takes until the kernel holds it. */
import { performance } from 'node:perf_hooks';
import type { NetworkDelta, NetworkImage } from '../model/desired.js';
import type { Acceptance, AppliedNotice, HeldNetwork } from './reconcile/notices.js';
import type { SyncTarget } from './sync/session.js';

export interface ApplyWatchDeps {
  readonly target: SyncTarget;
  /** Told of each change when the kernel holds it. */
  readonly applied: (seconds: number) => void;
}

interface Change {
  readonly epoch: number;
  readonly revision: number;
  readonly startedAt: number;
}

export class ApplyWatch implements SyncTarget {
  readonly #deps: ApplyWatchDeps;
  /** By network: what was accepted and not acknowledged, oldest first. */
  readonly #changes = new Map<string, Change[]>();

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

  synced(): void {
    this.#deps.target.synced();
  }

  held(): readonly HeldNetwork[] {
    return this.#deps.target.held();
  }

  /** The kernel holds the network's set of that revision, with all that led there. */
  done({ networkId, epoch, revision }: AppliedNotice): void {
    const changes = this.#changes.get(networkId);
    if (!changes) return;
    const now = performance.now();
    const isDone = (change: Change): boolean =>
      change.epoch < epoch || (change.epoch === epoch && change.revision <= revision);
    for (const { startedAt } of changes.filter(isDone)) {
      this.#deps.applied((now - startedAt) / 1000);
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
    const change = { epoch, revision, startedAt: performance.now() };
    const changes = this.#changes.get(networkId);
    if (changes) changes.push(change);
    else this.#changes.set(networkId, [change]);
    return acceptance;
  }
}
