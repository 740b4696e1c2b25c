/** Says which process runs a daemon: `{pid, startTime}`, so that a reused pid is not taken for it. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { OvnetError } from '../model/errors.js';
import { readIfThere, replaceFile } from './private-files.js';

export interface ProcessMark {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat (proc(5)): clock ticks since boot. */
  readonly startTime: string;
}

const START_TIME_AFTER_NAME = 19;

/** Writes the mark of this process. @throws OvnetError `data-locked` when a live process holds the file. */
export async function claimPidFile(path: string): Promise<() => Promise<void>> {
  const holder = await liveProcess(path);
  if (holder) {
    throw new OvnetError('data-locked', `process ${holder.pid} holds ${path}`);
  }
  const mark: ProcessMark = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  await replaceFile(path, `${JSON.stringify(mark)}\n`);
  return () => rm(path, { force: true });
}

/** The process that the file names, while it lives. */
export async function liveProcess(path: string): Promise<ProcessMark | undefined> {
  const mark = parseMark(await readIfThere(path));
  return mark && isLive(mark) ? mark : undefined;
}

/** Tells the end of the process itself: a daemon removes its file a moment before it ends. */
export function isLive({ pid, startTime }: ProcessMark): boolean {
  return startTimeOf(pid) === startTime;
}

function parseMark(text: string | undefined): ProcessMark | undefined {
  try {
    const { pid, startTime } = JSON.parse(text ?? '') as Partial<ProcessMark>;
    return Number.isSafeInteger(pid) && pid !== undefined && startTime !== undefined
      ? { pid, startTime }
      : undefined;
  } catch {
    return undefined;
  }
}

function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may hold spaces and brackets; fields count from after its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs no more; it only waits for its parent to look.
    return fields[0] === 'Z' ? undefined : fields[START_TIME_AFTER_NAME];
  } catch {
    return undefined;
  }
}
