/** Convergence as a fact: which workers a revision concerns, and which of them hold it (DESIGN decision 7). */
import { isDegradation } from '../../model/errors.js';
import { NOT_HELD } from '../../proto/agent-messages.js';
import type { NodeAck } from '../../proto/peer-codec.js';
import type { Feeds } from '../feed/feeds.js';
import type { NetworkFeed } from '../feed/network-feed.js';
import type { LastChange } from '../feed/position.js';
import type { StateView } from '../state/view.js';
import type { AckTracker } from './ack-tracker.js';
import type {
  EndpointTrouble,
  Convergence,
  ConvergenceReport,
  ConvergenceWait,
  Lack,
  WorkerConvergence,
} from './convergence-port.js';
import type { Presence } from './presence.js';
import { Outstanding } from './outstanding.js';
import { toldOf, type WorkerStanding } from './worker-standing.js';
import { worstByNode } from './worst-by-node.js';

export interface ConvergenceTrackerDeps {
  readonly view: StateView;
  readonly feeds: Pick<Feeds, 'find' | 'all'>;
  readonly acks: Pick<AckTracker, 'of' | 'failing' | 'onAck'>;
  readonly presence: Pick<Presence, 'absentMs'>;
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
    return this.#reportOf(revision, this.#concerned(revision, network));
  }

  worker(node: string, revision: number, network: string): WorkerConvergence | undefined {
    const isHost = this.#deps.feeds.find(network)?.lastChange(revision).concerned.includes(node);
    const known = isHost === true ? this.#look(node, revision, network) : undefined;
    if (!known) return undefined;
    const told = toldOf(known);
    return revision > this.#deps.view.appliedIndex ? yetToCome(told) : told;
  }

  lacks(network: string): ReadonlyMap<string, readonly Lack[]> {
    const { view, acks } = this.#deps;
    const lacks = new Map<string, Lack[]>();
    const feed = this.#deps.feeds.find(network);
    if (!feed) return lacks;
    for (const { nodeId: node, epoch, failed } of acks.failing(network)) {
      if (epoch !== feed.epoch || view.hostedCount(network, node) === 0) continue;
      for (const { endpointId, code, detail } of failed) {
        if (isDegradation(code) || (view.endpoint(endpointId)?.node ?? node) === node) continue;
        const known = lacks.get(endpointId);
        if (known) known.push({ node, code, detail });
        else lacks.set(endpointId, [{ node, code, detail }]);
      }
    }
    return lacks;
  }

  /** As `worker`, of one that hosted the network just before or after the change. */
  #look(node: string, revision: number, network: string): WorkerStanding | undefined {
    const feed = this.#deps.feeds.find(network);
    const change = feed?.lastChange(revision);
    if (!feed || !change || !this.#isConcerned(feed, change, node)) return undefined;
    return this.#worker(feed, change, node);
  }

  wait(request: ConvergenceWait): Promise<ConvergenceReport> {
    const { acks, view } = this.#deps;
    const { revision, network, mode, timeoutMs, signal } = request;
    const look = (networkId: string, node: string) => this.#look(node, revision, networkId);
    const outstanding = new Outstanding(look, mode);
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      const finish = (report: ConvergenceReport): void => {
        for (const stop of stops.splice(0)) stop();
        resolve(report);
      };
      let isKnown = false;
      const check = (): void => {
        if (revision > view.appliedIndex) return;
        isKnown = true;
        const concerned = this.#concerned(revision, network);
        const report = this.#reportOf(revision, concerned);
        if (isOver(report, mode)) finish(report);
        else outstanding.reset(concerned);
      };
      const giveUp = (): void => finish(this.snapshot(revision, network));
      if (signal.aborted) return giveUp();
      const timeout = setTimeout(giveUp, timeoutMs);
      // What all of them have, who came, and who is gone meanwhile is looked at in full only where that may end the wait.
      const recheck = setInterval(() => {
        if (!isKnown || outstanding.passed() === 'decisive') check();
      }, RECHECK_MS);
      signal.addEventListener('abort', giveUp, { once: true });
      stops.push(
        () => clearTimeout(timeout),
        () => clearInterval(recheck),
        () => signal.removeEventListener('abort', giveUp),
        acks.onAck(({ networkId, nodeId }) => {
          if (!isKnown || outstanding.acked(networkId, nodeId) === 'decisive') check();
        }),
      );
      check();
    });
  }

  #reportOf(revision: number, concerned: readonly Concerned[]): ConvergenceReport {
    const known = revision <= this.#deps.view.appliedIndex;
    const told = worstByNode(concerned.map(([, worker]) => worker)).map(toldOf);
    const workers = known ? told : told.map(yetToCome);
    return {
      revision,
      converged: known && workers.every(({ state }) => state === 'applied'),
      workers,
    };
  }

  #concerned(revision: number, network: string | undefined): Concerned[] {
    const { feeds } = this.#deps;
    const feed = network === undefined ? undefined : feeds.find(network);
    const asked = network === undefined ? [...feeds.all()] : feed ? [feed] : [];
    return asked.flatMap((one) =>
      this.#workersOf(one, revision).map((worker): Concerned => [one.networkId, worker]),
    );
  }

  #workersOf(feed: NetworkFeed, revision: number): WorkerStanding[] {
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

  #worker(feed: NetworkFeed, change: LastChange, nodeId: string): WorkerStanding {
    const current = this.#ackOf(feed, feed.networkId, nodeId);
    if (current && holds(current, change)) return this.#applied(current, change);
    // Perhaps it never held the network, so that nobody could tell it by name that the network is gone.
    const rest = this.#hasLeft(feed, change, nodeId) && this.#ackOf(feed, NOT_HELD, nodeId);
    if (rest && holds(rest, change)) return this.#applied(rest, change);
    const base = { node: nodeId, revision: current?.revision ?? 0, appliedAtMs: undefined };
    const lagMs = lag(change, this.#deps.clock());
    return { ...base, state: this.#isUnreachable(nodeId) ? 'unreachable' : 'pending', lagMs };
  }

  #applied(ack: NodeAck, change: LastChange): WorkerStanding {
    const { revision, appliedAtMs, nodeId: node } = ack;
    const applied = { node, state: 'applied', revision, appliedAtMs } as const;
    const lagMs = lag(change, appliedAtMs);
    if (ack.failed.length === 0) return { ...applied, lagMs };
    const degraded = ack.failed.filter(({ code }) => isDegradation(code)).map(troubleOf);
    const undone = ack.failed.filter(({ code }) => !isDegradation(code));
    // What failed before and was not touched since holds nobody up.
    const failed = undone.filter(({ endpointId }) => this.#isTouched(endpointId, change, node));
    const counted = new Set(failed);
    const lacking = undone.filter((one) => !counted.has(one)).map(troubleOf);
    const [first = lacking[0]] = failed;
    const base = {
      ...{ ...applied, lagMs },
      ...(first && { code: first.code, detail: first.detail }),
      ...(lacking.length > 0 && { lacking }),
      ...(degraded.length > 0 && { degradedEndpoints: degraded }),
    };
    if (failed.length === 0) return base;
    const isWhole = failed.some(({ endpointId }) => endpointId === '');
    const failedEndpoints = isWhole ? {} : { failedEndpoints: failed.map(troubleOf) };
    return { ...base, state: 'failed', appliedAtMs: undefined, ...failedEndpoints };
  }

  /** Also by a member that changed: of what leads from or to another host, one end did. */
  #isTouched(endpointId: string, { touched }: LastChange, worker: string): boolean {
    if (endpointId === '' || !touched || touched.endpoints.has(endpointId)) return true;
    const { members } = touched;
    const host = this.#deps.view.endpoint(endpointId)?.node ?? worker;
    return host !== worker && (members.has(host) || members.has(worker));
  }

  #ackOf(feed: NetworkFeed, networkId: string, nodeId: string): NodeAck | undefined {
    const ack = this.#deps.acks.of(networkId, nodeId);
    return ack?.epoch === feed.epoch ? ack : undefined;
  }

  #hasLeft({ networkId }: NetworkFeed, { left }: LastChange, nodeId: string): boolean {
    return left.includes(nodeId) && this.#deps.view.hostedCount(networkId, nodeId) === 0;
  }

  #isUnreachable(nodeId: string): boolean {
    const { view, presence } = this.#deps;
    const absentMs = presence.absentMs(nodeId);
    return absentMs > this.#reconnectMs || (absentMs > 0 && view.node(nodeId)?.status === 'down');
  }
}

type Concerned = readonly [networkId: string, worker: WorkerStanding];

function isOver({ workers }: ConvergenceReport, mode: ConvergenceWait['mode']): boolean {
  if (workers.some(({ state }) => state === 'failed')) return true;
  return workers.every(
    ({ state }) => state === 'applied' || (state === 'unreachable' && mode === 'applied'),
  );
}

/** An equal digest proves an equal set, whatever revision the worker knows it under. */
function holds(ack: NodeAck, change: LastChange): boolean {
  if (ack.revision >= change.revision) return true;
  return !ack.gone && ack.digest === change.digest;
}

/** Nobody has applied a revision that is not there yet. */
function yetToCome(worker: WorkerConvergence): WorkerConvergence {
  if (worker.state !== 'applied') return worker;
  const { node, revision } = worker;
  return { node, state: 'pending', revision, appliedAt: undefined, lagMs: 0 };
}

function troubleOf({ endpointId, code, detail }: NodeAck['failed'][number]): EndpointTrouble {
  return { endpoint: endpointId, code, detail };
}

function lag(change: LastChange, untilMs: number): number {
  return change.timeMs === 0 ? 0 : Math.max(0, untilMs - change.timeMs);
}
