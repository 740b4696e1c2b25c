/** Composition of a worker's parts: identity → cache → reconciler → sync, and what it shows locally. */
import { randomUUID } from 'node:crypto';
import type { NodeIdentity } from '../identity/data-dir.js';
import type { NetworkImage } from '../model/desired.js';
import { QUERY_CHECK } from '../model/check.js';
import { QUERY_VERIFY } from '../model/inspection.js';
import { QUERY_TRACE } from '../model/trace.js';
import { certificateMetrics } from '../observe/certificate-metrics.js';
import type { Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import { processMetrics } from '../observe/process-metrics.js';
import type { Tracing } from '../observe/tracing.js';
import { canAnswer, type Report } from '../proto/agent-messages.js';
import { ApplyWatch } from './apply-watch.js';
import { Cache } from './cache/cache.js';
import { hostNames, type HostNames } from './dns/host-names.js';
import { checkHost } from './inspect/check.js';
import { Inspector } from './inspect/inspector.js';
import { probeInspections } from './inspect/probe.js';
import { traceHost } from './inspect/trace.js';
import { verifyHost } from './inspect/verify.js';
import { ManagersFile } from './join/managers-file.js';
import { forgetMembership } from './join/worker.js';
import type { Vtep } from './join/vtep.js';
import { egressSettings } from './join/egress.js';
import { MeasuredKernel } from './kernel/measured-kernel.js';
import { Namespaces } from './kernel/namespaces.js';
import { loadNative } from './kernel/native/native.js';
import type { Kernel } from './kernel/port.js';
import { serveLocally } from './local/serve.js';
import { agentStatus, type AgentStatus } from './local/status.js';
import { reportOf } from './local/report.js';
import { agentMetrics, applyMetrics, kernelMetrics } from './metrics.js';
import type { AppliedNotice } from './reconcile/notices.js';
import { Reconciler } from './reconcile/reconciler.js';
import { systemTimers } from './reconcile/timers.js';
import { Underlay } from './underlay/underlay.js';
import type { RunConfig } from './run-config.js';
import { grpcDial } from './sync/dial.js';
import { AgentSync } from './sync/sync.js';

/** Between drift and the report that tells of it. */
const REPORT_PAUSE_MS = 1_000;

export interface AgentDeps {
  readonly log: Logger;
  readonly version: string;
  /** Default: iproute2 on this host. */
  readonly kernel?: Kernel;
}

/** `removed`: the cluster removed the node; kernel state, cache and keys are gone. */
export type AgentEnd = { readonly reason: 'stopped' | 'removed' };

export interface RunningAgent {
  /** Leaves the kernel as it is. */
  stop(): Promise<void>;
  /** Rejects never; resolves when the agent has ended, by itself or by `stop`. */
  readonly done: Promise<AgentEnd>;
  /** Resolves at the first `synced` of this process. */
  readonly inSync: Promise<void>;
  status(): AgentStatus;
}

/** What is there before it starts. */
export interface AgentParts extends AgentDeps {
  readonly kernel: Kernel;
  readonly release: () => Promise<void>;
  readonly tracing: Tracing;
}

export class Agent implements RunningAgent {
  readonly done: Promise<AgentEnd>;
  readonly inSync: Promise<void>;
  readonly #deps: AgentParts;
  readonly #options: { config: RunConfig; identity: NodeIdentity; vtep: Vtep };
  readonly #notices = new Map<string, AppliedNotice>();
  readonly #startedAt = Date.now();
  readonly #timers = systemTimers();
  readonly #metrics = new Metrics();
  readonly #reconciler: Reconciler;
  readonly #watch: ApplyWatch;
  readonly #underlay: Underlay;
  readonly #names: HostNames;
  readonly #cache: Cache;
  readonly #sync: AgentSync;
  readonly #managers: ManagersFile;
  readonly #inspector: Inspector;
  #resolveDone: (end: AgentEnd) => void = () => undefined;
  #resolveInSync: () => void = () => undefined;
  #unserve: () => Promise<void> = () => Promise.resolve();
  #endMetrics: () => void = () => undefined;
  #ending: Promise<void> | undefined;
  #reportDue: (() => void) | undefined;

  constructor(
    deps: AgentParts,
    options: { config: RunConfig; identity: NodeIdentity; vtep: Vtep },
  ) {
    this.#deps = deps;
    this.#options = options;
    this.done = new Promise((resolve) => (this.#resolveDone = resolve));
    this.inSync = new Promise((resolve) => (this.#resolveInSync = resolve));
    const { config, identity } = options;
    this.#managers = new ManagersFile(
      { log: deps.log },
      { dir: config.dataDir, node: identity.node },
    );
    this.#reconciler = this.#newReconciler();
    this.#watch = new ApplyWatch({
      target: this.#reconciler,
      applied: applyMetrics(this.#metrics),
      tracing: deps.tracing,
    });
    this.#underlay = this.#newUnderlay();
    this.#names = this.#newNames();
    const images = () => this.#images();
    this.#cache = new Cache({ log: deps.log, images, now: Date.now }, { dir: config.dataDir });
    this.#inspector = this.#newInspector();
    this.#sync = this.#newSync();
  }

  async start(): Promise<void> {
    const { config } = this.#options;
    this.#declareMetrics();
    const client = () => this.#sync.client();
    const status = () => this.status();
    const { log } = this.#deps;
    this.#unserve = await serveLocally({ status, metrics: this.#metrics, client, log }, config);
    const cached = await this.#cache.start();
    this.#reconciler.loadCached(cached.images);
    await this.#reconciler.start();
    await this.#names.start();
    await this.#underlay.start();
    this.#sync.start(cached.welcome?.managers);
    const { version } = this.#deps;
    const { name, reason } = this.#deps.kernel.transport();
    if (reason !== undefined)
      log.warn({ transport: name, reason }, 'the kernel is not reached by netlink');
    log.info({ networks: cached.images.length, version, transport: name }, 'agent started');
  }

  stop(): Promise<void> {
    return this.#end('stopped');
  }

  status(): AgentStatus {
    const { identity, vtep } = this.#options;
    const { kernel, version } = this.#deps;
    return agentStatus({
      node: identity.node,
      version,
      vtep: vtep.local,
      startedAt: this.#startedAt,
      wallClock: Date.now,
      sync: this.#sync,
      cache: this.#cache,
      kernel,
      reconciler: this.#reconciler,
      notices: this.#notices,
      names: this.#names,
    });
  }

  #declareMetrics(): void {
    const { kernel, version } = this.#deps;
    const [sync, reconciler, cache] = [this.#sync, this.#reconciler, this.#cache];
    const [notices, names, underlay] = [this.#notices, this.#names, this.#underlay];
    agentMetrics(this.#metrics, { sync, reconciler, cache, kernel, notices, names, underlay });
    certificateMetrics(this.#metrics, this.#options.identity.credentials);
    this.#endMetrics = processMetrics(this.#metrics, version);
  }

  #newReconciler(): Reconciler {
    const { clusterId, nodeId } = this.#options.identity.node;
    return new Reconciler(
      {
        kernel: new MeasuredKernel({
          kernel: this.#deps.kernel,
          metrics: kernelMetrics(this.#metrics),
          writing: (operations) => this.#watch.writing(operations),
        }),
        timers: this.#timers,
        log: this.#deps.log.child({ component: 'reconcile' }),
        onApplied: (notice) => this.#names.applied(notice),
        onPruned: (point) => this.#names.pruned(point),
        onDrift: () => this.#reportSoon(),
      },
      {
        clusterId,
        nodeId,
        vtep: this.#options.vtep.local,
        egress: egressSettings(this.#options.config),
      },
    );
  }

  #newNames(): HostNames {
    const { config, identity } = this.#options;
    return hostNames(
      {
        target: this.#watch,
        images: () => this.#images(),
        ports: () => this.#reconciler.ports(),
        pinOf: (port) => this.#deps.kernel.pinOf(port),
        applied: (notice) => {
          this.#applied(this.#underlay.complete(notice));
          this.#watch.done(notice);
        },
        pruned: (point) => this.#sync.pruned(point),
        log: this.#deps.log.child({ component: 'dns' }),
      },
      config,
      identity.node,
    );
  }

  #newUnderlay(): Underlay {
    const { config, identity, vtep } = this.#options;
    return new Underlay(
      {
        native: loadNative,
        timers: this.#timers,
        memberships: () => this.#reconciler.memberships(),
        again: (notice) => this.#applied(notice),
        changed: () => this.#reportSoon(),
        log: this.#deps.log,
      },
      { nodeId: identity.node.nodeId, ...vtep, isOn: config.pathProbe === 'on' },
    );
  }

  async #report(): Promise<Report> {
    const facts = this.#underlay.offloads.complete(await this.#deps.kernel.facts());
    return reportOf(facts, this.#reconciler.drift(), this.#deps.version);
  }

  #applied(notice: AppliedNotice): void {
    if (notice.gone) this.#notices.delete(notice.networkId);
    else this.#notices.set(notice.networkId, notice);
    this.#sync.applied(notice);
  }

  #newInspector(): Inspector {
    const { kernel } = this.#deps;
    const { config, vtep } = this.#options;
    const reconciler = this.#reconciler;
    const { fabric, kernelTransport } = config;
    const namespaces = Namespaces.for(kernelTransport);
    return new Inspector({
      status: () => Promise.resolve(this.status()),
      [QUERY_VERIFY]: verifyHost({ kernel, reconciler }),
      [QUERY_CHECK]: checkHost({ namespaces, now: () => performance.now() }),
      [QUERY_TRACE]: traceHost({ reconciler, namespaces }, { fabric, vtep: vtep.local }),
      ...probeInspections({ namespaces, native: loadNative, timers: this.#timers }, { fabric }),
    });
  }

  #newSync(): AgentSync {
    const { log, version } = this.#deps;
    const { node, credentials } = this.#options.identity;
    const { clusterId, nodeId, managers } = node;
    return new AgentSync(
      {
        dial: grpcDial(clusterId, () => credentials),
        target: this.#names.target,
        cache: this.#cache,
        timers: this.#timers,
        log: log.child({ component: 'sync' }),
        random: Math.random,
        wallClock: Date.now,
        report: () => this.#report(),
        answer: (query) => this.#inspector.answer(query),
        onManagers: (list) => this.#managers.save(list),
        onSynced: () => this.#resolveInSync(),
        onRemoved: () => void this.#end('removed'),
      },
      {
        clusterId,
        nodeId,
        version,
        bootId: randomUUID(),
        capabilities: this.#inspector.kinds.map(canAnswer),
        vtep: this.#options.vtep.advertised,
        managers,
      },
    );
  }

  /** Reading the facts takes processes: not for every row that is repaired. */
  #reportSoon(): void {
    this.#reportDue ??= this.#timers.after(REPORT_PAUSE_MS, () => {
      this.#reportDue = undefined;
      void this.#sync.report();
    });
  }

  #images(): NetworkImage[] {
    return this.#reconciler.held().flatMap(({ networkId }) => {
      return this.#reconciler.image(networkId) ?? [];
    });
  }

  #end(reason: AgentEnd['reason']): Promise<void> {
    this.#ending ??= this.#finish(reason)
      .catch((err: unknown) => this.#deps.log.error({ err }, 'the agent could not end cleanly'))
      .then(() => this.#resolveDone({ reason }));
    return this.#ending;
  }

  async #finish(reason: AgentEnd['reason']): Promise<void> {
    const { kernel, release, tracing } = this.#deps;
    if (reason === 'stopped') await this.#sync.stop();
    this.#underlay.stop();
    await this.#reconciler.stop();
    this.#reportDue?.();
    await (reason === 'removed' ? this.#names.end() : this.#names.stop());
    await this.#managers.flushed();
    await this.#cache.stop();
    if (reason === 'removed') {
      await forgetMembership(this.#options.config.dataDir);
      await kernel.removeAll();
    }
    await kernel.stop();
    await this.#unserve();
    this.#endMetrics();
    await tracing.stop();
    await release();
  }
}
