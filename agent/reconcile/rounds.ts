/** Single rounds of a reconciler's work, one at a time: what is due is taken, planned against the mirror, carried out and reported. */
import type { ErrorCode } from '../../model/errors.js';
import { portName } from '../kernel/naming.js';
import type { Operation } from '../kernel/port.js';
import { KernelMirror } from '../kernel/port-mirror.js';
import { isRowOperation } from '../kernel/port-row-mirror.js';
import { carryOut, changesStructure } from './carry-out.js';
import type { DesiredStore } from './desired-store.js';
import type { Drift } from './drift.js';
import type { Dumps } from './dumps.js';
import type { Echoes } from './echoes.js';
import { FailureLog } from './failure-log.js';
import type { Intrusions } from './intrusions.js';
import { withMtuCause } from './mtu-cause.js';
import type { FullOptions, ReconcilerDeps } from './options.js';
import { changesPorts, type Dirty } from './plan-desired.js';
import { planChanges, planEverything } from './plan-round.js';
import type { PlanContext, PlannedFailure, Step } from './plan-step.js';
import type { Reports, Round } from './reports.js';
import { EGRESS, HOST, type Retries } from './retries.js';
import type { Schedule } from './schedule.js';

/** After which the kernel may have a part of what was to be made. */
const HALF_DONE: ReadonlySet<ErrorCode> = new Set(['kernel-refused', 'data-port-taken']);

export interface RoundsDeps extends Pick<ReconcilerDeps, 'kernel' | 'timers' | 'log'> {
  readonly store: DesiredStore;
  readonly retries: Retries;
  readonly reports: Reports;
  readonly drift: Drift;
  readonly dumps: Dumps;
  readonly echoes: Echoes;
  readonly intrusions: Intrusions;
  readonly schedule: Schedule;
}

export class Rounds {
  readonly #deps: RoundsDeps;
  readonly #options: FullOptions;
  readonly #failureLog: FailureLog;
  #mirror = new KernelMirror();
  #prune = false;
  #isHostDue = false;

  constructor(deps: RoundsDeps, options: FullOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#failureLog = new FailureLog(deps.log, deps.retries);
  }

  /** The kernel as we believe it to be. */
  get mirror(): KernelMirror {
    return this.#mirror;
  }

  /** From now on what is ours and not wanted is removed. */
  mayPrune(): void {
    this.#prune = true;
  }

  /** The next changes plan the host's chains too. */
  demandHost(): void {
    this.#isHostDue = true;
  }

  get hasChanges(): boolean {
    const { store, reports } = this.#deps;
    return store.anyDirty || reports.anyGone || this.#isHostDue;
  }

  /** The same without those of rows alone: neither chains nor what is inside workloads hangs on them. */
  get hasPortChanges(): boolean {
    const { store, reports } = this.#deps;
    return store.anyPortsDirty || reports.anyGone || this.#isHostDue;
  }

