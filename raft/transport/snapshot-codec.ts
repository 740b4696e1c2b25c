/** The parts of a state's stream as bytes and back (raft/proto/raft.proto). */
import './plain-numbers.js';
import { crc32 } from 'node:zlib';
import { raft } from '#raft-proto';
import { decodeConfiguration, encodeConfiguration } from '../core/configuration.js';
import type { SnapshotOffer } from '../node/ports.js';
import { CodecError } from './message-codec.js';

export interface SnapshotHead {
  readonly kind: 'head';
  readonly term: number;
  readonly offer: SnapshotOffer;
}

export type SnapshotPart =
  | SnapshotHead
  | { readonly kind: 'chunk'; readonly number: number; readonly data: Uint8Array }
  | { readonly kind: 'end'; readonly chunks: number };

export interface SnapshotAck {
  readonly chunks: number;
  readonly complete: boolean;
}

export function encodePart(part: SnapshotPart): Uint8Array {
  return raft.v1.SnapshotPart.encode(toWire(part)).finish();
}

function toWire(part: SnapshotPart): raft.v1.SnapshotPart.$Properties {
  if (part.kind === 'end') return { end: { chunks: part.chunks } };
  if (part.kind === 'chunk') {
    const { number, data } = part;
    return { chunk: { number, checksum: crc32(data), data } };
  }
  const { id, snapshot } = part.offer;
  const { index, term: indexTerm } = snapshot;
  const configuration = encodeConfiguration(snapshot.configuration);
  return { head: { id, term: part.term, index, indexTerm, configuration } };
}

/** Throws `CodecError` for what is damaged, encrypted, or no part at all. */
export function decodePart(bytes: Uint8Array): SnapshotPart {
  const wire = decoded(() => raft.v1.SnapshotPart.decode(bytes));
  if (wire.part === 'head') return fromHead(wire.head);
  if (wire.part === 'chunk') return fromChunk(wire.chunk);
  if (wire.part === 'end') return { kind: 'end', chunks: integer(wire.end.chunks) };
  throw new CodecError('An unknown part of a state');
}

function fromHead(head: raft.v1.SnapshotHead.$Shape): SnapshotHead {
  const { id, term, index, indexTerm, configuration } = head;
  const members = decoded(() => decodeConfiguration(configuration ?? new Uint8Array(0)));
  if (!id) throw new CodecError('A state without an id');
  const snapshot = { index: integer(index), term: integer(indexTerm), configuration: members };
  return { kind: 'head', term: integer(term), offer: { id, snapshot } };
}

function fromChunk(chunk: raft.v1.SnapshotChunk.$Shape): SnapshotPart {
  const data = chunk.data ?? new Uint8Array(0);
  if (chunk.keyId) throw new CodecError('An encrypted chunk');
  if (crc32(data) !== (chunk.checksum ?? 0)) throw new CodecError('A damaged chunk');
  return { kind: 'chunk', number: integer(chunk.number), data };
}

export const encodeAck = (ack: SnapshotAck): Uint8Array => raft.v1.SnapshotAck.encode(ack).finish();

/** Throws `CodecError`. */
export function decodeAck(bytes: Uint8Array): SnapshotAck {
  const { chunks, complete } = decoded(() => raft.v1.SnapshotAck.decode(bytes));
  return { chunks: integer(chunks), complete: complete };
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new CodecError('Not a part of a state', { cause });
  }
}

function integer(value: number | null | undefined): number {
  if (value === undefined || value === null) return 0;
  if (!Number.isSafeInteger(value)) throw new CodecError('An integer beyond 2^53');
  return value;
}
