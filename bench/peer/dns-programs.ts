/** Debian's dnsperf and dnsmasq, unpacked. */
import { DebianPackages } from './debian-packages.js';

/** With the libraries that a small system lacks. */
const PACKAGES = ['dnsperf', 'libldns3', 'dnsmasq-base', 'libnftables1', 'libdbus-1-3'];

export class DnsPrograms {
  readonly dnsperf: string;
  readonly dnsmasq: string;
  /** For the libraries beside them. */
  readonly env: NodeJS.ProcessEnv;
  readonly #packages: DebianPackages;

  private constructor(packages: DebianPackages, dnsperf: string, dnsmasq: string) {
    this.#packages = packages;
    this.env = packages.env;
    this.dnsperf = dnsperf;
    this.dnsmasq = dnsmasq;
  }

  /** Throws when they are not to be had. */
  static async fetch(): Promise<DnsPrograms> {
    const packages = await DebianPackages.unpack('dns-bench', PACKAGES);
    const dnsperf = packages.program('bin', 'dnsperf');
    const dnsmasq = packages.program('sbin', 'dnsmasq');
    if (dnsperf !== undefined && dnsmasq !== undefined) {
      return new DnsPrograms(packages, dnsperf, dnsmasq);
    }
    packages.remove();
    throw new Error(`dnsperf and dnsmasq are not to be had: ${packages.said}`);
  }

  remove(): void {
    this.#packages.remove();
  }
}
