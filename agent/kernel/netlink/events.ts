/** Kernel events from what netlink tells of the fabric and, by their number, of the workloads' namespaces. */
import { isGatewayPortName, isPortName, vniOfName } from '../naming.js';
import type { KernelEvent } from '../port.js';
import { GATEWAY_PORT_TRAITS, withoutPin } from '../port-traits.js';
import { isMainRoute, readAddress, readRoute } from './addresses.js';
import { RTM_DELNEIGH } from './constants.js';
import { readLink, type KernelLink } from './links.js';
import type { NetlinkMessage } from './message.js';
import { readRow, type KernelRow } from './rows.js';

export type NameOf = (ifindex: number) => string | undefined;

/** A change in a workload's namespace. What the kernel does there by itself is left out: link-local addresses and routes. */
export function workloadEvent(message: NetlinkMessage): KernelEvent | undefined {
  const link = readLink(message);
  if (link) return { object: 'link', dev: link.name, workload: true };
  const address = readAddress(message);
  if (address) return address.linkLocal ? undefined : { object: 'address', workload: true };
  const route = readRoute(message);
  if (!route || !isMainRoute(route) || route.destination?.startsWith('fe80:')) return undefined;
  return { object: 'route', workload: true };
}

/** A change of a link in the fabric that is ours by its name. */
export function fabricLinkEvent(message: NetlinkMessage, nameOf: NameOf): KernelEvent | undefined {
  const link = readLink(message);
  if (!link || !(isPortName(link.name) || vniOfName(link.name) !== undefined)) return undefined;
  const { guarded, altered } = link;
  if (!link.ofBridge) return linkEvent(link, nameOf);
  const pinned = isPortName(link.name) && { guarded, altered: withoutPin(altered) };
  return portEvent(link, pinned || { altered });
}

/** A change of the gateway bridge of this name, in the host's namespace, or of a port of one. */
export function gatewayLinkEvent(
  message: NetlinkMessage,
  bridge: string,
  nameOf: NameOf,
): KernelEvent | undefined {
  const link = readLink(message, GATEWAY_PORT_TRAITS);
  if (!link || !(link.name === bridge || isGatewayPortName(link.name))) return undefined;
  return link.ofBridge ? portEvent(link, { altered: link.altered }) : linkEvent(link, nameOf);
}

function linkEvent(
  { name: dev, up, mtu, gone, master: index }: KernelLink,
  nameOf: NameOf,
): KernelEvent {
  const event = { object: 'link', dev, ordered: true } as const;
  if (gone) return { ...event, link: { gone } };
  const master = index === undefined ? undefined : nameOf(index);
  return { ...event, link: { gone, up, mtu, master } };
}

/** That a port left its bridge is told of the link too. */
function portEvent(
  { name: dev, gone }: KernelLink,
  told: Pick<KernelEvent, 'guarded' | 'altered'>,
): KernelEvent | undefined {
  return gone ? undefined : { object: 'link', dev, ordered: true, ...told };
}

/** A change of a row of a vxlan device, or of where its bridge finds a MAC. */
export function rowEvent(
  message: NetlinkMessage,
  nameOf: NameOf,
  macOf: NameOf,
): KernelEvent | undefined {
  const row = readRow(message);
  if (!row) return undefined;
  const dev = nameOf(row.ifindex);
  if (dev === undefined) return undefined;
  const deleted = message.type === RTM_DELNEIGH;
  if (row.table === 'neighbour') return neighbourEvent(row, dev, deleted);
  return row.bridged ? bridgedEvent(row, dev, { deleted, macOf }) : fdbEvent(row, dev, deleted);
}

type Fdb = Extract<KernelRow, { table: 'fdb' }>;

function neighbourEvent(
  row: Extract<KernelRow, { table: 'neighbour' }>,
  dev: string,
  deleted: boolean,
): KernelEvent | undefined {
  if (vniOfName(dev) === undefined) return undefined;
  const value = deleted || row.state !== 'permanent' ? undefined : row.mac;
  return { object: 'neighbour', dev, row: { key: row.address, value }, ordered: true };
}

/** Of two tables with rows for the device, the bridge's has no destinations. */
function fdbEvent(row: Fdb, dev: string, deleted: boolean): KernelEvent | undefined {
  const { mac: key, dst, state } = row;
  if (dst === undefined || vniOfName(dev) === undefined) return undefined;
  if (deleted)
    return { object: 'fdb', dev, row: { key, value: undefined, was: dst }, ordered: true };
  const value = state === 'permanent' ? dst : undefined;
  return { object: 'fdb', dev, row: { key, value }, ordered: true };
}

/** At a port of ours. The kernel itself puts the port's own MAC there. */
function bridgedEvent(
  row: Fdb,
  dev: string,
  { deleted, macOf }: { readonly deleted: boolean; readonly macOf: NameOf },
): KernelEvent | undefined {
  if (!isPortName(dev) && vniOfName(dev) === undefined) return undefined;
  const { mac: key, state } = row;
  if (state === 'permanent' && macOf(row.ifindex) === key) return undefined;
  const value = state === 'static' ? key : state;
  const told = { key, value: deleted ? undefined : value };
  return { object: 'fdb', dev, row: told, bridged: true, ordered: true };
}
