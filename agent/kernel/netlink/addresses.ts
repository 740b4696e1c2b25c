/** Interface addresses and routes as RTM_*ADDR and RTM_*ROUTE (struct ifaddrmsg, rtmsg; rtnetlink(7)). */
import { ipText } from './address-bytes.js';
import {
  AF_INET,
  AF_UNSPEC,
  IFA_ADDRESS,
  IFA_LOCAL,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  RT_TABLE_MAIN,
  RTA_DST,
  RTA_TABLE,
  RTM_DELADDR,
  RTM_DELROUTE,
  RTM_GETADDR,
  RTM_GETROUTE,
  RTM_NEWADDR,
  RTM_NEWROUTE,
} from './constants.js';
import { findAttribute, type MessageWriter, type NetlinkMessage } from './message.js';

const IFADDRMSG_BYTES = 8;
const RTMSG_BYTES = 12;

export interface KernelAddress {
  readonly ifindex: number;
  /** With prefix length. */
  readonly address: string;
  readonly linkLocal: boolean;
  readonly gone: boolean;
}

const SCOPE_LINK = 253;

/** The address of an RTM_NEWADDR or RTM_DELADDR, undefined for other messages. */
export function readAddress({ type, body }: NetlinkMessage): KernelAddress | undefined {
  if ((type !== RTM_NEWADDR && type !== RTM_DELADDR) || body.length < IFADDRMSG_BYTES) {
    return undefined;
  }
  const local = findAttribute(body, IFADDRMSG_BYTES, IFA_LOCAL);
  const bytes = local ?? findAttribute(body, IFADDRMSG_BYTES, IFA_ADDRESS);
  if (!bytes) return undefined;
  return {
    ifindex: body.readUInt32LE(4),
    address: `${ipText(bytes)}/${body.readUInt8(1)}`,
    linkLocal: body.readUInt8(3) === SCOPE_LINK,
    gone: type === RTM_DELADDR,
  };
}

export interface KernelRoute {
  /** Destination with prefix length, undefined for a default route. */
  readonly destination: string | undefined;
  readonly table: number;
  /** Who made it (rtm_protocol). */
  readonly protocol: number;
  readonly gone: boolean;
}

/** Asks for the addresses of all interfaces, of both families. */
export function writeAddressDump(writer: MessageWriter, seq: number): void {
  writer.begin(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, seq);
  writer.u32(AF_UNSPEC).u32(0).end();
}

/** Asks for all routes, of both families. */
export function writeRouteDump(writer: MessageWriter, seq: number): void {
  writer.begin(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, seq);
  writer.u32(AF_UNSPEC).u32(0).u32(0).end();
}

/** Asks for all IPv4 routes. */
export function writeIpv4RouteDump(writer: MessageWriter, seq: number): void {
  writer.begin(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, seq);
  writer.u32(AF_INET).u32(0).u32(0).end();
}

/** The route of an RTM_NEWROUTE or RTM_DELROUTE, undefined for other messages. */
export function readRoute({ type, body }: NetlinkMessage): KernelRoute | undefined {
  if ((type !== RTM_NEWROUTE && type !== RTM_DELROUTE) || body.length < RTMSG_BYTES) {
    return undefined;
  }
  const destination = findAttribute(body, RTMSG_BYTES, RTA_DST);
  const table = findAttribute(body, RTMSG_BYTES, RTA_TABLE)?.readUInt32LE(0) ?? body.readUInt8(4);
  return {
    destination: destination && `${ipText(destination)}/${body.readUInt8(1)}`,
    table,
    protocol: body.readUInt8(5),
    gone: type === RTM_DELROUTE,
  };
}

export function isMainRoute({ table }: KernelRoute): boolean {
  return table === RT_TABLE_MAIN;
}
