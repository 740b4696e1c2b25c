/**
 * Packets as tunnels carry them, with what is left of them to a device (struct virtio_net_hdr, linux/virtio_net.h), and the
 * tunnel around them. IPv4 inside. Pure. RFC 791, RFC 768, RFC 9293, RFC 7348, RFC 8200.
 */
import { addressBytes } from '../kernel/native/address.js';
import { checksum } from '../kernel/native/checksum.js';
import { OFFLOAD_HEADER_BYTES } from '../kernel/native/frame-socket.js';

/** No network has it (`MIN_VNI` is 1): the tunnel of the probes alone. */
export const PROBE_VNI = 0;

const ETHERNET = 14;
/** Bytes of headers. */
export const [IPV4, UDP, TCP] = [20, 8, 20];
const [PROTOCOL_UDP, PROTOCOL_TCP] = [17, 6];
/** Link-local (RFC 3927): they are seen by nothing but the probe. */
const [INNER_FROM, INNER_TO] = [addressBytes('169.254.0.1'), addressBytes('169.254.0.2')];
/** Of the ports from which connections come (RFC 6335, section 6). */
const PORT = 49_789;
const OUTER_SOURCE = 49_790;

/** Flags and kinds of struct virtio_net_hdr. */
const [NEEDS_CHECKSUM, VOUCHED] = [1, 2];
const GSO_TCPV4 = 1;

/** With its header in front; `to` is the MAC that it is sent to. `isSummed`: the checksum is left to be completed. */
export function udpFrame(
  payload: Buffer,
  to: Uint8Array,
  { isSummed }: { isSummed: boolean },
): Buffer {
  const udp = Buffer.alloc(UDP);
  udp.writeUInt16BE(PORT, 0);
  udp.writeUInt16BE(PORT, 2);
  udp.writeUInt16BE(UDP + payload.length, 4);
  if (isSummed) udp.writeUInt16BE(unfinished(PROTOCOL_UDP, UDP + payload.length), 6);
  const header = Buffer.alloc(OFFLOAD_HEADER_BYTES);
  if (isSummed) leaveChecksum(header, 6);
  return frameOf(header, to, { protocol: PROTOCOL_UDP, parts: [udp, payload] });
}

/** Likewise; to be cut into segments with so many bytes of payload. */
export function tcpFrame(payload: Buffer, to: Uint8Array, segment: number): Buffer {
  const tcp = Buffer.alloc(TCP);
  tcp.writeUInt16BE(PORT, 0);
  tcp.writeUInt16BE(PORT, 2);
  tcp.writeUInt32BE(1, 4);
  tcp.writeUInt32BE(1, 8);
  tcp.writeUInt8((TCP / 4) << 4, 12);
  // ACK: other flags would keep segments apart where they are put together again.
  tcp.writeUInt8(0x10, 13);
  tcp.writeUInt16BE(0xffff, 14);
  tcp.writeUInt16BE(unfinished(PROTOCOL_TCP, TCP + payload.length), 16);
  const header = Buffer.alloc(OFFLOAD_HEADER_BYTES);
  leaveChecksum(header, 16);
  header.writeUInt8(GSO_TCPV4, 1);
  header.writeUInt16LE(ETHERNET + IPV4 + TCP, 2);
  header.writeUInt16LE(segment, 4);
  return frameOf(header, to, { protocol: PROTOCOL_TCP, parts: [tcp, payload] });
}

/** `at`: where the checksum is, from the begin of the transport header. */
function leaveChecksum(header: Buffer, at: number): void {
  header.writeUInt8(NEEDS_CHECKSUM, 0);
  header.writeUInt16LE(ETHERNET + IPV4, 6);
  header.writeUInt16LE(at, 8);
}

/** The sum over the pseudo header alone, which stands in the packet until the rest is added. */
function unfinished(protocol: number, length: number): number {
  return ~checksum([pseudoHeader(INNER_FROM, INNER_TO, { protocol, length })]) & 0xffff;
}

interface Inner {
  readonly protocol: number;
  /** All but the last of even length. */
  readonly parts: readonly Buffer[];
}

function frameOf(header: Buffer, to: Uint8Array, { protocol, parts }: Inner): Buffer {
  const ethernet = Buffer.alloc(ETHERNET);
  ethernet.set(to, 0);
  // Any address but the receiving device's own, from which it would take nothing.
  ethernet.writeUInt8(0x02, 6);
  ethernet.writeUInt16BE(0x0800, 12);
  const length = parts.reduce((sum, part) => sum + part.length, IPV4);
  const ip = ipv4Header(INNER_FROM, INNER_TO, { protocol, length });
  ip.writeUInt16BE(checksum([ip]), 10);
  return Buffer.concat([header, ethernet, ip, ...parts]);
}

