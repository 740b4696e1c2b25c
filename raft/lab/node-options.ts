/** The options of `add-nodes`: the names the lab offers, and what they are to a core. */
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import type { Arguments } from './arguments.js';
import type { CoreOptions } from '../core/options.js';

export interface NodeOptions {
  /** Writes and committed entries go to queues instead of being done in the same step. */
  readonly asyncStorage: boolean;
  readonly core: Omit<CoreOptions, 'id'>;
}

const NAMES = [
  'preVote',
  'checkQuorum',
  'readOnly',
  'asyncStorage',
  'maxInflightMessages',
  'maxSizePerMessage',
  'maxUncommittedSize',
  'stepDownOnRemoval',
  'electionTicks',
  'heartbeatTicks',
] as const;

const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Absent options: no pre-vote, no check-quorum, safe reads, storage at once, 3 and 1 ticks, and no limits. */
export function readOptions(given: Arguments): NodeOptions {
  const options = given.nested('options', NAMES);
  const asyncStorage = options.optionalBoolean('asyncStorage') ?? false;
  const electionTicks = options.optionalInteger('electionTicks', { from: 1 }) ?? 3;
  const heartbeatTicks = options.optionalInteger('heartbeatTicks', { from: 1 }) ?? 1;
  if (heartbeatTicks >= electionTicks)
    options.refuse('heartbeatTicks', 'must be below electionTicks');
  return {
    asyncStorage,
    core: {
      ...DEFAULT_CORE_OPTIONS,
      electionTicks,
      heartbeatTicks,
      preVote: options.optionalBoolean('preVote') ?? false,
      checkQuorum: options.optionalBoolean('checkQuorum') ?? false,
      readOnly: options.optionalChoice('readOnly', ['safe', 'lease']) ?? 'safe',
      stepDownOnRemoval: options.optionalBoolean('stepDownOnRemoval') ?? false,
      maxWritesInFlight: asyncStorage ? UNLIMITED : 1,
      maxInflightMessages: options.optionalInteger('maxInflightMessages', { from: 1 }) ?? UNLIMITED,
      maxAppendBytes: options.optionalInteger('maxSizePerMessage', { from: 0 }) ?? UNLIMITED,
      maxUncommittedBytes: options.optionalInteger('maxUncommittedSize', { from: 1 }) ?? UNLIMITED,
      maxAppendEntries: UNLIMITED,
      maxInflightBytes: UNLIMITED,
      maxEntryBytes: UNLIMITED,
      maxCommittedBytes: UNLIMITED,
      maxCommittedEntries: UNLIMITED,
      maxPromotionLag: UNLIMITED,
    },
  };
}
