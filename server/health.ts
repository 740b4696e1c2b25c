/** What a manager answers to who asks whether it lives, and whether to send it requests. */
import type { Readiness } from './api/deps.js';
import type { ManagerCore } from './cluster/manager-core.js';

/** No disk takes so long: whoever supervises the process may end it, a quorum goes on without it. */
const STUCK_MS = 15_000;
/** Committed entries not applied yet that still count as following. */
const BEHIND = 10_000;

/** That the event loop turns is told by the answer itself. */
export function health({ disk }: Pick<ManagerCore, 'disk'>): Readiness {
  const { pendingMs } = disk;
  if (pendingMs < STUCK_MS) return { ready: true };
  const seconds = Math.round(pendingMs / 1000);
  const detail = `a write to the log has not ended for ${seconds} s`;
  return { ready: false, code: 'disk-stuck', detail };
}

export type ReadinessParts = Pick<ManagerCore, 'disk' | 'state' | 'standing'> & {
  readonly raft: Pick<ManagerCore['raft'], 'status'>;
  readonly dispatch: { readonly leader: Pick<ManagerCore['dispatch']['leader'], 'lostMs'> };
};

/** It knows a leader, takes writes to its disk, and holds about what the others hold. */
export function readiness(core: ReadinessParts): Readiness {
  const alive = health(core);
  if (!alive.ready) return alive;
  const fault = core.standing.fault();
  if (fault) return { ready: false, code: fault.code, detail: fault.message };
  if (core.dispatch.leader.lostMs() > 0) {
    return { ready: false, code: 'no-quorum', detail: 'no manager is known to lead' };
  }
  const { diskFull, commit, applied } = core.raft.status();
  if (diskFull) {
    return { ready: false, code: 'disk-full', detail: 'the disk takes no more entries' };
  }
  if (!core.state.cluster()) {
    return { ready: false, code: 'starting', detail: 'the state is still being received' };
  }
  if (commit - applied > BEHIND) {
    const detail = `the state lacks ${commit - applied} entries that are committed`;
    return { ready: false, code: 'starting', detail };
  }
  return { ready: true };
}