interface Size {
  readonly protocol: number;
  readonly length: number;
}

function ipv4Header(from: Buffer, to: Buffer, { protocol, length }: Size): Buffer {
  const ip = Buffer.alloc(IPV4);
  ip.writeUInt8(0x45, 0);
  ip.writeUInt16BE(length, 2);
  // Nobody may split it.
  ip.writeUInt16BE(0x4000, 6);
  ip.writeUInt8(64, 8);
  ip.writeUInt8(protocol, 9);
  from.copy(ip, 12);
  to.copy(ip, 16);
  return ip;
}

/** Its fields, each widened to whole words, which changes no sum: RFC 768; RFC 8200, section 8.1. */
function pseudoHeader(from: Buffer, to: Buffer, { protocol, length }: Size): Buffer {
  const rest = Buffer.alloc(8);
  rest.writeUInt32BE(length, 0);
  rest.writeUInt32BE(protocol, 4);
  return Buffer.concat([from, to, rest]);
}

export interface OuterEnds {
  /** Addresses of one family, as bytes. */
  readonly from: Buffer;
  readonly to: Buffer;
  readonly port: number;
}

/**
 * A frame with all that a tunnel puts around it, complete, IP header included: no device has anything to do to it. The
 * frame's own header, which asks for nothing then, is left away.
 */
export function tunnelled(frame: Buffer, { from, to, port }: OuterEnds): Buffer {
  const inner = frame.subarray(OFFLOAD_HEADER_BYTES);
  const headers = Buffer.alloc(UDP + 8);
  const length = headers.length + inner.length;
  headers.writeUInt16BE(OUTER_SOURCE, 0);
  headers.writeUInt16BE(port, 2);
  headers.writeUInt16BE(length, 4);
  headers.writeUInt8(0x08, UDP);
  headers.writeUIntBE(PROBE_VNI, UDP + 4, 3);
  const size = { protocol: PROTOCOL_UDP, length };
  const sum = checksum([pseudoHeader(from, to, size), headers, inner]);
  // 0 would say that there is none.
  headers.writeUInt16BE(sum || 0xffff, 6);
  const ip =
    from.length === 4
      ? ipv4Header(from, to, { ...size, length: IPV4 + length })
      : ipv6Header(from, to, size);
  return Buffer.concat([ip, headers, inner]);
}

function ipv6Header(from: Buffer, to: Buffer, { protocol, length }: Size): Buffer {
  const ip = Buffer.alloc(8);
  ip.writeUInt8(0x60, 0);
  ip.writeUInt16BE(length, 4);
  ip.writeUInt8(protocol, 6);
  ip.writeUInt8(64, 7);
  return Buffer.concat([ip, from, to]);
}

/** Of a frame with its header in front; undefined: neither UDP nor TCP, or cut off. */
export function packetOf(received: Buffer): { payload: Buffer; isIntact: boolean } | undefined {
  const flags = received[0] ?? 0;
  const ip = received.subarray(OFFLOAD_HEADER_BYTES + ETHERNET);
  if (ip.length < IPV4 || ip[0] !== 0x45) return undefined;
  const protocol = ip.readUInt8(9);
  const transport = ip.subarray(IPV4, ip.readUInt16BE(2));
  if (protocol !== PROTOCOL_UDP && protocol !== PROTOCOL_TCP) return undefined;
  const [header, sumAt] = protocol === PROTOCOL_UDP ? [UDP, 6] : [TCP, 16];
  if (transport.length < header) return undefined;
  const isUnsummed = protocol === PROTOCOL_UDP && transport.readUInt16BE(sumAt) === 0;
  const isTrusted = isUnsummed || (flags & (NEEDS_CHECKSUM | VOUCHED)) !== 0;
  const isIntact = isTrusted || isRight(ip, { protocol, length: transport.length });
  return { payload: transport.subarray(header), isIntact };
}

function isRight(ip: Buffer, size: Size): boolean {
  const [from, to] = [ip.subarray(12, 16), ip.subarray(16, 20)];
  return checksum([pseudoHeader(from, to, size), ip.subarray(IPV4, IPV4 + size.length)]) === 0;
}
