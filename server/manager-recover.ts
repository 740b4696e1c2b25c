/**
 * Forced recovery: the quorum is lost for good, and one manager's disk becomes the cluster. Offline, on the data directory
 * of that manager.
 *
 * The state is read to the end of the log, the other managers are removed from it and the epoch is raised; then it takes the
 * place of state and log as a state that was received does, with this member as the only voter. It goes on far above
 * every index that the old group can have reached, so that no revision stands for two things. The raft group gets another name
 * before that: members of the old group and this one refuse each other from then on. A crash in between leaves a member
 * that finds no peers, and recovering again goes on from there.
 *
 * Entries that are not known to be committed are kept: each may have been acknowledged by a leader that is gone, and none
 * of them contradicts another one here. But other managers may have had others in their places, and told of them: they get
 * revisions of the new life, which nobody has seen.
 */
import { randomUUID } from 'node:crypto';
import { writeNodeFile } from '../identity/data-dir.js';
import { OvnetError } from '../model/errors.js';
import { soleVoter } from '../raft/core/configuration.js';
import { DataDirectory, type Member } from './cluster/data-directory.js';
import { clearDiverged, readDiverged } from './cluster/diverged-mark.js';
import { nextEpoch, nextIndex } from './cluster/next-life.js';
import { openStopped, type StoppedMember } from './cluster/stopped-member.js';
import { identityDir } from './identity/init.js';
import { apply } from './state/apply.js';
import type { Proposal } from './state/command.js';
import { TIME_ROW } from './storage/rows.js';
import { StateDirectory } from './storage/state-directory.js';
import { writeState } from './storage/write-state.js';

/** What is going to happen; nothing has been written yet. */
export interface RecoveryPlan {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly name: string;
  /** Raft group now and afterwards. */
  readonly group: string;
  readonly nextGroup: string;
  readonly epoch: number;
  /** Last entry of this log: of several candidates the one with the highest (term, index) has lost least. */
  readonly lastTerm: number;
  readonly lastIndex: number;
  /** Last entry known to be committed: the revisions behind it mean nothing any more. */
  readonly commit: number;
  /** Of the state that the cluster goes on with; everything written from then on is above. */
  readonly revision: number;
  /** RFC 3339; stamp of the last command. */
  readonly lastWriteAt: string;
  /** Names of the managers that are removed. */
  readonly discarded: readonly string[];
  /** Why this manager's state was not to be served any more; recovery makes it the cluster's. */
  readonly diverged?: string;
}

/**
 * `confirm` is shown the plan and throws to leave everything as it is. Throws `not-initialized`, `data-locked` (the manager
 * runs), `log-corrupt`, `state-corrupt`.
 */
export async function recoverManager(
  dataDir: string,
  confirm: (plan: RecoveryPlan) => Promise<void>,
  /** Unix time in ms; other than the default only in tests. */
  nowMs: () => number = Date.now,
): Promise<RecoveryPlan> {
  const directory = await DataDirectory.open(dataDir);
  try {
    const member = await directory.member();
    const now = nowMs();
    const later = (lastIndex: number): number => nextIndex(lastIndex, now);
    const stopped = await openStopped(directory.path, member, { later });
    let plan: RecoveryPlan;
    try {
      const diverged = await readDiverged(directory.path);
      plan = { ...planOf(member, stopped, now), ...(diverged !== undefined && { diverged }) };
      await confirm(plan);
      await begin(directory.path, member, { stopped, plan, now });
    } finally {
      await stopped.close();
    }
    await new StateDirectory(directory.path).switchOver();
    await clearDiverged(directory.path);
    return plan;
  } finally {
    directory.release();
  }
}

function planOf({ identity, group }: Member, stopped: StoppedMember, now: number): RecoveryPlan {
  const { clusterId, clusterName, nodeId, name } = identity.node;
  const { state, committedIndex, lastTerm, lastIndex, lastTimeMs } = stopped;
  const cluster = state.cluster();
  if (!cluster || state.node(nodeId)?.role !== 'manager') {
    const why = state.isRemoved(nodeId) ? 'was removed from its cluster' : 'has no state yet';
    throw new OvnetError('not-initialized', `manager '${name}' ${why}: recover another one`);
  }
  const others = [...state.nodes()].filter((node) => node.role === 'manager' && node.id !== nodeId);
  const epoch = nextEpoch(cluster.epoch, now);
  return {
    clusterId,
    clusterName,
    name,
    group,
    nextGroup: `${clusterId}.${epoch}`,
    epoch,
    lastTerm,
    lastIndex,
    commit: committedIndex,
    // Behind the entries that were moved there.
    revision: Math.max(nextIndex(lastIndex, now), state.appliedIndex + 1),
    lastWriteAt: new Date(lastTimeMs).toISOString(),
    discarded: others.map((node) => node.name),
  };
}

interface Beginning {
  readonly stopped: StoppedMember;
  readonly plan: RecoveryPlan;
  readonly now: number;
}

async function begin(
  path: string,
  { identity, raftId }: Member,
  { stopped, plan, now }: Beginning,
): Promise<void> {
  const { storage, hardState, state, lastTerm, lastTimeMs } = stopped;
  const { clusterId, epoch, nextGroup, revision: index } = plan;
  const { node } = identity;
  await writeNodeFile(identityDir(path), { ...node, raftGroup: nextGroup, managers: [] });
  const proposal: Proposal = {
    command: { kind: 'cluster.recover', node: node.nodeId, epoch },
    actor: 'system',
    timeMs: Math.max(lastTimeMs, now),
  };
  const { result } = apply(state, proposal, { index });
  if (!result.ok) throw OvnetError.from(result.refusal);
  // Above every term that the old group can have reached with this member's knowledge.
  const term = Math.max(hardState.term, lastTerm) + 1;
  const snapshot = { index, term, configuration: soleVoter(raftId) };
  const offer = { id: randomUUID(), snapshot };
  const directory = new StateDirectory(path);
  await directory.begin(offer);
  const rows = [...state.rows(), { ...TIME_ROW, value: proposal.timeMs }];
  await writeState({ path: directory.incoming, clusterId, rows, meta: snapshot });
  await directory.markComplete(offer);
  const committed = { term, vote: raftId, commit: index };
  await storage.log.append({ snapshot, entries: [], hardState: committed, mustSync: true });
}
