/** Programs by which taps are made and wired, in the host's namespace and in the fabric. */
import { netnsPath } from './naming.js';
import { DONE, resultOf } from './operation-results.js';
import type { HostLink } from './parse/taps.js';
import type { OperationResult } from './port.js';
import { inNetns, run } from './run.js';

export interface TapPlaces {
  /** Name of the fabric. */
  readonly fabric: string;
  /** Path of the host's namespace; default: that of the process. */
  readonly hostNetns: string | undefined;
}

export class TapCommands {
  readonly #places: TapPlaces;
  /** Lines that changed something or tried to. */
  writes = 0;

  constructor(places: TapPlaces) {
    this.#places = places;
  }

  /** Lines for `ip -batch` in the host's namespace. */
  host(lines: readonly string[]): Promise<OperationResult> {
    return this.#batch(this.#places.hostNetns, ['ip', '-batch', '-'], lines);
  }

  /** Lines for `tc -batch` in the host's namespace. */
  tc(lines: readonly string[]): Promise<OperationResult> {
    return this.#batch(this.#places.hostNetns, ['tc', '-batch', '-'], lines);
  }

  /** Lines for `ip -batch` in the fabric. */
  fabric(lines: readonly string[]): Promise<OperationResult> {
    return this.#batch(netnsPath(this.#places.fabric), ['ip', '-batch', '-'], lines);
  }

  /** A line for `bridge -batch` in the fabric. */
  bridge(line: string): Promise<OperationResult> {
    return this.#batch(netnsPath(this.#places.fabric), ['bridge', '-batch', '-'], [line]);
  }

  /** Reads in the host's namespace. */
  ask(command: readonly string[], input?: string): ReturnType<typeof run> {
    return run(inNetns(this.#places.hostNetns, command), input);
  }

  /** Links of the host. */
  async links(): Promise<readonly HostLink[]> {
    const { stdout } = await this.ask(['ip', '-j', '-d', 'link', 'show']);
    return JSON.parse(stdout || '[]') as HostLink[];
  }

  async #batch(
    netns: string | undefined,
    command: readonly string[],
    lines: readonly string[],
  ): Promise<OperationResult> {
    if (lines.length === 0) return DONE;
    this.writes += lines.length;
    const result = await run(inNetns(netns, command), `${lines.join('\n')}\n`);
    return resultOf(result.code === 0 ? undefined : result.stderr.trim().replaceAll('\n', '; '));
  }
}