  context(): PlanContext {
    const { nodeId, clusterId, vtep, egress } = this.#options;
    const suspended = this.#deps.retries.suspended();
    return { nodeId, clusterId, vtep, prune: this.#prune, suspended, ...(egress && { egress }) };
  }

  /** The fast path: only what changed, planned against the mirror. */
  async applyChanges(): Promise<void> {
    const { store, retries, reports } = this.#deps;
    retries.begin();
    const dirty = store.takeDirty();
    const displaced = store.takeDisplaced();
    const gone = reports.takeGone();
    const structural = [...dirty.values()].some(changesPorts);
    const firewall = this.#isHostDue || structural;
    this.#isHostDue = false;
    if (structural || gone.length > 0) retries.retryEgress();
    const changes = { dirty, gone, firewall };
    const plan = planChanges(store, this.#mirror, this.context(), changes);
    await this.#forget(displaced);
    const failures = [...plan.failures, ...(await this.#carryOut(plan.steps))];
    this.#finish({ ...plan, failures, gone });
  }

  /** What the kernel itself told of, object by object and without a dump. */
  async repairIntrusions(): Promise<void> {
    const { store, intrusions, schedule, drift } = this.#deps;
    const { dirty, egress, first, links } = intrusions.take(this.#mirror);
    for (const { event, at } of links) schedule.look(event, at);
    const held = new Map([...dirty].filter(([networkId]) => store.networks.has(networkId)));
    // Together with the endpoints that wait: ports of the gateway come after theirs.
    if (egress && this.hasChanges) this.demandHost();
    const firewall = egress && !this.hasChanges;
    if (held.size === 0 && !firewall) return;
    const changes = { dirty: held, gone: [], firewall };
    const plan = planChanges(store, this.#mirror, this.context(), changes);
    drift.tell(plan.steps, first);
    const outcome = await this.#carryOut(plan.steps);
    const failures = intrusions.standing([...plan.failures, ...outcome], this.#mirror);
    this.#finish({ ...plan, planned: new Map(), failures, gone: [] });
  }

  /** What differs in what was just read of the host and of some networks is drift. */
  async repairSeen(dirty: ReadonlyMap<string, Dirty>): Promise<void> {
    const { store, drift } = this.#deps;
    const changes = { dirty, gone: [], firewall: true };
    const plan = planChanges(store, this.#mirror, this.context(), changes);
    drift.tell(plan.steps);
    const failures = [...plan.failures, ...(await this.#carryOut(plan.steps))];
    this.#finish({ ...plan, planned: new Map(), failures, gone: [] });
  }

  /** Begins a dump beside the work; `compare` follows. */
  dump(): void {
    const { reports, dumps, schedule } = this.#deps;
    reports.dumpBegins();
    dumps.start(schedule.audits.begin());
  }

  /** What differs in a dump though it was applied is drift. */
  async compare(): Promise<void> {
    const { store, reports, dumps, schedule } = this.#deps;
    const dumped = dumps.take();
    if (!dumped) return;
    if ('error' in dumped) {
      this.unread(dumped.error);
      schedule.audits.arm();
      return;
    }
    this.#mirror = dumped.mirror;
    const plan = planEverything(store, this.#mirror, this.context());
    const isSkipped = skippedRow(this.#mirror, dumped.torn);
    const found = plan.steps.filter(({ operation }) => !isSkipped(operation));
    if (schedule.audits.compares(dumped.readMs)) this.#countDrift(found);
    const failures = [...plan.failures, ...(await this.#carryOut(plan.steps))];
    this.#finish({ ...plan, failures, gone: [] }, true);
    reports.compared(failures);
    schedule.audits.end();
  }

  /** The next audit tries again. */
  unread(error: unknown): void {
    this.#deps.log.warn({ error }, 'kernel could not be read');
  }

  /** A port that is there is forgotten when it is deleted; one that went with its namespace, here. */
  async #forget(endpointIds: readonly string[]): Promise<void> {
    const missing = endpointIds.map(portName).filter((port) => !this.#mirror.ports.has(port));
    if (missing.length > 0) await this.#deps.kernel.forgetPorts(missing);
  }

  /** Steps for what was planned, not for what changed meanwhile or failed before. */
  #countDrift(steps: readonly Step[]): void {
    const { store, reports, drift } = this.#deps;
    const drifted = steps.filter(({ networkId }) => {
      if (networkId === HOST) return !this.hasChanges;
      if (networkId === EGRESS && this.hasChanges) return false;
      return !store.isDirty(networkId) && !reports.isGoing(networkId);
    });
    drift.tell(drifted);
  }

  async #carryOut(steps: readonly Step[]): Promise<readonly PlannedFailure[]> {
    if (steps.length === 0) return [];
    const { kernel, timers, dumps, echoes, retries, schedule, store } = this.#deps;
    const structural = changesStructure(steps);
    // Half of a link in a dump, or a workload as it was, would mislead the next plan.
    if (structural) await dumps.running;
    if (structural) echoes.structuralBegins();
    const refused = await carryOut(kernel, steps, (operation) => {
      this.#mirror.apply(operation);
      dumps.executed(operation);
    });
    const failures = refused.map((one) => withMtuCause(one, store.networks.get(one.networkId)));
    if (structural) echoes.structuralEnds(timers.now());
    // A refusal may mean that the kernel is not what we believe it to be. One that stands was judged by a dump already.
    const isNews = (failure: PlannedFailure): boolean =>
      HALF_DONE.has(failure.code) && !retries.isStanding(failure);
    if (failures.some(isNews)) schedule.look({ object: 'overflow' });
    return failures;
  }

  #finish(round: Round, isFull = false): void {
    this.#deps.reports.finish(round);
    this.#failureLog.tell(round.failures, isFull);
  }
}

/**
 * Rows that a dump lacks which may have skipped them. They are written once more, which changes nothing where they are; somebody's
 * hand is told by events, and otherwise by the next dump.
 */
function skippedRow(
  mirror: KernelMirror,
  torn: ReadonlySet<string>,
): (operation: Operation) => boolean {
  return (operation) => {
    if (!isRowOperation(operation) || !torn.has(operation.dev)) return false;
    const { fdb, neighbours } = mirror.rowsOf(operation.dev);
    if (operation.op === 'replace-fdb') return !fdb.has(operation.mac);
    return operation.op === 'replace-neighbour' && !neighbours.has(operation.address);
  };
}
