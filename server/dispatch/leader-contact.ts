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

  constructor(deps: LeaderContactDeps) {
    this.#deps = deps;
    if (deps.raft.status().leader === 0) this.#lostAt = deps.now();
    this.#stop = deps.raft.onChange(({ leader }) => {
      if (leader !== 0) this.#lostAt = undefined;
      else this.#lostAt ??= deps.now();
    });
  }

  /** 0 while there is a leader. */
  lostMs(): number {
    return this.#lostAt === undefined ? 0 : this.#deps.now() - this.#lostAt;
  }

  stop(): void {
    this.#stop();
  }
}
