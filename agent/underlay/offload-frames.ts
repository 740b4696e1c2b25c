/** What is asked and answered by packets that try the underlay: their content, and which packets carry it. Pure. */
import { addressBytes } from '../kernel/native/address.js';
import { ipText } from '../kernel/netlink/address-bytes.js';
import {
  ipBytes,
  packetOf,
  TCP,
  tcpFrame,
  UDP,
  udpFrame,
  type InnerFamily,
} from './offload-packets.js';

/**
 * `plain` and `plain-large` leave complete, with nothing for a device to do; of `summed` and `summed-large` the checksum is
 * left to be completed; `burst` is TCP, to be cut into segments with a checksum each. IPv4 inside, or what the name says.
 */
export type ProbeKind = (typeof PROBE_KINDS)[number];

/** By their numbers in packets: new ones at the end, which older versions do not answer. */
export const PROBE_KINDS = [
  ...(['plain', 'plain-large', 'summed', 'summed-large', 'burst'] as const),
  ...(['plain-v6', 'plain-large-v6', 'summed-v6', 'summed-large-v6', 'burst-v6'] as const),
] as const;

/** Of the packet inside. */
export function innerFamily(kind: ProbeKind): InnerFamily {
  return kind.endsWith('-v6') ? 6 : 4;
}

export interface Ask {
  /** 32 bits, of one measurement. */
  readonly id: number;
  readonly kind: ProbeKind;
  /** Advertised address of the tunnel end that asks. */
  readonly from: string;
}

export interface Answer {
  readonly id: number;
  readonly kind: ProbeKind;
  /** Whether the checksum was right, or is vouched for. */
  readonly isIntact: boolean;
  /** Of the payload that came in this packet. */
  readonly bytes: number;
}

export type Heard =
  | { readonly what: 'ask'; readonly ask: Ask; readonly isIntact: boolean; readonly bytes: number }
  | { readonly what: 'answer'; readonly answer: Answer };

const MAGIC = Buffer.from('ovnetsum');
const VERSION = 1;
/** Of a message: magic, version, kind or answer's mark, id, then an address, or what is answered. */
const MESSAGE_BYTES = 40;
const ANSWER = 0xff;

/** An odd number of bytes: the last one is summed up in a way of its own. */
const SMALL_BYTES = 65;
const SEGMENTS = 4;
/** Of a packet that is cut into segments, less than IP can say. */
const LARGEST = 60_000;

/** Payload in bytes; `mtu` is what packets inside may have. */
export function payloadBytes(kind: ProbeKind, mtu: number): number {
  const room = mtu - ipBytes(innerFamily(kind));
  if (isBurst(kind)) return (room - TCP) * segmentsOf(room - TCP);
  return kind.includes('large') ? room - UDP : SMALL_BYTES;
}

function isBurst(kind: ProbeKind): boolean {
  return kind.startsWith('burst');
}

function segmentsOf(bytes: number): number {
  return Math.min(SEGMENTS, Math.floor(LARGEST / bytes));
}

/** Nothing is left to be cut where two segments do not fit. */
export function isPossible(kind: ProbeKind, mtu: number): boolean {
  return !isBurst(kind) || segmentsOf(mtu - ipBytes(innerFamily(kind)) - TCP) > 1;
}

/** With its header in front. `to` is the MAC that leads to the other tunnel end. */
export function askFrame(ask: Ask, to: Uint8Array, mtu: number): Buffer {
  const length = payloadBytes(ask.kind, mtu);
  const message = Buffer.alloc(MESSAGE_BYTES);
  head(message, PROBE_KINDS.indexOf(ask.kind), ask.id);
  const from = addressBytes(ask.from);
  message.writeUInt8(from.length, 16);
  from.copy(message, 17);
  // Every segment begins with it: none needs another to be understood.
  const family = innerFamily(ask.kind);
  const every = isBurst(ask.kind) ? mtu - ipBytes(family) - TCP : length;
  const payload = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) payload[at] = (at * 7 + 3) & 0xff;
  for (let at = 0; at < length; at += every) message.copy(payload, at);
  if (isBurst(ask.kind)) return tcpFrame(payload, to, { family, segment: every });
  return udpFrame(payload, to, { family, isSummed: ask.kind.startsWith('summed') });
}

export function answerFrame({ id, kind, isIntact, bytes }: Answer, to: Uint8Array): Buffer {
  const payload = Buffer.alloc(SMALL_BYTES);
  head(payload, ANSWER, id);
  payload.writeUInt8(PROBE_KINDS.indexOf(kind), 16);
  payload.writeUInt8(isIntact ? 1 : 0, 17);
  payload.writeUInt32BE(bytes, 18);
  return udpFrame(payload, to, { family: 4, isSummed: false });
}

function head(message: Buffer, mark: number, id: number): void {
  MAGIC.copy(message);
  message.writeUInt8(VERSION, 8);
  message.writeUInt8(mark, 9);
  message.writeUInt32BE(id, 12);
}

/** Of a frame with its header in front; undefined: it is none of ours. */
export function hear(received: Buffer): Heard | undefined {
  const packet = packetOf(received);
  if (!packet) return undefined;
  const { payload, isIntact } = packet;
  const isOurs =
    payload.length >= MESSAGE_BYTES &&
    payload.subarray(0, MAGIC.length).equals(MAGIC) &&
    payload[8] === VERSION;
  if (!isOurs) return undefined;
  const id = payload.readUInt32BE(12);
  if (payload[9] === ANSWER) {
    const kind = PROBE_KINDS[payload.readUInt8(16)];
    const answer = { id, isIntact: payload[17] === 1, bytes: payload.readUInt32BE(18) };
    return kind && { what: 'answer', answer: { ...answer, kind } };
  }
  const kind = PROBE_KINDS[payload.readUInt8(9)];
  const from = addressText(payload.subarray(17, 17 + payload.readUInt8(16)));
  if (!kind || from === undefined) return undefined;
  return { what: 'ask', ask: { id, kind, from }, isIntact, bytes: payload.length };
}

function addressText(bytes: Buffer): string | undefined {
  return bytes.length === 4 || bytes.length === 16 ? ipText(bytes) : undefined;
}
