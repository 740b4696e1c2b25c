/** When each member was last heard of: notes what passes through the transport and hands it on. */
import type { Message } from '../../raft/core/message.js';
import type { MemberId } from '../../raft/core/types.js';
import type { SnapshotTransport, Transport } from '../../raft/node/ports.js';

/** A follower answers a heartbeat every 100 ms. */
const ALIVE_MS = 1500;

export class PeerContact implements Transport {
  /** A chunk of a state is no message; heartbeats go on beside it. */
  readonly snapshots?: SnapshotTransport;
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #heard = new Map<MemberId, number>();

  /** `now`: monotonic milliseconds. */
  constructor(transport: Transport, now: () => number) {
    this.#transport = transport;
    if (transport.snapshots) this.snapshots = transport.snapshots;
    this.#now = now;
  }

  start(
    receive: (from: MemberId, messages: readonly Message[]) => void,
    unreachable: (peer: MemberId) => void,
  ): void {
    this.#transport.start((from, messages) => {
      this.#heard.set(from, this.#now());
      receive(from, messages);
    }, unreachable);
  }

  send(to: MemberId, messages: readonly Message[]): void {
    this.#transport.send(to, messages);
  }

  prepare(peer: MemberId): void {
    this.#transport.prepare?.(peer);
  }

  stop(): Promise<void> {
    return this.#transport.stop();
  }

  /** Milliseconds since the last message; undefined when there was none. */
  ageMs(id: MemberId): number | undefined {
    const at = this.#heard.get(id);
    return at === undefined ? undefined : this.#now() - at;
  }

  isAlive(id: MemberId): boolean {
    return (this.ageMs(id) ?? Infinity) <= ALIVE_MS;
  }
}
