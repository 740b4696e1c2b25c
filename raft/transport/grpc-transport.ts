/**
 * Raft messages between members over gRPC: per ordered pair one stream of batches (raft/proto/raft.proto). The server
 * that receives, the addresses and the proof of identity come from outside; see `raft-service.ts` and `peer-link.ts`.
 */
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Message } from '../core/message.js';
import type { MemberId } from '../core/types.js';
import type {
  SnapshotArrival,
  SnapshotIntake,
  SnapshotTransport,
  Transport,
} from '../node/ports.js';
import { PeerLink, type DialTarget, type LinkEvent } from './peer-link.js';
import {
  createRaftHandlers,
  MAX_MESSAGE_BYTES,
  type RaftCall,
  type RaftHandlers,
} from './raft-service.js';
import { sendSnapshot, type Departure } from './snapshot-link.js';
import { SnapshotService } from './snapshot-service.js';

export type TransportEvent =
  | (LinkEvent & { readonly peer: MemberId })
  | { readonly type: 'state-sent'; readonly peer: MemberId; readonly id: string }
  | { readonly type: 'state-not-sent'; readonly peer: MemberId; readonly reason: string }
  | { readonly type: 'refused'; readonly from: string; readonly reason: string };

export interface GrpcTransportDeps {
  /** Asked at every attempt to connect, so that addresses and certificates may change; undefined = no such peer. */
  dial(peer: MemberId): DialTarget | undefined;
  /** Who an incoming stream proves to be. */
  identify(call: RaftCall): MemberId | undefined;
  readonly random?: () => number;
  /** For logs and metrics. */
  readonly onEvent?: (event: TransportEvent) => void;
}

export interface GrpcTransportOptions {
  /** Refuses streams of any other group. */
  readonly groupId: string;
  readonly memberId: MemberId;
  /** Default 1 MiB. */
  readonly batchBytes?: number;
  /** Largest single message, default 20 MiB; larger ones are dropped and the peer reported unreachable. */
  readonly maxMessageBytes?: number;
  /** Per peer: default 8192 messages and 64 MiB; the oldest go first. */
  readonly maxQueuedMessages?: number;
  readonly maxQueuedBytes?: number;
  /** Of a state: chunks on their way, default 4. */
  readonly windowChunks?: number;
  /** Of a state: default 0, as fast as it goes. */
  readonly maxSnapshotBytesPerSecond?: number;
  /** Of a state: connections in a row without progress before it is given up; default 8. */
  readonly maxSnapshotAttempts?: number;
  /** Default 2 s. */
  readonly connectTimeoutMs?: number;
  /** Default 20 ms … 1 s. */
  readonly minBackoffMs?: number;
  readonly maxBackoffMs?: number;
}

export interface TransportStats {
  /** Messages thrown away since start, for whatever reason. */
  readonly dropped: number;
  readonly connected: readonly MemberId[];
}

interface Listener {
  readonly receive: (from: MemberId, messages: readonly Message[]) => void;
  readonly unreachable: (peer: MemberId) => void;
}

const DEFAULTS = {
  batchBytes: 1024 * 1024,
  maxMessageBytes: MAX_MESSAGE_BYTES,
  maxQueuedMessages: 8192,
  maxQueuedBytes: 64 * 1024 * 1024,
  windowChunks: 4,
  maxSnapshotBytesPerSecond: 0,
  maxSnapshotAttempts: 8,
  connectTimeoutMs: 2000,
  minBackoffMs: 20,
  maxBackoffMs: 1000,
};

export class GrpcTransport implements Transport {
  readonly #deps: GrpcTransportDeps;
  readonly #options: GrpcTransportOptions & typeof DEFAULTS;
  readonly #handlers: RaftHandlers;
  readonly #intakes: SnapshotService;
  readonly snapshots: SnapshotTransport;
  readonly #links = new Map<MemberId, PeerLink>();
  readonly #connected = new Set<MemberId>();
  #listener: Listener | undefined;
  #accept: ((arrival: SnapshotArrival) => Promise<SnapshotIntake>) | undefined;
  #dropped = 0;
  #stopped = false;

