/**
 * Packets as tunnels carry them, with what is left of them to a device (struct virtio_net_hdr, linux/virtio_net.h), and the
 * tunnel around them. Pure. RFC 791, RFC 768, RFC 9293, RFC 7348, RFC 8200.
 */
import { addressBytes } from '../kernel/native/address.js';
import { checksum } from '../kernel/native/checksum.js';
import { OFFLOAD_HEADER_BYTES } from '../kernel/native/frame-socket.js';

/** No network has it (`MIN_VNI` is 1): the tunnel of the probes alone. */
export const PROBE_VNI = 0;

const ETHERNET = 14;
/** Bytes of headers. */
const [IPV4, IPV6] = [20, 40];
export const [UDP, TCP] = [8, 20];
const [PROTOCOL_UDP, PROTOCOL_TCP] = [17, 6];
/** Of the ports from which connections come (RFC 6335, section 6). */
const PORT = 49_789;
const OUTER_SOURCE = 49_790;

/** Flags and kinds of struct virtio_net_hdr. */
const [NEEDS_CHECKSUM, VOUCHED] = [1, 2];
const [GSO_TCPV4, GSO_TCPV6] = [1, 4];

export type InnerFamily = 4 | 6;

/** Of the packets inside. Addresses are link-local (RFC 3927, RFC 4291): they are seen by nothing but the probe. */
const INNER = {
  4: {
    ...{ etherType: 0x0800, headerBytes: IPV4, cut: GSO_TCPV4 },
    ...{ from: addressBytes('169.254.0.1'), to: addressBytes('169.254.0.2') },
  },
  6: {
    ...{ etherType: 0x86dd, headerBytes: IPV6, cut: GSO_TCPV6 },
    ...{ from: addressBytes('fe80::1'), to: addressBytes('fe80::2') },
  },
} as const;

export function etherType(family: InnerFamily): number {
  return INNER[family].etherType;
}

/** Of an IP header inside. */
export function ipBytes(family: InnerFamily): number {
  return INNER[family].headerBytes;
}

export interface UdpContent {
  readonly family: InnerFamily;
  /** The checksum is left to be completed. Else it is complete: in IPv4 there is none, in IPv6 there has to be one. */
  readonly isSummed: boolean;
}

/** With its header in front; `to` is the MAC that it is sent to. */
export function udpFrame(
  payload: Buffer,
  to: Uint8Array,
  { family, isSummed }: UdpContent,
): Buffer {
  const udp = Buffer.alloc(UDP);
  udp.writeUInt16BE(PORT, 0);
  udp.writeUInt16BE(PORT, 2);
  udp.writeUInt16BE(UDP + payload.length, 4);
  const size = { protocol: PROTOCOL_UDP, length: UDP + payload.length };
  const header = Buffer.alloc(OFFLOAD_HEADER_BYTES);
  if (isSummed) {
    udp.writeUInt16BE(unfinished(family, size), 6);
    leaveChecksum(header, family, 6);
  } else if (family === 6) {
    // 0 would say that there is none.
    udp.writeUInt16BE(checksum([pseudoOf(family, size), udp, payload]) || 0xffff, 6);
  }
  return frameOf(header, to, { family, protocol: PROTOCOL_UDP, parts: [udp, payload] });
}

export interface TcpContent {
  readonly family: InnerFamily;
  /** Bytes of payload in each segment that it is to be cut into. */
  readonly segment: number;
}

/** Likewise, to be cut. */
export function tcpFrame(payload: Buffer, to: Uint8Array, { family, segment }: TcpContent): Buffer {
  const tcp = Buffer.alloc(TCP);
  tcp.writeUInt16BE(PORT, 0);
  tcp.writeUInt16BE(PORT, 2);
  tcp.writeUInt32BE(1, 4);
  tcp.writeUInt32BE(1, 8);
  tcp.writeUInt8((TCP / 4) << 4, 12);
  // ACK: other flags would keep segments apart where they are put together again.
  tcp.writeUInt8(0x10, 13);
  tcp.writeUInt16BE(0xffff, 14);
  const size = { protocol: PROTOCOL_TCP, length: TCP + payload.length };
  tcp.writeUInt16BE(unfinished(family, size), 16);
  const header = Buffer.alloc(OFFLOAD_HEADER_BYTES);
  leaveChecksum(header, family, 16);
  header.writeUInt8(INNER[family].cut, 1);
  header.writeUInt16LE(ETHERNET + ipBytes(family) + TCP, 2);
  header.writeUInt16LE(segment, 4);
  return frameOf(header, to, { family, protocol: PROTOCOL_TCP, parts: [tcp, payload] });
}

