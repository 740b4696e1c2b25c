/** The kinds of messages that `deliver` can pick out. */
import { MESSAGE_TYPES } from '../core/message.js';
import type { Arguments } from './arguments.js';
import type { MessageType } from '../core/message.js';

/** The names that the Go library gives to the same messages; scripts written for it use them. */
const ALIASES: ReadonlyMap<string, MessageType> = new Map([
  ['MsgPreVote', 'pre-vote-request'],
  ['MsgPreVoteResp', 'pre-vote-response'],
  ['MsgVote', 'vote-request'],
  ['MsgVoteResp', 'vote-response'],
  ['MsgApp', 'append-request'],
  ['MsgAppResp', 'append-response'],
  ['MsgHeartbeat', 'heartbeat'],
  ['MsgHeartbeatResp', 'heartbeat-response'],
  ['MsgReadIndex', 'read-index-request'],
  ['MsgReadIndexResp', 'read-index-response'],
  ['MsgTimeoutNow', 'timeout-now'],
  ['MsgSnap', 'install-snapshot'],
]);

/** Undefined: all kinds. */
export function readType(given: Arguments): MessageType | undefined {
  const type = given.optionalChoice('type', [...MESSAGE_TYPES, ...ALIASES.keys()]);
  return type === undefined ? undefined : (ALIASES.get(type) ?? (type as MessageType));
}
