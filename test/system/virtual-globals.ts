/** Timers, clocks and chance of the whole process are those of a simulation while it runs. */
import { performance } from 'node:perf_hooks';
import type { VirtualTime } from '../../raft/sim/virtual-time.js';

/** Unix time at which every simulation begins. */
export const EPOCH_MS = 1_790_000_000_000;

export interface VirtualGlobals {
  restore(): void;
}

/** What `setTimeout` and its kin answer: enough of `NodeJS.Timeout` for code that unrefs or clears it. */
class VirtualTimer {
  isDone = false;

  unref(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

type Callback = (...given: unknown[]) => void;

/** Promises settle between any two events of `time`. Handles of real timers are still cleared as such. */
export function fakeGlobals(time: VirtualTime, random: () => number): VirtualGlobals {
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis;
  const { now: dateNow } = Date;
  const { random: mathRandom } = Math;
  const performanceNow = performance.now.bind(performance);
  const after = (timer: VirtualTimer, ms: number, run: () => void): void => {
    time.after(ms, () => {
      if (timer.isDone) return;
      time.stir();
      run();
    });
  };
  const once = (callback: Callback, ms = 0, ...given: unknown[]): VirtualTimer => {
    const timer = new VirtualTimer();
    after(timer, Math.max(ms, 0), () => {
      timer.isDone = true;
      callback(...given);
    });
    return timer;
  };
  const every = (callback: Callback, ms = 1, ...given: unknown[]): VirtualTimer => {
    const timer = new VirtualTimer();
    const arm = (): void =>
      after(timer, Math.max(ms, 1), () => {
        arm();
        callback(...given);
      });
    arm();
    return timer;
  };
  const clear = (timer: unknown, real: (timer: NodeJS.Timeout) => void): void => {
    if (timer instanceof VirtualTimer) timer.isDone = true;
    else if (timer) real(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, {
    setTimeout: once,
    setInterval: every,
    setImmediate: (callback: Callback, ...given: unknown[]) => once(callback, 0, ...given),
    clearTimeout: (timer: unknown) => clear(timer, clearTimeout),
    clearInterval: (timer: unknown) => clear(timer, clearInterval),
  });
  Date.now = () => EPOCH_MS + Math.floor(time.now);
  Math.random = random;
  performance.now = () => time.now;
  return {
    restore: () => {
      const timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };
      Object.assign(globalThis, timers);
      Date.now = dateNow;
      Math.random = mathRandom;
      performance.now = performanceNow;
    },
  };
}
