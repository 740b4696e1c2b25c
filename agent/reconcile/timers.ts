/** Delays as the reconciler needs them: real ones in the agent, virtual ones in simulations. */
export interface Timers {
  /** Runs `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Milliseconds of any monotonic clock. */
  now(): number;
}

/** Timers of the process; they never keep it alive. */
export function systemTimers(): Timers {
  return {
    after: (ms, callback) => {
      const handle = setTimeout(callback, ms).unref();
      return () => clearTimeout(handle);
    },
    now: () => performance.now(),
  };
}
