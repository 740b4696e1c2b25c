/** Debian's etcd: downloaded and unpacked, never installed, never started as a service. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lab/command.js';

/** Debian's program, unpacked beside us and never installed; removed with `remove`. */
export class EtcdProgram {
  readonly path: string;
  readonly version: string;
  readonly #dir: string | undefined;

  private constructor(path: string, version: string, dir: string | undefined) {
    this.path = path;
    this.version = version;
    this.#dir = dir;
  }

  /** `path`: a program that is there already. Undefined when there is none to be had. */
  static async find(path: string | undefined): Promise<EtcdProgram | undefined> {
    if (path !== undefined) return new EtcdProgram(path, await versionOf(path), undefined);
    const dir = mkdtempSync(join(tmpdir(), 'ovnet-etcd-'));
    const script = 'cd "$1" && apt-get download etcd-server && dpkg -x ./*.deb .';
    await run(['sh', '-c', script, 'sh', dir]).catch(() => undefined);
    const unpacked = join(dir, 'usr', 'bin', 'etcd');
    if (existsSync(unpacked)) return new EtcdProgram(unpacked, await versionOf(unpacked), dir);
    rmSync(dir, { recursive: true, force: true });
    return undefined;
  }

  remove(): void {
    if (this.#dir !== undefined) rmSync(this.#dir, { recursive: true, force: true });
  }
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await run([path, '--version']);
  return /etcd Version: (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}
