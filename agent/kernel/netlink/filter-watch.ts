/** Tells of changes of queues and filters of the host's devices (tc(8), struct tcmsg of rtnetlink(7)). */
import type { Native } from '../native/native.js';
import {
  NETLINK_ROUTE,
  RTM_DELQDISC,
  RTM_DELTFILTER,
  RTM_NEWQDISC,
  RTM_NEWTFILTER,
  RTNLGRP_TC,
} from './constants.js';
import { GroupListener } from './group-listener.js';
import type { NetlinkMessage } from './message.js';

/** A bound, not a reservation. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;
const TCMSG_BYTES = 20;

const TYPES: ReadonlySet<number> = new Set([
  RTM_NEWQDISC,
  RTM_DELQDISC,
  RTM_NEWTFILTER,
  RTM_DELTFILTER,
]);

export interface FilterWatchOptions {
  /** Path of the namespace. */
  readonly netns: string;
}

export interface FilterChanges {
  /** At the device of this index, whoever made it. */
  readonly changed: (ifindex: number) => void;
  readonly overflow: () => void;
}

export class FilterWatch {
  readonly #listener: GroupListener;

  constructor(native: Native, { netns }: FilterWatchOptions) {
    this.#listener = new GroupListener(native, {
      ...{ netns, protocol: NETLINK_ROUTE, groups: [RTNLGRP_TC], receiveBuffer: RECEIVE_BUFFER },
    });
  }

  /** Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  start({ changed, overflow }: FilterChanges): void {
    this.#listener.start({
      message: (message) => {
        const ifindex = readFilteredDevice(message);
        if (ifindex !== undefined) changed(ifindex);
      },
      overflow,
    });
  }

  /** What own changes caused was told, as far as they are done. */
  settle(): void {
    this.#listener.settle();
  }

  stop(): void {
    this.#listener.stop();
  }
}

/** Index of the device whose queue or filter was made, changed or removed; undefined for other messages. */
export function readFilteredDevice({ type, body }: NetlinkMessage): number | undefined {
  return TYPES.has(type) && body.length >= TCMSG_BYTES ? body.readInt32LE(4) : undefined;
}
