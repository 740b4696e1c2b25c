/** What holds of every state, however it came about. */
import { containsIp, parseCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { StateView } from '../../server/state/view.js';

/** Throws for an address, MAC, name or VNI given twice, a lease without an owner, a subnet that miscounts. */
export function checkSound(state: StateView): void {
  const seen = new Set<string>();
  const claim = (key: string): void => {
    if (seen.has(key)) throw new Error(`given twice: ${key}`);
    seen.add(key);
  };
  for (const network of state.networks()) claim(`vni ${network.vni}`);
  for (const endpoint of state.endpoints()) {
    const network = state.network(endpoint.network);
    const node = state.node(endpoint.node, 'worker');
    if (!network || !node) throw new Error(`${endpoint.id} has no owner`);
    claim(`${network.id} mac ${endpoint.mac}`);
    claim(`${network.id} name ${endpoint.name}`);
    for (const address of endpoint.addresses) {
      claim(`${network.id} ${address}`);
      const { ip } = parseInterfaceAddress(address);
      const home = network.subnets.filter(({ cidr }) => containsIp(parseCidr(cidr), ip));
      if (home.length !== 1) throw new Error(`${address} lies in ${home.length} subnets`);
      if (address.startsWith(`${home[0]!.gateway}/`)) throw new Error(`${address} is the gateway`);
    }
  }
  for (const subnet of state.subnets()) {
    const { total, used, reserved, free } = state.usage(subnet.id);
    if (total !== used + reserved + free || free < 0) throw new Error(`${subnet.id} miscounts`);
    const leases = [...state.endpointsOf(subnet.network)].flatMap((e) => e.addresses);
    const cidr = parseCidr(subnet.cidr);
    const inside = leases.filter((text) => containsIp(cidr, parseInterfaceAddress(text).ip));
    if (inside.length !== used) throw new Error(`${subnet.id}: ${used} used of ${inside.length}`);
  }
}
