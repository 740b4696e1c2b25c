/**
 * Keeps the resolver equal to what the agent holds: passes changes of the desired sets on as they come, says which
 * namespaces are plugged in, and holds every acknowledgement until the resolver has taken what it acknowledges.
 */
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { TraceMark } from '../../proto/agent-messages.js';
import type { ObservedPort } from '../kernel/port.js';
import type {
  Acceptance,
  AppliedNotice,
  ApplyFailure,
  HeldNetwork,
  SyncPoint,
} from '../reconcile/notices.js';
import type { SyncTarget } from '../sync/content.js';
import { Deliveries } from './deliveries.js';
import type { LinkState, ResolverIdentity } from './link.js';
import { NameOrders } from './name-orders.js';
import { PluggedPlaces, type PinOf } from './plugged-places.js';
import type { HeldNames, OrderBody, PlaceTrouble, ResolverReport } from './protocol.js';

/** The part of `ResolverLink` that is used. */
export interface NameLink {
  readonly state: LinkState;
  readonly identity: ResolverIdentity | undefined;
  readonly reason: string;
  readonly sent: number;
  readonly done: number;
  adopt(): Promise<void>;
  ensure(): void;
  send(order: OrderBody): void;
  close(): void;
  end(): Promise<void>;
}

export interface NameServiceDeps {
  readonly target: SyncTarget;
  readonly link: (events: NameService) => NameLink;
  /** The complete sets held now. */
  readonly images: () => readonly NetworkImage[];
  /** What is plugged in as far as is known. */
  readonly ports: () => Iterable<ObservedPort>;
  readonly pinOf: PinOf;
  readonly applied: (notice: AppliedNotice) => void;
  readonly pruned: (point: SyncPoint) => void;
}

export interface NameServiceOptions {
  readonly clusterId: string;
  readonly nodeId: string;
  /** IP addresses to ask, the host's resolvers, or nobody. */
  readonly upstreams: readonly string[] | 'host';
}

export interface NameStatus {
  readonly state: LinkState;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly forward: readonly string[] | 'host';
  readonly report: ResolverReport | null;
  /** Why names are not answered in a namespace. */
  readonly troubles: readonly PlaceTrouble[];
}

const REFRESH_MS = 5_000;

export class NameService implements SyncTarget {
  readonly #deps: NameServiceDeps;
  readonly #options: NameServiceOptions;
  readonly #link: NameLink;
  readonly #places: PluggedPlaces;
  readonly #orders: NameOrders;
  readonly #deliveries = new Deliveries((order) => this.#isDone(order));
  /** Last notice of each network, and what was added to it. */
  readonly #last = new Map<string, { readonly notice: AppliedNotice; added: string }>();
  #report: ResolverReport | undefined;
  #isSynced = false;
  /** Something is plugged in here, or will be. */
  #isNeeded = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: NameServiceDeps, options: NameServiceOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#places = new PluggedPlaces(options);
    const link = (this.#link = deps.link(this));
    this.#orders = new NameOrders((order) => link.send(order));
  }

