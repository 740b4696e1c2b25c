/** The simulator finds mistakes that Raft implementations really had, by what it always watches, under its usual faults. */
import t from 'tap';
import * as planted from './support/planted.js';
import * as callers from './support/planted-callers.js';
import { simulate } from '../sim/simulation.js';
import type { LogStore } from '../node/ports.js';
import type { Undo } from './support/planted.js';

interface Mistake {
  readonly name: string;
  readonly plant?: () => Undo;
  readonly wrapLog?: (log: LogStore) => LogStore;
  /** Known to show it; tried first. */
  readonly seed: number;
  readonly found: RegExp;
}

const MORE_SEEDS = 20;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a log that says durable too early',
    wrapLog: planted.lyingDisk,
    seed: 1,
    found: /before it was stored/,
  },
  {
    name: 'votes not synced',
    wrapLog: planted.unsyncedVotes,
    seed: 1,
    found: /before it was stored/,
  },
  {
    name: 'votes forgotten in a restart',
    wrapLog: planted.forgottenVote,
    seed: 1,
    found: /forgot its vote|was durable and is missing|voted for/,
  },
  {
    name: 'a tail lost in a restart',
    wrapLog: planted.lostTail,
    seed: 1,
    found: /entries were lost|lacks committed|beyond the end of the log/,
  },
  {
    name: 'segments not synced',
    plant: planted.unsyncedSegments,
    seed: 1,
    found: /durable before the disk did/,
  },
  {
    name: 'own entries counted before they are written',
    plant: planted.countUnwritten,
    seed: 1,
    found: /without a quorum of voters/,
  },
  {
    name: 'votes by the length of the log',
    plant: planted.compareLengthOnly,
    seed: 11,
    found: /lacks committed entry|overwrite a committed/,
  },
  {
    name: 'old terms committed by counting',
    plant: planted.commitOldTerms,
    seed: 1,
    found: /by counting/,
  },
  {
    name: 'truncation on a shorter append',
    plant: planted.truncateOnShorter,
    seed: 1,
    found: /beyond the end|acknowledged|lacks committed/,
  },
  {
    name: 'commit of what nobody verified',
    plant: planted.commitUnverified,
    seed: 1,
    found: /applied another entry|overwrite a committed/,
  },
  {
    name: 'learners counted for voters',
    plant: planted.countLearners,
    seed: 1,
    found: /without a quorum of voters/,
  },
  {
    name: 'learners that are voters',
    plant: planted.learnersAreVoters,
    seed: 1,
    found: /without a quorum of voters/,
  },
  {
    name: 'only the new half asked while joint',
    plant: planted.askNewHalfOnly,
    seed: 1,
    found: /without a quorum of voters/,
  },
  {
    name: 'overlapping changes of members',
    plant: planted.overlappingChanges,
    seed: 2,
    found: /before it has committed|that nobody has applied/,
  },
  {
    name: 'members changed before anything of the own term is committed',
    plant: planted.changeWithoutOwnCommit,
    seed: 2,
    found: /before it has committed/,
  },
  {
    name: 'a window without bounds',
    plant: planted.unboundedWindow,
    seed: 1,
    found: /window of .* is exceeded/,
  },
  {
    name: 'reads before anything of the own term is committed',
    plant: callers.readWithoutBarrier,
    seed: 2,
    found: /stale read/,
  },
  {
    name: 'ReadIndex without a round',
    plant: callers.readWithoutRound,
    seed: 11,
    found: /stale read/,
  },
  {
    name: 'reads confirmed by an earlier round',
    plant: callers.readByEarlierRound,
    seed: 21,
    found: /stale read/,
  },
  {
    name: 'reads before the state has come so far',
    plant: callers.readBeforeApplied,
    seed: 1,
    found: /stale read|before applying it/,
  },
  {
    name: 'replaced entries acknowledged',
    plant: callers.acknowledgeReplaced,
    seed: 1,
    found: /which holds another/,
  },
  {
    name: 'a lost office taken for a refusal',
    plant: callers.refuseOnLoss,
    seed: 1,
    found: /was refused but is committed/,
  },
  {
    name: 'repeated commands carried out again',
    plant: callers.carryOutAgain,
    seed: 1,
    found: /took effect twice/,
  },
];

async function breach({ plant, wrapLog }: Mistake, seed: number): Promise<string | undefined> {
  const undo = plant?.();
  try {
    await simulate({ seed, ...(wrapLog && { wrapLog }) });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    undo?.();
  }
}

for (const mistake of MISTAKES) {
  void t.test(mistake.name, async (t) => {
    for (let seed = mistake.seed; seed < mistake.seed + MORE_SEEDS; seed += 1) {
      const found = await breach(mistake, seed);
      if (found === undefined) continue;
      t.comment(found);
      t.match(found, mistake.found);
      return;
    }
    t.fail('nothing was found');
  });
}
