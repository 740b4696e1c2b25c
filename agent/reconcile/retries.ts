/** What failed and when it is tried again: doubling pauses per endpoint or network, kept until a success. */
import type { NetworkDelta } from '../../model/desired.js';
import type { ErrorCode } from '../../model/errors.js';
import type { ApplyFailure } from './notices.js';
import { idInKey, keyOf } from './plan-desired.js';
import type { PlannedFailure } from './plan-step.js';
import type { Timers } from './timers.js';

interface Failure {
  readonly failure: PlannedFailure;
  readonly dueAt: number;
  readonly pauseMs: number;
}

/** Id under which failures of the host as a whole (the firewall) are kept: they are everybody's. */
export const HOST = '';

/** The same for egress: `affects` says whose they are. Ids of its failures are paths of namespaces. */
export const EGRESS = 'egress';

export interface RetriesOptions {
  readonly first: number;
  readonly longest: number;
}

export class Retries {
  readonly #timers: Timers;
  readonly #options: RetriesOptions;
  /** By endpoint id, or network id for a failure of the network as a whole. */
  readonly #failures = new Map<string, Failure>();
  readonly #forgotten = new Set<string>();
  readonly #forgottenNetworks = new Set<string>();

  constructor(timers: Timers, options: RetriesOptions) {
    this.#timers = timers;
    this.#options = options;
  }

  /** Ids that must not be tried yet. */
  suspended(): ReadonlySet<string> {
    const now = this.#timers.now();
    const ids = new Set<string>();
    for (const [id, { dueAt }] of this.#failures) if (dueAt > now) ids.add(id);
    return ids;
  }

  /** It has failed and is tried again; ids as of `idOf`. */
  has(id: string): boolean {
    return this.#failures.has(id);
  }

  /** Networks with something that may be tried again now. */
  due(): ReadonlySet<string> {
    const now = this.#timers.now();
    const networks = new Set<string>();
    for (const failed of this.#failures.values()) {
      if (this.#triedAt(failed) <= now) networks.add(failed.failure.networkId);
    }
    return networks;
  }

  /** Milliseconds until the next try, undefined when nothing waits. */
  nextIn(): number | undefined {
    let first: number | undefined;
    for (const failed of this.#failures.values()) {
      const at = this.#triedAt(failed);
      if (first === undefined || at < first) first = at;
    }
    return first === undefined ? undefined : Math.max(0, first - this.#timers.now());
  }

  /** Those of the host as well. */
  failedOf(networkId: string): readonly ApplyFailure[] {
    const failed: ApplyFailure[] = [];
    const affected: ApplyFailure[] = [];
    for (const { failure } of this.#failures.values()) {
      const { endpointId, code, detail, affects = [] } = failure;
      const own = affects.filter((one) => one.networkId === networkId);
      affected.push(...own.map((one) => ({ endpointId: one.endpointId, code, detail })));
      if (failure.networkId !== networkId && failure.networkId !== HOST) continue;
      failed.push({ endpointId, code, detail });
    }
    // Of an endpoint that is not there at all it does not matter what else it lacks.
    const ids = new Set(failed.map(({ endpointId }) => endpointId));
    failed.push(...affected.filter(({ endpointId }) => !ids.has(endpointId) && !ids.has('')));
    return failed.sort((a, b) => (a.endpointId < b.endpointId ? -1 : 1));
  }

  /** It was never applied: itself, the network, or the host as a whole has failed. */
  isFailing(networkId: string, endpointId: string): boolean {
    if (this.#failures.has(networkId) || this.#failures.has(HOST)) return true;
    return this.#failures.get(endpointId)?.failure.networkId === networkId;
  }

  /** Why an endpoint, or its network as a whole, waits for its next try; `endpointId` empty: the network, or the host. */
  codeOf(networkId: string, endpointId: string): ErrorCode | undefined {
    const own = endpointId === '' ? undefined : this.#failures.get(endpointId)?.failure;
    if (own?.networkId === networkId) return own.code;
    return this.#failures.get(networkId)?.failure.code;
  }

  /** It failed in the same way when it was tried last. */
  isStanding(failure: PlannedFailure): boolean {
    const last = this.#failures.get(idOf(failure))?.failure;
    return last?.code === failure.code && last.detail === failure.detail;
  }

  /**
   * Outcome of one plan of a network: what failed waits longer, what was `tried` and no longer fails is forgotten.
   * Returns whether the set of failures changed.
   */
  settle(
    networkId: string,
    failures: readonly PlannedFailure[],
    tried: (id: string) => boolean,
  ): boolean {
    const before = JSON.stringify(this.failedOf(networkId));
    const now = this.#timers.now();
    const failing = new Map(failures.map((failure) => [idOf(failure), failure]));
    for (const [id, { failure }] of this.#failures) {
      if (failure.networkId === networkId && tried(id) && !failing.has(id)) {
        this.#failures.delete(id);
      }
    }
    for (const [id, failure] of failing) {
      const last = this.#failures.get(id)?.pauseMs;
      const pauseMs = last === undefined ? this.#options.first : this.#longer(last);
      this.#failures.set(id, { failure, pauseMs, dueAt: now + pauseMs });
    }
    return before !== JSON.stringify(this.failedOf(networkId));
  }

  /** The desired state of these changes, or they are gone: the next round tries them at once, from the first pause. */
  forget(ids: Iterable<string>): void {
    for (const id of ids) this.#forgotten.add(id);
  }

  /** The network itself, its subnets and hosts matter to all of its endpoints: a host's new tunnel end, a larger MTU. */
  forgetChanged({ networkId, upserts, removals }: NetworkDelta): void {
    const keys = [...removals, ...upserts.map(keyOf)];
    this.forget(keys.map(idInKey));
    if (keys.some((key) => !key.startsWith('endpoint/'))) this.forgetNetwork(networkId);
  }

  forgetNetwork(networkId: string): void {
    this.#forgottenNetworks.add(networkId);
  }

  /** What has failed of egress is planned anew in this round. */
  retryEgress(): void {
    for (const [id, { failure }] of this.#failures) {
      if (failure.networkId === EGRESS) this.#failures.delete(id);
    }
  }

  /** A round takes up all that was accepted so far. Until then what has failed is what the kernel lacks. */
  begin(): void {
    for (const [id, { failure }] of this.#failures) {
      const isForgotten = this.#forgotten.has(id) || this.#forgottenNetworks.has(failure.networkId);
      if (isForgotten) this.#failures.delete(id);
    }
    this.#forgotten.clear();
    this.#forgottenNetworks.clear();
  }

  /** Nothing of a network is tried while the network as a whole waits. */
  #triedAt({ failure, dueAt }: Failure): number {
    return Math.max(dueAt, this.#failures.get(failure.networkId)?.dueAt ?? dueAt);
  }

  #longer(pauseMs: number): number {
    return Math.min(pauseMs * 2, this.#options.longest);
  }
}

/** Under which a failure is kept: the endpoint, or the network as a whole. */
export function idOf(failure: PlannedFailure): string {
  return failure.endpointId === '' ? failure.networkId : failure.endpointId;
}
