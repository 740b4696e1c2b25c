/** Debian's dnsperf and dnsmasq: downloaded and unpacked, never installed, never started as a service. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lab/command.js';

/** With the libraries that a small system lacks. */
const PACKAGES = ['dnsperf', 'libldns3', 'dnsmasq-base', 'libnftables1', 'libdbus-1-3'];

export class DnsPrograms {
  readonly dnsperf: string;
  readonly dnsmasq: string;
  /** For the libraries beside them. */
  readonly env: NodeJS.ProcessEnv;
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
    this.dnsperf = join(dir, 'usr', 'bin', 'dnsperf');
    this.dnsmasq = join(dir, 'usr', 'sbin', 'dnsmasq');
    const lib = join(dir, 'usr', 'lib');
    const folders = existsSync(lib) ? readdirSync(lib).map((name) => join(lib, name)) : [];
    this.env = { PATH: process.env['PATH'], LD_LIBRARY_PATH: folders.join(':') };
  }

  /** Throws when they are not to be had. */
  static async fetch(): Promise<DnsPrograms> {
    const dir = mkdtempSync(join(tmpdir(), 'ovnet-dns-bench-'));
    const script =
      'cd "$1" && shift && apt-get download "$@" && for one in ./*.deb; do dpkg -x "$one" .; done';
    const { stderr } = await run(['sh', '-c', script, 'sh', dir, ...PACKAGES]);
    const programs = new DnsPrograms(dir);
    if (existsSync(programs.dnsperf) && existsSync(programs.dnsmasq)) return programs;
    programs.remove();
    throw new Error(`dnsperf and dnsmasq are not to be had: ${stderr.trim()}`);
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