  /**
   * After the first look at the kernel. Goes on with the resolver of the agent before, or starts one: the first endpoint
   * that is plugged in would wait for it the longer.
   */
  async start(): Promise<void> {
    this.#refreshPlaces();
    await this.#link.adopt();
    this.#link.ensure();
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS).unref();
  }

  /** The resolver goes on, unless it serves nobody. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#orders.flush();
    this.#deliveries.flush();
    if (this.#timer && this.#places.places.length === 0) await this.#link.end();
    else this.#link.close();
  }

  /** With the process: the node is no member any more. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#link.end();
  }

  setImage(image: NetworkImage): Acceptance {
    const acceptance = this.#deps.target.setImage(image);
    if (acceptance.accepted) {
      this.#orders.set(image);
      if (this.#isPluggedIn(image)) this.#isNeeded = true;
    }
    return acceptance;
  }

  applyDelta(delta: NetworkDelta): Acceptance {
    const acceptance = this.#deps.target.applyDelta(delta);
    if (acceptance.accepted) this.#orders.change(delta);
    return acceptance;
  }

  removeNetwork(network: { networkId: string; epoch: number; revision: number }): void {
    this.#deps.target.removeNetwork(network);
    this.#orders.drop(network.networkId);
  }

  synced(point: SyncPoint): void {
    this.#deps.target.synced(point);
    this.#isSynced = true;
    this.#sendKeep();
  }

  held(): readonly HeldNetwork[] {
    return this.#deps.target.held();
  }

  traced(mark: TraceMark): void {
    this.#deps.target.traced?.(mark);
  }

  /** From the reconciler: told to the manager once the resolver is as far. */
  applied(notice: AppliedNotice): void {
    if (notice.gone) this.#last.delete(notice.networkId);
    else this.#last.set(notice.networkId, { notice, added: '' });
    this.#refresh();
    this.#after(() => this.#deliver(notice));
  }

  pruned(point: SyncPoint): void {
    this.#after(() => this.#deps.pruned(point));
  }

  status(): NameStatus {
    const { state, identity } = this.#link;
    return {
      state,
      pid: identity?.pid ?? null,
      startedAt: identity?.startedAt ?? null,
      forward: this.#options.upstreams,
      report: this.#report ?? null,
      troubles: this.#troubles(),
    };
  }

  /** From the link. */
  welcomed(held: readonly HeldNames[]): void {
    this.#orders.forget();
    this.#orders.settings(this.#options.upstreams);
    const known = new Map(held.map((one) => [one.networkId, one]));
    for (const image of this.#deps.images()) {
      const one = known.get(image.networkId);
      // After a start from the cache it may know more than we do.
      const isNewer = one?.epoch === image.epoch && one.revision >= image.revision;
      if (!isNewer) this.#orders.set(image);
    }
    if (this.#isSynced) this.#sendKeep();
    this.#orders.places(this.#places.places);
    // They know all this by then.
    this.#deliveries.postpone(this.#link.sent);
  }

  /** From the link. */
  reported(report: ResolverReport): void {
    this.#report = report;
    this.#tellAgain();
  }

  /** From the link. */
  changed(): void {
    const { state } = this.#link;
    if (state !== 'up') this.#report = undefined;
    if (state === 'down') this.#tellAgain();
    this.#deliveries.flush();
  }

  #sendKeep(): void {
    this.#orders.keep(this.held().map(({ networkId }) => networkId));
  }

  #isPluggedIn({ entries }: NetworkImage): boolean {
    const { nodeId } = this.#options;
    return entries.some(
      ({ kind, value }) =>
        kind === 'endpoint' && value.nodeId === nodeId && value.attachment !== undefined,
    );
  }

  #refresh(): void {
    if (this.#refreshPlaces()) this.#orders.places(this.#places.places);
  }

  #refreshPlaces(): boolean {
    const changed = this.#places.refresh(this.#deps.ports(), this.#deps.pinOf);
    if (this.#places.places.length > 0) this.#isNeeded = true;
    return changed;
  }

  /** At once when nothing is under way. Never overtakes what waits. */
  #after(deliver: () => void): void {
    this.#orders.flush();
    this.#deliveries.add(this.#link.sent, deliver);
  }

  /**
   * While nothing answers, nothing answers wrongly. A resolver that is being started is told everything at its start; who
   * plugs in meanwhile waits for it.
   */
  #isDone(order: number): boolean {
    const { state, done, sent } = this.#link;
    if (state === 'starting') return !this.#isNeeded;
    return state !== 'up' || done >= Math.min(order, sent);
  }

  #deliver(notice: AppliedNotice): void {
    if (notice.gone) return this.#deps.applied(notice);
    const added = this.#failuresOf(notice);
    const last = this.#last.get(notice.networkId);
    if (last) last.added = JSON.stringify(added);
    this.#deps.applied({ ...notice, failed: [...notice.failed, ...added] });
  }

  /** What is told of the names of a network has changed since its last notice. */
  #tellAgain(): void {
    for (const { notice, added } of this.#last.values()) {
      if (JSON.stringify(this.#failuresOf(notice)) === added) continue;
      this.#after(() => {
        const last = this.#last.get(notice.networkId);
        if (last?.notice === notice) this.#deliver(notice);
      });
    }
  }

  #troubles(): readonly PlaceTrouble[] {
    if (this.#link.state === 'up') return this.#report?.troubles ?? [];
    if (this.#link.state !== 'down') return [];
    const detail = this.#link.reason;
    return this.#places.places.map(({ netns }) => ({ netns, code: 'dns-failed', detail }));
  }

  #failuresOf({ networkId, failed }: AppliedNotice): readonly ApplyFailure[] {
    const known = new Set(failed.map(({ endpointId }) => endpointId));
    return this.#troubles().flatMap(({ netns, code, detail }) =>
      this.#places
        .endpointsIn(netns, networkId)
        .filter((endpointId) => !known.has(endpointId))
        .map((endpointId) => ({ endpointId, code, detail: `${netns}: ${detail}` })),
    );
  }
}
