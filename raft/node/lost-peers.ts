/** Peers whose connections broke since the last turn. */
import type { MemberId } from '../core/types.js';
import type { RaftCore } from '../core/raft.js';
import type { Transport } from './ports.js';

export class LostPeers {
  readonly #self: MemberId;
  #peers: MemberId[] = [];

  constructor(self: MemberId) {
    this.#self = self;
  }

  add(peer: MemberId): void {
    this.#peers.push(peer);
  }

  tell(
    core: Pick<RaftCore, 'leader' | 'configuration' | 'unreachable'>,
    transport: Pick<Transport, 'prepare'>,
  ): void {
    const peers = this.#peers;
    if (peers.length === 0) return;
    this.#peers = [];
    // Followers say nothing to each other before they have to replace the leader.
    if (peers.includes(core.leader)) {
      const { voters, votersOutgoing } = core.configuration;
      for (const voter of new Set([...voters, ...votersOutgoing])) {
        if (voter !== this.#self && !peers.includes(voter)) transport.prepare?.(voter);
      }
    }
    for (const peer of peers) core.unreachable(peer);
  }
}
