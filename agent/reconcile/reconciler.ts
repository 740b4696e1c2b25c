/** Keeps the kernel equal to the desired sets: accepts images and deltas, plans, executes, repairs drift, reports. */
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { KernelEvent, KernelState, ObservedPort } from '../kernel/port.js';
import { KernelMirror } from '../kernel/port-mirror.js';
import { Checks } from './checks.js';
import { DesiredStore } from './desired-store.js';
import { Drift } from './drift.js';
import { Dumps } from './dumps.js';
import { Echoes } from './echoes.js';
import { egressStatus, type EgressStatus } from './egress-status.js';
import { Intrusions } from './intrusions.js';
import type { Acceptance, DriftCounters, HeldNetwork, Membership, SyncPoint } from './notices.js';
import {
  withDefaults,
  type FullOptions,
  type ReconcilerDeps,
  type ReconcilerOptions,
} from './options.js';
import { planHost } from './plan.js';
import type { Difference } from './plan-round.js';
import { Reports } from './reports.js';
import { EGRESS, HOST, Retries } from './retries.js';
import { Rounds } from './rounds.js';
import { Schedule } from './schedule.js';

/**
 * All methods that accept desired state return at once; work is serialised and coalesced behind them.
 * Until `synced`, only what an accepted image or delta of this process says may be removed.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #options: FullOptions;
  readonly #store: DesiredStore;
  readonly #retries: Retries;
  readonly #echoes = new Echoes();
  readonly #intrusions = new Intrusions();
  readonly #drift: Drift;
  readonly #reports: Reports;
  readonly #dumps: Dumps;
  readonly #schedule: Schedule;
  readonly #checks: Checks;
  readonly #rounds: Rounds;
  #state: 'new' | 'running' | 'stopped' = 'new';
  #work: Promise<void> | undefined;

  constructor(deps: ReconcilerDeps, options: ReconcilerOptions) {
    this.#deps = deps;
    this.#options = withDefaults(options);
    const { kernel, timers, log, onApplied, onPruned = () => undefined } = deps;
    const [echoes, intrusions] = [this.#echoes, this.#intrusions];
    const store = (this.#store = new DesiredStore(options.nodeId));
    const retries = (this.#retries = new Retries(timers, this.#options.retryMs));
    const reports = (this.#reports = new Reports({ store, retries, onApplied, onPruned }));
    const drift = (this.#drift = new Drift({ ...deps, retries }));
    const dumps = (this.#dumps = new Dumps({ kernel, timers }, () => this.#kick()));
    const schedule = (this.#schedule = new Schedule(
      {
        ...{ timers, echoes, mirror: () => this.#rounds.mirror },
        isBusy: () => this.#busy !== undefined,
        kick: () => this.#kick(),
      },
      this.#options,
    ));
    const rounds = (this.#rounds = new Rounds(
      { kernel, timers, log, store, retries, reports, drift, dumps, echoes, intrusions, schedule },
      this.#options,
    ));
    this.#checks = new Checks({
      ...{ kernel, timers, schedule, mirror: () => rounds.mirror },
      isOvertaken: () => rounds.hasPortChanges || intrusions.anyOfLinks,
      unread: (error) => rounds.unread(error),
      repair: (dirty) => rounds.repairSeen(dirty),
    });
  }

  /** Reads the kernel, repairs, starts watching and auditing. The kernel must be prepared. Call after `loadCached`. */
  async start(): Promise<void> {
    this.#state = 'running';
    this.#deps.kernel.watch((event) => this.#onEvent(event));
    await this.audit();
  }

  /** Finishes the running operation and leaves the kernel as it is. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#schedule.close();
    await this.#work;
    await this.#dumps.running;
  }

  /** Sets read from the disk cache: they add and repair but remove nothing until confirmed. No notice is sent for them. */
  loadCached(images: readonly NetworkImage[]): void {
    for (const image of images) this.#store.load(image);
  }

  /** A network's complete set from a manager. Refused only with `digest-mismatch`. */
  setImage(image: NetworkImage): Acceptance {
    const acceptance = this.#store.setImage(image);
    if (acceptance.accepted) {
      this.#retries.forgetNetwork(image.networkId);
      this.#owe(image.networkId);
    }
    return acceptance;
  }

  applyDelta(delta: NetworkDelta): Acceptance {
    const acceptance = this.#store.applyDelta(delta);
    if (acceptance.accepted) {
      this.#retries.forgetChanged(delta);
      this.#owe(delta.networkId);
    }
    return acceptance;
  }

  /** The worker hosts nothing of it any more; answered by a notice with `gone`, also for a network never held. */
  removeNetwork(network: { networkId: string; epoch: number; revision: number }): void {
    this.#store.remove(network.networkId);
    this.#retries.forgetNetwork(network.networkId);
    this.#reports.takeDown(network);
    this.#rounds.demandHost();
    this.#kick();
  }

  /**
   * Everything of concern was sent: own links of networks not held may be removed from now on.
   * Every network held is compared again and gives a notice, so that a manager that knows nothing of us learns it.
   */
  synced(point: SyncPoint): void {
    this.#reports.synced(point);
    this.#rounds.mayPrune();
    this.#rounds.demandHost();
    for (const [networkId, network] of this.#store.networks) {
      network.confirmed = true;
      this.#store.touch(networkId);
      this.#reports.owe(networkId);
    }
    this.#schedule.audits.wish('fabric');
    this.#kick();
  }

  /** What Hello reports. */
  held(): readonly HeldNetwork[] {
    return this.#store.held();
  }

  /** The complete set held of one network, for the cache. */
  image(networkId: string): NetworkImage | undefined {
    return this.#store.image(networkId);
  }

  /** Resolves when nothing is dirty or running (endpoints waiting for a retry do not count). */
  async settled(): Promise<void> {
    for (let busy = this.#busy; busy; busy = this.#busy) await busy;
  }

  /** Of the networks held: who hosts endpoints of them, and the MTU of their interfaces. */
  memberships(): Iterable<Membership> {
    return this.#store.memberships();
  }

  egress(): EgressStatus | null {
    return egressStatus(this.#rounds.mirror, this.#options.egress);
  }

  /** Ends of endpoints as last seen or made. */
  ports(): Iterable<ObservedPort> {
    return this.#rounds.mirror.ports.values();
  }

  drift(): DriftCounters {
    return this.#drift.counters();
  }

  /** Times that everything was to be compared because single changes could not be followed, or were refused. */
  overflows(): number {
    return this.#echoes.overflows;
  }

  /** Dumps and diffs now, inside the workloads' namespaces too; resolves when repaired. */
  async audit(): Promise<void> {
    this.#schedule.audits.demand('all');
    this.#kick();
    await this.settled();
  }

  /** What a repair would do to the kernel as it was read, though nothing is done; also what waits for its next try. */
  difference(state: KernelState): Difference {
    const actual = KernelMirror.from(state);
    const context = { ...this.#rounds.context(), suspended: new Set<string>() };
    const plan = planHost(this.#store.networks, actual, context);
    const isBusy = this.#work !== undefined || this.#rounds.hasChanges;
    const codeOf: Difference['codeOf'] = ({ networkId, endpointId }) =>
      this.#retries.codeOf(networkId, endpointId);
    return { ...plan, actual, isBusy, codeOf };
  }

  #owe(networkId: string): void {
    this.#reports.owe(networkId);
    this.#kick();
  }

  #kick(): void {
    if (this.#state !== 'running' || this.#work) return;
    if (!this.#hasWork()) return;
    this.#work = this.#loop().finally(() => {
      this.#work = undefined;
      // What came in between the last look and now.
      this.#kick();
    });
  }

  get #busy(): Promise<void> | undefined {
    return this.#work ?? this.#dumps.running;
  }

  /** Without a first dump the mirror is empty: changes wait for it. */
  #hasWork(): boolean {
    const dumpDue = this.#schedule.audits.isDue && !this.#dumps.pending;
    const hasNews = this.#rounds.hasChanges || this.#intrusions.any || this.#checks.areDue;
    return dumpDue || this.#dumps.isDone || (this.#schedule.audits.any && hasNews);
  }

  async #loop(): Promise<void> {
    while (this.#state === 'running' && this.#hasWork()) {
      const { any } = this.#schedule.audits;
      if (any && this.#intrusions.any) await this.#rounds.repairIntrusions();
      else if (any && this.#rounds.hasChanges) await this.#rounds.applyChanges();
      else if (this.#dumps.isDone) await this.#rounds.compare();
      else if (any && this.#checks.areDue) await this.#checks.run();
      else this.#rounds.dump();
    }
    this.#armRetry();
  }

  #onEvent(event: KernelEvent): void {
    if (event.ordered) {
      this.#intrusions.add(event, this.#deps.timers.now());
      // Several come at a time.
      queueMicrotask(() => this.#kick());
      return;
    }
    this.#schedule.look(event);
  }

  #armRetry(): void {
    this.#schedule.retry(this.#retries.nextIn(), () => {
      const due = this.#retries.due();
      // Timers may ring a moment early.
      if (due.size === 0) return this.#armRetry();
      for (const networkId of due) {
        this.#reports.retry(networkId);
        if (networkId === HOST || networkId === EGRESS) this.#rounds.demandHost();
        else if (this.#store.networks.has(networkId)) this.#store.touch(networkId);
      }
      this.#kick();
    });
  }
}
