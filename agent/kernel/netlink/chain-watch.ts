/** Tells when somebody else changed chains that matter to us, from nftables' own notifications. */
import type { Native } from '../native/native.js';
import {
  NETLINK_NETFILTER,
  NFNLGRP_NFTABLES,
  readChainChange,
  type ChainChange,
} from './chains.js';
import { GroupListener } from './group-listener.js';

/** A bound, not a reservation: a large ruleset of others, loaded at once. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;

export interface ChainWatchOptions {
  /** Path of the namespace. */
  readonly netns: string;
  /** Whether a change there may concern ours. */
  readonly concerns: (change: Extract<ChainChange, { table: string }>) => boolean;
  /** The process is one of ours. */
  readonly isOwn: (pid: number) => boolean;
}

export class NftChainWatch {
  readonly #listener: GroupListener;
  readonly #options: ChainWatchOptions;
  #touched = false;

  constructor(native: Native, options: ChainWatchOptions) {
    this.#options = options;
    this.#listener = new GroupListener(native, {
      netns: options.netns,
      protocol: NETLINK_NETFILTER,
      groups: [NFNLGRP_NFTABLES],
      receiveBuffer: RECEIVE_BUFFER,
    });
  }

  /** Throws `netns-missing`, `kernel-refused`, `SystemCallError` where the kernel has no nftables. */
  start(onChange: () => void): void {
    this.#listener.start({
      message: (message) => {
        const change = readChainChange(message);
        if (change) this.#take(change, onChange);
      },
      // What was lost may have been about ours.
      overflow: onChange,
    });
  }

  stop(): void {
    this.#listener.stop();
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
