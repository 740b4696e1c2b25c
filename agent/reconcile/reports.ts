/** Who waits for which notice, what has failed, and the notices that follow from one round of work. */
import { EMPTY_DIGEST, formatDigest } from '../../model/digest.js';
import type { DesiredStore } from './desired-store.js';
import type { AppliedNotice, HeldNetwork, SyncPoint } from './notices.js';
import type { DesiredNetwork, Dirty } from './plan-desired.js';
import type { PlanContext, PlannedFailure, Step } from './plan-step.js';
import { EGRESS, HOST, type Retries } from './retries.js';

export interface ReportsDeps {
  readonly store: DesiredStore;
  readonly retries: Retries;
  readonly onApplied: (notice: AppliedNotice) => void;
  readonly onPruned: (point: SyncPoint) => void;
}

/** A network to take down and the revision that said so. */
export interface GoneNetwork {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
}

/** One round of planning and executing. */
/** Which endpoints of a network (by id) a round has tried: what did not fail among them has succeeded. */
export type Tried = Map<string, (id: string) => boolean>;

export interface Round {
  readonly failures: readonly PlannedFailure[];
  /** Network (or host) → whether an endpoint or network id was part of the plan. */
  readonly tried: ReadonlyMap<string, (id: string) => boolean>;
  /** What was held of the networks planned for when they were planned. */
  readonly planned: ReadonlyMap<string, HeldNetwork>;
  readonly gone: readonly GoneNetwork[];
}

export class Reports {
  readonly #deps: ReportsDeps;
  /** Networks whose last accepted change was not answered yet. */
  readonly #owed = new Set<string>();
  readonly #gone = new Map<string, GoneNetwork>();
  /** Could not be taken down, or the host as a whole has failed meanwhile; wait for the retry. */
  readonly #stuck = new Map<string, GoneNetwork>();

  /** After which nobody was told yet that what is not held is gone. */
  #unpruned: SyncPoint | undefined;
  /** The same, when the dump that is compared began. */
  #pruning: SyncPoint | undefined;

  constructor(deps: ReportsDeps) {
    this.#deps = deps;
  }

  owe(networkId: string): void {
    this.#gone.delete(networkId);
    this.#stuck.delete(networkId);
    this.#owed.add(networkId);
  }

  takeDown(network: GoneNetwork): void {
    const { networkId, epoch, revision } = network;
    this.#owed.delete(networkId);
    this.#stuck.delete(networkId);
    this.#gone.set(networkId, { networkId, epoch, revision });
  }

  synced(point: SyncPoint): void {
    this.#unpruned = point;
  }

  dumpBegins(): void {
    this.#pruning = this.#unpruned;
  }

  /** After the round that made the kernel equal to what is held, as far as `failures` did not prevent it. */
  compared(failures: readonly PlannedFailure[]): void {
    const { store, onPruned } = this.#deps;
    const point = this.#pruning;
    const isGoing = this.#gone.size + this.#stuck.size > 0;
    const isLeft = failures.some(
      ({ networkId }) => networkId !== EGRESS && !store.networks.has(networkId),
    );
    if (!point || isGoing || isLeft) return;
    if (this.#unpruned === point) this.#unpruned = undefined;
    onPruned(point);
  }

  /** The time of a network's retry has come. */
  retry(networkId: string): void {
    const stuck = this.#stuck.get(networkId);
    if (stuck) this.takeDown(stuck);
  }

  get anyGone(): boolean {
    return this.#gone.size > 0;
  }

  isGoing(networkId: string): boolean {
    return this.#gone.has(networkId) || this.#stuck.has(networkId);
  }

  takeGone(): readonly GoneNetwork[] {
    const gone = [...this.#gone.values()];
    this.#gone.clear();
    return gone;
  }

  finish(round: Round): void {
    const changed = new Set(this.#settle(round));
    // What has failed of the host has failed of every network, and is mended for every one; egress may be anybody's.
    if (changed.has(HOST) || changed.has(EGRESS))
      for (const id of this.#deps.store.networks.keys()) changed.add(id);
    for (const networkId of new Set([...round.planned.keys(), ...changed])) {
      const planned = round.planned.get(networkId);
      if (planned && this.#owed.has(networkId)) this.#notify(planned);
      else if (changed.has(networkId)) this.#notifyAgain(networkId, planned);
    }
    // Also those that waited for the host as a whole: whatever mended it, nobody takes them down again.
    for (const network of [...this.#stuck.values(), ...round.gone]) this.#finishGone(network);
  }

  /** Networks, or the host, of which something else has failed than before. */
  *#settle({ tried, failures }: Round): Generator<string> {
    for (const [networkId, isTried] of tried) {
      const own = failures.filter((failure) => failure.networkId === networkId);
      if (this.#deps.retries.settle(networkId, own, isTried)) yield networkId;
    }
  }

  #notify(held: HeldNetwork): void {
    const { networkId, revision } = held;
    const { store, retries, onApplied } = this.#deps;
    if (!store.networks.has(networkId)) return;
    // A newer change that arrived meanwhile is still owed its own answer.
    if (store.heldOf(networkId).revision === revision) this.#owed.delete(networkId);
    onApplied({ ...held, failed: retries.failedOf(networkId), gone: false });
  }

  /** A retry or an audit changed what has failed of a set that was reported before: never of one from the cache. */
  #notifyAgain(networkId: string, planned: HeldNetwork | undefined): void {
    const { store } = this.#deps;
    const confirmed = store.networks.get(networkId)?.confirmed === true;
    if (confirmed && !this.#owed.has(networkId)) this.#notify(planned ?? store.heldOf(networkId));
  }

  #finishGone(network: GoneNetwork): void {
    const { store, retries, onApplied } = this.#deps;
    const { networkId } = network;
    // What was said since has its own answer.
    if (store.networks.has(networkId) || this.#gone.has(networkId)) return;
    if (retries.failedOf(networkId).length > 0) {
      this.#stuck.set(networkId, network);
      return;
    }
    this.#stuck.delete(networkId);
    onApplied({ ...network, digest: formatDigest(EMPTY_DIGEST), failed: [], gone: true });
  }
}

/** A plan of rows tried only the endpoints it has steps for, one of ports those that are here too, a whole plan all that were not waiting. */
export function triedBy(
  steps: readonly Step[],
  dirty: Dirty,
  { networkId, locals }: Pick<DesiredNetwork, 'networkId' | 'locals'>,
  { suspended }: PlanContext,
): (id: string) => boolean {
  const isFree = (id: string): boolean =>
    suspended?.has(id) !== true && suspended?.has(networkId) !== true;
  if (dirty.structure) return isFree;
  const ids = new Set(steps.map(({ endpointId }) => endpointId));
  return (id) => ids.has(id) || (dirty.ports && locals.has(id) && isFree(id));
}
