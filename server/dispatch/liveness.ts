/** On the leader: turns presence into ready ↔ down transitions of nodes. Heartbeats never enter the log, these do. */
import type { ClusterNode, NodeStatus } from '../../model/objects.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';
import type { DispatchLog } from './log.js';
import type { Presence } from './presence.js';

export interface LivenessDeps {
  readonly view: StateView;
  readonly raft: { status(): RaftStatus };
  readonly presence: Pick<Presence, 'isConnected' | 'absentMs'>;
  readonly proposer: Pick<Proposer, 'propose'>;
  readonly log: DispatchLog;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface LivenessOptions {
  readonly intervalMs?: number;
  /** Time to reconnect, perhaps to another manager, before a node is down. */
  readonly graceMs?: number;
  /** A new leader first waits for what the other managers and their agents have to say. */
  readonly newLeaderGraceMs?: number;
}

const DEFAULTS = { intervalMs: 250, graceMs: 3000, newLeaderGraceMs: 10_000 };

type Change = { readonly node: string; readonly status: NodeStatus };

export class Liveness {
  readonly #deps: LivenessDeps;
  readonly #options: typeof DEFAULTS;
  readonly #absentManagers = new Map<string, number>();
  #leaderSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #proposing = false;
  #failing = false;

  constructor(deps: LivenessDeps, options: LivenessOptions = {}) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
  }

  start(): void {
    this.#timer = setInterval(() => void this.#tick(), this.#options.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #tick(): Promise<void> {
    const { raft, proposer, log, now } = this.#deps;
    const status = raft.status();
    if (status.role !== 'leader') {
      this.#leaderSince = undefined;
      this.#absentManagers.clear();
      return;
    }
    this.#leaderSince ??= now();
    if (this.#proposing) return;
    const changes = this.#changes(status);
    if (changes.length === 0) return;
    this.#proposing = true;
    try {
      await proposer.propose({ command: { kind: 'node.status', changes }, actor: 'system' });
      this.#failing = false;
    } catch (err) {
      if (this.#failing) log.debug({ err }, 'node status not written yet');
      else log.warn({ err }, 'node status not written yet');
      this.#failing = true;
    } finally {
      this.#proposing = false;
    }
  }

  #changes(status: RaftStatus): Change[] {
    const changes: Change[] = [];
    for (const node of this.#deps.view.nodes()) {
      const wanted = node.role === 'worker' ? this.#worker(node) : this.#manager(node, status);
      if (wanted !== node.status) changes.push({ node: node.id, status: wanted });
    }
    return changes;
  }

  #worker(node: ClusterNode): NodeStatus {
    const { presence } = this.#deps;
    if (presence.isConnected(node.id)) return 'ready';
    return this.#downAfter(node, presence.absentMs(node.id));
  }

  #manager(node: ClusterNode, { id, progress }: RaftStatus): NodeStatus {
    const isActive =
      node.raftId === id || progress.some((one) => one.id === node.raftId && one.recentlyActive);
    if (isActive) {
      this.#absentManagers.delete(node.id);
      return 'ready';
    }
    const now = this.#deps.now();
    const since = this.#absentManagers.get(node.id) ?? now;
    this.#absentManagers.set(node.id, since);
    return this.#downAfter(node, now - since);
  }

  #downAfter(node: ClusterNode, absentMs: number): NodeStatus {
    const leadsMs = this.#deps.now() - (this.#leaderSince ?? this.#deps.now());
    const isCertain =
      absentMs >= this.#options.graceMs && leadsMs >= this.#options.newLeaderGraceMs;
    return isCertain ? 'down' : node.status;
  }
}
