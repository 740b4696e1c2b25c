/** What is asked and answered by packets that try the underlay: their content, and which packets carry it. Pure. */
import { addressBytes } from '../kernel/native/address.js';
import { ipText } from '../kernel/netlink/address-bytes.js';
import { IPV4, packetOf, TCP, tcpFrame, UDP, udpFrame } from './offload-packets.js';

/**
 * `plain` and `plain-large` leave complete, with nothing for a device to do; of `summed` and `summed-large` the checksum is
 * left to be completed; `burst` is TCP, to be cut into segments with a checksum each.
 */
export type ProbeKind = 'plain' | 'plain-large' | 'summed' | 'summed-large' | 'burst';

export const PROBE_KINDS: readonly ProbeKind[] = [
  'plain',
  'plain-large',
  'summed',
  'summed-large',
  'burst',
];

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
/** Of a packet that is cut into segments, headers included, less than IPv4 can say. */
const LARGEST = 60_000;

/** Payload in bytes; `mtu` is what packets inside may have. */
export function payloadBytes(kind: ProbeKind, mtu: number): number {
  if (kind === 'plain' || kind === 'summed') return SMALL_BYTES;
  if (kind === 'burst') return segmentBytes(mtu) * segmentsOf(mtu);
  return mtu - IPV4 - UDP;
}

function segmentBytes(mtu: number): number {
  return mtu - IPV4 - TCP;
}

function segmentsOf(mtu: number): number {
  return Math.min(SEGMENTS, Math.floor(LARGEST / segmentBytes(mtu)));
}

/** Nothing is left to be cut where two segments do not fit. */
export function hasBurst(mtu: number): boolean {
  return segmentsOf(mtu) > 1;
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
  const every = ask.kind === 'burst' ? segmentBytes(mtu) : length;
  const payload = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) payload[at] = (at * 7 + 3) & 0xff;
  for (let at = 0; at < length; at += every) message.copy(payload, at);
  if (ask.kind === 'burst') return tcpFrame(payload, to, every);
  return udpFrame(payload, to, { isSummed: ask.kind.startsWith('summed') });
}

export function answerFrame({ id, kind, isIntact, bytes }: Answer, to: Uint8Array): Buffer {
  const payload = Buffer.alloc(SMALL_BYTES);
  head(payload, ANSWER, id);
  payload.writeUInt8(PROBE_KINDS.indexOf(kind), 16);
  payload.writeUInt8(isIntact ? 1 : 0, 17);
  payload.writeUInt32BE(bytes, 18);
  return udpFrame(payload, to, { isSummed: false });
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
