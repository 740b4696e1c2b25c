/** Links as they are made and changed: RTM_NEWLINK, RTM_DELLINK and RTM_NEWLINKPROP (struct ifinfomsg; rtnetlink(7), <linux/if_link.h>). */
import { ipBytesOf, macBytesOf } from './address-bytes.js';
import {
  AF_INET6,
  IFF_NOARP,
  IFF_UP,
  IFLA_ADDRESS,
  IFLA_AF_SPEC,
  IFLA_ALT_IFNAME,
  IFLA_BR_FORWARD_DELAY,
  IFLA_BR_MCAST_SNOOPING,
  IFLA_BRPORT_LEARNING,
  IFLA_BRPORT_UNICAST_FLOOD,
  IFLA_GROUP,
  IFLA_IFALIAS,
  IFLA_IFNAME,
  IFLA_INET6_ADDR_GEN_MODE,
  IFLA_INFO_DATA,
  IFLA_INFO_KIND,
  IFLA_INFO_SLAVE_DATA,
  IFLA_INFO_SLAVE_KIND,
  IFLA_LINKINFO,
  IFLA_MASTER,
  IFLA_MTU,
  IFLA_NET_NS_FD,
  IFLA_PROP_LIST,
  IFLA_VXLAN_ID,
  IFLA_VXLAN_LEARNING,
  IFLA_VXLAN_LOCAL,
  IFLA_VXLAN_LOCAL6,
  IFLA_VXLAN_PORT,
  IFLA_VXLAN_PROXY,
  IN6_ADDR_GEN_MODE_NONE,
  NLA_F_NESTED,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REQUEST,
  RTM_DELLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  VETH_INFO_PEER,
} from './constants.js';
import type { MessageWriter, Request } from './message.js';

const NEW = NLM_F_CREATE | NLM_F_EXCL;

interface NewLink {
  readonly name: string;
  readonly mtu: number;
  readonly group: number;
}

export function addBridge({ name, mtu, group }: NewLink): Request {
  return link({ flags: NEW }, (writer) => {
    basics(writer, { name, mtu, group });
    info(writer, 'bridge', (data) =>
      // Without the delay, which is for STP: else the kernel tells of every port once more when its delay is over.
      data.attributeU8(IFLA_BR_MCAST_SNOOPING, 0).attributeU32(IFLA_BR_FORWARD_DELAY, 0),
    );
  });
}

interface NewVxlan extends NewLink {
  readonly vni: number;
  readonly local: string;
  readonly port: number;
}

/** Sent in the host's namespace, where the UDP socket then stays. `fabric` is an open descriptor of the device's. */
export function addVxlan(
  { name, mtu, group, vni, local, port }: NewVxlan,
  fabric: number,
): Request {
  const address = ipBytesOf(local);
  const family = address.length === 4 ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6;
  return link({ flags: NEW }, (writer) => {
    basics(writer, { name, mtu, group });
    writer.attributeU32(IFLA_NET_NS_FD, fabric);
    info(writer, 'vxlan', (data) =>
      data
        .attributeU32(IFLA_VXLAN_ID, vni)
        .attribute(family, address)
        .attributeU8(IFLA_VXLAN_LEARNING, 0)
        .attributeU8(IFLA_VXLAN_PROXY, 1)
        .attribute(IFLA_VXLAN_PORT, Uint8Array.of(port >> 8, port & 0xff)),
    );
  });
}

/** `netns` is an open descriptor of the namespace that the other end, `ifname`, is made in. */
export function addVeth(
  { name, mtu, group, ifname, mac }: NewLink & { readonly ifname: string; readonly mac: string },
  netns: number,
): Request {
  const address = macBytesOf(mac);
  return link({ flags: NEW }, (writer) => {
    basics(writer, { name, mtu, group });
    info(writer, 'veth', (data) =>
      data.nest(VETH_INFO_PEER, (peer) => {
        ifinfomsg(peer, {});
        peer
          .attributeText(IFLA_IFNAME, ifname)
          .attributeU32(IFLA_MTU, mtu)
          .attribute(IFLA_ADDRESS, address)
          .attributeU32(IFLA_NET_NS_FD, netns);
      }),
    );
  });
}

/** Owner marks are such. */
export function setAlias(ifindex: number, text: string): Request {
  return link({ ifindex }, (writer) => writer.attributeText(IFLA_IFALIAS, text));
}

