/** Resident memory of processes, from proc(5). */
import { readFileSync, writeFileSync } from 'node:fs';

const KIB = 1024;
/** Sets the peak back to what is resident now. */
const RESET_PEAK = '5';

export interface Memory {
  readonly residentBytes: number;
  /** Since the last `resetPeak`. */
  readonly peakBytes: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const value = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN) * KIB;
  return { residentBytes: value('VmRSS'), peakBytes: value('VmHWM') };
}

export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, RESET_PEAK);
}
