/** Debian's iperf3, installed or unpacked. */
import { existsSync } from 'node:fs';
import { DebianPackages } from './debian-packages.js';

const PACKAGES = ['iperf3', 'libiperf0', 'libsctp1'];

export class IperfProgram {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #packages: DebianPackages | undefined;

  private constructor(path: string, packages: DebianPackages | undefined) {
    this.path = path;
    this.env = packages?.env ?? {};
    this.#packages = packages;
  }

  /** @throws Error when there is none to be had */
  static async find(): Promise<IperfProgram> {
    const installed = ['/usr/bin/iperf3', '/usr/local/bin/iperf3'].find((path) => existsSync(path));
    if (installed !== undefined) return new IperfProgram(installed, undefined);
    const packages = await DebianPackages.unpack('iperf', PACKAGES);
    const path = packages.program('bin', 'iperf3');
    if (path !== undefined) return new IperfProgram(path, packages);
    packages.remove();
    throw new Error(`iperf3 cannot be had: ${packages.said}`);
  }

  remove(): void {
    this.#packages?.remove();
  }
}
