/**
 * Asks the host's resolvers, from this process's own network namespace, and hands their answers on as they came (RFC 5625).
 * One after the other, each with its own time; who fails or refuses is passed over.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { HEADER_BYTES, RCODES } from './codec.js';
import { frame, FrameReader } from './tcp-frames.js';

export interface ForwarderOptions {
  /** All of them together take less than the 5 s after which clients ask again (resolv.conf(5), `timeout`). */
  readonly timeoutMs: number;
  /** At a time, of all namespaces. */
  readonly maxPending: number;
  readonly port: number;
}

export const FORWARDER_DEFAULTS: ForwarderOptions = { timeoutMs: 1500, maxPending: 1024, port: 53 };

export type Transport = 'udp' | 'tcp';

/** `failed`: nobody answered; `limited`: too many are waiting already. */
export type Forwarded =
  | { readonly outcome: 'answered'; readonly reply: Buffer }
  | { readonly outcome: 'failed' | 'limited' };

export class Forwarder {
  readonly #upstreams: () => readonly string[];
  readonly #options: ForwarderOptions;
  #pending = 0;

  /** `upstreams`: IP addresses in the order in which they are asked. */
  constructor(upstreams: () => readonly string[], options: Partial<ForwarderOptions> = {}) {
    this.#upstreams = upstreams;
    this.#options = { ...FORWARDER_DEFAULTS, ...options };
  }

  /** `head`: header and question of the query. The reply carries the query's own id. */
  async forward(query: Buffer, head: Buffer, transport: Transport): Promise<Forwarded> {
    if (this.#pending >= this.#options.maxPending) return { outcome: 'limited' };
    this.#pending++;
    try {
      return await this.#askEach(query, head, transport);
    } finally {
      this.#pending--;
    }
  }

  async #askEach(query: Buffer, head: Buffer, transport: Transport): Promise<Forwarded> {
    let last: Forwarded = { outcome: 'failed' };
    for (const address of this.#upstreams()) {
      const own = Buffer.from(query);
      // An id and a port of its own for each: nobody guesses both (RFC 5452).
      own.writeUInt16BE(randomInt(0x10000), 0);
      const isReply = (message: Buffer): boolean => answers(message, own, head.length);
      const ask = transport === 'udp' ? askUdp : askTcp;
      const reply = await ask({ ...this.#options, address }, own, isReply);
      if (!reply) continue;
      head.copy(reply, 0, 0, 2);
      last = { outcome: 'answered', reply };
      const rcode = reply.readUInt16BE(2) & 0xf;
      if (rcode !== RCODES.SERVFAIL && rcode !== RCODES.REFUSED) return last;
    }
    return last;
  }
}

interface Upstream {
  readonly address: string;
  readonly port: number;
  readonly timeoutMs: number;
}

type Match = (message: Buffer) => boolean;

function askUdp(
  { address, port, timeoutMs }: Upstream,
  query: Buffer,
  isReply: Match,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const end = (reply?: Buffer): void => {
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => undefined);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(end, timeoutMs);
    socket.on('error', () => end());
    socket.on('message', (message) => {
      if (isReply(message)) end(message);
    });
    // Connected: only this resolver is heard, and its refusal at once.
    socket.once('connect', () => socket.send(query));
    socket.connect(port, address);
  });
}

function askTcp(
  { address, port, timeoutMs }: Upstream,
  query: Buffer,
  isReply: Match,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (reply?: Buffer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(end, timeoutMs);
    const reader = new FrameReader((message) => {
      if (isReply(message)) end(Buffer.from(message));
    });
    socket.on('error', () => end());
    socket.on('close', () => end());
    socket.on('data', (chunk) => reader.add(chunk));
    socket.write(frame(query));
  });
}

/** A response with the id and the question that were sent; names are compared as sent, letter by letter. */
function answers(message: Buffer, query: Buffer, headLength: number): boolean {
  if (message.length < headLength || (message.readUInt16BE(2) & 0x8000) === 0) return false;
  if (message.readUInt16BE(0) !== query.readUInt16BE(0)) return false;
  return message
    .subarray(HEADER_BYTES, headLength)
    .equals(query.subarray(HEADER_BYTES, headLength));
}
