/** Echo requests to another tunnel end, each whole or not at all, and their answers (RFC 792, RFC 4443; raw(7), icmp(7)). */
import { OvnetError } from '../../model/errors.js';
import { addressBytes } from '../kernel/native/address.js';
import { checksum } from '../kernel/native/checksum.js';
import type { Native } from '../kernel/native/native.js';
import { openRaw, type RawSocket } from '../kernel/native/raw-socket.js';
import { Readiness } from '../kernel/native/readiness.js';
import { SystemCallError } from '../kernel/native/system-call-error.js';
import type { Timers } from '../reconcile/timers.js';
import { MSG_DONTWAIT } from '../kernel/native/socket-constants.js';

export interface Ends {
  readonly local: string;
  readonly peer: string;
}

export interface EchoOptions extends Ends {
  /** 16 bits that tell our echoes from those of others on this host. */
  readonly id: number;
  /** Path of the host's namespace; undefined: that of the process. */
  readonly netns: string | undefined;
}

export interface EchoPath {
  /**
   * Sends a packet of `bytes`, IP header included, that nobody may split. Round trip in ms; undefined: no answer within
   * `waitMs`, or too large for the device.
   */
  echo(bytes: number, waitMs: number): Promise<number | undefined>;
  close(): void;
}

/** Throws `native-unavailable`, `kernel-refused` (such as: no route). */
export type OpenEchoPath = (ends: Ends) => EchoPath;

const FAMILIES = {
  4: {
    ...{ protocol: 1, request: 8, reply: 0, header: 20 },
    // What is received begins with the IP header.
    skip: (bytes: Buffer): number => ((bytes[0] ?? 0) & 0xf) * 4,
    // IP_MTU_DISCOVER: IP_PMTUDISC_PROBE; ICMP_FILTER: all but echo replies are kept out.
    options: [
      { level: 0, name: 10, value: 3 },
      { level: 255, name: 1, value: ~1 },
    ],
  },
  6: {
    ...{ protocol: 58, request: 128, reply: 129, header: 40 },
    skip: (): number => 0,
    // IPV6_MTU_DISCOVER: IPV6_PMTUDISC_PROBE; IPV6_DONTFRAG.
    options: [
      { level: 41, name: 23, value: 3 },
      { level: 41, name: 62, value: 1 },
    ],
  },
} as const;

const ECHO_HEADER = 8;
const RECEIVED_BYTES = 128;

interface Waiting {
  readonly sentAt: number;
  readonly done: (rttMs: number | undefined) => void;
}

export class NativeEchoPath implements EchoPath {
  readonly #native: Native;
  readonly #timers: Timers;
  readonly #family: (typeof FAMILIES)[4 | 6];
  readonly #raw: RawSocket;
  readonly #id: number;
  readonly #waiting = new Map<number, Waiting>();
  #sequence = 0;

  /** Throws `kernel-refused`. */
  constructor({ native, timers }: { native: Native; timers: Timers }, echo: EchoOptions) {
    const { id, netns, ...ends } = echo;
    this.#native = native;
    this.#timers = timers;
    this.#family = FAMILIES[ends.peer.includes(':') ? 6 : 4];
    this.#id = id;
    const { protocol, options } = this.#family;
    const [from, to] = [addressBytes(ends.local), addressBytes(ends.peer)];
    try {
      this.#raw = openRaw(native, netns, { from, to, protocol });
      native.keepIf(this.#raw.fd, (fd) => {
        for (const { level, name, value } of options) native.setOption(fd, level, name, value);
      });
    } catch (error) {
      if (!(error instanceof SystemCallError)) throw error;
      throw new OvnetError('kernel-refused', `${ends.peer}: ${error.message}`, { cause: error });
    }
    Readiness.shared(native).add(this.#raw.fd, () => this.#receive());
  }

  echo(bytes: number, waitMs: number): Promise<number | undefined> {
    const sequence = (this.#sequence = (this.#sequence + 1) % 0x10000);
    const packet = this.#packet(bytes, sequence);
    return new Promise((resolve) => {
      const done = (rttMs: number | undefined): void => {
        cancel();
        this.#waiting.delete(sequence);
        resolve(rttMs);
      };
      const cancel = this.#timers.after(waitMs, () => done(undefined));
      this.#waiting.set(sequence, { sentAt: this.#timers.now(), done });
      try {
        this.#raw.send(packet);
      } catch (error) {
        if (!(error instanceof SystemCallError)) throw error;
        done(undefined);
      }
    });
  }

  close(): void {
    Readiness.shared(this.#native).remove(this.#raw.fd);
    this.#raw.close();
    for (const { done } of [...this.#waiting.values()]) done(undefined);
  }

  #packet(bytes: number, sequence: number): Buffer {
    const { request, header, protocol } = this.#family;
    const packet = Buffer.alloc(Math.max(ECHO_HEADER, bytes - header));
    packet.writeUInt8(request, 0);
    packet.writeUInt16BE(this.#id, 4);
    packet.writeUInt16BE(sequence, 6);
    // The kernel adds that of IPv6.
    if (protocol === 1) packet.writeUInt16BE(checksum([packet]), 2);
    return packet;
  }

  #receive(): void {
    const { reply, skip } = this.#family;
    const bytes = Buffer.alloc(RECEIVED_BYTES);
    for (;;) {
      let length: number;
      try {
        length = this.#native.c.recv(this.#raw.fd, bytes, bytes.length, MSG_DONTWAIT);
      } catch (error) {
        // An ICMP error about an echo before (EHOSTUNREACH, …): that echo is not answered.
        if (error instanceof SystemCallError) return;
        throw error;
      }
      if (length < 0) return;
      const at = skip(bytes);
      const isOurs =
        length >= at + ECHO_HEADER &&
        bytes[at] === reply &&
        bytes.readUInt16BE(at + 4) === this.#id;
      const waiting = isOurs ? this.#waiting.get(bytes.readUInt16BE(at + 6)) : undefined;
      waiting?.done(this.#timers.now() - waiting.sentAt);
    }
  }
}
