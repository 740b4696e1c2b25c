/** Well-known mistakes, planted from outside by replacing methods, to see the simulator find them. */
import { Progress } from '../../core/progress.js';
import { RaftCore } from '../../core/raft.js';
import { RaftLog } from '../../core/log.js';
import type { Entry } from '../../core/types.js';
import type { LogStore } from '../../node/ports.js';
import type { Message } from '../../core/message.js';
import type { ReadOutcome } from '../../core/core-state.js';
import type { Ready } from '../../core/ready.js';

/** Puts the original back. */
export type Undo = () => void;

function replace<T extends object, K extends keyof T>(
  target: T,
  name: K,
  make: (original: T[K]) => T[K],
): Undo {
  const original = target[name];
  target[name] = make(original);
  return () => {
    target[name] = original;
  };
}

/** The disk says "durable" before it is. */
export function lyingDisk(log: LogStore): LogStore {
  return {
    image: log.image,
    append: (batch) => {
      void log.append(batch);
      return Promise.resolve();
    },
    compact: (snapshot) => log.compact(snapshot),
    close: () => log.close(),
  };
}

/** Votes look at the length of the log only. */
export function compareLengthOnly(): Undo {
  return replace(
    RaftLog.prototype,
    'isUpToDate',
    () =>
      function (this: RaftLog, lastIndex: number) {
        return lastIndex >= this.lastIndex;
      },
  );
}

/** A leader counts replicas of entries of earlier terms. */
export function commitOldTerms(): Undo {
  let armed = false;
  let term = 0;
  const undo = [
    replace(
      RaftCore.prototype,
      'step',
      (original) =>
        function (this: RaftCore, message: Message) {
          term = this.term;
          original.call(this, message);
          armed = false;
        },
    ),
    replace(
      Progress.prototype,
      'accepted',
      (original) =>
        function (this: Progress, index: number, firstIndex: number) {
          armed = original.call(this, index, firstIndex);
          return armed;
        },
    ),
    replace(
      RaftLog.prototype,
      'term',
      (original) =>
        function (this: RaftLog, index: number) {
          if (!armed) return original.call(this, index);
          armed = false;
          return term;
        },
    ),
  ];
  return () => undo.forEach((one) => one());
}

/** An append cuts off whatever lies behind its last entry. */
export function truncateOnShorter(): Undo {
  return replace(
    RaftLog.prototype,
    'merge',
    (original) =>
      function (this: RaftLog, prevIndex: number, entries: readonly Entry[]) {
        const end = original.call(this, prevIndex, entries);
        if (end < this.lastIndex && end >= this.commit) this.truncateFrom(end + 1);
        return end;
      },
  );
}

/** Heartbeats tell everybody the leader's commit, and followers take as much of it as their log is long. */
export function commitUnverified(): Undo {
  const undo = [
    replace(
      RaftCore.prototype,
      'takeReady',
      (original) =>
        function (this: RaftCore): Ready {
          const ready = original.call(this);
          const { commit } = this;
          const messages = ready.messages.map((message) =>
            message.type === 'heartbeat' ? { ...message, commit } : message,
          );
          return { ...ready, messages };
        },
    ),
    replace(
      RaftCore.prototype,
      'step',
      (original) =>
        function (this: RaftCore, message: Message) {
          const bounded =
            message.type === 'heartbeat'
              ? { ...message, commit: Math.min(message.commit, this.lastIndex) }
              : message;
          original.call(this, bounded);
        },
    ),
  ];
  return () => undo.forEach((one) => one());
}

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
