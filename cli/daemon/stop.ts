/** Ends a daemon by the pid file that it keeps beside its socket. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signal, whenGone, type ProcessRef } from '../../lab/process-ref.js';
import { OvnetError } from '../../model/errors.js';

/** Resolves when the process is gone; false if none was running. Throws `unreachable` when it does not end in time. */
export async function stopDaemon(
  socket: string,
  name: 'manager' | 'agent',
  timeoutMs: number,
): Promise<boolean> {
  const ref = readPid(join(dirname(socket), `${name}.pid`));
  if (ref === undefined || !signal(ref, 'SIGTERM')) return false;
  if (await whenGone([ref], timeoutMs)) return true;
  throw new OvnetError('unreachable', `process ${ref.pid} has not ended within ${timeoutMs} ms`);
}

function readPid(path: string): ProcessRef | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessRef;
  } catch {
    return undefined;
  }
}
