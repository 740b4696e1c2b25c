/**
 * Settings below /proc/sys/net as one namespace has them: whoever opens a file there gets that of the namespace it is in
 * (network_namespaces(7)), and keeps it.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { Native } from './native/native.js';
import { inNetns, run } from './run.js';

export class Sysctls {
  readonly #netns: string | undefined;
  readonly #native: () => Native | undefined;

  /** Path of the namespace; undefined: that of the process. Without the native module a program goes there. */
  constructor(netns: string | undefined, native: () => Native | undefined) {
    this.#netns = netns;
    this.#native = native;
  }

  /** Trimmed; undefined where this kernel has no such setting. Throws `netns-missing`, and what reading a file throws. */
  async read(path: string): Promise<string | undefined> {
    try {
      const read = this.#use(path, 'r', (fd) => readFileSync(fd, 'utf8').trim());
      if (read !== undefined) return read;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    const { code, stdout } = await run(inNetns(this.#netns, ['cat', path]));
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Error text or undefined. */
  async write(path: string, value: string): Promise<string | undefined> {
    try {
      const written = this.#use(path, 'w', (fd) => {
        writeFileSync(fd, `${value}\n`);
        return value;
      });
      if (written !== undefined) return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const result = await run(inNetns(this.#netns, ['sh', '-c', `echo ${value} >${path}`]));
    return result.code === 0 ? undefined : result.stderr.trim();
  }

  /** Undefined where only a program gets there. */
  #use<T>(path: string, flags: 'r' | 'w', work: (fd: number) => T): T | undefined {
    const fd = this.#open(path, flags);
    if (fd === undefined) return undefined;
    try {
      return work(fd);
    } finally {
      closeSync(fd);
    }
  }

  #open(path: string, flags: 'r' | 'w'): number | undefined {
    const open = (): number => openSync(path, flags);
    if (this.#netns === undefined) return open();
    return this.#native()?.openInNamespace(this.#netns, open);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
