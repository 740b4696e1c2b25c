/**
 * The receiving end of the gRPC transport: one long-lived stream per member that talks to us. The server that carries it
 * is the caller's; so is the question who is at the other end.
 */
import {
  Metadata,
  status,
  type handleBidiStreamingCall,
  type ServerDuplexStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Message } from '../core/message.js';
import type { MemberId } from '../core/types.js';
import { CodecError, decodeBatch } from './message-codec.js';

export const CONNECT_PATH = '/raft.v1.RaftTransport/Connect';
export const INSTALL_PATH = '/raft.v1.RaftTransport/InstallSnapshot';
export const METADATA = { group: 'raft-group', from: 'raft-from', to: 'raft-to' } as const;
/** What a server carrying this service must accept: `grpc.max_receive_message_length`. */
export const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;

const same = (bytes: Buffer): Buffer => bytes;
export const passBytes = same;

const STREAMS = {
  requestStream: true,
  responseStream: true,
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

/** Batches and chunks cross as prepared bytes. */
export const raftServiceDefinition: ServiceDefinition = {
  connect: { path: CONNECT_PATH, ...STREAMS },
  installSnapshot: { path: INSTALL_PATH, ...STREAMS },
};

export type RaftCall = ServerDuplexStream<Buffer, Buffer>;

export interface RaftHandlerDeps {
  /** Who the connection proves to be, by its certificate; undefined refuses it. */
  identify(call: RaftCall): MemberId | undefined;
  /** Returns false while nobody takes messages: the stream is refused and tried again. */
  deliver(from: MemberId, messages: readonly Message[]): boolean;
  /** The stream of a member ended, and not from this side. */
  onLost?(from: MemberId): void;
  /** A stream was refused or broken off from this side. `from` is what the caller claims to be. */
  onRefused?(from: string, reason: string): void;
}

export interface RaftHandlerOptions {
  readonly groupId: string;
  readonly memberId: MemberId;
}

export interface RaftHandlers {
  readonly connect: UntypedServiceImplementation['connect'];
  /** Ends the stream of one member, if any. */
  disconnect(peer: MemberId): void;
  /** Ends all streams; later ones are refused. */
  close(): void;
}

export interface Refusal {
  readonly code: status;
  readonly details: string;
}

export const firstOf = (metadata: Metadata, key: string): string =>
  String(metadata.get(key)[0] ?? '');

/** Who may not talk to us: another group, for another member, or somebody who is not who it says. */
export function refusalOf(
  call: RaftCall,
  deps: Pick<RaftHandlerDeps, 'identify'>,
  options: RaftHandlerOptions,
): Refusal | undefined {
  const group = firstOf(call.metadata, METADATA.group);
  if (group !== options.groupId)
    return { code: status.FAILED_PRECONDITION, details: `Not of group ${group}` };
  const to = firstOf(call.metadata, METADATA.to);
  if (to !== String(options.memberId))
    return { code: status.FAILED_PRECONDITION, details: `Not member ${to}` };
  const proven = deps.identify(call);
  if (proven === undefined || proven !== Number(firstOf(call.metadata, METADATA.from)))
    return { code: status.PERMISSION_DENIED, details: 'Not proven to be the member it says' };
  return undefined;
}

const STOPPING: Refusal = { code: status.UNAVAILABLE, details: 'Stopping' };

class Receiver {
  readonly #deps: RaftHandlerDeps;
  readonly #options: RaftHandlerOptions;
  readonly #streams = new Map<MemberId, RaftCall>();
  #closed = false;

  constructor(deps: RaftHandlerDeps, options: RaftHandlerOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  connect(call: RaftCall): void {
    call.on('error', () => this.#forget(call));
    const from = Number(firstOf(call.metadata, METADATA.from));
    const refusal = this.#closed ? STOPPING : refusalOf(call, this.#deps, this.#options);
    if (refusal) {
      this.#end(call, refusal);
      return;
    }
    const older = this.#streams.get(from);
    this.#streams.set(from, call);
    // Two streams of one member would mix their orders.
    if (older) this.#end(older, { code: status.ABORTED, details: 'A newer stream took over' });
    call.on('data', (bytes: Buffer) => this.#receive(call, from, bytes));
    call.on('cancelled', () => this.#forget(call));
    call.on('end', () => {
      this.#forget(call);
      call.end();
    });
    // Tells the other end that messages are welcome.
    call.sendMetadata(new Metadata());
  }

  disconnect(peer: MemberId): void {
    const call = this.#streams.get(peer);
    this.#streams.delete(peer);
    if (call) this.#end(call, { code: status.PERMISSION_DENIED, details: 'Disconnected' });
  }

  close(): void {
    this.#closed = true;
    const calls = [...this.#streams.values()];
    this.#streams.clear();
    for (const call of calls) this.#end(call, STOPPING);
  }

  #receive(call: RaftCall, from: MemberId, bytes: Buffer): void {
    if (this.#streams.get(from) !== call) return;
    let messages: readonly Message[];
    try {
      messages = decodeBatch(bytes, from, this.#options.memberId);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#streams.delete(from);
      this.#end(call, { code: status.INVALID_ARGUMENT, details: error.message });
      return;
    }
    if (this.#deps.deliver(from, messages)) return;
    this.#streams.delete(from);
    this.#end(call, { code: status.UNAVAILABLE, details: 'Not started' });
  }

  #end(call: RaftCall, refusal: Refusal): void {
    this.#deps.onRefused?.(firstOf(call.metadata, METADATA.from), refusal.details);
    call.emit('error', refusal);
  }

  #forget(call: RaftCall): void {
    for (const [peer, stream] of this.#streams) {
      if (stream !== call) continue;
      this.#streams.delete(peer);
      this.#deps.onLost?.(peer);
    }
  }
}

export function createRaftHandlers(
  deps: RaftHandlerDeps,
  options: RaftHandlerOptions,
): RaftHandlers {
  const receiver = new Receiver(deps, options);
  const connect: handleBidiStreamingCall<Buffer, Buffer> = (call) => receiver.connect(call);
  return {
    connect,
    disconnect: (peer) => receiver.disconnect(peer),
    close: () => receiver.close(),
  };
}
