/**
 * Raft messages as bytes and back (raft/proto/raft.proto). The identities of both ends belong to the stream, not to
 * the message: the decoder stamps them.
 */
import './plain-numbers.js';
import { raft } from '#raft-proto';
import type { AppendRequest, CommitPoint, InstallSnapshot, Message } from '../core/message.js';
import type { Entry, EntryType, MemberId } from '../core/types.js';

type WireMessage = raft.v1.Message.$Shape;
type WireEntry = raft.v1.Entry.$Properties;

const WIRE_TYPES = {
  normal: raft.v1.EntryType.ENTRY_TYPE_NORMAL,
  noop: raft.v1.EntryType.ENTRY_TYPE_NOOP,
  config: raft.v1.EntryType.ENTRY_TYPE_CONFIG,
} as const satisfies Record<EntryType, raft.v1.EntryType>;
const ENTRY_TYPES: readonly EntryType[] = ['normal', 'noop', 'config'];

/** What cannot be decoded: unknown kinds, numbers beyond 2^53, broken framing. The stream is then worthless. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

/** A state travels on a stream of its own. */
type BatchMessage = Exclude<Message, InstallSnapshot>;

const isBatched = (message: Message): message is BatchMessage =>
  message.type !== 'install-snapshot';

const toWireEntry = (entry: Entry): WireEntry => ({
  term: entry.term,
  type: WIRE_TYPES[entry.type],
  data: entry.data,
});

function appendToWire(message: AppendRequest): raft.v1.AppendRequest.$Properties {
  const { prevIndex, prevTerm, commit, quiet } = message;
  const entries = message.entries.map(toWireEntry);
  return { prevIndex, prevTerm, commit, entries, ...(quiet && { quiet }) };
}

function toWire(message: BatchMessage): raft.v1.Message.$Properties {
  const { term } = message;
  switch (message.type) {
    case 'pre-vote-request':
      return { term, preVoteRequest: message };
    case 'pre-vote-response':
      return { term, preVoteResponse: message };
    case 'vote-request':
      return { term, voteRequest: message };
    case 'vote-response':
      return { term, voteResponse: message };
    case 'append-request':
      return { term, appendRequest: appendToWire(message) };
    case 'append-response':
      return { term, appendResponse: message };
    case 'heartbeat':
      return { term, heartbeat: message };
    case 'heartbeat-response':
      return { term, heartbeatResponse: message };
    case 'read-index-request':
      return { term, readIndexRequest: message };
    case 'read-index-response':
      return { term, readIndexResponse: message };
    case 'timeout-now':
      return { term, timeoutNow: {} };
  }
}

export const encodeBatch = (messages: readonly Message[]): Uint8Array =>
  raft.v1.Batch.encode({ messages: messages.filter(isBatched).map(toWire) }).finish();

const ENVELOPE_BYTES = 64;
const ENTRY_BYTES = 24;

/** At least what the message takes inside a batch, without encoding it. */
export function sizeBound(message: Message): number {
  if (message.type !== 'append-request') return ENVELOPE_BYTES;
  const data = message.entries.reduce((sum, entry) => sum + entry.data.length + ENTRY_BYTES, 0);
  return ENVELOPE_BYTES + data;
}

/** Proto3 leaves zero out, so an absent number is 0. */
function integer(value: number | undefined): number {
  if (value === undefined) return 0;
  if (!Number.isSafeInteger(value)) throw new CodecError('An integer beyond 2^53');
  return value;
}

function fromWireEntry(wire: raft.v1.Entry.$Shape, index: number): Entry {
  const type = ENTRY_TYPES[wire.type ?? 0];
  if (type === undefined) throw new CodecError('An unknown entry type');
  return { index, term: integer(wire.term), type, data: wire.data ?? new Uint8Array(0) };
}

/** Spread at the end of each message: members written behind a spread cost a microsecond and more each. */
interface Envelope {
  readonly from: MemberId;
  readonly to: MemberId;
  readonly term: number;
}

function fromAppend(wire: raft.v1.AppendRequest.$Shape, envelope: Envelope): Message {
  const prevIndex = integer(wire.prevIndex);
  return {
    type: 'append-request',
    prevIndex,
    prevTerm: integer(wire.prevTerm),
    commit: integer(wire.commit),
    entries: (wire.entries ?? []).map((entry, at) => fromWireEntry(entry, prevIndex + 1 + at)),
    ...(wire.quiet === true && { quiet: true }),
    ...envelope,
  };
}

