/** Sends single packets whose IP header the kernel makes, by its routes and through its packet filter (raw(7)). */
import { closeSync } from 'node:fs';
import type { Native } from './native.js';
import { AF_INET, AF_INET6, SOCK_RAW, SOCK_CLOEXEC } from './socket-constants.js';

export interface RawPath {
  /** In the order of the network: 4 or 16 bytes, both the same. */
  readonly from: Buffer;
  readonly to: Buffer;
  /** IP protocol number. */
  readonly protocol: number;
}

/** In the namespace at `netns` (undefined: the own one). Throws `netns-missing`, `kernel-refused`, `SystemCallError` (EPERM: filtered, ENETUNREACH, …). */
export function openRaw(
  native: Native,
  netns: string | undefined,
  { from, to, protocol }: RawPath,
): RawSocket {
  const { c } = native;
  const family = from.length === 4 ? AF_INET : AF_INET6;
  const open = (): number => c.socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
  const fd = netns === undefined ? open() : native.openInNamespace(netns, open);
  native.keepIf(fd, () => {
    const [own, other] = [socketAddress(family, from), socketAddress(family, to)];
    c.bind(fd, own, own.length);
    c.connect(fd, other, other.length);
  });
  return {
    fd,
    send: (bytes) => void c.send(fd, bytes, bytes.length, 0),
    close: () => closeSync(fd),
  };
}

/** It hears only the other end. */
export interface RawSocket {
  readonly fd: number;
  /** Throws `SystemCallError`. */
  send(bytes: Buffer): void;
  close(): void;
}

/** struct sockaddr_in, struct sockaddr_in6; a raw socket has no port. */
function socketAddress(family: number, address: Buffer): Buffer {
  const bytes = Buffer.alloc(family === AF_INET ? 16 : 28);
  bytes.writeUInt16LE(family, 0);
  address.copy(bytes, family === AF_INET ? 4 : 8);
  return bytes;
}
