/** What members say to each other. The transport adds cluster and member identity; nothing here is trusted to be in order. */
import type { Entry, MemberId, SnapshotMeta } from './types.js';

interface Envelope {
  readonly from: MemberId;
  readonly to: MemberId;
  /**
   * The sender's term, with one exception: pre-vote requests and granted pre-vote responses carry the
   * term the candidate would campaign in.
   */
  readonly term: number;
}

/**
 * What the sender knows to be committed, and the term of that entry; both or neither. Who holds this entry knows with it that the
 * log up to there is committed: a change of membership that only members without a quorum have heard of is found out so.
 */
export interface CommitPoint {
  readonly commit?: number;
  readonly commitTerm?: number;
}

/** Would you vote for me? Changes nobody's term. Thesis, section 9.6. */
export interface PreVoteRequest extends Envelope, CommitPoint {
  readonly type: 'pre-vote-request';
  readonly lastIndex: number;
  readonly lastTerm: number;
}

export interface PreVoteResponse extends Envelope, CommitPoint {
  readonly type: 'pre-vote-response';
  readonly granted: boolean;
}

export interface VoteRequest extends Envelope, CommitPoint {
  readonly type: 'vote-request';
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** The campaign was asked for by the leader, so the leader's lease does not stand against it. */
  readonly transfer: boolean;
}

export interface VoteResponse extends Envelope, CommitPoint {
  readonly type: 'vote-response';
  readonly granted: boolean;
}

/** Entries behind (`prevIndex`, `prevTerm`), contiguous from `prevIndex + 1`; may be empty. */
export interface AppendRequest extends Envelope {
  readonly type: 'append-request';
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly commit: number;
  readonly entries: readonly Entry[];
  /** Tells a commit and claims nothing new: an answer is sent only when it does not match. */
  readonly quiet?: true;
}

/** `index` is the durable match when accepted, the refused `prevIndex` otherwise. */
export interface AppendResponse extends Envelope {
  readonly type: 'append-response';
  readonly accepted: boolean;
  readonly index: number;
  /** Refused only: the largest index that may match, and its term. 0 when accepted. */
  readonly hintIndex: number;
  readonly hintTerm: number;
}

/** `commit` never exceeds what the receiver is known to hold. `round` numbers read confirmations, 0 = none yet. */
export interface Heartbeat extends Envelope {
  readonly type: 'heartbeat';
  readonly commit: number;
  readonly round: number;
}

export interface HeartbeatResponse extends Envelope {
  readonly type: 'heartbeat-response';
  readonly round: number;
}

/** A member asks the leader for an index to read at. `requestId` is the asker's own and only echoed. */
export interface ReadIndexRequest extends Envelope {
  readonly type: 'read-index-request';
  readonly requestId: number;
}

/** `index` is 0 when `rejected`. */
export interface ReadIndexResponse extends Envelope {
  readonly type: 'read-index-response';
  readonly requestId: number;
  readonly index: number;
  readonly rejected: boolean;
}

/** Leader to the member that takes over: campaign at once. */
export interface TimeoutNow extends Envelope {
  readonly type: 'timeout-now';
}

/**
 * Leader to a member that needs entries the leader no longer has. The state itself travels on a stream of its own;
 * the member's core sees this message when the state has arrived whole, with the index that arrived. Answered by an
 * append response. Raft paper, section 7.
 */
export interface InstallSnapshot extends Envelope {
  readonly type: 'install-snapshot';
  readonly snapshot: SnapshotMeta;
}

export type Message =
  | PreVoteRequest
  | PreVoteResponse
  | VoteRequest
  | VoteResponse
  | AppendRequest
  | AppendResponse
  | Heartbeat
  | HeartbeatResponse
  | ReadIndexRequest
  | ReadIndexResponse
  | TimeoutNow
  | InstallSnapshot;

export type MessageType = Message['type'];

/** All kinds of this version. */
export const MESSAGE_TYPES = [
  'pre-vote-request',
  'pre-vote-response',
  'vote-request',
  'vote-response',
  'append-request',
  'append-response',
  'heartbeat',
  'heartbeat-response',
  'read-index-request',
  'read-index-response',
  'timeout-now',
  'install-snapshot',
] as const satisfies readonly MessageType[];
