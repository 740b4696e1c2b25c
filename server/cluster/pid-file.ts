/** Says which process serves, beside the socket: pid and start time (proc(5) stat, field 22), so that a reused pid is not taken for it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAME = 'manager.pid';

/** Returns how to remove it. */
export function writePidFile(socket: string): () => void {
  const path = join(dirname(socket), NAME);
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The command name may hold spaces and parentheses.
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const text = `${JSON.stringify({ pid: process.pid, startTime })}\n`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o644 });
  return () => {
    // Another manager may have written its own since.
    if (readOptional(path) === text) rmSync(path, { force: true });
  };
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
