/**
 * Tells when a descriptor that libuv does not watch (netlink) has something to read, by SIGIO (fcntl(2), O_ASYNC): no
 * thread waits for it.
 */
import { closeSync } from 'node:fs';
import type { Native } from './native.js';

const F_SETFL = 4;
const F_SETOWN = 8;
const O_ASYNC = 0o20000;
const O_NONBLOCK = 0o4000;

/** A signal that went astray costs no more than this. */
const LOOK_MS = 1_000;

export class Readiness {
  static #shared: Readiness | undefined;
  readonly #callbacks = new Map<number, () => void>();

  /** The one of this process: signals are the process's. */
  static shared(): Readiness {
    return (Readiness.#shared ??= new Readiness());
  }

  private constructor() {
    // Never taken back: without a handler the signal ends the process.
    process.on('SIGIO', () => this.#ring());
    process.on('exit', () => this.#silence());
    setInterval(() => this.#ring(), LOOK_MS).unref();
  }

  /** Calls `callback` after something arrived at `fd`, perhaps also when nothing did. It must read until nothing is left. */
  add(native: Native, fd: number, callback: () => void): void {
    native.c.fcntl(fd, F_SETOWN, process.pid);
    native.c.fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK);
    this.#callbacks.set(fd, callback);
  }

  /** Before `fd` is closed. */
  remove(fd: number): void {
    this.#callbacks.delete(fd);
  }

  /** Node takes its handlers down before the process is gone. */
  #silence(): void {
    for (const fd of this.#callbacks.keys()) closeSync(fd);
    this.#callbacks.clear();
  }

  #ring(): void {
    for (const callback of [...this.#callbacks.values()]) callback();
  }
}
