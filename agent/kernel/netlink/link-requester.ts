/** Requests about links: sent beside the event loop, their refusals as errors with codes. */
import { setTimeout as delay } from 'node:timers/promises';
import { OvnetError } from '../../../model/errors.js';
import type { ForeignMemory } from '../native/c-library.js';
import type { Native } from '../native/native.js';
import { errnoName, SystemCallError } from '../native/system-call-error.js';
import { DONE, PORT_TAKEN, refused } from '../operation-results.js';
import type { OperationResult } from '../port.js';
import { deleteLink } from './link-requests.js';
import { readLink, writeLinkRequest, type KernelLink } from './links.js';
import type { Request, Verdict } from './message.js';
import { NetlinkSocket } from './socket.js';

/** Index of the loopback device, in every namespace. */
export const LOOPBACK = 1;

/** So many requests, none of which comes near 512 bytes, go at a time. */
const BATCH = 64;
const REQUEST_BYTES = 512 * BATCH;

/** Kernels before 6.8 take note of a carrier when they come to it, which is within a second. */
const CARRIER = { withinMs: 3_000, everyMs: 5 } as const;

const ENODEV = 19;
/** EXFULL: the bridge has as many ports as it takes. */
const EXFULL = 54;
const EADDRINUSE = 98;

/** For one operation at a time. */
export class LinkRequester {
  readonly #native: Native;
  readonly #memory: ForeignMemory;
  readonly #sockets = new Map<string, NetlinkSocket>();
  #sending: Promise<unknown> = Promise.resolve();
  /** Requests that changed something or tried to. */
  writes = 0;

  constructor(native: Native) {
    this.#native = native;
    this.#memory = native.foreign.allocate(REQUEST_BYTES);
  }

  /** In the namespace at `path`, and kept. */
  at(path: string): NetlinkSocket {
    const known = this.#sockets.get(path);
    if (known) return known;
    const socket = this.open(path);
    this.#sockets.set(path, socket);
    return socket;
  }

  /** To be closed by the caller: it keeps the namespace alive. */
  open(path: string): NetlinkSocket {
    return NetlinkSocket.open(this.#native, path);
  }

  async each(socket: NetlinkSocket, requests: readonly Request[]): Promise<readonly Verdict[]> {
    this.writes += requests.length;
    const verdicts: Verdict[] = [];
    for (let from = 0; from < requests.length; from += BATCH) {
      const sent = socket.carryOut(requests.slice(from, from + BATCH), this.#memory);
      this.#sending = sent.catch(() => undefined);
      verdicts.push(...(await sent));
    }
    return verdicts;
  }

  /** Those after one that is refused are tried too. Throws what the first one met. */
  async all(socket: NetlinkSocket, requests: readonly Request[]): Promise<void> {
    for (const verdict of await this.each(socket, requests)) expectDone(verdict);
  }

  /** Content when there is none of that name. */
  async remove(socket: NetlinkSocket, name: string): Promise<void> {
    const [verdict] = await this.each(socket, [deleteLink(name)]);
    if (verdict && verdict.errno !== ENODEV) expectDone(verdict);
  }

  /** The next operation opens the namespaces anew. What is on its way gets its answer. */
  close(): void {
    const sockets = [...this.#sockets.values()];
    this.#sockets.clear();
    void this.#sending.then(() => sockets.forEach((socket) => socket.close()));
  }
}

export const MADE: Verdict = { errno: 0, text: undefined };

/** What came of it, for codes of ours and system calls that failed; other errors are thrown. */
export async function attempt(work: () => Promise<void>): Promise<OperationResult> {
  try {
    await work();
    return DONE;
  } catch (error) {
    if (error instanceof OvnetError) return { ok: false, code: error.code, detail: error.message };
    if (error instanceof SystemCallError) return refused(error.message);
    throw error;
  }
}

/** Throws `kernel-refused`, `bridge-full`, `data-port-taken`. */
export function expectDone({ errno, text }: Verdict): void {
  if (errno === 0) return;
  // Of what has to do with links, only a vxlan device that comes up wants a port.
  if (errno === EADDRINUSE) throw new OvnetError('data-port-taken', PORT_TAKEN);
  const name = errno === EXFULL ? 'EXFULL' : errnoName(errno);
  const detail = text === undefined ? name : `${name}: ${text}`;
  throw new OvnetError(errno === EXFULL ? 'bridge-full' : 'kernel-refused', detail);
}

export function findLink(socket: NetlinkSocket, name: string): KernelLink | undefined {
  const answer = socket.ask((writer, seq) => writeLinkRequest(writer, { name }, seq));
  return 'body' in answer ? readLink(answer) : undefined;
}

/** Throws `kernel-refused`. */
export function linkNamed(socket: NetlinkSocket, name: string): KernelLink {
  const link = findLink(socket, name);
  if (link) return link;
  throw new OvnetError('kernel-refused', `Cannot find device "${name}"`);
}

/** Asked for one link, the kernel takes note of its carrier first. Throws `kernel-refused`. */
export async function whenRunning(socket: NetlinkSocket, name: string): Promise<void> {
  const until = performance.now() + CARRIER.withinMs;
  while (!linkNamed(socket, name).running) {
    if (performance.now() > until) throw new OvnetError('kernel-refused', `${name} has no carrier`);
    await delay(CARRIER.everyMs);
  }
}
