/** CPU time that processes have used, from proc(5). */
import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every architecture that Node supports. */
const MS_PER_CLOCK_TICK = 10;
const [UTIME, STIME] = [14, 15];

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
