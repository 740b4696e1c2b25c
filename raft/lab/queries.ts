/** Questions about nodes and messages; asking changes nothing. */
import { describeEntry, describeMessage } from './describe.js';
import type { Arguments } from './arguments.js';
import type { Lab } from './lab.js';
import type { LabNode } from './node.js';

export function state(lab: Lab): object {
  return { nodes: lab.nodes.map(nodeState), reads: lab.reads.answered };
}

/** The entries that storage holds: what a restart would find. */
export function log(lab: Lab, given: Arguments): object {
  return { entries: lab.node(given.id('node')).storage.entries.map(describeEntry) };
}

/** Nobody but a leader keeps track of others. */
export function progress(lab: Lab, given: Arguments): object {
  const { core } = lab.node(given.id('node'));
  const { learners } = core.configuration;
  return {
    peers: core.progress.map((peer) => ({
      id: peer.id,
      state: peer.state,
      match: peer.match,
      next: peer.next,
      paused: peer.paused,
      inflight: peer.inflightMessages,
      recentActive: peer.recentlyActive,
      learner: learners.includes(peer.id),
    })),
  };
}

export function messages(lab: Lab, given: Arguments): object {
  return { messages: lab.pool.list(given.optionalId('to')).map(describeMessage) };
}

function nodeState({ id, core, isStopped }: LabNode): object {
  const { configuration } = core;
  return {
    id,
    role: core.role,
    term: core.term,
    vote: core.vote,
    lead: core.leader,
    commit: core.commit,
    applied: core.applied,
    first: core.firstIndex,
    last: core.lastIndex,
    voters: configuration.voters,
    votersOutgoing: configuration.votersOutgoing,
    learners: configuration.learners,
    learnersNext: configuration.learnersNext,
    autoLeave: configuration.autoLeave,
    ...(isStopped ? { stopped: true } : {}),
  };
}
