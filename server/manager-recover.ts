/**
 * Forced recovery: the quorum is lost for good, and one manager's disk becomes the cluster. Offline, on the data directory
 * of that manager.
 *
 * Two entries are added to its log in one write and declared committed with everything before them: a configuration
 * with this member as the only voter, and `cluster.recover`, which removes the other managers and raises the epoch. The raft
 * group gets another name before that, so that members of the old group and this one refuse each other from then on;
 * a crash in between leaves a member that finds no peers, and recovering again goes on from there.
 *
 * Entries above the commit hint are kept: each may have been acknowledged by a leader that is gone, and none of them
 * contradicts another one here.
 */
import { writeNodeFile } from '../identity/data-dir.js';
import { OvnetError } from '../model/errors.js';
import { encodeConfiguration, soleVoter } from '../raft/core/configuration.js';
import type { Entry } from '../raft/core/types.js';
import { DataDirectory, type Member } from './cluster/data-directory.js';
import { clearDiverged, readDiverged } from './cluster/diverged-mark.js';
import { openStopped, type StoppedMember } from './cluster/stopped-member.js';
import { identityDir } from './identity/init.js';
import type { Proposal } from './state/command.js';

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
  /** Last entry known to be committed. */
  readonly commit: number;
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
): Promise<RecoveryPlan> {
  const directory = await DataDirectory.open(dataDir);
  try {
    const member = await directory.member();
    const stopped = await openStopped(directory.path, member);
    try {
      const diverged = await readDiverged(directory.path);
      const plan = { ...planOf(member, stopped), ...(diverged !== undefined && { diverged }) };
      await confirm(plan);
      await begin(directory.path, member, stopped, plan);
      await clearDiverged(directory.path);
      return plan;
    } finally {
      await stopped.close();
    }
  } finally {
    directory.release();
  }
}

function planOf({ identity, group }: Member, stopped: StoppedMember): RecoveryPlan {
  const { clusterId, clusterName, nodeId, name } = identity.node;
  const { state, hardState, lastTerm, lastIndex, lastTimeMs } = stopped;
  const cluster = state.cluster();
  if (!cluster || state.node(nodeId)?.role !== 'manager') {
    const why = state.isRemoved(nodeId) ? 'was removed from its cluster' : 'has no state yet';
    throw new OvnetError('not-initialized', `manager '${name}' ${why}: recover another one`);
  }
  const others = [...state.nodes()].filter((node) => node.role === 'manager' && node.id !== nodeId);
  const epoch = cluster.epoch + 1;
  return {
    clusterId,
    clusterName,
    name,
    group,
    nextGroup: `${clusterId}.${epoch}`,
    epoch,
    lastTerm,
    lastIndex,
    commit: hardState.commit,
    lastWriteAt: new Date(lastTimeMs).toISOString(),
    discarded: others.map((node) => node.name),
  };
}

async function begin(
  path: string,
  { identity, raftId }: Member,
  { storage, hardState, lastIndex, lastTerm, lastTimeMs }: StoppedMember,
  { nextGroup }: RecoveryPlan,
): Promise<void> {
  const { node } = identity;
  await writeNodeFile(identityDir(path), { ...node, raftGroup: nextGroup, managers: [] });
  const proposal: Proposal = {
    command: { kind: 'cluster.recover', node: node.nodeId },
    actor: 'system',
    timeMs: Math.max(lastTimeMs, Date.now()),
  };
  // Above every term that the old group can have reached with this member's knowledge.
  const term = Math.max(hardState.term, lastTerm) + 1;
  const entries: Entry[] = [
    {
      index: lastIndex + 1,
      term,
      type: 'config',
      data: encodeConfiguration(soleVoter(raftId)),
    },
    {
      index: lastIndex + 2,
      term,
      type: 'normal',
      data: Buffer.from(JSON.stringify(proposal)),
    },
  ];
  const committed = { term, vote: raftId, commit: lastIndex + 2 };
  await storage.log.append({ entries, hardState: committed, mustSync: true });
}
