/**
 * Tells when descriptors that libuv does not watch (netlink) have something to read: poll(2) for all of them on one thread of
 * libuv's pool. Not by SIGIO: a storm of signals fills libuv's pipe, and the end of a child is not told any more.
 */
import { readSync, writeSync } from 'node:fs';
import { OvnetError } from '../../../model/errors.js';
import type { ForeignMemory } from './c-library.js';
import type { Native } from './native.js';

const POLLIN = 1;
const POLLFD_BYTES = 8;
const CAPACITY = 256;
/** Only a bound: changes of what is polled wake it. */
const POLL_MS = 5_000;
const EFD_CLOEXEC_NONBLOCK = 0o2004000;
const ONE = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

export class Readiness {
  static #shared: Readiness | undefined;
  readonly #native: Native;
  readonly #polled: ForeignMemory;
  readonly #wake: number;
  readonly #callbacks = new Map<number, () => void>();
  #isPolling = false;

  /** The one of this process: it takes one thread, however many are watched. */
  static shared(native: Native): Readiness {
    return (Readiness.#shared ??= new Readiness(native));
  }

  private constructor(native: Native) {
    this.#native = native;
    this.#polled = native.foreign.allocate(CAPACITY * POLLFD_BYTES);
    this.#wake = native.c.eventfd(0, EFD_CLOEXEC_NONBLOCK);
    // Whoever ends the process waits for the threads of the pool.
    process.on('exit', () => this.#disturb());
  }

  /** Calls `callback` while there is something to read at `fd`, perhaps also when there is nothing. */
  add(fd: number, callback: () => void): void {
    if (this.#callbacks.size + 1 >= CAPACITY)
      throw new OvnetError('internal', 'too much is watched');
    this.#callbacks.set(fd, callback);
    if (this.#isPolling) this.#disturb();
    else this.#poll();
  }

  /** Before `fd` is closed. The process may end when nothing is watched. */
  remove(fd: number): void {
    if (this.#callbacks.delete(fd)) this.#disturb();
  }

  #disturb(): void {
    writeSync(this.#wake, ONE);
  }

  #poll(): void {
    const fds = [this.#wake, ...this.#callbacks.keys()];
    this.#isPolling = fds.length > 1;
    if (!this.#isPolling) return;
    const { bytes } = this.#polled;
    for (const [i, fd] of fds.entries()) {
      bytes.writeInt32LE(fd, i * POLLFD_BYTES);
      bytes.writeInt32LE(POLLIN, i * POLLFD_BYTES + 4);
    }
    this.#native.foreign.poll(this.#polled, fds.length, POLL_MS, () => this.#polledOnce(fds));
  }

  #polledOnce(fds: readonly number[]): void {
    const ready = fds.filter((_, i) => this.#polled.bytes.readInt16LE(i * POLLFD_BYTES + 6) !== 0);
    for (const fd of ready) {
      if (fd === this.#wake) readSync(fd, Buffer.alloc(8));
      else this.#callbacks.get(fd)?.();
    }
    this.#poll();
  }
}