/** `at`: where the checksum is, from the begin of the transport header. */
function leaveChecksum(header: Buffer, family: InnerFamily, at: number): void {
  header.writeUInt8(NEEDS_CHECKSUM, 0);
  header.writeUInt16LE(ETHERNET + ipBytes(family), 6);
  header.writeUInt16LE(at, 8);
}

/** The sum over the pseudo header alone, which stands in the packet until the rest is added. */
function unfinished(family: InnerFamily, size: Size): number {
  return ~checksum([pseudoOf(family, size)]) & 0xffff;
}

function pseudoOf(family: InnerFamily, size: Size): Buffer {
  const { from, to } = INNER[family];
  return pseudoHeader(from, to, size);
}

interface Inner {
  readonly family: InnerFamily;
  readonly protocol: number;
  /** All but the last of even length. */
  readonly parts: readonly Buffer[];
}

function frameOf(header: Buffer, mac: Uint8Array, { family, protocol, parts }: Inner): Buffer {
  const ethernet = Buffer.alloc(ETHERNET);
  ethernet.set(mac, 0);
  // Any address but the receiving device's own, from which it would take nothing.
  ethernet.writeUInt8(0x02, 6);
  const { etherType, from, to } = INNER[family];
  ethernet.writeUInt16BE(etherType, 12);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (family === 6) {
    return Buffer.concat([header, ethernet, ipv6Header(from, to, { protocol, length }), ...parts]);
  }
  const ip = ipv4Header(from, to, { protocol, length: IPV4 + length });
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
  const content = contentOf(received.subarray(OFFLOAD_HEADER_BYTES + ETHERNET));
  if (!content) return undefined;
  const { protocol, transport, pseudo, mayLackSum } = content;
  if (protocol !== PROTOCOL_UDP && protocol !== PROTOCOL_TCP) return undefined;
  const [header, sumAt] = protocol === PROTOCOL_UDP ? [UDP, 6] : [TCP, 16];
  if (transport.length < header) return undefined;
  const hasNone = mayLackSum && protocol === PROTOCOL_UDP && transport.readUInt16BE(sumAt) === 0;
  const isTrusted = hasNone || (flags & (NEEDS_CHECKSUM | VOUCHED)) !== 0;
  const isIntact = isTrusted || checksum([pseudo, transport]) === 0;
  return { payload: transport.subarray(header), isIntact };
}

interface Content {
  readonly protocol: number;
  readonly transport: Buffer;
  readonly pseudo: Buffer;
  /** A checksum of 0 says that there is none. */
  readonly mayLackSum: boolean;
}

/** Of a packet without options or extensions, of which a probe has none. */
function contentOf(ip: Buffer): Content | undefined {
  if (ip[0] === 0x45 && ip.length >= IPV4) {
    const transport = ip.subarray(IPV4, ip.readUInt16BE(2));
    const size = { protocol: ip.readUInt8(9), length: transport.length };
    const pseudo = pseudoHeader(ip.subarray(12, 16), ip.subarray(16, 20), size);
    return { protocol: size.protocol, transport, pseudo, mayLackSum: true };
  }
  if ((ip[0] ?? 0) >> 4 === 6 && ip.length >= IPV6) {
    const transport = ip.subarray(IPV6, IPV6 + ip.readUInt16BE(4));
    const size = { protocol: ip.readUInt8(6), length: transport.length };
    const pseudo = pseudoHeader(ip.subarray(8, 24), ip.subarray(24, 40), size);
    return { protocol: size.protocol, transport, pseudo, mayLackSum: false };
  }
  return undefined;
}