interface WirePoint {
  readonly commit?: number | undefined;
  readonly commitTerm?: number | undefined;
}

const fromPoint = ({ commit, commitTerm }: WirePoint): CommitPoint =>
  integer(commit) === 0 ? {} : { commit: integer(commit), commitTerm: integer(commitTerm) };

function fromVote(wire: raft.v1.VoteRequest.$Shape) {
  const { lastIndex, lastTerm } = wire;
  return { lastIndex: integer(lastIndex), lastTerm: integer(lastTerm), ...fromPoint(wire) };
}

const fromVoice = (wire: raft.v1.VoteResponse.$Shape) => ({
  granted: wire.granted === true,
  ...fromPoint(wire),
});

function fromAnswer(wire: raft.v1.AppendResponse.$Shape, envelope: Envelope): Message {
  return {
    type: 'append-response',
    accepted: wire.accepted ?? false,
    index: integer(wire.index),
    hintIndex: integer(wire.hintIndex),
    hintTerm: integer(wire.hintTerm),
    ...envelope,
  };
}

/** Requests and answers of elections; undefined for every other kind. */
function fromElection(wire: WireMessage, envelope: Envelope): Message | undefined {
  if (wire.kind === 'preVoteRequest')
    return { type: 'pre-vote-request', ...fromVote(wire.preVoteRequest), ...envelope };
  if (wire.kind === 'preVoteResponse')
    return { type: 'pre-vote-response', ...fromVoice(wire.preVoteResponse), ...envelope };
  if (wire.kind === 'voteRequest') {
    const transfer = wire.voteRequest.transfer === true;
    return { type: 'vote-request', ...fromVote(wire.voteRequest), transfer, ...envelope };
  }
  if (wire.kind === 'voteResponse')
    return { type: 'vote-response', ...fromVoice(wire.voteResponse), ...envelope };
  return wire.kind === 'timeoutNow' ? { type: 'timeout-now', ...envelope } : undefined;
}

/** Messages of a leader and the answers to them; undefined for every other kind. */
function fromLeadership(wire: WireMessage, envelope: Envelope): Message | undefined {
  if (wire.kind === 'appendRequest') return fromAppend(wire.appendRequest, envelope);
  if (wire.kind === 'appendResponse') return fromAnswer(wire.appendResponse, envelope);
  if (wire.kind === 'heartbeat') {
    const { commit, round } = wire.heartbeat;
    return { type: 'heartbeat', commit: integer(commit), round: integer(round), ...envelope };
  }
  if (wire.kind !== 'heartbeatResponse') return undefined;
  const round = integer(wire.heartbeatResponse.round);
  return { type: 'heartbeat-response', round, ...envelope };
}

function fromRead(wire: WireMessage, envelope: Envelope): Message | undefined {
  if (wire.kind === 'readIndexRequest') {
    const requestId = integer(wire.readIndexRequest.requestId);
    return { type: 'read-index-request', requestId, ...envelope };
  }
  if (wire.kind !== 'readIndexResponse') return undefined;
  const { requestId, index, rejected = false } = wire.readIndexResponse;
  return {
    type: 'read-index-response',
    requestId: integer(requestId),
    index: integer(index),
    rejected,
    ...envelope,
  };
}

function fromWire(wire: WireMessage, from: MemberId, to: MemberId): Message {
  const envelope = { from, to, term: integer(wire.term) };
  const message =
    fromLeadership(wire, envelope) ?? fromElection(wire, envelope) ?? fromRead(wire, envelope);
  if (message === undefined) throw new CodecError('An unknown kind of message');
  return message;
}

/** Throws `CodecError`. Entry data may be views of `bytes`. */
export function decodeBatch(bytes: Uint8Array, from: MemberId, to: MemberId): readonly Message[] {
  let batch: raft.v1.Batch.$Shape;
  try {
    batch = raft.v1.Batch.decode(bytes);
  } catch (cause) {
    throw new CodecError('Not a batch of messages', { cause });
  }
  return (batch.messages ?? []).map((message) => fromWire(message, from, to));
}