/** No link-local address is made up for it. */
export function withoutAddresses(ifindex: number): Request {
  return link({ ifindex }, (writer) =>
    writer.nest(IFLA_AF_SPEC, (families) =>
      families.nest(AF_INET6, (inet6) =>
        inet6.attributeU8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE),
      ),
    ),
  );
}

export function setMtu(ifindex: number, mtu: number): Request {
  return link({ ifindex }, (writer) => writer.attributeU32(IFLA_MTU, mtu));
}

export function setMac(ifindex: number, mac: string): Request {
  const address = macBytesOf(mac);
  return link({ ifindex }, (writer) => writer.attribute(IFLA_ADDRESS, address));
}

export function setMaster(ifindex: number, bridge: number): Request {
  return link({ ifindex }, (writer) => writer.attributeU32(IFLA_MASTER, bridge));
}

export function setUp(ifindex: number): Request {
  return link({ ifindex, up: true }, () => undefined);
}

/** The link asks for MACs, and answers who asks. */
export function setArp(ifindex: number): Request {
  return (writer, seq) => {
    writer.begin(RTM_NEWLINK, NLM_F_REQUEST, seq);
    writer.u32(0).u32(ifindex).u32(0).u32(IFF_NOARP).end();
  };
}

/** Attributes of a link of this kind, while it lives. */
export function changeLink(
  ifindex: number,
  kind: string,
  data: (writer: MessageWriter) => unknown,
): Request {
  return link({ ifindex }, (writer) => info(writer, kind, data));
}

/** A port that teaches the bridge nothing; `guarded`: frames for unknown destinations do not reach it either. */
export function mutePort(ifindex: number, { guarded }: { readonly guarded: boolean }): Request {
  return setPort(ifindex, (port) => {
    port.attributeU8(IFLA_BRPORT_LEARNING, 0);
    if (guarded) port.attributeU8(IFLA_BRPORT_UNICAST_FLOOD, 0);
  });
}

export function setPort(ifindex: number, attributes: (port: MessageWriter) => unknown): Request {
  return link({ ifindex }, (writer) =>
    writer.nest(IFLA_LINKINFO, (linkinfo) =>
      linkinfo.attributeText(IFLA_INFO_SLAVE_KIND, 'bridge').nest(IFLA_INFO_SLAVE_DATA, attributes),
    ),
  );
}

export function addAltname(ifindex: number, altname: string): Request {
  const flags = NEW | NLM_F_APPEND;
  return link({ type: RTM_NEWLINKPROP, flags, ifindex }, (writer) =>
    writer.nest(IFLA_PROP_LIST | NLA_F_NESTED, (list) =>
      list.attributeText(IFLA_ALT_IFNAME, altname),
    ),
  );
}

export function deleteLink(name: string): Request {
  return link({ type: RTM_DELLINK }, (writer) => writer.attributeText(IFLA_IFNAME, name));
}

interface Head {
  readonly type?: number;
  readonly flags?: number;
  readonly ifindex?: number;
  readonly up?: true;
}

function link(
  { type = RTM_NEWLINK, flags = 0, ...head }: Head,
  attributes: (writer: MessageWriter) => unknown,
): Request {
  return (writer, seq) => {
    writer.begin(type, NLM_F_REQUEST | flags, seq);
    ifinfomsg(writer, head);
    attributes(writer);
    writer.end();
  };
}

function ifinfomsg(
  writer: MessageWriter,
  { ifindex = 0, up = false }: { readonly ifindex?: number; readonly up?: boolean },
): void {
  const flags = up ? IFF_UP : 0;
  writer.u32(0).u32(ifindex).u32(flags).u32(flags);
}

function basics(writer: MessageWriter, { name, mtu, group }: NewLink): void {
  writer
    .attributeText(IFLA_IFNAME, name)
    .attributeU32(IFLA_MTU, mtu)
    .attributeU32(IFLA_GROUP, group);
}

function info(writer: MessageWriter, kind: string, data: (writer: MessageWriter) => unknown): void {
  writer.nest(IFLA_LINKINFO, (linkinfo) =>
    linkinfo.attributeText(IFLA_INFO_KIND, kind).nest(IFLA_INFO_DATA, data),
  );
}
