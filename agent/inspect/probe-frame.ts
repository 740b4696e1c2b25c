/** Finds a probe and its answers in frames: bare, behind VLAN tags, or in a tunnel (RFC 7348, section 5). Pure. */
import { PROBE_COPIES, PROBE_MARK_STEP } from '../../model/probe.js';

const ETHERNET = 14;
const VLAN_TYPES = new Set([0x8100, 0x88a8]);
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const IPV6_HEADER = 40;
const [ICMP, TCP, UDP, ICMPV6] = [1, 6, 17, 58];
/** Headers of UDP and VXLAN. */
const TUNNEL = 16;
const ECHOES = new Set([0, 8, 128, 129]);

export interface Wanted {
  readonly mark: number;
  /** In the order of the network: 4 or 16 bytes. */
  readonly from: Buffer;
  readonly to: Buffer;
  /** UDP port of the tunnels. */
  readonly dataPort: number;
}

export interface Found {
  readonly way: 'there' | 'back';
  /** Which copy, from 0. */
  readonly copy: number;
}

interface Packet {
  readonly from: Buffer;
  readonly to: Buffer;
  readonly protocol: number;
  /** Where the header behind that of IP begins. */
  readonly at: number;
}

/** Undefined: another packet, or too short to tell. */
export function findProbe(frame: Buffer, wanted: Wanted): Found | undefined {
  let packet = packetOf(frame, 0);
  if (packet?.protocol === UDP && wordOf(frame, packet.at + 2, 2) === wanted.dataPort) {
    packet = packetOf(frame, packet.at + TUNNEL);
  }
  if (!packet) return undefined;
  const way = wayOf(packet, wanted);
  const word = way && markOf(frame, packet, way);
  if (way === undefined || word === undefined) return undefined;
  const distance = (word - wanted.mark) / PROBE_MARK_STEP;
  const isCopy = Number.isInteger(distance) && distance >= 0 && distance < PROBE_COPIES;
  return isCopy ? { way, copy: distance } : undefined;
}

function wayOf({ from, to }: Packet, wanted: Wanted): Found['way'] | undefined {
  if (from.equals(wanted.from) && to.equals(wanted.to)) return 'there';
  if (from.equals(wanted.to) && to.equals(wanted.from)) return 'back';
  return undefined;
}

function markOf(frame: Buffer, packet: Packet, way: Found['way']): number | undefined {
  const { protocol, at } = packet;
  if (protocol === TCP) {
    // An acknowledgement names the next byte after the SYN that it answers. RFC 9293, section 3.4.
    if (way === 'there') return wordOf(frame, at + 4);
    const acknowledged = wordOf(frame, at + 8);
    return acknowledged === undefined ? undefined : acknowledged - 1;
  }
  if (protocol === UDP) return wordOf(frame, at + 8);
  if (protocol !== ICMP && protocol !== ICMPV6) return undefined;
  const type = frame[at];
  if (type === undefined || ECHOES.has(type)) return wordOf(frame, at + 8);
  // An error quotes what it is about. RFC 792, RFC 4443.
  const quoted = ipOf(frame, at + 8);
  if (!quoted) return undefined;
  return wordOf(frame, quoted.at + (quoted.protocol === TCP ? 4 : 8));
}

/** Behind the Ethernet header at `start`. */
function packetOf(frame: Buffer, start: number): Packet | undefined {
  let at = start + ETHERNET;
  let type = wordOf(frame, at - 2, 2);
  while (type !== undefined && VLAN_TYPES.has(type)) {
    at += 4;
    type = wordOf(frame, at - 2, 2);
  }
  return type === IPV4 || type === IPV6 ? ipOf(frame, at) : undefined;
}

function ipOf(frame: Buffer, at: number): Packet | undefined {
  const first = frame[at] ?? 0;
  const version = first >> 4;
  const bytes = version === 4 ? (first & 0xf) * 4 : IPV6_HEADER;
  if ((version !== 4 && version !== 6) || frame.length < at + bytes) return undefined;
  const [source, size, next] = version === 4 ? [12, 4, 9] : [8, 16, 6];
  return {
    from: frame.subarray(at + source, at + source + size),
    to: frame.subarray(at + source + size, at + source + 2 * size),
    protocol: frame[at + next] ?? 0,
    at: at + bytes,
  };
}

function wordOf(frame: Buffer, at: number, bytes = 4): number | undefined {
  return frame.length < at + bytes ? undefined : frame.readUIntBE(at, bytes);
}
