/** Interfaces and routes of a namespace from three dumps, without a program: RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE (rtnetlink(7)). */
import type { InNamespace, NamespaceReader } from '../namespace-reader.js';
import type { Native } from '../native/native.js';
import { OWN_NETNS } from '../naming.js';
import type { AddressJson, RouteJson } from '../parse/workload.js';
import { ipText } from './address-bytes.js';
import { readAddress, writeAddressDump, writeRouteDump } from './addresses.js';
import {
  AF_INET,
  AF_INET6,
  IFA_F_SECONDARY,
  IFF_NOARP,
  IFF_UP,
  RT_TABLE_MAIN,
  RTA_DST,
  RTA_GATEWAY,
  RTA_OIF,
  RTA_PRIORITY,
  RTA_TABLE,
  RTM_F_CLONED,
  RTM_NEWROUTE,
  RTN_UNICAST,
} from './constants.js';
import { readLink, readLinkMac, writeLinkDump } from './links.js';
import { findAttribute, type NetlinkMessage } from './message.js';
import { NetlinkRoom, NetlinkSocket } from './socket.js';

type Address = NonNullable<AddressJson['addr_info']>[number];

const RTMSG_BYTES = 12;
const FAMILIES = new Map<number, 4 | 6>([
  [AF_INET, 4],
  [AF_INET6, 6],
]);

interface Route {
  readonly json: RouteJson;
  readonly ifindex: number | undefined;
  readonly isUnicast: boolean;
}

export class NamespaceDumps implements NamespaceReader {
  readonly #native: Native;
  readonly #room = new NetlinkRoom();

  constructor(native: Native) {
    this.#native = native;
  }

  workload(path: string): Promise<InNamespace> {
    return this.#read(path, ({ isUnicast }) => isUnicast);
  }

  gatewayEnd(path: string): Promise<InNamespace> {
    return this.#read(path, ({ json }) => json.family === 4 && json.table === undefined);
  }

  host(path: string | undefined): Promise<InNamespace> {
    return this.#read(path ?? OWN_NETNS, ({ json }) => json.table === undefined);
  }

  async #read(path: string, isWanted: (route: Route) => boolean): Promise<InNamespace> {
    // Not kept: an open socket keeps its namespace alive.
    const socket = NetlinkSocket.open(this.#native, path, this.#room);
    try {
      const links = await socket.dump(writeLinkDump, linkOf);
      const addresses = await socket.dump(writeAddressDump, addressOf);
      const routes = await socket.dump(writeRouteDump, routeOf);
      return {
        links: links.map(({ ifindex, json }) => {
          const own = addresses.filter((one) => one.ifindex === ifindex);
          return { ...json, addr_info: own.map((one) => one.json) };
        }),
        routes: routes.filter(isWanted).map(({ json, ifindex }) => {
          const dev = links.find((link) => link.ifindex === ifindex)?.json.ifname;
          return dev === undefined ? json : { ...json, dev };
        }),
      };
    } finally {
      socket.close();
    }
  }
}

function linkOf(message: NetlinkMessage): { ifindex: number; json: AddressJson } | undefined {
  const link = readLink(message);
  if (!link) return undefined;
  const flags = message.body.readUInt32LE(8);
  const words = [...((flags & IFF_UP) === 0 ? [] : ['UP'])];
  if ((flags & IFF_NOARP) !== 0) words.push('NOARP');
  const address = readLinkMac(message);
  const { ifindex, name, mtu } = link;
  const json = { ifname: name, mtu, flags: words, ...(address !== undefined && { address }) };
  return { ifindex, json };
}

function addressOf(message: NetlinkMessage): { ifindex: number; json: Address } | undefined {
  const known = readAddress(message);
  if (!known) return undefined;
  const [local = '', length = ''] = known.address.split('/');
  const [family = 0, , flags = 0] = message.body;
  const secondary = family === AF_INET && (flags & IFA_F_SECONDARY) !== 0;
  const scope = known.linkLocal ? 'link' : 'global';
  const json = { local, prefixlen: Number(length), scope, ...(secondary && { secondary }) };
  return { ifindex: known.ifindex, json };
}

/** Of IPv4 or IPv6; what the kernel keeps for a single destination only is none. */
function routeOf({ type, body }: NetlinkMessage): Route | undefined {
  if (type !== RTM_NEWROUTE || body.length < RTMSG_BYTES) return undefined;
  if ((body.readUInt32LE(8) & RTM_F_CLONED) !== 0) return undefined;
  const family = FAMILIES.get(body.readUInt8(0));
  const ifindex = numberAt(body, RTA_OIF);
  const isUnicast = body.readUInt8(7) === RTN_UNICAST;
  return family && { json: routeJson(family, body), ifindex, isUnicast };
}

function routeJson(family: 4 | 6, body: Buffer): RouteJson {
  const [, length = 0, , , shortTable = 0, protocol = 0] = body;
  const destination = ipAt(body, RTA_DST);
  const gateway = ipAt(body, RTA_GATEWAY);
  const metric = numberAt(body, RTA_PRIORITY);
  const table = numberAt(body, RTA_TABLE) ?? shortTable;
  return {
    family,
    dst: destination === undefined ? 'default' : `${destination}/${length}`,
    protocol: String(protocol),
    ...(gateway !== undefined && { gateway }),
    ...(metric !== undefined && { metric }),
    ...(table !== RT_TABLE_MAIN && { table: String(table) }),
  };
}

function numberAt(body: Buffer, attribute: number): number | undefined {
  return findAttribute(body, RTMSG_BYTES, attribute)?.readUInt32LE(0);
}

function ipAt(body: Buffer, attribute: number): string | undefined {
  const bytes = findAttribute(body, RTMSG_BYTES, attribute);
  return bytes && ipText(bytes);
}
