/** Well-known mistakes towards those who read and write, planted from outside like the others. */
import { ProposalWaiters } from '../../node/proposals.js';
import { RaftCore } from '../../core/raft.js';
import { RaftError } from '../../node/raft-error.js';
import { ReadQueue } from '../../core/read-index.js';
import { ReadWaiters } from '../../node/reads.js';
import { replace } from './planted.js';
import { SimMachine } from '../../sim/sim-machine.js';
import type { ReadOutcome } from '../../core/core-state.js';
import type { Ready } from '../../core/ready.js';
import type { Undo } from './planted.js';

/** A fresh leader answers reads at its commit index before it has committed anything itself. */
export function readWithoutBarrier(): Undo {
  const early = new WeakMap<RaftCore, ReadOutcome[]>();
  const undo = [
    replace(
      RaftCore.prototype,
      'requestRead',
      (original) =>
        function (this: RaftCore, requestId: number) {
          const isFresh = this.role === 'leader' && this.entry(this.commit)?.term !== this.term;
          if (!isFresh) return original.call(this, requestId);
          early.set(this, [...(early.get(this) ?? []), { requestId, index: this.commit }]);
          return true;
        },
    ),
    replace(
      RaftCore.prototype,
      'takeReady',
      (original) =>
        function (this: RaftCore): Ready {
          const ready = original.call(this);
          const reads = [...ready.reads, ...(early.get(this) ?? [])];
          early.delete(this);
          return { ...ready, reads };
        },
    ),
  ];
  return () => undo.forEach((one) => one());
}

/** A read is answered without asking anybody. */
export function readWithoutRound(): Undo {
  return replace(
    ReadQueue.prototype,
    'begin',
    (original) =>
      function (this: ReadQueue, commit: number) {
        original.call(this, commit, 0);
      },
  );
}

/** A round that began before the read confirms it. */
export function readByEarlierRound(): Undo {
  return replace(
    ReadQueue.prototype,
    'begin',
    (original) =>
      function (this: ReadQueue, commit: number, round: number) {
        original.call(this, commit, round - 1);
      },
  );
}

/** A read is answered before the state here has come so far. */
export function readBeforeApplied(): Undo {
  return replace(
    ReadWaiters.prototype,
    'answered',
    (original) =>
      function (this: ReadWaiters, outcomes: readonly ReadOutcome[], now: number) {
        const early = outcomes.map(({ requestId, index }) => ({
          requestId,
          index: index === undefined ? undefined : Math.max(1, index - 3),
        }));
        original.call(this, early, now);
      },
  );
}

/** A caller is told that its entry is done when another one took its place. */
export function acknowledgeReplaced(): Undo {
  return replace(
    ProposalWaiters.prototype,
    'add',
    (original) =>
      function (this: ProposalWaiters, ...[index, , waiter]: Parameters<typeof original>) {
        for (const term of Array.from({ length: 200 }, (_unused, number) => number + 1)) {
          original.call(this, index, term, { ...waiter, reject: () => undefined });
        }
      },
  );
}

/** A leader that lost its office tells its callers that nothing was written. */
export function refuseOnLoss(): Undo {
  return replace(
    ProposalWaiters.prototype,
    'add',
    (original) =>
      function (this: ProposalWaiters, ...[index, term, waiter]: Parameters<typeof original>) {
        original.call(this, index, term, {
          resolve: (applied) => waiter.resolve(applied),
          reject: () => waiter.reject(new RaftError('replaced', 'leadership was lost')),
        });
      },
  );
}

/** A command that comes again is carried out again. */
export function carryOutAgain(): Undo {
  return replace(SimMachine.prototype, 'isRepeated', () => () => false);
}
