/**
 * Single-writer lock of a log directory by a file that names its owner, because Node offers no flock.
 *
 * The owner is (process id, start time of that process, boot id): a recycled pid or a reboot never looks alive.
 * The file appears by link(2), so it is never seen half-written. A dead owner's file is replaced only by who holds the
 * claim on *that* owner's nonce, itself such a lock: two contenders that both saw the dead owner cannot both
 * win, and a contender dying half-way leaves a claim that is taken over the same way.
 * Owners must share a process-id namespace.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogError } from './errors.js';

interface Owner {
  readonly pid: number;
  /** Clock ticks after boot at which the process started: field 22 of proc(5) stat. */
  readonly started: string;
  readonly boot: string;
  readonly nonce: string;
}

const LOCK_NAME = 'LOCK';

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}

function startTime(pid: number): string | undefined {
  const stat = readOptional(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command name may hold spaces and parentheses: count fields after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie holds nothing: it only waits for its parent to look.
  return fields[0] === 'Z' ? undefined : fields[19];
}

const bootId = (): string => readOptional('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

function parseOwner(text: string, path: string): Owner {
  const [pid, started, boot, nonce] = text.trim().split(' ');
  const id = Number(pid);
  if (
    !Number.isSafeInteger(id) ||
    !started ||
    boot === undefined ||
    !/^[0-9a-f]+$/.test(nonce ?? '')
  )
    throw new LogError('log-locked', 'The lock file is not readable; remove it if nothing runs', {
      file: path,
    });
  return { pid: id, started, boot, nonce: nonce ?? '' };
}

const isAlive = (owner: Owner): boolean =>
  owner.boot === bootId() && startTime(owner.pid) === owner.started;

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Puts the prepared file `mine` at `path`, over a dead owner's if need be; throws `log-locked` on a live one. */
function acquire(directory: string, path: string, mine: string): void {
  for (;;) {
    if (tryLink(mine, path)) return;
    const seen = readOptional(path);
    if (seen === undefined) continue;
    const owner = parseOwner(seen, path);
    if (isAlive(owner))
      throw new LogError('log-locked', `In use by process ${owner.pid}`, { file: path });
    const claim = join(directory, `${LOCK_NAME}.dead-${owner.nonce}`);
    acquire(directory, claim, mine);
    try {
      if (readOptional(path) !== seen) continue;
      const copy = `${mine}.own`;
      linkSync(mine, copy);
      renameSync(copy, path);
      return;
    } finally {
      rmSync(claim, { force: true });
    }
  }
}

/** Throws `log-locked` while a live process (this one included) holds the directory. */
export function lockDirectory(directory: string): { release(): void } {
  const nonce = randomBytes(12).toString('hex');
  const path = join(directory, LOCK_NAME);
  const mine = join(directory, `${LOCK_NAME}.new-${nonce}`);
  const text = `${process.pid} ${startTime(process.pid) ?? '0'} ${bootId()} ${nonce}\n`;
  writeFileSync(mine, text, { mode: 0o600, flag: 'wx' });
  try {
    acquire(directory, path, mine);
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release: () => {
      if (readOptional(path) === text) rmSync(path, { force: true });
    },
  };
}
