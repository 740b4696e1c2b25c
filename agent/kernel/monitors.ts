/** Long-lived `ip monitor` and `bridge monitor` processes inside the fabric and the host's namespace, as kernel events. */
import { spawn, type ChildProcess } from 'node:child_process';
import { parseHostLine, parseRowLine, parseStructureLine } from './parse/monitor.js';
import type { KernelEvent } from './port.js';
import { inNetns } from './run.js';
import type { Watcher } from './watcher.js';

type Parse = (line: string) => KernelEvent | undefined;

export interface Monitor {
  readonly command: readonly string[];
  readonly parse: Parse;
}

export const FABRIC_MONITORS: readonly Monitor[] = [
  // Namespaces of workloads are known to the fabric by their veths: their changes are reported too.
  {
    command: ['ip', 'monitor', 'all-nsid', 'link', 'address', 'route'],
    parse: parseStructureLine,
  },
  { command: ['ip', 'monitor', 'neigh'], parse: parseRowLine },
  { command: ['bridge', 'monitor', 'fdb'], parse: parseRowLine },
];

/** Of forwarding, and of the gateway bridge and its ports: their links only where nobody else tells of them. */
export function hostMonitors(
  bridge: string,
  { links }: { readonly links: boolean },
): readonly Monitor[] {
  const parse: Parse = (line) => parseHostLine(line, bridge);
  const objects = [...(links ? ['link'] : []), 'address', 'route', 'netconf'];
  return [{ command: ['ip', 'monitor', ...objects], parse }];
}

/** Pause before a monitor that ended is started again. */
const RESTART_MS = 500;

export class Monitors implements Watcher {
  readonly #netns: string | undefined;
  readonly #monitors: readonly Monitor[];
  readonly #children = new Set<ChildProcess>();
  #listener: ((event: KernelEvent) => void) | undefined;

  /** `netns`: path; default: that of the process. */
  constructor(netns: string | undefined, monitors: readonly Monitor[]) {
    this.#netns = netns;
    this.#monitors = monitors;
  }

  start(listener: (event: KernelEvent) => void): void {
    this.#listener = listener;
    for (const { command, parse } of this.#monitors) this.#start(command, parse);
  }

  /** What the processes still have to say comes when it comes. */
  settle(): void {
    return;
  }

  /** Follows a fabric that was made anew. */
  async restart(): Promise<void> {
    const listener = this.#listener;
    await this.stop();
    if (listener) this.start(listener);
  }

  async stop(): Promise<void> {
    this.#listener = undefined;
    const ended = [...this.#children].map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve();
          child.once('close', () => resolve());
          child.kill('SIGKILL');
        }),
    );
    this.#children.clear();
    await Promise.all(ended);
  }

  #start(command: readonly string[], parse: Parse): void {
    const [file = '', ...args] = inNetns(this.#netns, command);
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#children.add(child);
    let buffered = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (buffered + text).split('\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        const event = parse(line);
        if (event) this.#listener?.(event);
      }
    });
    // A socket that overflowed or a killed monitor: what was missed is unknown.
    const ended = (): void => {
      if (!this.#children.delete(child)) return;
      this.#listener?.({ object: 'overflow' });
      setTimeout(() => {
        if (this.#listener) this.#start(command, parse);
      }, RESTART_MS).unref();
    };
    child.once('error', ended);
    child.once('close', ended);
  }
}
