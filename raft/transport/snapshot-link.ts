/** The sending end of whole states: chunks within a window, on a connection of their own, resumed when it breaks. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { MemberId } from '../core/types.js';
import type { SnapshotSource } from '../node/ports.js';
import type { DialTarget } from './peer-link.js';
import { INSTALL_PATH, METADATA, passBytes } from './raft-service.js';
import { decodeAck, encodePart, type SnapshotAck, type SnapshotPart } from './snapshot-codec.js';

export interface SnapshotLinkOptions {
  readonly groupId: string;
  readonly self: MemberId;
  readonly peer: MemberId;
  /** Chunks on their way and not acknowledged. */
  readonly windowChunks: number;
  /** 0 = as fast as it goes. */
  readonly maxBytesPerSecond: number;
  /** Connections in a row on which nothing new arrived. */
  readonly maxAttempts: number;
  readonly connectTimeoutMs: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
}

/** A state on its way. */
export interface Departure {
  readonly term: number;
  readonly source: SnapshotSource;
  readonly signal: AbortSignal;
}

/** After these another connection would be answered the same. */
const FINAL: ReadonlySet<number> = new Set([
  status.FAILED_PRECONDITION,
  status.PERMISSION_DENIED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
]);

/** What the other end has said so far, and who waits for more. */
class Acks {
  #last: SnapshotAck | undefined;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  get chunks(): number {
    return this.#last?.chunks ?? 0;
  }

  heard(ack: SnapshotAck): void {
    this.#last = ack;
    this.#wake?.();
  }

  failed(error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  async until(holds: (ack: SnapshotAck) => boolean): Promise<void> {
    for (;;) {
      if (this.#last !== undefined && holds(this.#last)) return;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Resolves when the member has all of it. Rejects with the last error of the connection, or the reason of the abort. */
export async function sendSnapshot(
  dial: () => DialTarget | undefined,
  departure: Departure,
  options: SnapshotLinkOptions,
): Promise<void> {
  let arrived = 0;
  let failures = 0;
  for (;;) {
    const acks = new Acks();
    try {
      await attempt(dial, acks, departure, options);
      return;
    } catch (error) {
      departure.signal.throwIfAborted();
      failures = acks.chunks > arrived ? 1 : failures + 1;
      arrived = Math.max(arrived, acks.chunks);
      if (isFinal(error) || failures >= options.maxAttempts) throw error;
    }
    const { minBackoffMs, maxBackoffMs } = options;
    await delay(Math.min(maxBackoffMs, minBackoffMs * 2 ** failures), undefined, {
      signal: departure.signal,
    });
  }
}

const isFinal = (error: unknown): boolean =>
  !(error instanceof Error && 'code' in error) || FINAL.has((error as ServiceError).code);

async function attempt(
  dial: () => DialTarget | undefined,
  acks: Acks,
  { term, source, signal }: Departure,
  options: SnapshotLinkOptions,
): Promise<void> {
  signal.throwIfAborted();
  const connection = connect(dial, acks, options);
  const abort = (): void => {
    acks.failed(new Error('The sending of a state was given up'));
    connection.cancel();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    connection.send({ kind: 'head', term, offer: source.offer });
    await acks.until(() => true);
    connection.opened();
    let number = acks.chunks;
    for await (const data of source.chunks(number)) {
      const first = number - options.windowChunks;
      await acks.until(({ chunks }) => chunks > first);
      connection.send({ kind: 'chunk', number, data });
      number += 1;
      if (options.maxBytesPerSecond > 0)
        await delay((data.length * 1000) / options.maxBytesPerSecond, undefined, { signal });
    }
    connection.send({ kind: 'end', chunks: number });
    await acks.until(({ complete }) => complete);
  } finally {
    signal.removeEventListener('abort', abort);
    connection.close();
  }
}

interface Connection {
  send(part: SnapshotPart): void;
  opened(): void;
  cancel(): void;
  close(): void;
}

function connect(
  dial: () => DialTarget | undefined,
  acks: Acks,
  options: SnapshotLinkOptions,
): Connection {
  const target = dial();
  if (target === undefined) throw new Error(`Member ${options.peer} is not known`);
  const client = new Client(target.address, target.credentials, {
    'grpc.keepalive_time_ms': 5000,
    'grpc.keepalive_timeout_ms': 2000,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    ...target.options,
  });
  const metadata = new Metadata();
  metadata.set(METADATA.group, options.groupId);
  metadata.set(METADATA.from, String(options.self));
  metadata.set(METADATA.to, String(options.peer));
  const stream = client.makeBidiStreamRequest<Buffer, Buffer>(
    INSTALL_PATH,
    passBytes,
    passBytes,
    metadata,
  );
  const timeout = setTimeout(() => stream.cancel(), options.connectTimeoutMs);
  stream.on('data', (bytes: Buffer) => {
    try {
      acks.heard(decodeAck(bytes));
    } catch (error) {
      acks.failed(error as Error);
      stream.cancel();
    }
  });
  stream.on('error', (error: Error) => acks.failed(error));
  stream.on('end', () => acks.failed(new Error('The member ended the stream')));
  return {
    send: (part) => {
      const { buffer, byteOffset, byteLength } = encodePart(part);
      stream.write(Buffer.from(buffer, byteOffset, byteLength));
    },
    opened: () => clearTimeout(timeout),
    cancel: () => stream.cancel(),
    close: () => {
      clearTimeout(timeout);
      stream.end();
      stream.cancel();
      client.close();
    },
  };
}
