/** The place of a manager among the processes of its host: what else runs there must not make its heartbeats late. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { OvnetError } from '../model/errors.js';

/** Every thread has a nice value of its own; those started later have that of their starter (sched(7)). */
const THREADS = '/proc/self/task';
/**
 * Nice value of this session among the sessions of the host: where the kernel has such groups, the values of processes
 * count only within one (sched(7), "The autogroup feature").
 */
const SESSION = '/proc/self/autogroup';
const THREAD_GONE = 'ESRCH';
const NO_GROUPS = 'ENOENT';

/**
 * Gives the process the nice value, -20 (first) to 19, and its session too if this process leads it: a shell and what else it
 * has started stay where they are. Returns what has the value now. Throws `priority-denied`.
 */
export function takePriority(nice: number): 'process' | 'session' {
  try {
    for (const thread of readdirSync(THREADS)) {
      unless(THREAD_GONE, () => setPriority(Number(thread), nice));
    }
    if (!leadsSession()) return 'process';
    unless(NO_GROUPS, () => writeFileSync(SESSION, String(nice), { flag: 'r+' }));
    return 'session';
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OvnetError('priority-denied', `the nice value ${nice} was refused: ${why}`);
  }
}

/** proc(5): the sixth member of `stat`, the fourth behind the name, which may have blanks and brackets in it. */
function leadsSession(): boolean {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return session === String(process.pid);
}

function unless(code: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (codeOf(error) !== code) throw error;
  }
}

/** A refusal of the operating system comes as `code`, or wrapped by Node.js with it in `info`. */
function codeOf(error: unknown): string | undefined {
  const { code, info } = error as { readonly code?: string; readonly info?: { code?: string } };
  return info?.code ?? code;
}
