/** Peers whose connections broke since the last turn. */
import type { Configuration, MemberId } from '../core/types.js';
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
      prepareVoters(transport, core.configuration, [this.#self, ...peers]);
    }
    for (const peer of peers) core.unreachable(peer);
  }
}

/** Whoever comes to lead speaks to all of them at once: a connection that has to be made first costs several turns. */
export function prepareVoters(
  transport: Pick<Transport, 'prepare'>,
  { voters, votersOutgoing }: Configuration,
  except: readonly MemberId[],
): void {
  for (const voter of new Set([...voters, ...votersOutgoing])) {
    if (!except.includes(voter)) transport.prepare?.(voter);
  }
}
