/** For how long this manager has known no leader: without one its state may be old, and its agents are better off elsewhere. */
import type { RaftStatus } from '../../raft/node/status.js';

export interface LeaderContactDeps {
  readonly raft: {
    status(): Pick<RaftStatus, 'leader'>;
    onChange(listener: (status: RaftStatus) => void): () => void;
  };
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export class LeaderContact {
  readonly #deps: LeaderContactDeps;
  readonly #stop: () => void;
  #lostAt: number | undefined;
  #leader: number;
  /** When it became the leader, as far as is known here. */
  #since: number;

  constructor(deps: LeaderContactDeps) {
    this.#deps = deps;
    this.#leader = deps.raft.status().leader;
    this.#since = deps.now();
    if (this.#leader === 0) this.#lostAt = deps.now();
    this.#stop = deps.raft.onChange(({ leader }) => {
      if (leader !== this.#leader) this.#since = deps.now();
      this.#leader = leader;
      if (leader !== 0) this.#lostAt = undefined;
      else this.#lostAt ??= deps.now();
    });
  }

  /** 0 while there is a leader. */
  lostMs(): number {
    return this.#lostAt === undefined ? 0 : this.#deps.now() - this.#lostAt;
  }

  /** For how long the same leader has been known; 0 while there is none. */
  steadyMs(): number {
    return this.#leader === 0 ? 0 : this.#deps.now() - this.#since;
  }

  stop(): void {
    this.#stop();
  }
}
