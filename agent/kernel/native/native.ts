/** Sockets opened in other network namespaces, from the main thread of this process (setns(2), network_namespaces(7)). */
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { isIP } from 'node:net';
import { OvnetError } from '../../../model/errors.js';
import { loadCLibrary, type CLibrary, type ForeignCalls } from './c-library.js';
import {
  AF_INET,
  SOCK_STREAM,
  SOCK_DGRAM,
  SOCK_CLOEXEC,
  SOL_SOCKET,
  SO_REUSEADDR,
} from './socket-constants.js';

const CLONE_NEWNET = 0x40000000;
const MS_BIND = 0x1000;
const THREAD_NETNS = '/proc/thread-self/ns/net';

/** An IPv4 address and port to bind to. */
export interface Inet4Address {
  readonly address: string;
  readonly port: number;
}

export class Native {
  readonly c: CLibrary;
  readonly foreign: Omit<ForeignCalls, 'calls'>;

  constructor({ calls, ...foreign }: ForeignCalls) {
    this.c = calls;
    this.foreign = foreign;
  }

  /**
   * Runs `open` while this thread is in the network namespace at `path`, and returns the descriptor it opened, which
   * stays usable from anywhere. `open` must do nothing but system calls: a thread started, a process spawned or a promise
   * made inside would be in the wrong namespace. Ends the process when there is no way back: anything done after that
   * would be done to somebody else's network. Throws `netns-missing`, `kernel-refused`, and what `open` throws.
   */
  openInNamespace(path: string, open: () => number): number {
    const home = openSync(THREAD_NETNS, 'r');
    try {
      this.#enter(path);
      try {
        return open();
      } finally {
        this.#return(home);
      }
    } finally {
      closeSync(home);
    }
  }

  /**
   * A network namespace without a name, as an open descriptor: what is in it goes when that is closed, at the latest with
   * the process (unshare(2)). Throws `kernel-refused`, `SystemCallError`.
   */
  newNamespace(): number {
    return this.openInNamespace(THREAD_NETNS, () => {
      this.c.unshare(CLONE_NEWNET);
      return openSync(THREAD_NETNS, 'r');
    });
  }

  /**
   * A network namespace with a name: what `ip netns add` makes, a file with the namespace mounted on it, where `path` is. Its folder
   * has to be a mount already (ip-netns(8)). Throws `SystemCallError`, and what opening the file throws; then there is none.
   */
  nameNamespace(path: string): void {
    closeSync(openSync(path, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL, 0));
    try {
      const fd = this.newNamespace();
      try {
        this.c.mount(`/proc/self/fd/${fd}`, path, null, MS_BIND, null);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      unlinkSync(path);
      throw error;
    }
  }

  /** An unconnected UDP socket bound to an address, for `dgram.Socket.bind({ fd })`. Throws `SystemCallError`. */
  bindUdp4(address: Inet4Address): number {
    return this.#bind4(SOCK_DGRAM, address);
  }

  /** A TCP socket bound to an address and not listening yet, for `net.Server.listen({ fd })`. Throws `SystemCallError`. */
  bindTcp4(address: Inet4Address): number {
    return this.#bind4(SOCK_STREAM, address);
  }

  /** Closes `fd` when `use` throws. */
  keepIf(fd: number, use: (fd: number) => void): number {
    try {
      use(fd);
      return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  setOption(fd: number, level: number, name: number, value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    this.c.setsockopt(fd, level, name, bytes, 4);
  }

  /** An option of `bytes` bytes, in the order of the host. Throws `SystemCallError`. */
  option(fd: number, level: number, name: number, bytes: number): Buffer {
    const [value, length] = [Buffer.alloc(bytes), Buffer.alloc(4)];
    length.writeUInt32LE(bytes);
    this.c.getsockopt(fd, level, name, value, length);
    return value;
  }

  #bind4(type: number, { address, port }: Inet4Address): number {
    const bytes = sockaddrIn(address, port);
    return this.keepIf(this.c.socket(AF_INET, type | SOCK_CLOEXEC, 0), (fd) => {
      // Connections of the one before, closed a moment ago, do not keep the port.
      if (type === SOCK_STREAM) this.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
      this.c.bind(fd, bytes, bytes.length);
    });
  }

  #enter(path: string): void {
    let target: number;
    try {
      target = openSync(path, 'r');
    } catch (error) {
      throw new OvnetError('netns-missing', `${path}: ${textOf(error)}`);
    }
    try {
      this.c.setns(target, CLONE_NEWNET);
    } catch (error) {
      throw new OvnetError('kernel-refused', `${path}: ${textOf(error)}`);
    } finally {
      closeSync(target);
    }
  }

  #return(home: number): void {
    try {
      this.c.setns(home, CLONE_NEWNET);
    } catch (error) {
      process.stderr.write(`no way back into the own network namespace: ${textOf(error)}\n`);
      process.abort();
    }
  }
}

/** Throws `native-unavailable` with the reason: whoever does without must say so. */
export async function loadNative(): Promise<Native> {
  return new Native(await loadCLibrary());
}

/** struct sockaddr_in: family in the order of the host, port and address in that of the network. */
function sockaddrIn(address: string, port: number): Uint8Array {
  if (isIP(address) !== 4) throw new OvnetError('invalid-address', address);
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(AF_INET, 0);
  bytes.writeUInt16BE(port, 2);
  for (const [i, part] of address.split('.').entries()) bytes.writeUInt8(Number(part), 4 + i);
  return bytes;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
