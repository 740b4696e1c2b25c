/** One worker: the real sync and reconciler over the simulated network, cache and host; processes come and go. */
import type { ManagerAddress } from '../../proto/agent-messages.js';
import { reportOf } from '../../agent/local/report.js';
import type { AppliedNotice, SyncPoint } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { Timers } from '../../agent/reconcile/timers.js';
import type { Dial } from '../../agent/sync/dial.js';
import type { SyncTarget } from '../../agent/sync/content.js';
import { AgentSync } from '../../agent/sync/sync.js';
import { AgentConnection, refuseConnection } from './agent-connection.js';
import type { Chance } from './chance.js';
import { MemoryCache } from './memory-cache.js';
import type { Network } from './network.js';
import { SimHost } from './sim-host.js';
import { KernelHandle } from './sim-kernel.js';
import type { SimManager } from './sim-manager.js';
import type { Witness } from './witness.js';

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export interface AgentEvents {
  /** The agent has accepted a set, or that there is none. */
  accepted(agent: SimAgent, networkId: string): void;
  /** The agent says what its kernel holds. */
  applied(agent: SimAgent, notice: AppliedNotice): void;
  synced(agent: SimAgent, point: SyncPoint): void;
  /** The agent says that its kernel has nothing of what it does not hold. */
  pruned(agent: SimAgent, point: SyncPoint): void;
}

export interface AgentDeps {
  readonly network: Network;
  readonly chance: Chance;
  readonly events: AgentEvents;
  readonly witness: Witness;
  readonly manager: (nodeId: string) => SimManager | undefined;
  /** Of what others do to the host's kernel; absent: nothing. */
  readonly intruder?: Chance | undefined;
  /** Those in the join token. */
  readonly managers: () => readonly ManagerAddress[];
}

export interface AgentOptions {
  readonly clusterId: string;
  readonly nodeId: string;
  readonly vtep: string;
}

interface Process {
  isLive: boolean;
  readonly told: { readonly networks: Set<string>; synced: boolean };
  readonly reconciler: Reconciler;
  readonly sync: AgentSync;
}

export class SimAgent {
  readonly nodeId: string;
  readonly host: SimHost;
  readonly cache = new MemoryCache();
  vtep: string;
  /** How long it takes to read one frame at most. */
  readMs = 0;
  state: 'stopped' | 'running' | 'removed' = 'stopped';
  readonly #deps: AgentDeps;
  readonly #clusterId: string;
  #process: Process | undefined;
  #connection: AgentConnection | undefined;
  /** While the agent moves, it has two. */
  #former: AgentConnection | undefined;
  #boots = 0;
  #servedAt: number | undefined;

  constructor(deps: AgentDeps, options: AgentOptions) {
    this.#deps = deps;
    this.nodeId = options.nodeId;
    this.vtep = options.vtep;
    this.#clusterId = options.clusterId;
    this.host = new SimHost(deps.chance.fork(), deps.intruder);
  }

  get process(): Process | undefined {
    return this.#process;
  }

  /** When a manager last served it, as far as both ends know; undefined before the first time. */
  get servedAt(): number | undefined {
    const isServed = this.#connection?.isSession === true || this.#former?.isSession === true;
    return isServed ? performance.now() : this.#servedAt;
  }

  get manager(): string | undefined {
    const { manager } = this.#process?.sync.status() ?? {};
    return manager?.nodeId;
  }

  start(): void {
    if (this.state !== 'stopped') return;
    this.state = 'running';
    this.#boots += 1;
    const process = this.#make();
    this.#process = process;
    const cached = this.cache.read();
    process.reconciler.loadCached(cached.images);
    void process.reconciler.start().then(() => {
      if (process.isLive) process.sync.start(cached.welcome?.managers);
    });
  }

