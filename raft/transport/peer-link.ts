/**
 * The sending end towards one peer: connects when there is something to say, sends in one batch what is said in one
 * turn, and reconnects with jittered back-off. What cannot be sent is thrown away: Raft repeats itself.
 */
import {
  Client,
  Metadata,
  type ChannelCredentials,
  type ChannelOptions,
  type ClientDuplexStream,
  type StatusObject,
} from '@grpc/grpc-js';
import type { Message } from '../core/message.js';
import type { MemberId } from '../core/types.js';
import { sizeBound } from './message-codec.js';
import { Outbox, type OutboxLimits } from './outbox.js';
import { CONNECT_PATH, METADATA, passBytes } from './raft-service.js';

export interface DialTarget {
  /** `host:port`, IPv6 in brackets. */
  readonly address: string;
  readonly credentials: ChannelCredentials;
  readonly options?: ChannelOptions;
}

export type DropReason = 'queue-full' | 'disconnected' | 'oversize' | 'unknown-peer';

export type LinkEvent =
  | { readonly type: 'connected' }
  /** gRPC status code and text; `wasConnected` is false for a failed attempt. */
  | {
      readonly type: 'disconnected';
      readonly wasConnected: boolean;
      readonly code: number;
      readonly details: string;
    }
  | { readonly type: 'dropped'; readonly reason: DropReason; readonly count: number };

export interface PeerLinkDeps {
  dial(): DialTarget | undefined;
  random(): number;
  unreachable(): void;
  onEvent(event: LinkEvent): void;
}

export interface PeerLinkOptions extends OutboxLimits {
  readonly groupId: string;
  readonly self: MemberId;
  readonly peer: MemberId;
  readonly maxMessageBytes: number;
  readonly connectTimeoutMs: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
}

type Stream = ClientDuplexStream<Buffer, Buffer>;

interface Connection {
  readonly client: Client;
  readonly stream: Stream;
  readonly timeout: NodeJS.Timeout;
  open: boolean;
  /** False between a full window and its drain. */
  writable: boolean;
}

const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.keepalive_time_ms': 5000,
  'grpc.keepalive_timeout_ms': 2000,
  'grpc.keepalive_permit_without_calls': 1,
  // Each link is its own connection; a new attempt never waits for the back-off of an older one.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
};

export class PeerLink {
  readonly #deps: PeerLinkDeps;
  readonly #options: PeerLinkOptions;
  readonly #outbox: Outbox;
  #connection: Connection | undefined;
  #retry: NodeJS.Timeout | undefined;
  #flushing = false;
  #failures = 0;
  #stopped = false;

  constructor(deps: PeerLinkDeps, options: PeerLinkOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#outbox = new Outbox(options);
  }

  send(message: Message): void {
    if (this.#stopped) return;
    if (sizeBound(message) > this.#options.maxMessageBytes) {
      this.#dropped('oversize', 1);
      // Later: the sender is in the middle of its own turn.
      setImmediate(() => this.#deps.unreachable());
      return;
    }
    this.#dropped('queue-full', this.#outbox.add(message));
    if (this.#flushing) return;
    this.#flushing = true;
    // With the turn that sends, not with the next: the answer to a write waits for this.
    queueMicrotask(() => {
      this.#flushing = false;
      if (!this.#stopped) this.#pump();
    });
  }

  /** Connects though there is nothing to say yet. */
  prepare(): void {
    if (this.#stopped || this.#connection !== undefined || this.#retry !== undefined) return;
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#outbox.clear();
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection) close(connection);
  }

  #pump(): void {
    const connection = this.#connection;
    if (connection === undefined) {
      if (this.#retry === undefined && !this.#outbox.isEmpty) this.#connect();
      return;
    }
    while (connection.open && connection.writable) {
      const batch = this.#outbox.takeBatch();
      if (batch === undefined) return;
      const { buffer, byteOffset, byteLength } = batch.bytes;
      connection.writable = connection.stream.write(Buffer.from(buffer, byteOffset, byteLength));
    }
  }

  #connect(): void {
    const target = this.#deps.dial();
    if (target === undefined) {
      this.#dropped('unknown-peer', this.#outbox.clear());
      this.#deps.unreachable();
      return;
    }
    const client = new Client(target.address, target.credentials, {
      ...CHANNEL_OPTIONS,
      ...target.options,
    });
    const metadata = new Metadata();
    metadata.set(METADATA.group, this.#options.groupId);
    metadata.set(METADATA.from, String(this.#options.self));
    metadata.set(METADATA.to, String(this.#options.peer));
    const stream: Stream = client.makeBidiStreamRequest(
      CONNECT_PATH,
      passBytes,
      passBytes,
      metadata,
    );
    const timeout = setTimeout(() => stream.cancel(), this.#options.connectTimeoutMs);
    const connection = { client, stream, timeout, open: false, writable: true };
    this.#connection = connection;
    stream.on('metadata', () => this.#opened(connection));
    stream.on('drain', () => {
      connection.writable = true;
      this.#pump();
    });
    // The status says the same and comes for every end.
    stream.on('error', () => undefined);
    stream.on('status', (status: StatusObject) => this.#lost(connection, status));
    stream.resume();
  }

  #opened(connection: Connection): void {
    if (this.#connection !== connection) return;
    clearTimeout(connection.timeout);
    connection.open = true;
    this.#failures = 0;
    this.#deps.onEvent({ type: 'connected' });
    this.#pump();
  }

  #lost(connection: Connection, status: StatusObject): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    close(connection);
    const { code, details } = status;
    this.#deps.onEvent({ type: 'disconnected', wasConnected: connection.open, code, details });
    // What waited may be stale by the time of the next connection, and the core will probe anyway.
    this.#dropped('disconnected', this.#outbox.clear());
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#pump();
    }, this.#backoffMs());
    this.#deps.unreachable();
  }

  /** Doubles up to the limit; between half and all of it, so that peers do not come in step. */
  #backoffMs(): number {
    const { minBackoffMs, maxBackoffMs } = this.#options;
    const full = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    return full * (0.5 + this.#deps.random() / 2);
  }

  #dropped(reason: DropReason, count: number): void {
    if (count > 0) this.#deps.onEvent({ type: 'dropped', reason, count });
  }
}

function close(connection: Connection): void {
  clearTimeout(connection.timeout);
  connection.stream.cancel();
  connection.client.close();
}
