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

const LIMITS = {
  maxAppendEntries: UNLIMITED,
  maxInflightBytes: UNLIMITED,
  maxEntryBytes: UNLIMITED,
  maxCommittedBytes: UNLIMITED,
  maxCommittedEntries: UNLIMITED,
  maxUnappliedBytes: UNLIMITED,
  maxPromotionLag: UNLIMITED,
};

/** Absent options: no pre-vote, no check-quorum, safe reads, storage at once, 3 and 1 ticks, and no limits. */
export function readOptions(given: Arguments): NodeOptions {
  const options = given.nested('options', NAMES);
  const flag = (name: (typeof NAMES)[number]): boolean => options.optionalBoolean(name) ?? false;
  const limit = (name: (typeof NAMES)[number], from: number): number =>
    options.optionalInteger(name, { from }) ?? UNLIMITED;
  const asyncStorage = flag('asyncStorage');
  const electionTicks = options.optionalInteger('electionTicks', { from: 1 }) ?? 3;
  const heartbeatTicks = options.optionalInteger('heartbeatTicks', { from: 1 }) ?? 1;
  if (heartbeatTicks >= electionTicks) {
    options.refuse('heartbeatTicks', 'must be below electionTicks');
  }
  return {
    asyncStorage,
    core: {
      ...DEFAULT_CORE_OPTIONS,
      ...LIMITS,
      electionTicks,
      heartbeatTicks,
      preVote: flag('preVote'),
      checkQuorum: flag('checkQuorum'),
      readOnly: options.optionalChoice('readOnly', ['safe', 'lease']) ?? 'safe',
      stepDownOnRemoval: flag('stepDownOnRemoval'),
      maxWritesInFlight: asyncStorage ? UNLIMITED : 1,
      maxInflightMessages: limit('maxInflightMessages', 1),
      maxAppendBytes: limit('maxSizePerMessage', 0),
      maxUncommittedBytes: limit('maxUncommittedSize', 1),
    },
  };
}