  /** From one moment to the next; what was done to the kernel stays done. */
  crash(): void {
    if (this.state !== 'running' || !this.#process) return;
    this.#process.isLive = false;
    this.#process = undefined;
    this.state = 'stopped';
    this.#connection?.abandon();
    this.#former?.abandon();
    this.#connection = undefined;
    this.#former = undefined;
  }

  /** The machine loses its power: the kernel is empty, the journal may lack its end. */
  powerCut(lost: number): void {
    this.crash();
    this.host.reset();
    this.cache.loseLast(lost);
  }

  heal(): void {
    this.host.heal();
    this.readMs = 0;
    this.cache.isStuck = false;
  }

  #make(): Process {
    const { chance, events, witness } = this.#deps;
    const { nodeId, vtep } = this;
    const told = { networks: new Set<string>(), synced: false };
    const process: { isLive: boolean } = { isLive: true };
    const isLive = (): boolean => process.isLive;
    const timers: Timers = {
      now: () => performance.now(),
      after: (ms, callback) => {
        const timer = setTimeout(() => {
          if (isLive()) callback();
        }, ms);
        return () => clearTimeout(timer);
      },
    };
    const kernel = new KernelHandle({ host: this.host, told, witness }, isLive);
    const reconciler = new Reconciler(
      {
        kernel,
        timers,
        log: SILENT,
        onApplied: (notice) => {
          if (!isLive()) return;
          events.applied(this, notice);
          sync.applied(notice);
        },
        onPruned: (point) => {
          if (!isLive()) return;
          events.pruned(this, point);
          sync.pruned(point);
        },
        onDrift: () => void sync.report(),
      },
      { clusterId: this.#clusterId, nodeId, vtep },
    );
    const sync = new AgentSync(
      {
        dial: this.#dial(isLive),
        target: this.#watched(reconciler, told),
        cache: this.cache,
        timers,
        log: SILENT,
        random: () => chance.next(),
        wallClock: Date.now,
        report: async () => reportOf(await kernel.facts(), reconciler.drift(), '0.1.0'),
        answer: () => Promise.resolve({ code: 'not-supported', detail: '' }),
        onManagers: () => undefined,
        onSynced: () => {
          const { synced } = sync.status();
          if (synced) events.synced(this, synced);
        },
        onRemoved: () => void this.#removed(reconciler, kernel),
      },
      {
        clusterId: this.#clusterId,
        nodeId,
        version: '0.1.0',
        bootId: `${nodeId}-${this.#boots}`,
        capabilities: [],
        vtep,
        managers: this.#deps.managers(),
      },
    );
    return Object.assign(process, { told, reconciler, sync });
  }

  #dial(isLive: () => boolean): Dial {
    const { network, chance, manager } = this.#deps;
    return ({ nodeId }, handlers) => {
      const target = manager(nodeId);
      if (!target?.isAlive || !network.reaches(this.nodeId, target.place)) {
        return refuseConnection(handlers, chance.integer(1, 300));
      }
      const guarded = {
        message: (message: Parameters<typeof handlers.message>[0]) => {
          if (isLive()) handlers.message(message);
        },
        ended: (end: Parameters<typeof handlers.ended>[0]) => {
          if (isLive()) handlers.ended(end);
        },
      };
      if (this.#connection?.isSession === true) this.#former = this.#connection;
      this.#connection = new AgentConnection(
        {
          network,
          handlers: guarded,
          serve: (call) => target.serve(call, this.nodeId),
          readMs: () => chance.next() * this.readMs,
          sessionEnds: () => (this.#servedAt = performance.now()),
        },
        { from: this.nodeId, to: target.place },
      );
      return this.#connection;
    };
  }

  /** Sees what the reconciler accepts. */
  #watched(reconciler: Reconciler, told: { networks: Set<string>; synced: boolean }): SyncTarget {
    const { events } = this.#deps;
    const accepted = (networkId: string): void => {
      told.networks.add(networkId);
      events.accepted(this, networkId);
    };
    return {
      setImage: (image) => {
        const acceptance = reconciler.setImage(image);
        if (acceptance.accepted) accepted(image.networkId);
        return acceptance;
      },
      applyDelta: (delta) => {
        const acceptance = reconciler.applyDelta(delta);
        if (acceptance.accepted) accepted(delta.networkId);
        return acceptance;
      },
      removeNetwork: (network) => {
        told.networks.add(network.networkId);
        reconciler.removeNetwork(network);
        events.accepted(this, network.networkId);
      },
      synced: (point) => {
        told.synced = true;
        reconciler.synced(point);
      },
      held: () => reconciler.held(),
    };
  }

  async #removed(reconciler: Reconciler, kernel: KernelHandle): Promise<void> {
    await reconciler.stop();
    this.cache.clear();
    await kernel.removeAll();
    if (this.#process) this.#process.isLive = false;
    this.#process = undefined;
    this.state = 'removed';
  }
}
