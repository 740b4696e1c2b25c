/** CPU time that processes and their threads have used, from proc(5). */
import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every architecture that Node supports. */
const MS_PER_CLOCK_TICK = 10;
const [UTIME, STIME] = [14, 15];
const NS_PER_MS = 1e6;

/** User and system time in ms; 0 for a process that is gone. */
export function cpuMs(pid: number): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return 0;
  }
  // The command name may hold blanks: what follows its closing bracket begins with field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (field: number): number => Number(fields[field - 3] ?? 0);
  return (ticks(UTIME) + ticks(STIME)) * MS_PER_CLOCK_TICK;
}

export interface ThreadTimes {
  /** Of the thread that runs JavaScript, in ms. */
  readonly mainMs: number;
  /** Of all others: garbage collection, compilation, the pool for files and databases. */
  readonly othersMs: number;
}

/** 0 for a process that is gone. */
export function threadTimes(pid: number): ThreadTimes {
  const all = cpuMs(pid);
  const mainMs = mainThreadMs(pid);
  return { mainMs, othersMs: Math.max(0, all - mainMs) };
}

function mainThreadMs(pid: number): number {
  try {
    const [spentNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(spentNs) / NS_PER_MS;
  } catch {
    return 0;
  }
}
