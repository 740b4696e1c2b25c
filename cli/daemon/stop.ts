/** Ends a daemon by the pid file that it keeps beside its socket. */
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isLive, liveProcess } from '../../identity/pid-file.js';
import { OvnetError } from '../../model/errors.js';

const POLL_MS = 50;

/** Resolves when the process is gone; false if none was running. Throws `unreachable` when it does not end in time. */
export async function stopDaemon(
  socket: string,
  name: 'manager' | 'agent',
  timeoutMs: number,
): Promise<boolean> {
  const running = await liveProcess(join(dirname(socket), `${name}.pid`));
  if (running === undefined) return false;
  const { pid } = running;
  process.kill(pid, 'SIGTERM');
  if (await waitForEnd(running, timeoutMs)) return true;
  throw new OvnetError('unreachable', `process ${pid} has not ended within ${timeoutMs} ms`);
}

/** False when the process is there after the time. */
export async function waitForEnd(
  running: Parameters<typeof isLive>[0],
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isLive(running)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}
