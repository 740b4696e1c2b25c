/** What a member of a simulated consensus tells of itself. */
import { EMPTY_CONFIGURATION } from '../../raft/core/types.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { ConsensusMember, Group } from './group.js';

/** As it really is. */
export interface Standing {
  /** 0: nobody leads. */
  readonly leader: number;
  readonly term: number;
  readonly lastIndex: number;
}

export function statusIn(
  group: Group,
  { leader, term, lastIndex }: Standing,
  raftId: number,
): RaftStatus {
  const known = group.get(raftId);
  const leads = leader === raftId && known?.leader === raftId;
  const others = [...group].filter(({ member }) => member.raftId !== raftId);
  return {
    id: raftId,
    role: leads ? 'leader' : 'follower',
    term,
    vote: 0,
    leader: known?.leader ?? 0,
    commit: lastIndex,
    applied: known?.member.appliedIndex ?? 0,
    firstIndex: 1,
    lastIndex,
    configuration: { ...EMPTY_CONFIGURATION, voters: group.ids() },
    progress: leads ? others.map(({ member }) => progressOf(group, raftId, member)) : [],
    diskFull: false,
    dropped: 0,
  };
}

function progressOf(
  group: Group,
  raftId: number,
  member: ConsensusMember,
): RaftStatus['progress'][number] {
  return {
    id: member.raftId,
    match: member.appliedIndex,
    next: member.appliedIndex + 1,
    state: 'replicate',
    recentlyActive: member.isAlive && group.hears(member, raftId),
    inflightMessages: 0,
    inflightBytes: 0,
  };
}
