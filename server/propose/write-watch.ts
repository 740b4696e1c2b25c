/** One write on the leader as metrics and as a span: from the log to a majority, and what came of it. */
import type { Tracing } from '../../observe/tracing.js';
import type { ProposeMetrics } from './metrics.js';
import type { Submission, Unstamped } from './submission.js';

export interface WatchedWrite {
  /** To be written with the entry; undefined: not traced. */
  readonly trace: string | undefined;
  done(index: number): void;
  failed(error: unknown, kind?: Submission['kind']): void;
}

export type WriteWatch = (proposal: Unstamped) => WatchedWrite;

export interface WriteWatchDeps {
  readonly metrics: ProposeMetrics;
  readonly tracing: Tracing;
  /** Unix time in ms. */
  readonly clock: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** When applying the last entries began, by the monotonic clock. */
  readonly appliedAt: () => number;
}

export const UNWATCHED: WatchedWrite = {
  trace: undefined,
  done: () => undefined,
  failed: () => undefined,
};

export function writeWatch(deps: WriteWatchDeps): WriteWatch {
  const { metrics, tracing, clock, now, appliedAt } = deps;
  return ({ command, trace }) => {
    const startedAt = now();
    const span = tracing.child('raft.commit', trace, { 'ovnet.command': command.kind });
    return {
      trace: span.context,
      done: (index) => {
        const [committedAt, endedAt] = [appliedAt(), now()];
        metrics.done(startedAt, committedAt, endedAt);
        span.end({ 'ovnet.index': index }, undefined, clock() - (endedAt - committedAt));
      },
      failed: (error, kind) => {
        if (kind !== undefined) metrics.refused(kind);
        span.end({}, error);
      },
    };
  };
}
