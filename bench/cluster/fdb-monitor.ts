/** A netlink monitor in one network namespace: tells when the FDB entry of a remote MAC appeared there. */
import type { ChildProcess } from 'node:child_process';
import { monotonicMs } from '../measure/clock.js';
import { onLines } from '../measure/lines.js';

/** Starts a program where the monitor is to look, with stdout as a pipe. */
export type Spawn = (argv: readonly string[]) => ChildProcess;

export class FdbMonitor {
  readonly #child: ChildProcess;
  /** First sight of each MAC, in ms of the shared clock. */
  readonly #seen = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();

  /** `netns`: path of the namespace as the spawned program sees it. */
  constructor(spawn: Spawn, netns: string) {
    this.#child = spawn(['nsenter', `--net=${netns}`, '--', 'bridge', 'monitor', 'fdb']);
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('the monitor has no stdout');
    onLines(stdout, (line) => this.#read(line));
  }

  /** When the entry was seen, also if that was before the call. Rejects after `timeoutMs`. */
  async seen(mac: string, timeoutMs: number): Promise<number> {
    const known = this.#seen.get(mac);
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(mac);
        reject(new Error(`no FDB entry for ${mac} within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#waiting.set(mac, (at) => {
        clearTimeout(timer);
        resolve(at);
      });
    });
  }

  forget(mac: string): void {
    this.#seen.delete(mac);
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  #read(line: string): void {
    const at = monotonicMs();
    const mac = remoteMac(line);
    if (mac === undefined || this.#seen.has(mac)) return;
    this.#seen.set(mac, at);
    this.#waiting.get(mac)?.(at);
    this.#waiting.delete(mac);
  }
}

/** `02:42:0a:00:00:07 dev vx-100000 dst 172.31.0.101 self permanent`; removals begin with `Deleted`. */
export function remoteMac(line: string): string | undefined {
  return /^([0-9a-f]{2}(?::[0-9a-f]{2}){5}) .*\bdst /.exec(line)?.[1];
}
