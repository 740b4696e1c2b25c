/** A process named so that a reused pid is never taken for it: pid and start time (proc(5), stat field 22). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessRef {
  readonly pid: number;
  /** Clock ticks since boot, as text. */
  readonly startTime: string;
}

/** A namespace by the device and inode of its nsfs file. */
export interface NamespaceId {
  readonly dev: number;
  readonly ino: number;
}

const START_TIME_FIELD = 22;
const STATE_FIELD = 3;

/** Field n as proc(5) counts; the command name may hold blanks and brackets, so what follows its end is counted. */
function statField(pid: number, field: number): string | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[field - 3];
}

export function refOf(pid: number): ProcessRef | undefined {
  const startTime = statField(pid, START_TIME_FIELD);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** False also for a zombie: it runs no more. */
export function isAlive(ref: ProcessRef): boolean {
  return statField(ref.pid, START_TIME_FIELD) === ref.startTime && !isZombie(ref.pid);
}

function isZombie(pid: number): boolean {
  return statField(pid, STATE_FIELD) === 'Z';
}

export function isStopped(ref: ProcessRef): boolean {
  return isAlive(ref) && statField(ref.pid, STATE_FIELD) === 'T';
}

/** Returns whether the process was there to take it. */
export function signal(ref: ProcessRef, name: NodeJS.Signals): boolean {
  if (!isAlive(ref)) return false;
  try {
    process.kill(ref.pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

const POLL_MS = 5;

/** Resolves with whether all of them are gone within `timeoutMs`. */
export async function whenGone(refs: readonly ProcessRef[], timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (refs.some(isAlive)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/** Undefined if the path is no namespace: gone, or an ordinary file left by a reboot. */
export function namespaceAt(path: string): NamespaceId | undefined {
  const nsfs = statSync('/proc/self/ns/net').dev;
  const { dev, ino } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return dev === nsfs && ino !== undefined ? { dev, ino } : undefined;
}

/** Every process that is in one of the namespaces (net or UTS), itself excepted. */
export function processesIn(namespaces: readonly NamespaceId[]): ProcessRef[] {
  const wanted = new Set(namespaces.map(({ ino }) => ino));
  const found: ProcessRef[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    // Taken before the look at its namespaces: what is signalled later is what was looked at.
    const ref = refOf(pid);
    if (ref === undefined || isZombie(pid)) continue;
    const inside = ['net', 'uts'].some((kind) => {
      const id = quietNamespace(`/proc/${pid}/ns/${kind}`);
      return id !== undefined && wanted.has(id.ino);
    });
    if (inside) found.push(ref);
  }
  return found;
}

/** A process may end between two looks. */
function quietNamespace(path: string): NamespaceId | undefined {
  try {
    return namespaceAt(path);
  } catch {
    return undefined;
  }
}
