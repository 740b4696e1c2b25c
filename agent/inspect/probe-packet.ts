/** Makes the packets of a probe, without their IP header, which the kernel of the namespace adds. Pure. */
import { PROBE_MARK_STEP, type Probe } from '../../model/probe.js';
import { addressBytes } from '../kernel/native/address.js';
import { checksum } from '../kernel/native/checksum.js';

const TEXT = Buffer.from('ovnet probe');
const [TCP_HEADER, UDP_HEADER, ICMP_HEADER] = [20, 8, 8];
const WINDOW = 64_240;
/** Of the ports from which connections come (RFC 6335, section 6). */
const [FIRST_PORT, PORTS] = [49_152, 16_384];

export interface ProbePacket {
  /** IP protocol number. */
  readonly protocol: number;
  readonly bytes: Buffer;
}

export function probePacket(probe: Probe, copy: number): ProbePacket {
  const mark = probe.mark + copy * PROBE_MARK_STEP;
  const source = FIRST_PORT + (probe.mark % PORTS);
  const { port, from } = probe;
  if (port === undefined) return echoRequest(mark, copy, from.includes(':'));
  const ports = { source, destination: port.number };
  return port.protocol === 'tcp' ? syn(probe, mark, ports) : datagram(probe, mark, ports);
}

interface Ports {
  readonly source: number;
  readonly destination: number;
}

/** RFC 792; RFC 4443, whose checksum the kernel adds. */
function echoRequest(mark: number, sequence: number, isV6: boolean): ProbePacket {
  const bytes = Buffer.alloc(ICMP_HEADER + 4 + TEXT.length);
  bytes.writeUInt8(isV6 ? 128 : 8, 0);
  bytes.writeUInt16BE(mark % 0x10000, 4);
  bytes.writeUInt16BE(sequence, 6);
  bytes.writeUInt32BE(mark, 8);
  TEXT.copy(bytes, 12);
  if (!isV6) bytes.writeUInt16BE(checksum([bytes]), 2);
  return { protocol: isV6 ? 58 : 1, bytes };
}

/** The mark is the initial sequence number. RFC 9293, section 3.1. */
function syn(probe: Probe, mark: number, { source, destination }: Ports): ProbePacket {
  const bytes = Buffer.alloc(TCP_HEADER);
  bytes.writeUInt16BE(source, 0);
  bytes.writeUInt16BE(destination, 2);
  bytes.writeUInt32BE(mark, 4);
  bytes.writeUInt8((TCP_HEADER / 4) << 4, 12);
  bytes.writeUInt8(0x02, 13);
  bytes.writeUInt16BE(WINDOW, 14);
  bytes.writeUInt16BE(checksum([pseudoHeader(probe, 6, bytes.length), bytes]), 16);
  return { protocol: 6, bytes };
}

/** RFC 768. */
function datagram(probe: Probe, mark: number, { source, destination }: Ports): ProbePacket {
  const bytes = Buffer.alloc(UDP_HEADER + 4 + TEXT.length);
  bytes.writeUInt16BE(source, 0);
  bytes.writeUInt16BE(destination, 2);
  bytes.writeUInt16BE(bytes.length, 4);
  bytes.writeUInt32BE(mark, UDP_HEADER);
  TEXT.copy(bytes, UDP_HEADER + 4);
  // 0 would say that there is none.
  bytes.writeUInt16BE(checksum([pseudoHeader(probe, 17, bytes.length), bytes]) || 0xffff, 6);
  return { protocol: 17, bytes };
}

/** Its fields, each widened to whole words, which changes no sum: RFC 9293, section 3.1; RFC 8200, section 8.1. */
function pseudoHeader({ from, to }: Probe, protocol: number, length: number): Buffer {
  const rest = Buffer.alloc(8);
  rest.writeUInt32BE(length, 0);
  rest.writeUInt32BE(protocol, 4);
  return Buffer.concat([addressBytes(from), addressBytes(to), rest]);
}
