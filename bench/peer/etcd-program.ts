/** Debian's etcd, unpacked. */
import { run } from '../../lab/command.js';
import { DebianPackages } from './debian-packages.js';

/** Removed with `remove`, unless it was there already. */
export class EtcdProgram {
  readonly path: string;
  readonly version: string;
  readonly #packages: DebianPackages | undefined;

  private constructor(path: string, version: string, packages: DebianPackages | undefined) {
    this.path = path;
    this.version = version;
    this.#packages = packages;
  }

  /** `path`: a program that is there already. Undefined when there is none to be had. */
  static async find(path: string | undefined): Promise<EtcdProgram | undefined> {
    if (path !== undefined) return new EtcdProgram(path, await versionOf(path), undefined);
    const packages = await DebianPackages.unpack('etcd', ['etcd-server']);
    const unpacked = packages.program('bin', 'etcd');
    if (unpacked !== undefined) {
      return new EtcdProgram(unpacked, await versionOf(unpacked), packages);
    }
    packages.remove();
    return undefined;
  }

  remove(): void {
    this.#packages?.remove();
  }
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await run([path, '--version']);
  return /etcd Version: (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}
