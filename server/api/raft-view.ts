/** Raft as the API shows it: who is what, how far each member is, and who says so. */
import type { ClusterNode } from '../../model/objects.js';
import { isJoint, membersOf } from '../../raft/core/configuration.js';
import type { Configuration, MemberId } from '../../raft/core/types.js';
import type { ApiContext } from './context.js';
import type { RaftReport } from './deps.js';

/** What a manager is in raft now; undefined: raft does not count it. */
export function roleIn(
  configuration: Configuration,
  id: MemberId,
): 'voter' | 'learner' | undefined {
  if (configuration.voters.includes(id) || configuration.votersOutgoing.includes(id)) {
    return 'voter';
  }
  return configuration.learners.includes(id) ? 'learner' : undefined;
}

export function showRaft(
  { deps: { raft, view } }: ApiContext,
  { status, lastContactMs }: RaftReport,
) {
  const managers = [...view.nodes()].filter(({ role }) => role === 'manager');
  const byId = new Map(managers.map((node) => [node.raftId, node]));
  const { term, commit, applied, firstIndex, lastIndex, configuration, leader, id } = status;
  const seen = { status, lastContactMs };
  const epoch = view.cluster()?.epoch ?? 0;
  return {
    leader: byId.get(leader)?.id,
    quorum: leader !== 0,
    observer: byId.get(id)?.name ?? '',
    group: raft.group,
    epoch,
    featureLevel: view.cluster()?.featureLevel ?? 0,
    term,
    commit,
    applied,
    firstIndex,
    lastIndex,
    joint: isJoint(configuration),
    diskFull: status.diskFull,
    members: membersOf(configuration).map((one) => showMember(seen, one, byId.get(one))),
  };
}

function showMember(seen: RaftReport, id: MemberId, manager: ClusterNode | undefined) {
  const { configuration, leader } = seen.status;
  const role = roleIn(configuration, id) ?? 'learner';
  const wanted = manager?.raft ?? 'none';
  return {
    node: manager?.id ?? '',
    name: manager?.name ?? '',
    raftId: id,
    role: id === leader ? ('leader' as const) : role,
    ...(wanted !== role && { wanted }),
    ...(isJoint(configuration) && { next: nextOf(configuration, id) }),
    ...progressOf(seen, id),
  };
}

/** As far as the observer knows: a follower knows of itself, and when it last heard of the leader. */
function progressOf({ status, lastContactMs }: RaftReport, id: MemberId) {
  const { lastIndex } = status;
  if (id === status.id) return { match: lastIndex, lag: 0, lastContactMs: 0 };
  const known = status.progress.find((one) => one.id === id);
  const ms = lastContactMs[id];
  return {
    ...(known && { match: known.match, lag: lastIndex - known.match, state: known.state }),
    ...(ms !== undefined && { lastContactMs: Math.round(ms) }),
  };
}

/** What the joint configuration makes of a member once it is left. */
function nextOf({ voters, learners, learnersNext }: Configuration, id: MemberId) {
  if (voters.includes(id)) return 'voter' as const;
  return learners.includes(id) || learnersNext.includes(id)
    ? ('learner' as const)
    : ('none' as const);
}
