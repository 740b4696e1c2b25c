/** The other managers' Peer/Acks streams to this one: the newest of each counts, and one that has gone silent is ended. */
import { Metadata } from '@grpc/grpc-js';
import { PEER_METADATA } from '../../proto/services.js';
import type { PeerAcks } from '../../proto/peer-codec.js';
import type { PeerBoard } from '../dispatch/peer-board.js';
import type { ManagerDirectory } from './manager-directory.js';

/** What is used of gRPC's `ServerDuplexStream`. */
export interface AckCall {
  readonly metadata: Metadata;
  sendMetadata(metadata: Metadata): void;
  on(event: 'data', listener: (message: PeerAcks) => void): unknown;
  on(event: 'end' | 'error' | 'cancelled', listener: () => void): unknown;
  emit(event: 'error', error: unknown): unknown;
  end(): void;
}

export interface AckStreamsDeps {
  readonly board: Pick<PeerBoard, 'told' | 'lost'>;
  readonly directory: Pick<ManagerDirectory, 'said'>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

interface Incoming {
  readonly call: AckCall;
  heardAt: number;
  /** It has said something although there was nothing to say: managers of older versions do not. */
  beats: boolean;
}

/** How often a manager says something on its streams to the others when there is nothing to say. */
export const PEER_BEAT_MS = 3_000;
/** A manager that says nothing for so long is gone, or cannot be reached. */
const SILENCE_MS = 9_000;
const LOOK_MS = 500;

export class AckStreams {
  readonly #deps: AckStreamsDeps;
  readonly #incoming = new Map<string, Incoming>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: AckStreamsDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A stream of the manager `nodeId`. */
  serve(call: AckCall, nodeId: string): void {
    const { board, directory, now } = this.#deps;
    const place = call.metadata.get(PEER_METADATA.place)[0];
    if (place !== undefined) directory.said(nodeId, String(place));
    // Tells the other end that it is welcome.
    call.sendMetadata(new Metadata());
    const own: Incoming = { call, heardAt: now(), beats: false };
    this.#incoming.set(nodeId, own);
    const closed = (): void => this.#closed(nodeId, own);
    call.on('data', (message) => {
      if (this.#incoming.get(nodeId) !== own) return;
      own.heardAt = now();
      own.beats ||= isBeat(message);
      board.told(nodeId, message);
    });
    call.on('end', () => {
      call.end();
      closed();
    });
    call.on('error', closed);
    call.on('cancelled', closed);
  }

  /** Ends the stream of the manager with the error, if it has one. */
  expel(nodeId: string, error: unknown): void {
    this.#incoming.get(nodeId)?.call.emit('error', error);
  }

  /** Ends streams that have gone silent: what their managers say of agents is not known any more. */
  look(): void {
    for (const [nodeId, own] of [...this.#incoming]) {
      if (!own.beats || this.#deps.now() - own.heardAt <= SILENCE_MS) continue;
      own.call.end();
      this.#closed(nodeId, own);
    }
  }

  #closed(nodeId: string, own: Incoming): void {
    if (this.#incoming.get(nodeId) !== own) return;
    this.#incoming.delete(nodeId);
    this.#deps.board.lost(nodeId);
  }
}

function isBeat({ acks, presence, complete }: PeerAcks): boolean {
  return acks.length === 0 && presence.length === 0 && !complete;
}