  constructor(deps: GrpcTransportDeps, options: GrpcTransportOptions) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
    this.#handlers = createRaftHandlers(
      {
        identify: (call) => deps.identify(call),
        deliver: (from, messages) => this.#deliver(from, messages),
        onLost: (from) => this.#listener?.unreachable(from),
        onRefused: (from, reason) => deps.onEvent?.({ type: 'refused', from, reason }),
      },
      options,
    );
    this.#intakes = new SnapshotService(
      {
        identify: (call) => deps.identify(call),
        accept: () => this.#accept,
        onRefused: (from, reason) => deps.onEvent?.({ type: 'refused', from, reason }),
      },
      options,
    );
    this.snapshots = {
      start: (accept) => {
        this.#accept = accept;
      },
      send: (peer, term, source, signal) => this.#sendState(peer, { term, source, signal }),
    };
  }

  /** For `server.addService(raftServiceDefinition, transport.handlers)`; streams before `start` are refused. */
  get handlers(): UntypedServiceImplementation {
    const installSnapshot = (call: RaftCall): void => this.#intakes.install(call);
    return { connect: this.#handlers.connect, installSnapshot };
  }

  get stats(): TransportStats {
    return { dropped: this.#dropped, connected: [...this.#connected] };
  }

  start(receive: Listener['receive'], unreachable: Listener['unreachable']): void {
    this.#listener = { receive, unreachable };
  }

  send(to: MemberId, messages: readonly Message[]): void {
    if (this.#stopped) return;
    const link = this.#link(to);
    for (const message of messages) link.send(message);
  }

  prepare(peer: MemberId): void {
    if (!this.#stopped) this.#link(peer).prepare();
  }

  /** Ends both streams with a member that left; sending to it connects again. */
  disconnect(peer: MemberId): void {
    this.#links.get(peer)?.stop();
    this.#links.delete(peer);
    this.#connected.delete(peer);
    this.#handlers.disconnect(peer);
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#listener = undefined;
    this.#accept = undefined;
    this.#intakes.close();
    for (const link of this.#links.values()) link.stop();
    this.#links.clear();
    this.#connected.clear();
    this.#handlers.close();
    return Promise.resolve();
  }

  #deliver(from: MemberId, messages: readonly Message[]): boolean {
    this.#listener?.receive(from, messages);
    return this.#listener !== undefined;
  }

  async #sendState(peer: MemberId, departure: Departure): Promise<void> {
    const { memberId: self, maxSnapshotBytesPerSecond, maxSnapshotAttempts } = this.#options;
    try {
      await sendSnapshot(() => this.#deps.dial(peer), departure, {
        ...this.#options,
        self,
        peer,
        maxBytesPerSecond: maxSnapshotBytesPerSecond,
        maxAttempts: maxSnapshotAttempts,
      });
      this.#deps.onEvent?.({ type: 'state-sent', peer, id: departure.source.offer.id });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#deps.onEvent?.({ type: 'state-not-sent', peer, reason });
      throw error;
    }
  }

  #link(peer: MemberId): PeerLink {
    const existing = this.#links.get(peer);
    if (existing) return existing;
    const options = this.#options;
    const link = new PeerLink(
      {
        dial: () => this.#deps.dial(peer),
        random: this.#deps.random ?? Math.random,
        unreachable: () => this.#listener?.unreachable(peer),
        onEvent: (event) => this.#onEvent(peer, event),
      },
      {
        ...options,
        self: options.memberId,
        peer,
        maxMessages: options.maxQueuedMessages,
        maxBytes: options.maxQueuedBytes,
      },
    );
    this.#links.set(peer, link);
    return link;
  }

  #onEvent(peer: MemberId, event: LinkEvent): void {
    if (event.type === 'connected') this.#connected.add(peer);
    else if (event.type === 'disconnected') this.#connected.delete(peer);
    else this.#dropped += event.count;
    this.#deps.onEvent?.({ ...event, peer });
  }
}
