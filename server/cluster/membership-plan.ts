/** What has to change in raft's configuration so that it becomes what the nodes table wants, as far as that is safe now. */
import type { ClusterNode } from '../../model/objects.js';
import type { ConfigurationChange } from '../../raft/core/change.js';
import { isJoint, membersOf } from '../../raft/core/configuration.js';
import type { Configuration, MemberId } from '../../raft/core/types.js';
import type { RaftStatus } from '../../raft/node/status.js';

export interface PlanInput {
  readonly status: Pick<RaftStatus, 'id' | 'configuration' | 'progress' | 'lastIndex'>;
  readonly managers: readonly Pick<ClusterNode, 'raftId' | 'raft'>[];
  /** Heard of just now, this manager too. */
  readonly isAlive: (id: MemberId) => boolean;
  /** How many entries a learner may lack and still be promoted. */
  readonly maxLag: number;
}

export interface MembershipPlan {
  /** To be made at once; several go through joint consensus. */
  readonly changes: readonly ConfigurationChange[];
  /** Voters that are to go, and whose going would leave no quorum of live ones. */
  readonly held: readonly MemberId[];
  /** Voters there would be without regard to safety, and those of them that live. */
  readonly votersThen: readonly MemberId[];
  readonly aliveThen: readonly MemberId[];
}

/** Nothing while the configuration is joint: what comes out of it is decided already. */
export function planMembership(input: PlanInput): MembershipPlan {
  const { configuration } = input.status;
  if (isJoint(configuration)) return { changes: [], held: [], votersThen: [], aliveThen: [] };
  const changes = wantedChanges(input);
  const leaving = changes.filter((one) => one.type !== 'voter' && isVoting(configuration, one.id));
  const votersThen = votersAfter(configuration, changes);
  const aliveThen = votersThen.filter((id) => input.isAlive(id));
  const isSafe = votersThen.length > 0 && aliveThen.length > votersThen.length / 2;
  if (leaving.length === 0 || isSafe) return { changes, held: [], votersThen, aliveThen };
  const held = leaving.map(({ id }) => id);
  const safe = changes.filter(({ id }) => !held.includes(id));
  return { changes: safe, held, votersThen, aliveThen };
}

function wantedChanges({ status, managers, isAlive, maxLag }: PlanInput): ConfigurationChange[] {
  const { configuration, progress, lastIndex, id: self } = status;
  const wanted = new Map(managers.map(({ raftId, raft }) => [raftId, raft ?? 'none']));
  // Nothing is removed before the state knows this manager itself: it may still be replaying.
  if (!wanted.has(self)) return [];
  const ids = new Set([...membersOf(configuration), ...wanted.keys()]);
  const isNear = (id: MemberId): boolean => {
    const match = progress.find((one) => one.id === id)?.match ?? 0;
    return match > 0 && lastIndex - match <= maxLag && isAlive(id);
  };
  return [...ids]
    .sort((left, right) => left - right)
    .flatMap((id) => {
      const type = nextStep(configuration, id, wanted.get(id) ?? 'none');
      if (type === undefined || (type === 'voter' && !isNear(id))) return [];
      return [{ type, id }];
    });
}

/** A newcomer is a learner first. */
function nextStep(
  configuration: Configuration,
  id: MemberId,
  wanted: 'voter' | 'learner' | 'none',
): ConfigurationChange['type'] | undefined {
  const isLearner = configuration.learners.includes(id);
  if (isVoting(configuration, id)) {
    if (wanted === 'voter') return undefined;
    return wanted === 'learner' ? 'learner' : 'remove';
  }
  if (wanted === 'none') return isLearner ? 'remove' : undefined;
  if (!isLearner) return 'learner';
  return wanted === 'voter' ? 'voter' : undefined;
}

function isVoting(configuration: Configuration, id: MemberId): boolean {
  return configuration.voters.includes(id);
}

function votersAfter(
  configuration: Configuration,
  changes: readonly ConfigurationChange[],
): readonly MemberId[] {
  const changed = new Map(changes.map(({ id, type }) => [id, type]));
  const kept = configuration.voters.filter((id) => !changed.has(id));
  return [...kept, ...changes.filter(({ type }) => type === 'voter').map(({ id }) => id)];
}
