/** Netlink messages as bytes (netlink(7), RFC 3549): a writer for requests, readers for what the kernel answers or tells. */
import { NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_ERROR, NLMSGERR_ATTR_MSG } from './constants.js';

export const HEADER_BYTES = 16;
const ATTRIBUTE_HEADER_BYTES = 4;

/** Of nla_type: the rest are flags. */
const TYPE_MASK = 0x3fff;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly seq: number;
  /** Behind the header: a fixed part of the type, then attributes. */
  readonly body: Buffer;
}

/** Writes messages one behind the other. Numbers are little-endian, the order of all machines that are supported. */
export class MessageWriter {
  readonly #bytes: Buffer;
  #at = 0;
  #start = 0;

  /** Into memory of its own with so many bytes, or into what is given. */
  constructor(room: number | Buffer) {
    this.#bytes = typeof room === 'number' ? Buffer.alloc(room) : room;
  }

  /** What was written, valid until the next `reset`. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  get room(): number {
    return this.#bytes.length - this.#at;
  }

  reset(): void {
    this.#at = 0;
  }

  begin(type: number, flags: number, seq: number): this {
    this.#start = this.#at;
    this.u32(0).u16(type).u16(flags).u32(seq);
    return this.u32(0);
  }

  u8(value: number): this {
    this.#at = this.#bytes.writeUInt8(value, this.#at);
    return this;
  }

  u16(value: number): this {
    this.#at = this.#bytes.writeUInt16LE(value, this.#at);
    return this;
  }

  u32(value: number): this {
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
    return this;
  }

  /** Padded to four bytes. */
  attribute(type: number, value: Uint8Array): this {
    this.u16(ATTRIBUTE_HEADER_BYTES + value.length).u16(type);
    this.#bytes.set(value, this.#at);
    const end = this.#at + value.length;
    this.#at = align(end);
    this.#bytes.fill(0, end, this.#at);
    return this;
  }

  attributeU32(type: number, value: number): this {
    return this.u16(ATTRIBUTE_HEADER_BYTES + 4)
      .u16(type)
      .u32(value);
  }

  attributeU8(type: number, value: number): this {
    return this.attribute(type, Uint8Array.of(value));
  }

  /** With a zero byte at its end. */
  attributeText(type: number, text: string): this {
    return this.attribute(type, Buffer.from(`${text}\0`));
  }

  /** An attribute that holds what `write` writes: a fixed part or none, then attributes. */
  nest(type: number, write: (writer: this) => unknown): this {
    const start = this.#at;
    this.u16(0).u16(type);
    write(this);
    this.#bytes.writeUInt16LE(this.#at - start, start);
    return this;
  }

  /** Adds flags to the message written last. */
  flag(flags: number): void {
    const at = this.#start + 6;
    this.#bytes.writeUInt16LE(this.#bytes.readUInt16LE(at) | flags, at);
  }

  end(): void {
    this.#bytes.writeUInt32LE(this.#at - this.#start, this.#start);
  }
}

/** Writes one message. Whoever makes one throws `kernel-refused` where an address is malformed. */
export type Request = (writer: MessageWriter, seq: number) => void;

/** Messages of one datagram; a length that cannot be ends it. */
export function* readMessages(bytes: Buffer): Generator<NetlinkMessage> {
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    if (length < HEADER_BYTES || at + length > bytes.length) return;
    yield {
      type: bytes.readUInt16LE(at + 4),
      flags: bytes.readUInt16LE(at + 6),
      seq: bytes.readUInt32LE(at + 8),
      body: bytes.subarray(at + HEADER_BYTES, at + length),
    };
    at += align(length);
  }
}

/** Value of the first attribute of a type behind `offset`; undefined when there is none. */
export function findAttribute(body: Buffer, offset: number, wanted: number): Buffer | undefined {
  let at = offset;
  while (at + ATTRIBUTE_HEADER_BYTES <= body.length) {
    const length = body.readUInt16LE(at);
    if (length < ATTRIBUTE_HEADER_BYTES || at + length > body.length) return undefined;
    const type = body.readUInt16LE(at + 2) & TYPE_MASK;
    if (type === wanted) return body.subarray(at + ATTRIBUTE_HEADER_BYTES, at + length);
    at += align(length);
  }
  return undefined;
}

/** Each attribute's type, and where its value begins. */
export function eachAttribute(
  body: Buffer,
  offset: number,
  see: (type: number, at: number) => void,
): void {
  let at = offset;
  while (at + ATTRIBUTE_HEADER_BYTES <= body.length) {
    const length = body.readUInt16LE(at);
    if (length < ATTRIBUTE_HEADER_BYTES || at + length > body.length) return;
    see(body.readUInt16LE(at + 2) & TYPE_MASK, at + ATTRIBUTE_HEADER_BYTES);
    at += align(length);
  }
}

/** Text that ends with a zero byte. */
export function textOf(value: Buffer | undefined): string | undefined {
  return value?.subarray(0, value.indexOf(0)).toString('utf8');
}

export interface Verdict {
  /** Positive errno; 0: done. */
  readonly errno: number;
  /** What the kernel adds to it (NETLINK_EXT_ACK), mostly nothing. */
  readonly text: string | undefined;
}

/** The verdict of an NLMSG_ERROR, which is an acknowledgement too. */
export function readVerdict({ type, flags, body }: NetlinkMessage): Verdict | undefined {
  if (type !== NLMSG_ERROR || body.length < 4) return undefined;
  const errno = -body.readInt32LE(0);
  if ((flags & NLM_F_ACK_TLVS) === 0) return { errno, text: undefined };
  // Behind errno the request is repeated: its header at least, all of it where it was refused and not capped.
  const repeated = body.length >= 8 ? body.readUInt32LE(4) : 0;
  const whole = errno !== 0 && (flags & NLM_F_CAPPED) === 0;
  const at = 4 + (whole ? align(repeated) : HEADER_BYTES);
  return { errno, text: textOf(findAttribute(body, at, NLMSGERR_ATTR_MSG)) };
}

function align(length: number): number {
  return (length + 3) & ~3;
}
