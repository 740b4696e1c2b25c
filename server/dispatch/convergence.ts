/** Convergence as a fact: which workers a revision concerns, and which of them hold it (DESIGN decision 7). */
import { formatTime } from '../../model/time.js';
import type { NodeAck } from '../../proto/peer-codec.js';
import type { Feeds } from '../feed/feeds.js';
import type { NetworkFeed } from '../feed/network-feed.js';
import type { LastChange } from '../feed/position.js';
import type { StateView } from '../state/view.js';
import type { AckTracker } from './ack-tracker.js';
import type {
  Convergence,
  ConvergenceReport,
  ConvergenceWait,
  WorkerConvergence,
} from './convergence-port.js';
import type { Presence } from './presence.js';
import { worstByNode } from './worst-by-node.js';

export interface ConvergenceTrackerDeps {
  readonly view: StateView;
  readonly feeds: Pick<Feeds, 'find' | 'all'>;
  readonly acks: Pick<AckTracker, 'of' | 'onAck'>;
  readonly presence: Pick<Presence, 'absentMs' | 'onChange'>;
  /** Unix time in ms. */
  readonly clock: () => number;
}

export interface ConvergenceTrackerOptions {
  /** How long a worker without a stream is given to reach another manager before it is unreachable. */
  readonly reconnectMs?: number;
}

const RECONNECT_MS = 3000;
/** Absence and time to apply pass without an event. */
const RECHECK_MS = 250;

export class ConvergenceTracker implements Convergence {
  readonly #deps: ConvergenceTrackerDeps;
  readonly #reconnectMs: number;

  constructor(deps: ConvergenceTrackerDeps, options: ConvergenceTrackerOptions = {}) {
    this.#deps = deps;
    this.#reconnectMs = options.reconnectMs ?? RECONNECT_MS;
  }

  snapshot(revision: number, network?: string): ConvergenceReport {
    const { view, feeds } = this.#deps;
    const feed = network === undefined ? undefined : feeds.find(network);
    const concerned = network === undefined ? [...feeds.all()] : feed ? [feed] : [];
    const workers = worstByNode(concerned.flatMap((one) => this.#workersOf(one, revision)));
    const known = revision <= view.appliedIndex;
    return {
      revision,
      converged: known && workers.every(({ state }) => state === 'applied'),
      workers,
    };
  }

  worker(node: string, revision: number, network: string): WorkerConvergence | undefined {
    const feed = this.#deps.feeds.find(network);
    const change = feed?.lastChange(revision);
    if (!feed || !change?.concerned.includes(node)) return undefined;
    return this.#isConcerned(feed, change, node) ? this.#worker(feed, change, node) : undefined;
  }

  wait(request: ConvergenceWait): Promise<ConvergenceReport> {
    const { acks, presence } = this.#deps;
    const { revision, network, mode, timeoutMs, signal } = request;
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      const finish = (report: ConvergenceReport): void => {
        for (const stop of stops.splice(0)) stop();
        resolve(report);
      };
      const check = (): void => {
        const report = this.snapshot(revision, network);
        if (this.#isOver(report, mode)) finish(report);
      };
      const giveUp = (): void => finish(this.snapshot(revision, network));
      if (signal.aborted) return giveUp();
      const timeout = setTimeout(giveUp, timeoutMs);
      const recheck = setInterval(check, RECHECK_MS);
      signal.addEventListener('abort', giveUp, { once: true });
      stops.push(
        () => clearTimeout(timeout),
        () => clearInterval(recheck),
        () => signal.removeEventListener('abort', giveUp),
        acks.onAck((ack) => {
          if (network === undefined || ack.networkId === network) check();
        }),
        presence.onChange(check),
      );
      check();
    });
  }

  #isOver(report: ConvergenceReport, mode: ConvergenceWait['mode']): boolean {
    if (report.revision > this.#deps.view.appliedIndex) return false;
    if (report.workers.some(({ state }) => state === 'failed')) return true;
    return report.workers.every(
      ({ state }) => state === 'applied' || (state === 'unreachable' && mode === 'applied'),
    );
  }

  #workersOf(feed: NetworkFeed, revision: number): WorkerConvergence[] {
    const change = feed.lastChange(revision);
    return change.concerned
      .filter((nodeId) => this.#isConcerned(feed, change, nodeId))
      .map((nodeId) => this.#worker(feed, change, nodeId));
  }

  /** Leaving later, or being removed, ends the concern; leaving by the change itself has to be acknowledged. */
  #isConcerned(feed: NetworkFeed, change: LastChange, nodeId: string): boolean {
    const { view } = this.#deps;
    if (!view.node(nodeId)) return false;
    return view.hostedCount(feed.networkId, nodeId) > 0 || change.left.includes(nodeId);
  }

  #worker(feed: NetworkFeed, change: LastChange, nodeId: string): WorkerConvergence {
    const ack = this.#deps.acks.of(feed.networkId, nodeId);
    const current = ack?.epoch === feed.epoch ? ack : undefined;
    const base = { node: nodeId, revision: current?.revision ?? 0, appliedAt: undefined };
    if (current && holds(current, change)) return applied(current, change, nodeId);
    const lagMs = lag(change, this.#deps.clock());
    return { ...base, state: this.#isUnreachable(nodeId) ? 'unreachable' : 'pending', lagMs };
  }

  #isUnreachable(nodeId: string): boolean {
    const { view, presence } = this.#deps;
    const absentMs = presence.absentMs(nodeId);
    return absentMs > this.#reconnectMs || (absentMs > 0 && view.node(nodeId)?.status === 'down');
  }
}

/** An equal digest proves an equal set, whatever revision the worker knows it under. */
function holds(ack: NodeAck, change: LastChange): boolean {
  if (ack.revision >= change.revision) return true;
  return !ack.gone && ack.digest === change.digest;
}

function applied(ack: NodeAck, change: LastChange, node: string): WorkerConvergence {
  const { revision, appliedAtMs } = ack;
  // Endpoints that failed before and were not touched since hold nobody up.
  const failed = ack.failed.filter(
    ({ endpointId }) => endpointId === '' || (change.endpoints?.has(endpointId) ?? true),
  );
  const base = {
    node,
    revision,
    appliedAt: formatTime(appliedAtMs),
    lagMs: lag(change, appliedAtMs),
  };
  const [first] = failed;
  if (!first) return { ...base, state: 'applied' };
  const { code, detail } = first;
  const endpoints = failed.map((one) => ({ endpoint: one.endpointId, ...coded(one) }));
  const isWhole = failed.some(({ endpointId }) => endpointId === '');
  const failedEndpoints = isWhole ? {} : { failedEndpoints: endpoints };
  return { ...base, state: 'failed', appliedAt: undefined, code, detail, ...failedEndpoints };
}

function coded({ code, detail }: { code: string; detail: string }) {
  return { code, detail };
}

function lag(change: LastChange, untilMs: number): number {
  return change.timeMs === 0 ? 0 : Math.max(0, untilMs - change.timeMs);
}
