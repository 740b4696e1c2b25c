/** Netlink sockets that are told what changes (netlink(7)). */
import type { Native } from '../native/native.js';
import {
  AF_NETLINK,
  SOCK_RAW,
  SOCK_CLOEXEC,
  SOL_SOCKET,
  SO_RCVBUFFORCE,
} from '../native/socket-constants.js';
import { NETLINK_ADD_MEMBERSHIP, SOL_NETLINK } from './constants.js';

/** struct sockaddr_nl. */
const ADDRESS_BYTES = 12;

export interface ListenerOptions {
  /** Path of the namespace. */
  readonly netns: string;
  readonly protocol: number;
  readonly groups: readonly number[];
  /** Bytes: a bound, not a reservation. */
  readonly receiveBuffer: number;
  /** Further options of the level SOL_NETLINK that are switched on, before the groups are joined. */
  readonly switches?: readonly number[];
}

/** The descriptor. Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
export function openListener(native: Native, options: ListenerOptions): number {
  const { netns, protocol, groups, receiveBuffer, switches = [] } = options;
  const fd = native.openInNamespace(netns, () =>
    native.c.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol),
  );
  return native.keepIf(fd, () => {
    // A socket without an address of its own is told nothing.
    const address = Buffer.alloc(ADDRESS_BYTES);
    address.writeUInt16LE(AF_NETLINK);
    native.c.bind(fd, address, address.length);
    native.setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer);
    for (const name of switches) native.setOption(fd, SOL_NETLINK, name, 1);
    for (const group of groups) native.setOption(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
  });
}
