/** Tells when somebody else changed chains that matter to us, from nftables' own notifications. */
import { closeSync } from 'node:fs';
import type { Native } from '../native/native.js';
import { Readiness } from '../native/readiness.js';
import {
  NETLINK_NETFILTER,
  NFNLGRP_NFTABLES,
  readChainChange,
  type ChainChange,
} from './chains.js';
import { openListener } from './listener.js';
import { readMessages } from './message.js';
import { MSG_DONTWAIT } from '../native/socket-constants.js';

/** A bound, not a reservation: a large ruleset of others, loaded at once. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;
const DATAGRAM_BYTES = 64 * 1024;
/** Datagrams read before others get their turn: what is left is still ready. */
const TURN = 64;

export interface ChainWatchOptions {
  /** Path of the namespace. */
  readonly netns: string;
  /** Whether a change there may concern ours. */
  readonly concerns: (change: Extract<ChainChange, { table: string }>) => boolean;
  /** The process is one of ours. */
  readonly isOwn: (pid: number) => boolean;
}

export class NftChainWatch {
  readonly #native: Native;
  readonly #options: ChainWatchOptions;
  readonly #bytes = Buffer.alloc(DATAGRAM_BYTES);
  #fd: number | undefined;
  #touched = false;

  constructor(native: Native, options: ChainWatchOptions) {
    this.#native = native;
    this.#options = options;
  }

  /** Throws `netns-missing`, `kernel-refused`, `SystemCallError` where the kernel has no nftables. */
  start(onChange: () => void): void {
    const fd = openListener(this.#native, {
      netns: this.#options.netns,
      protocol: NETLINK_NETFILTER,
      groups: [NFNLGRP_NFTABLES],
      receiveBuffer: RECEIVE_BUFFER,
    });
    this.#fd = fd;
    Readiness.shared(this.#native).add(fd, () => this.#read(fd, onChange));
  }

  stop(): void {
    if (this.#fd === undefined) return;
    Readiness.shared(this.#native).remove(this.#fd);
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  #read(fd: number, onChange: () => void): void {
    for (let i = 0; i < TURN; i++) {
      let length: number;
      try {
        length = this.#native.c.recv(fd, this.#bytes, DATAGRAM_BYTES, MSG_DONTWAIT);
      } catch (error) {
        if (!isOverflow(error)) throw error;
        // What was lost may have been about ours.
        onChange();
        continue;
      }
      if (length < 0) return;
      for (const message of readMessages(this.#bytes.subarray(0, length))) {
        const change = readChainChange(message);
        if (change) this.#take(change, onChange);
      }
    }
  }

  #take(change: ChainChange, onChange: () => void): void {
    if ('table' in change) {
      this.#touched ||= this.#options.concerns(change);
      return;
    }
    const isForeign = this.#touched && !this.#options.isOwn(change.madeBy);
    this.#touched = false;
    if (isForeign) onChange();
  }
}

function isOverflow(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOBUFS';
}
