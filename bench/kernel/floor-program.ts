/** The C program next to which our path is measured, compiled for the run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lab/command.js';

const COMPILERS = ['gcc', 'cc', 'clang', 'tcc'];

export interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export class FloorProgram {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Undefined where no C compiler is installed: a run says so, it has nothing to compare with. */
  static async compile(source: string): Promise<FloorProgram | undefined> {
    const dir = mkdtempSync(join(tmpdir(), 'ovnet-floor-'));
    for (const compiler of COMPILERS) {
      const { code } = await run([compiler, '-O2', '-o', join(dir, 'floor'), source]);
      if (code === 0) return new FloorProgram(dir);
    }
    rmSync(dir, { recursive: true, force: true });
    return undefined;
  }

  async run(netns: string, dev: string, op: 'add' | 'del', count: number): Promise<Took> {
    const command = ['nsenter', `--net=${netns}`, join(this.#dir, 'floor'), dev, op, String(count)];
    const { code, stdout, stderr } = await run(command);
    if (code !== 0) throw new Error(`the C program failed: ${stderr.trim()}`);
    const [wall = NaN, cpu = NaN] = stdout.trim().split(' ').map(Number);
    return { wallMs: wall * 1000, cpuMs: cpu * 1000 };
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
