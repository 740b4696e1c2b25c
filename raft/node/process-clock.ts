/** The clock of a real process: monotonic time, timers, and the turn after the sockets were read. */
import { performance } from 'node:perf_hooks';
import type { Clock } from './ports.js';

export class ProcessClock implements Clock {
  now(): number {
    return performance.now();
  }

  every(intervalMs: number, callback: () => void): { cancel(): void } {
    const timer = setInterval(callback, intervalMs);
    return { cancel: () => clearInterval(timer) };
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }
}
