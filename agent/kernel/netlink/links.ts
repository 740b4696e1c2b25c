/** Links as RTM_NEWLINK, RTM_DELLINK and RTM_GETLINK (struct ifinfomsg; rtnetlink(7)), as far as watching needs them. */
import { macText } from './address-bytes.js';
import {
  AF_BRIDGE,
  IFF_RUNNING,
  IFF_UP,
  IFLA_ADDRESS,
  IFLA_BRPORT_LEARNING,
  IFLA_BRPORT_UNICAST_FLOOD,
  IFLA_EXT_MASK,
  IFLA_IFNAME,
  IFLA_LINK_NETNSID,
  IFLA_MASTER,
  IFLA_MTU,
  IFLA_PROTINFO,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  RTEXT_FILTER_SKIP_STATS,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_NEWLINK,
} from './constants.js';
import { PORT_TRAITS, type PortTraits, type Trait } from '../port-traits.js';
import { findAttribute, textOf, type MessageWriter, type NetlinkMessage } from './message.js';
import { alteredIn } from './traits.js';

const IFINFOMSG_BYTES = 16;

export interface KernelLink {
  readonly ifindex: number;
  readonly name: string;
  readonly up: boolean;
  /** Up, and the kernel sends and receives over it. */
  readonly running: boolean;
  readonly mtu: number;
  /** Index of its bridge. */
  readonly master: number | undefined;
  /** Number of the namespace that its other end is in, where it is another one. */
  readonly endsIn: number | undefined;
  /** Told by its bridge: of the port, not of the device. */
  readonly ofBridge: boolean;
  /** Of a bridge's port: neither learns nor is flooded. */
  readonly guarded: boolean;
  /** Of a bridge's port: what is otherwise of it than ports are to be. */
  readonly altered: readonly Trait[];
  readonly gone: boolean;
}

/** Asks for one link. Answered by ENODEV where there is none. */
export function writeLinkRequest(
  writer: MessageWriter,
  link: { readonly name: string } | { readonly ifindex: number },
  seq: number,
): void {
  writer.begin(RTM_GETLINK, NLM_F_REQUEST, seq);
  writeIfinfomsg(writer, 'ifindex' in link ? link.ifindex : 0);
  writer.attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  if ('name' in link) writer.attribute(IFLA_IFNAME, Buffer.from(`${link.name}\0`));
  writer.end();
}

export function writeLinkDump(writer: MessageWriter, seq: number): void {
  writer.begin(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, seq);
  writeIfinfomsg(writer, 0);
  writer.attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS).end();
}

function writeIfinfomsg(writer: MessageWriter, ifindex: number): void {
  writer.u32(0).u32(ifindex).u32(0).u32(0);
}

/** The link of an RTM_NEWLINK or RTM_DELLINK, undefined for other messages. `ports`: how ports are to be. */
export function readLink(
  { type, body }: NetlinkMessage,
  ports: PortTraits = PORT_TRAITS,
): KernelLink | undefined {
  if ((type !== RTM_NEWLINK && type !== RTM_DELLINK) || body.length < IFINFOMSG_BYTES) {
    return undefined;
  }
  const name = textOf(findAttribute(body, IFINFOMSG_BYTES, IFLA_IFNAME));
  if (name === undefined) return undefined;
  const flags = body.readUInt32LE(8);
  const ofBridge = body.readUInt8(0) === AF_BRIDGE;
  const protinfo = ofBridge ? findAttribute(body, IFINFOMSG_BYTES, IFLA_PROTINFO) : undefined;
  const running = (flags & IFF_RUNNING) !== 0;
  return {
    ifindex: body.readInt32LE(4),
    name,
    up: (flags & IFF_UP) !== 0,
    running,
    mtu: findAttribute(body, IFINFOMSG_BYTES, IFLA_MTU)?.readUInt32LE(0) ?? 0,
    master: findAttribute(body, IFINFOMSG_BYTES, IFLA_MASTER)?.readUInt32LE(0),
    endsIn: findAttribute(body, IFINFOMSG_BYTES, IFLA_LINK_NETNSID)?.readInt32LE(0),
    ofBridge,
    guarded: isGuarded(protinfo),
    altered: alteredIn({ protinfo, running }, ports),
    gone: type === RTM_DELLINK,
  };
}

/** Of the link of an RTM_NEWLINK. */
export function readLinkMac({ body }: NetlinkMessage): string | undefined {
  const mac = findAttribute(body, IFINFOMSG_BYTES, IFLA_ADDRESS);
  return mac && macText(mac);
}

function isGuarded(port: Buffer | undefined): boolean {
  const isOff = (flag: number): boolean =>
    port !== undefined && findAttribute(port, 0, flag)?.[0] === 0;
  return isOff(IFLA_BRPORT_LEARNING) && isOff(IFLA_BRPORT_UNICAST_FLOOD);
}
