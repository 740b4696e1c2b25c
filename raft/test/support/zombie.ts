/** A process that has ended and that nobody has waited for yet. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface Zombie {
  readonly pid: number;
  /** Field 22 of proc(5) stat. */
  readonly startTime: string;
  bury(): void;
}

/** Its parent is a program that never waits for children it does not know. */
export async function makeZombie(): Promise<Zombie> {
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString().trim());
  for (;;) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') {
      return { pid, startTime: fields[19] ?? '', bury: () => void parent.kill('SIGKILL') };
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
