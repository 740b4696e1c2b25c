/** Well-known mistakes, planted from outside by replacing methods, to see the simulator find them. */
import { decodeConfiguration, encodeConfiguration } from '../../core/configuration.js';
import { Progress } from '../../core/progress.js';
import { RaftCore } from '../../core/raft.js';
import { RaftLog } from '../../core/log.js';
import { SegmentWriter } from '../../wal/segment-writer.js';
import type { Configuration, Entry } from '../../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../../node/ports.js';
import type { ConfigurationChange, Transition } from '../../core/change.js';
import type { Message } from '../../core/message.js';
import type { Ready } from '../../core/ready.js';

/** Puts the original back. */
export type Undo = () => void;

export function replace<T extends object, K extends keyof T>(
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

type Getter<T extends object> = {
  [K in keyof T]: T[K] extends number | boolean ? K : never;
}[keyof T];

/** Replaces what a getter answers. */
function answer<T extends object, V>(
  target: T,
  name: Getter<T>,
  make: (original: () => V) => (this: T) => V,
): Undo {
  const original = Object.getOwnPropertyDescriptor(target, name);
  // Called with the object it belongs to.
  const get = original && (Reflect.get(original, 'get') as (() => V) | undefined);
  if (original === undefined || get === undefined) throw new Error(`no getter ${String(name)}`);
  Object.defineProperty(target, name, { ...original, get: make(get) });
  return () => Object.defineProperty(target, name, original);
}

function logWith(log: LogStore, changes: Partial<LogStore>): LogStore {
  return {
    image: log.image,
    append: (batch) => log.append(batch),
    compact: (snapshot) => log.compact(snapshot),
    close: () => log.close(),
    ...changes,
  };
}

/** A vote is written, but nobody waits for the disk. */
export function unsyncedVotes(log: LogStore): LogStore {
  return logWith(log, {
    append: (batch: LogBatch) =>
      log.append(batch.entries.length === 0 ? { ...batch, mustSync: false } : batch),
  });
}

/** A member that starts again has forgotten whom it voted for. */
export function forgottenVote(log: LogStore): LogStore {
  const { hardState } = log.image;
  return logWith(log, { image: { ...log.image, hardState: { ...hardState, vote: 0 } } });
}

/** A member that starts again lacks its last entry. */
export function lostTail(log: LogStore): LogStore {
  const image: LogImage = log.image;
  const entries = image.entries.slice(0, -1);
  const last = entries.at(-1)?.index ?? image.snapshot.index;
  const commit = Math.min(image.hardState.commit, last);
  return logWith(log, { image: { ...image, entries, hardState: { ...image.hardState, commit } } });
}

/** The log does not wait for the disk to take a group. */
export function unsyncedSegments(): Undo {
  return replace(SegmentWriter.prototype, 'sync', () => () => Promise.resolve());
}

/** A leader counts what it has not written yet as its own. */
export function countUnwritten(): Undo {
  const undo = [
    answer<RaftLog, number>(
      RaftLog.prototype,
      'stable',
      () =>
        function (this: RaftLog) {
          return this.lastIndex;
        },
    ),
    replace(
      RaftCore.prototype,
      'takeReady',
      (original) =>
        function (this: RaftCore): Ready {
          const ready = original.call(this);
          for (const message of ready.write?.messagesAfter ?? []) {
            if (message.to === message.from && message.type === 'append-response')
              this.step(message);
          }
          return ready;
        },
    ),
  ];
  return () => undo.forEach((one) => one());
}

/** What a learner holds counts for a voter. */
export function countLearners(): Undo {
  return replace(
    RaftCore.prototype,
    'step',
    (original) =>
      function (this: RaftCore, message: Message) {
        original.call(this, message);
        if (this.role !== 'leader' || message.type !== 'append-response') return;
        const { learners, voters } = this.configuration;
        if (!message.accepted || !learners.includes(message.from)) return;
        for (const from of voters) {
          if (from !== message.to) original.call(this, { ...message, from });
        }
      },
  );
}

function changedOnActivation(change: (configuration: Configuration) => Configuration): Undo {
  return replace(
    RaftLog.prototype,
    'appliedTo',
    (original) =>
      function (this: RaftLog, index: number) {
        return original.call(this, index).map((entry) => {
          if (entry.type !== 'config') return entry;
          const data = encodeConfiguration(change(decodeConfiguration(entry.data)));
          return { ...entry, data };
        });
      },
  );
}

/** While joint only the new half is asked. */
export function askNewHalfOnly(): Undo {
  return changedOnActivation((one) => ({ ...one, votersOutgoing: [] }));
}

/** Learners vote and count like voters. */
export function learnersAreVoters(): Undo {
  return changedOnActivation((one) => ({ ...one, voters: [...one.voters, ...one.learners] }));
}

function unbarred(isLying: (name: 'applied' | 'commit') => boolean): Undo {
  let isProposing = false;
  const pretend = (name: 'applied' | 'commit'): Undo =>
    answer<RaftLog, number>(
      RaftLog.prototype,
      name,
      (original) =>
        function (this: RaftLog) {
          return isProposing && isLying(name) ? Number.MAX_SAFE_INTEGER : original.call(this);
        },
    );
  const undo = [
    pretend('applied'),
    pretend('commit'),
    replace(
      RaftCore.prototype,
      'proposeChange',
      (original) =>
        function (
          this: RaftCore,
          changes: readonly ConfigurationChange[],
          transition?: Transition,
        ) {
          isProposing = true;
          try {
            return original.call(this, changes, transition);
          } finally {
            isProposing = false;
          }
        },
    ),
  ];
  return () => undo.forEach((one) => one());
}

/** A change of members is taken while another is under way. */
export function overlappingChanges(): Undo {
  return unbarred(() => true);
}

/** A fresh leader changes the members before it has committed anything. */
export function changeWithoutOwnCommit(): Undo {
  return unbarred((name) => name === 'commit');
}

/** A leader sends as much as it has, whatever is unanswered. */
export function unboundedWindow(): Undo {
  return answer<Progress, boolean>(Progress.prototype, 'windowFull', () => () => false);
}
