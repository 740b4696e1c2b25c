/** What a host's kernel holds of one endpoint's port, as one line; worked out apart from the agent's planner. */
import { cidrOf, containsIp, formatCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { EndpointSpec, NetworkSpec } from '../../model/desired.js';
import { bridgeName } from '../../agent/kernel/naming.js';
import type { ObservedPort } from '../../agent/kernel/port.js';

type Plugged = Pick<EndpointSpec, 'attachment' | 'mac' | 'addresses'>;

export function plugOf(
  { attachment, mac, addresses }: Plugged,
  { vni, mtu }: NetworkSpec,
  subnets: readonly string[],
): string {
  const isTap = attachment?.tap !== undefined;
  const place = isTap ? 'tap::' : (attachment?.netns ?? '');
  const link = [bridgeName(vni), mtu, true, mac];
  const peer = [place, attachment?.ifname, mac, mtu, true, 'asks', 'reached'];
  const own = isTap ? [] : addresses;
  return [...link, ...peer, ...[...own].sort(), ...routesOf(own, subnets)].join();
}

export function describePort(port: ObservedPort | undefined): string | undefined {
  if (!port?.peer) return undefined;
  const { master, mtu, up, pinnedMac, peer } = port;
  const { netns, ifname, mac, noArp, unreached } = peer;
  const state = [noArp ? 'asks nobody' : 'asks', unreached?.join(' ') ?? 'reached'];
  const inside = [netns, ifname, mac, peer.mtu, peer.up, ...state];
  const [addresses, routes] = [[...peer.addresses].sort(), [...peer.routes].sort()];
  return [master, mtu, up, pinnedMac, ...inside, ...addresses, ...routes].join();
}

/** To subnets of the network that none of its addresses is in, of the families that it has. */
function routesOf(addresses: readonly string[], subnets: readonly string[]): string[] {
  const own = addresses.map((text) => parseInterfaceAddress(text).ip);
  return subnets
    .map((text) => parseInterfaceAddress(text))
    .map(({ ip, prefix }) => cidrOf(ip, prefix ?? 0))
    .filter(({ network }) => own.some(({ family }) => family === network.family))
    .filter((cidr) => !own.some((ip) => containsIp(cidr, ip)))
    .map(formatCidr)
    .sort();
}
