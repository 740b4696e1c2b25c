/** Keeps the kernel equal to the desired sets: accepts images and deltas, plans, executes, repairs drift, reports. */
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { KernelEvent, KernelState, ObservedPort } from '../kernel/port.js';
import { KernelMirror } from '../kernel/port-mirror.js';
import { carryOut, changesStructure } from './carry-out.js';
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
import { changesPorts, type Dirty } from './plan-desired.js';
import { planHost } from './plan.js';
import { planChanges, planEverything, type Difference } from './plan-round.js';
import type { PlanContext, PlannedFailure, Step } from './plan-step.js';
import { Reports, type Round } from './reports.js';
import { EGRESS, HOST, Retries } from './retries.js';
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
  #mirror = new KernelMirror();
  #prune = false;
  #firewallDirty = false;
  #state: 'new' | 'running' | 'stopped' = 'new';
  #work: Promise<void> | undefined;

  constructor(deps: ReconcilerDeps, options: ReconcilerOptions) {
    this.#deps = deps;
    this.#options = withDefaults(options);
    const { timers } = deps;
    const [isBusy, mirror] = [() => this.#busy !== undefined, () => this.#mirror];
    const schedule = { timers, echoes: this.#echoes, isBusy, mirror, kick: () => this.#kick() };
    this.#schedule = new Schedule(schedule, this.#options);
    this.#checks = new Checks({
      ...{ kernel: deps.kernel, schedule: this.#schedule, mirror },
      isOvertaken: () => this.#hasChanges() || this.#intrusions.any,
      unread: (error) => this.#unread(error),
      repair: (dirty) => this.#repairSeen(dirty),
    });
    this.#store = new DesiredStore(options.nodeId);
    this.#retries = new Retries(deps.timers, this.#options.retryMs);
    const { onApplied, onPruned = () => undefined } = deps;
    const [store, retries] = [this.#store, this.#retries];
    this.#reports = new Reports({ store, retries, onApplied, onPruned });
    this.#drift = new Drift({ ...deps, retries });
    this.#dumps = new Dumps(deps.kernel, () => this.#kick());
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
      this.#retries.forget(delta.upserts.map(({ id }) => id));
      this.#retries.forget(delta.removals.map((key) => key.slice(key.indexOf('/') + 1)));
      this.#owe(delta.networkId);
    }
    return acceptance;
  }

  /** The worker hosts nothing of it any more; answered by a notice with `gone`, also for a network never held. */
  removeNetwork(network: { networkId: string; epoch: number; revision: number }): void {
    this.#store.remove(network.networkId);
    this.#retries.forgetNetwork(network.networkId);
    this.#reports.takeDown(network);
    this.#firewallDirty = true;
    this.#kick();
  }

  /**
   * Everything of concern was sent: own links of networks not held may be removed from now on.
   * Every network held is compared again and gives a notice, so that a manager that knows nothing of us learns it.
   */
  synced(point: SyncPoint): void {
    this.#reports.synced(point);
    this.#prune = true;
    this.#firewallDirty = true;
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
    return egressStatus(this.#mirror, this.#options.egress);
  }

  /** Ends of endpoints as last seen or made. */
  ports(): Iterable<ObservedPort> {
    return this.#mirror.ports.values();
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
    const context = { ...this.#context(), suspended: new Set<string>() };
    const plan = planHost(this.#store.networks, actual, context);
    const isBusy = this.#work !== undefined || this.#hasChanges();
    return { ...plan, actual, isBusy };
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

  #hasChanges(): boolean {
    return this.#store.anyDirty || this.#reports.anyGone || this.#firewallDirty;
  }

  /** Without a first dump the mirror is empty: changes wait for it. */
  #hasWork(): boolean {
    const dumpDue = this.#schedule.audits.isDue && !this.#dumps.pending;
    const hasNews = this.#hasChanges() || this.#intrusions.any || this.#checks.areDue;
    return dumpDue || this.#dumps.isDone || (this.#schedule.audits.any && hasNews);
  }

  async #loop(): Promise<void> {
    while (this.#state === 'running' && this.#hasWork()) {
      const { any } = this.#schedule.audits;
      if (any && this.#intrusions.any) await this.#repairIntrusions();
      else if (any && this.#hasChanges()) await this.#applyChanges();
      else if (this.#dumps.isDone) await this.#compare();
      else if (any && this.#checks.areDue) await this.#checks.run();
      else this.#dump();
    }
    this.#armRetry();
  }

  #context(): PlanContext {
    const { nodeId, clusterId, vtep, egress } = this.#options;
    const suspended = this.#retries.suspended();
    return { nodeId, clusterId, vtep, prune: this.#prune, suspended, ...(egress && { egress }) };
  }

  /** The fast path: only what changed, planned against the mirror. */
  async #applyChanges(): Promise<void> {
    this.#retries.begin();
    const dirty = this.#store.takeDirty();
    const gone = this.#reports.takeGone();
    const structural = [...dirty.values()].some(changesPorts);
    const firewall = this.#firewallDirty || structural;
    this.#firewallDirty = false;
    if (structural || gone.length > 0) this.#retries.retryEgress();
    const changes = { dirty, gone, firewall };
    const plan = planChanges(this.#store, this.#mirror, this.#context(), changes);
    const failures = [...plan.failures, ...(await this.#carryOut(plan.steps))];
    this.#finish({ ...plan, failures, gone });
  }

  /** What the kernel itself told of, object by object and without a dump. */
  async #repairIntrusions(): Promise<void> {
    const { dirty, first, links } = this.#intrusions.take(this.#mirror);
    for (const { event, at } of links) this.#schedule.look(event, at);
    const held = new Map([...dirty].filter(([networkId]) => this.#store.networks.has(networkId)));
    if (held.size === 0) return;
    const changes = { dirty: held, gone: [], firewall: false };
    const plan = planChanges(this.#store, this.#mirror, this.#context(), changes);
    this.#drift.tell(plan.steps, first);
    const outcome = await this.#carryOut(plan.steps);
    const failures = this.#intrusions.standing([...plan.failures, ...outcome], this.#mirror);
    this.#finish({ ...plan, planned: new Map(), failures, gone: [] });
  }

  /** What differs in what was just read of the host and of some networks is drift. */
  async #repairSeen(dirty: ReadonlyMap<string, Dirty>): Promise<void> {
    const changes = { dirty, gone: [], firewall: true };
    const plan = planChanges(this.#store, this.#mirror, this.#context(), changes);
    this.#drift.tell(plan.steps);
    const failures = [...plan.failures, ...(await this.#carryOut(plan.steps))];
    this.#finish({ ...plan, planned: new Map(), failures, gone: [] });
  }

  /** Beside the work; `#compare` follows. */
  #dump(): void {
    this.#reports.dumpBegins();
    this.#dumps.start(this.#schedule.audits.begin());
  }

  /** The next audit tries again. */
  #unread(error: unknown): void {
    this.#deps.log.warn({ error }, 'kernel could not be read');
  }

  /** What differs in a dump though it was applied is drift. */
  async #compare(): Promise<void> {
    const dumped = this.#dumps.take();
    if (!dumped) return;
    if ('error' in dumped) {
      this.#unread(dumped.error);
      this.#schedule.audits.arm();
      return;
    }
    this.#mirror = dumped.mirror;
    const plan = planEverything(this.#store, this.#mirror, this.#context());
    if (this.#schedule.audits.compares()) this.#countDrift(plan.steps);
    const failures = [...plan.failures, ...(await this.#carryOut(plan.steps))];
    this.#finish({ ...plan, failures, gone: [] });
    this.#reports.compared(failures);
    this.#schedule.audits.end();
  }

  /** Steps for what was planned, not for what changed meanwhile or failed before. */
  #countDrift(steps: readonly Step[]): void {
    const drifted = steps.filter(({ networkId }) => {
      if (networkId === HOST) return !this.#hasChanges();
      if (networkId === EGRESS && this.#hasChanges()) return false;
      return !this.#store.isDirty(networkId) && !this.#reports.isGoing(networkId);
    });
    this.#drift.tell(drifted);
  }

  async #carryOut(steps: readonly Step[]): Promise<readonly PlannedFailure[]> {
    if (steps.length === 0) return [];
    const structural = changesStructure(steps);
    // Half of a link in a dump, or a workload as it was, would mislead the next plan.
    if (structural) await this.#dumps.running;
    if (structural) this.#echoes.structuralBegins();
    const failures = await carryOut(this.#deps.kernel, steps, (operation) => {
      this.#mirror.apply(operation);
      this.#dumps.executed(operation);
    });
    if (structural) this.#echoes.structuralEnds(this.#deps.timers.now());
    // A refusal may mean that the kernel is not what we believe it to be.
    if (failures.some(({ code }) => code === 'kernel-refused')) {
      this.#onEvent({ object: 'overflow' });
    }
    return failures;
  }

  #finish(round: Round): void {
    for (const failure of round.failures) this.#deps.log.warn(failure, 'not applied');
    this.#reports.finish(round);
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
        if (networkId === HOST || networkId === EGRESS) this.#firewallDirty = true;
        else if (this.#store.networks.has(networkId)) this.#store.touch(networkId);
      }
      this.#kick();
    });
  }
}
