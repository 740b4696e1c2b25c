/** The resolver as a process: started apart from the agent, found again by its pid file, ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isLive, liveProcess, type ProcessMark } from '../../identity/pid-file.js';
import { resolverLog, resolverPid, resolverSocket } from './paths.js';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));
const POLL_MS = 20;
/** A process that has not ended by itself is killed. */
const TERM_MS = 3_000;
const LAST_WORDS = 500;

/** In a session of its own: it stays when the agent's process group is killed. */
export function spawnResolver(dataDir: string): ChildProcess {
  const log = openSync(resolverLog(dataDir), 'w', 0o600);
  try {
    const child = spawn(process.execPath, [MAIN, dataDir], {
      detached: true,
      stdio: ['ignore', 'ignore', log],
      env: { PATH: process.env['PATH'] },
      cwd: '/',
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

export function liveResolver(dataDir: string): Promise<ProcessMark | undefined> {
  return liveProcess(resolverPid(dataDir));
}

/** Why it ended, as far as it said. */
export function lastWords(dataDir: string): string {
  try {
    const lines = readFileSync(resolverLog(dataDir), 'utf8').trim().split('\n');
    const reason = lines.find((text) => /Error/.test(text)) ?? lines.at(-1) ?? '';
    return reason.slice(0, LAST_WORDS);
  } catch {
    return '';
  }
}

/** Resolves when it is gone. */
export async function killResolver(mark: ProcessMark, signal: NodeJS.Signals): Promise<void> {
  if (isLive(mark)) sendSignal(mark.pid, signal);
  for (const since = performance.now(); isLive(mark); await delay(POLL_MS)) {
    if (performance.now() - since > TERM_MS) sendSignal(mark.pid, 'SIGKILL');
  }
}

/** Ends the resolver of a data directory, if there is one, and leaves no file of it. */
export async function endResolver(dataDir: string): Promise<void> {
  const mark = await liveResolver(dataDir);
  if (mark) await killResolver(mark, 'SIGTERM');
  for (const path of [resolverSocket(dataDir), resolverPid(dataDir), resolverLog(dataDir)]) {
    rmSync(path, { force: true });
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
