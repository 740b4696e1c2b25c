/** What holds of every state, however it came about. */
import { containsIp, parseCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { Reservation, Subnet } from '../../model/objects.js';
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
  for (const kept of state.reservations()) soundReservation(state, kept, claim);
  for (const subnet of state.subnets()) soundCounts(state, subnet);
}

/** Kept addresses and MAC are nobody else's; who has one of them has all. */
function soundReservation(
  state: StateView,
  { id, network, name, addresses, mac }: Reservation,
  claim: (key: string) => void,
): void {
  if (!state.network(network)) throw new Error(`${id} has no network`);
  claim(`${network} reservation ${name}`);
  for (const key of [...addresses, mac]) claim(`${network} kept ${key}`);
  for (const endpoint of state.endpointsOf(network)) {
    const has = addresses.filter((one) => endpoint.addresses.includes(one));
    const all = has.length === addresses.length && endpoint.mac === mac;
    const none = has.length === 0 && endpoint.mac !== mac;
    if (!all && !none) throw new Error(`${endpoint.id} has a part of ${id}`);
  }
}

function soundCounts(state: StateView, subnet: Subnet): void {
  const { total, used, reserved, free } = state.usage(subnet.id);
  if (total !== used + reserved + free || free < 0) throw new Error(`${subnet.id} miscounts`);
  const cidr = parseCidr(subnet.cidr);
  const inside = (all: Iterable<{ readonly addresses: readonly string[] }>): string[] =>
    [...all]
      .flatMap(({ addresses }) => addresses)
      .filter((text) => containsIp(cidr, parseInterfaceAddress(text).ip));
  const leases = inside(state.endpointsOf(subnet.network));
  if (leases.length !== used) throw new Error(`${subnet.id}: ${used} used of ${leases.length}`);
  const kept = inside(state.reservationsOf(subnet.network)).filter((one) => !leases.includes(one));
  if (kept.length + 1 !== reserved) {
    throw new Error(`${subnet.id}: ${reserved} reserved for ${kept.length} and the gateway`);
  }
}
