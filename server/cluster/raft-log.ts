/** What consensus does, one line per change: who leads, who takes part, which managers are reached, what the disk refuses. */
import type { Logger } from '../../observe/logger.js';
import type { Configuration, MemberId } from '../../raft/core/types.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { TransportEvent } from '../../raft/transport/grpc-transport.js';

export interface RaftLogDeps {
  readonly raft: Pick<RaftNode, 'onChange' | 'status'>;
  readonly log: Logger;
  /** Node id of a member; undefined when nobody has told it. */
  readonly nodeOf: (member: MemberId) => string | undefined;
}

type Seen = Pick<RaftStatus, 'role' | 'term' | 'leader' | 'configuration'>;

/** Until the raft node ends. */
export function logRaft({ raft, log, nodeOf }: RaftLogDeps): void {
  const named = (member: MemberId): string => nodeOf(member) ?? `member ${member}`;
  let before: Seen = raft.status();
  raft.onChange((status) => {
    const { role, term, leader, commit, configuration } = status;
    if (leader !== before.leader || (role !== before.role && role === 'leader')) {
      if (leader === 0) log.warn({ role, term }, 'no leader is known');
      else log.info({ role, term, leader: named(leader), index: commit }, 'leader is known');
    }
    if (configuration !== before.configuration) {
      log.info({ term, index: commit, ...membersOf(configuration, named) }, 'members of raft');
    }
    before = { role, term, leader, configuration };
  });
}

/** `disk-full` begins and ends: told by what the log answers. */
export function logDisk(log: Logger): (full: boolean) => void {
  return (full) => {
    if (full) log.error({ code: 'disk-full' }, 'the disk is full: no entry is taken');
    else log.info('the disk has room again');
  };
}

/** An outage is told once; that it goes on only to who looks closely. */
export function logTransport(
  log: Logger,
  nodeOf: RaftLogDeps['nodeOf'],
): (event: TransportEvent) => void {
  const refusals = new Set<string>();
  return (event) => {
    if (event.type === 'refused') {
      const { from, reason } = event;
      const key = `${from} ${reason}`;
      const isNews = !refusals.has(key) && refusals.size < MAX_REFUSALS;
      if (isNews) refusals.add(key);
      log[isNews ? 'warn' : 'debug']({ peer: from, reason }, 'a stream of raft was refused');
      return;
    }
    const peer = nodeOf(event.peer) ?? `member ${event.peer}`;
    told(log, peer, event);
  };
}

const MAX_REFUSALS = 100;

function told(log: Logger, peer: string, event: Exclude<TransportEvent, { type: 'refused' }>) {
  switch (event.type) {
    case 'connected':
      return log.info({ peer }, 'connected to a manager');
    case 'disconnected': {
      const { wasConnected, code, details } = event;
      const level = wasConnected ? 'warn' : 'debug';
      return log[level]({ peer, status: code, details }, 'not connected to a manager');
    }
    case 'dropped': {
      const { reason, count } = event;
      // Nothing else is thrown away while connected, and a smaller one will not come.
      const level = reason === 'oversize' ? 'error' : 'debug';
      return log[level]({ peer, reason, count }, 'messages of raft were thrown away');
    }
    case 'state-sent':
      return log.info({ peer, snapshot: event.id }, 'state sent to a manager');
    case 'state-not-sent':
      return log.warn({ peer, reason: event.reason }, 'state not sent to a manager');
  }
}

function membersOf(configuration: Configuration, named: (member: MemberId) => string) {
  const { voters, learners, votersOutgoing } = configuration;
  const joint = votersOutgoing.length > 0 && { votersOutgoing: votersOutgoing.map(named) };
  return { voters: voters.map(named), learners: learners.map(named), ...joint };
}
