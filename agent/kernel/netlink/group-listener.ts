/** Hears multicast groups of one namespace, message by message, in turns that leave others theirs. */
import { closeSync } from 'node:fs';
import type { Native } from '../native/native.js';
import { Readiness } from '../native/readiness.js';
import { MSG_DONTWAIT } from '../native/socket-constants.js';
import { openListener, type ListenerOptions } from './listener.js';
import { readMessages, type NetlinkMessage } from './message.js';

const DATAGRAM_BYTES = 64 * 1024;
/** Datagrams read before others get their turn: what is left is still ready. */
const TURN = 64;

export interface Heard {
  /** Valid until the next one. */
  readonly message: (message: NetlinkMessage) => void;
  /** Some were lost. */
  readonly overflow: () => void;
}

export class GroupListener {
  readonly #native: Native;
  readonly #options: ListenerOptions;
  readonly #bytes = Buffer.alloc(DATAGRAM_BYTES);
  #open: { readonly fd: number; readonly heard: Heard } | undefined;

  constructor(native: Native, options: ListenerOptions) {
    this.#native = native;
    this.#options = options;
  }

  /** Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  start(heard: Heard): void {
    this.stop();
    const fd = openListener(this.#native, this.#options);
    this.#open = { fd, heard };
    Readiness.shared(this.#native).add(fd, () => this.#read(TURN));
  }

  /** Tells now of everything that was said so far. */
  settle(): void {
    this.#read(Infinity);
  }

  stop(): void {
    if (!this.#open) return;
    const { fd } = this.#open;
    this.#open = undefined;
    Readiness.shared(this.#native).remove(fd);
    closeSync(fd);
  }

  #read(datagrams: number): void {
    const open = this.#open;
    for (let i = 0; open !== undefined && open === this.#open && i < datagrams; i++) {
      const length = this.#receive(open.fd);
      if (length === undefined) open.heard.overflow();
      else if (length < 0) return;
      else for (const one of readMessages(this.#bytes.subarray(0, length))) open.heard.message(one);
    }
  }

  /** Negative: there is nothing; undefined: some were lost. */
  #receive(fd: number): number | undefined {
    try {
      return this.#native.c.recv(fd, this.#bytes, DATAGRAM_BYTES, MSG_DONTWAIT);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOBUFS') return undefined;
      throw error;
    }
  }
}
