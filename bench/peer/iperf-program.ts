/** Debian's iperf3: installed, or downloaded and unpacked beside us and never installed. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lab/command.js';

const PACKAGES = ['iperf3', 'libiperf0', 'libsctp1'];

export class IperfProgram {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #dir: string | undefined;

  private constructor(path: string, env: NodeJS.ProcessEnv, dir: string | undefined) {
    this.path = path;
    this.env = env;
    this.#dir = dir;
  }

  /** @throws Error when there is none to be had */
  static async find(): Promise<IperfProgram> {
    const installed = ['/usr/bin/iperf3', '/usr/local/bin/iperf3'].find((path) => existsSync(path));
    if (installed !== undefined) return new IperfProgram(installed, {}, undefined);
    const dir = mkdtempSync(join(tmpdir(), 'ovnet-iperf-'));
    const script =
      'cd "$1" && shift && apt-get download "$@" && for f in ./*.deb; do dpkg -x "$f" .; done';
    const { code, stderr } = await run(['sh', '-c', script, 'sh', dir, ...PACKAGES]);
    const path = join(dir, 'usr', 'bin', 'iperf3');
    if (code === 0 && existsSync(path)) {
      const { stdout: triplet } = await run(['sh', '-c', `ls "$1/usr/lib"`, 'sh', dir]);
      const library = join(dir, 'usr', 'lib', triplet.trim().split('\n')[0] ?? '');
      return new IperfProgram(path, { LD_LIBRARY_PATH: library }, dir);
    }
    rmSync(dir, { recursive: true, force: true });
    throw new Error(`iperf3 cannot be had: ${stderr.trim()}`);
  }

  remove(): void {
    if (this.#dir !== undefined) rmSync(this.#dir, { recursive: true, force: true });
  }
}
