/**
 * Processes that endpoints were plugged in beside. A number is given again to another process, in the next boot if not
 * before: who had it at the first try is kept on disk, and nobody else is taken for it.
 */
import { readFile } from 'node:fs/promises';
import { processOf } from '../../model/attachment.js';
import type { ErrorCode } from '../../model/errors.js';

/** Where the knowledge outlives this process; a write is durable when it resolves. */
export interface KeptText {
  /** Undefined when nothing was written yet. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

interface Known {
  readonly netns: string;
  /** `boot start`, or '' when there was no such process. */
  readonly process: string;
}

export interface ProcessRefusal {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** Of endpoints that went while their port was gone nobody tells: the oldest make room. */
const MAX_KNOWN = 10_000;

export class Processes {
  readonly #file: KeptText | undefined;
  /** By port name. */
  #known: Map<string, Known> | undefined;

  /** Without a file they are kept as long as this process lives. */
  constructor(file: KeptText | undefined) {
    this.#file = file;
  }

  /** Undefined when the port may be plugged in there. The first call for a port decides who is meant. */
  async refusal(port: string, netns: string): Promise<ProcessRefusal | undefined> {
    const pid = processOf(netns);
    if (pid === undefined) return undefined;
    const known = await this.#load();
    const current = await identityOf(pid);
    const before = known.get(port);
    if (before?.netns !== netns) {
      known.set(port, { netns, process: current });
      await this.#save(known);
    }
    const meant = before?.netns === netns ? before.process : current;
    return meant !== '' && meant === current ? undefined : missing(pid, meant, current);
  }

  /** The same for whatever follows an endpoint into its namespace. */
  async refusalBeside(netns: string): Promise<ProcessRefusal | undefined> {
    const pid = processOf(netns);
    if (pid === undefined) return undefined;
    const current = await identityOf(pid);
    const all = [...(await this.#load()).values()].filter((one) => one.netns === netns);
    if (current !== '' && all.some(({ process }) => process === current)) return undefined;
    return missing(pid, all.at(-1)?.process ?? '', current);
  }

  /** Removed on purpose: the endpoint may be plugged in anywhere again. */
  async forget(port: string): Promise<void> {
    const known = await this.#load();
    if (known.delete(port)) await this.#save(known);
  }

  async #load(): Promise<Map<string, Known>> {
    if (this.#known) return this.#known;
    const text = await this.#file?.read();
    const rows = JSON.parse(text ?? '[]') as [string, Known][];
    return (this.#known ??= new Map(rows));
  }

  async #save(known: Map<string, Known>): Promise<void> {
    for (const port of known.keys()) {
      if (known.size <= MAX_KNOWN) break;
      known.delete(port);
    }
    await this.#file?.write(JSON.stringify([...known]));
  }
}

/** What is said of a namespace that is not there, or no longer the one. */
export function missingPlace(netns: string): ProcessRefusal {
  const pid = processOf(netns);
  if (pid !== undefined) return missing(pid, '', '');
  return { code: 'netns-missing', detail: `no network namespace ${netns}` };
}

function missing(pid: number, meant: string, current: string): ProcessRefusal {
  const isReused = current !== '' && meant !== current;
  const detail = isReused
    ? `process ${pid} has ended or had not begun: another one has its number`
    : `no process ${pid} on this host`;
  return { code: 'process-missing', detail };
}

/** Its boot and the clock tick at which it began (proc_pid_stat(5), field 22); '' without such a process. */
async function identityOf(pid: number): Promise<string> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The name before it may contain spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = ''] = fields;
    return state === 'Z' ? '' : `${boot.trim()} ${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}
