/**
 * Workloads' namespaces, opened and told apart. A name, a process id and even an inode come to lead to another namespace:
 * the kernel gives a new one the inode of one that went a moment ago. Its cookie (SO_NETNS_COOKIE) is never given again.
 */
import { closeSync, statSync } from 'node:fs';
import { mkdir, open, readFile, statfs, type FileHandle } from 'node:fs/promises';
import { OvnetError } from '../../model/errors.js';
import { netnsPath } from './naming.js';
import { loadNative, type Native } from './native/native.js';
import { SystemCallError } from './native/system-call-error.js';
import { run } from './run.js';
import type { TransportChoice } from './port.js';
import {
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_CLOEXEC,
  SOL_SOCKET,
  SO_NETNS_COOKIE,
} from './native/socket-constants.js';

/** NSFS_MAGIC: tells a namespace from the plain file that is left when it was unmounted. */
const NSFS = 0x6e736673;

/** An open namespace: `path` reaches exactly it for as long as the handle is open, whatever happens to its name. */
export interface OpenNetns {
  readonly path: string;
  /** The open descriptor. */
  readonly fd: number;
  /** `device:inode:cookie`, or `device:inode` where cookies cannot be read. */
  readonly id: string;
  close(): Promise<void>;
}

export class Namespaces {
  readonly #load: () => Promise<Native | undefined>;
  #native: Promise<Native | undefined> | undefined;

  /** Where `load` fails with `native-unavailable`, cookies are not read. */
  constructor(load: () => Promise<Native> = loadNative) {
    this.#load = () => load().catch(unlessUnavailable);
  }

  /** Who keeps to the pipes wants nothing of the native module. */
  static for(transport: TransportChoice = 'auto'): Namespaces {
    if (transport !== 'pipes') return new Namespaces();
    return new Namespaces(() => Promise.reject(new OvnetError('native-unavailable', transport)));
  }

  /** Undefined where there is none. Throws `kernel-refused`. */
  async open(netns: string): Promise<OpenNetns | undefined> {
    let handle: FileHandle;
    try {
      handle = await open(netnsPath(netns), 'r');
    } catch {
      return undefined;
    }
    try {
      const path = `/proc/${process.pid}/fd/${handle.fd}`;
      const [{ type }, { dev, ino }] = await Promise.all([
        statfs(path),
        handle.stat({ bigint: true }),
      ]);
      if (type === NSFS) {
        const cookie = await this.#cookieAt(path);
        const id = cookie === undefined ? `${dev}:${ino}` : `${dev}:${ino}:${cookie}`;
        return { path, id, fd: handle.fd, close: () => handle.close() };
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return undefined;
  }

  /**
   * Makes a named one; returns the error text. A program is started for the first one of a host alone: to start any holds this process
   * up for ten times as long as the kernel takes.
   */
  async create(name: string): Promise<string | undefined> {
    const native = await this.#loaded();
    if (!native || !(await isMount(NAMED))) return makeByProgram(name);
    return makeNatively(native, netnsPath(name));
  }

  /** Cookies can be read here: Linux 5.14, and the native module. */
  async haveCookies(): Promise<boolean> {
    return (await this.#cookieAt('/proc/self/ns/net')) !== undefined;
  }

  async #cookieAt(path: string): Promise<bigint | undefined> {
    const native = await this.#loaded();
    return native && readCookie(native, path);
  }

  #loaded(): Promise<Native | undefined> {
    return (this.#native ??= this.#load());
  }
}

/** Whether both are of one namespace: by device and inode alone where either has no cookie. */
export function isSameNetns(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [withoutCookie(one), withoutCookie(other)];
  return first === second && (first === one || second === other);
}

/** `device:inode` of an id. */
export function withoutCookie(id: string): string {
  return id.split(':', 2).join(':');
}

/** `device:inode` of what the name leads to now. */
export function idAt(netns: string): string | undefined {
  const found = statSync(netnsPath(netns), { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** Where named namespaces are; a mount that others share as soon as there was one (ip-netns(8)). */
const NAMED = '/run/netns';

async function makeByProgram(name: string): Promise<string | undefined> {
  await mkdir(NAMED, { recursive: true });
  const result = await run(['ip', 'netns', 'add', name]);
  return result.code === 0 ? undefined : result.stderr.trim();
}

function makeNatively(native: Native, path: string): string | undefined {
  try {
    native.nameNamespace(path);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function isMount(path: string): Promise<boolean> {
  return (await readFile('/proc/self/mountinfo', 'utf8')).includes(` ${path} `);
}

const COOKIE_BYTES = 8;

/** Undefined on kernels that tell none. */
function readCookie(native: Native, path: string): bigint | undefined {
  const fd = native.openInNamespace(path, () =>
    native.c.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0),
  );
  try {
    return native.option(fd, SOL_SOCKET, SO_NETNS_COOKIE, COOKIE_BYTES).readBigUInt64LE();
  } catch (error) {
    if (error instanceof SystemCallError && error.code === 'ENOPROTOOPT') return undefined;
    throw error;
  } finally {
    closeSync(fd);
  }
}

function unlessUnavailable(error: unknown): undefined {
  if (error instanceof OvnetError && error.code === 'native-unavailable') return undefined;
  throw error;
}
