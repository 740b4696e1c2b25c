/** The gateway bridge and its ports over netlink, in the host's namespace and in workloads', without a program. */
import { OvnetError } from '../../../model/errors.js';
import { GATEWAY_METRIC, type GatewayPlace } from '../egress-lines.js';
import type { GatewayLinks, Of } from '../gateway-links.js';
import type { OpenNetns } from '../namespaces.js';
import { gatewayMac } from '../naming.js';
import { formatGatewayMark } from '../parse/egress.js';
import { ROUTE_PROTOCOL } from '../parse/workload.js';
import type { OperationResult } from '../port.js';
import { GATEWAY_PORT_TRAITS } from '../port-traits.js';
import {
  addAddress,
  addDefaultRoute,
  dropAddress,
  dropRoute,
  reachSubnet,
} from './address-requests.js';
import { isMainRoute, readRoute, writeIpv4RouteDump } from './addresses.js';
import {
  addBridge,
  addVeth,
  setAlias,
  setArp,
  setMac,
  setMaster,
  setMtu,
  setUp,
  withoutAddresses,
} from './link-requests.js';
import {
  attempt,
  expectDone,
  findLink,
  linkNamed,
  LOOPBACK,
  MADE,
  whenRunning,
  type LinkRequester,
} from './link-requester.js';
import type { Request } from './message.js';
import type { NetlinkSocket } from './socket.js';
import { restoreTraits } from './traits.js';

/** One operation at a time. */
export class GatewayTable implements GatewayLinks {
  readonly #requester: LinkRequester;
  readonly #path: string;

  /** `host` is the path of the namespace. */
  constructor(requester: LinkRequester, host: string) {
    this.#requester = requester;
    this.#path = host;
  }

  addBridge(operation: Of<'add-gateway'>, place: GatewayPlace): Promise<OperationResult> {
    const { name, mtu, address, owner, guarded } = operation;
    const mark = formatGatewayMark({ fabric: place.fabric, owner, address, guarded });
    return attempt(async () => {
      const host = this.#host;
      await this.#requester.all(host, [addBridge({ name, mtu, group: place.group })]);
      await this.#orRemove(name, async () => {
        const { ifindex } = linkNamed(host, name);
        await this.#requester.all(host, [
          // First, so that nothing unmarked is ever in service.
          setAlias(ifindex, mark),
          // Adding the first port would lower or raise an MTU that was never set.
          setMtu(ifindex, mtu),
          withoutAddresses(ifindex),
          addAddress(ifindex, address),
          setUp(ifindex),
        ]);
      });
    });
  }

  repairBridge(
    { name, ...changes }: Of<'repair-gateway'>,
    { fabric }: GatewayPlace,
  ): Promise<OperationResult> {
    const { mtu, address, up, reach, restore = [], mark } = changes;
    return attempt(async () => {
      const { ifindex } = linkNamed(this.#host, name);
      await this.#requester.all(this.#host, [
        ...(mark ? [setAlias(ifindex, formatGatewayMark({ fabric, ...mark }))] : []),
        ...(mtu === undefined ? [] : [setMtu(ifindex, mtu)]),
        ...(address === undefined ? [] : [addAddress(ifindex, address)]),
        ...restoreTraits(ifindex, restore),
        ...(up ? [setUp(ifindex)] : []),
        ...(reach === undefined ? [] : [reachSubnet(ifindex, reach)]),
      ]);
    });
  }

  plug(
    operation: Of<'add-gateway-port'>,
    place: GatewayPlace,
    netns: OpenNetns,
  ): Promise<OperationResult> {
    return this.#in(netns, async (inside) => {
      await this.#makeVeth(operation, place, { netns, inside });
      await this.#orRemove(operation.name, async () => {
        await this.#wire(operation, place, netns);
        await this.#plumb(operation, inside);
        await whenRunning(this.#host, operation.name);
        await whenRunning(inside, operation.ifname);
      });
    });
  }

  repairPort(operation: Of<'repair-gateway-port'>): Promise<OperationResult> {
    const { name, master, restore = [], mtu, up } = operation;
    return attempt(async () => {
      const host = this.#host;
      const { ifindex } = linkNamed(host, name);
      await this.#requester.all(host, [
        ...(mtu === undefined ? [] : [setMtu(ifindex, mtu)]),
        // Flags of a port are lost when it leaves its bridge.
        ...(master === undefined
          ? []
          : [setMaster(ifindex, linkNamed(host, master).ifindex), ...isolated(ifindex)]),
        ...restoreTraits(ifindex, restore, GATEWAY_PORT_TRAITS),
        ...(up ? [setUp(ifindex)] : []),
      ]);
    });
  }

  repairInside(operation: Of<'repair-gateway-port'>, netns: OpenNetns): Promise<OperationResult> {
    const { ifname, mac, mtu, up, addAddresses, dropAddresses, addVia, dropVia } = operation;
    const { reach = [], arp } = operation;
    return this.#in(netns, async (inside) => {
      const { ifindex } = linkNamed(inside, ifname);
      await this.#requester.all(inside, [
        ...(mac === undefined ? [] : [setMac(ifindex, mac)]),
        ...(mtu === undefined ? [] : [setMtu(ifindex, mtu)]),
        ...(arp ? [setArp(ifindex)] : []),
        ...(dropVia === undefined ? [] : [dropRoute(ifindex, `default via ${dropVia}`)]),
        ...dropAddresses.map((address) => dropAddress(ifindex, address)),
        ...addAddresses.map((address) => addAddress(ifindex, address)),
        ...(up ? [setUp(ifindex)] : []),
        ...reach.map((address) => reachSubnet(ifindex, address)),
      ]);
      if (addVia !== undefined) await this.#routeOut(inside, ifindex, addVia);
    });
  }

  remove(name: string): Promise<OperationResult> {
    return attempt(() => this.#requester.remove(this.#host, name));
  }

  async #makeVeth(
    operation: Of<'add-gateway-port'>,
    place: GatewayPlace,
    { netns, inside }: { readonly netns: OpenNetns; readonly inside: NetlinkSocket },
  ): Promise<void> {
    const { name, mtu, ifname, address } = operation;
    const mac = gatewayMac(address);
    const veth = addVeth({ name, mtu, group: place.group, ifname, mac }, netns.fd);
    const [verdict = MADE] = await this.#requester.each(this.#host, [veth]);
    if (verdict.errno !== 0 && findLink(inside, ifname)) {
      throw new OvnetError('ifname-taken', `${ifname} exists in ${operation.netns}`);
    }
    expectDone(verdict);
  }

  async #wire(
    operation: Of<'add-gateway-port'>,
    place: GatewayPlace,
    netns: OpenNetns,
  ): Promise<void> {
    const { name, bridge, ifname, address, owner } = operation;
    const port = { netns: operation.netns, ifname, pin: netns.id };
    const mark = formatGatewayMark({ fabric: place.fabric, owner, address, port });
    const host = this.#host;
    const { ifindex } = linkNamed(host, name);
    await this.#requester.all(host, [
      setAlias(ifindex, mark),
      withoutAddresses(ifindex),
      setMaster(ifindex, linkNamed(host, bridge).ifindex),
      ...isolated(ifindex),
      setUp(ifindex),
    ]);
  }

  async #plumb(
    { ifname, address, via }: Of<'add-gateway-port'>,
    inside: NetlinkSocket,
  ): Promise<void> {
    const { ifindex } = linkNamed(inside, ifname);
    await this.#requester.all(inside, [
      withoutAddresses(ifindex),
      addAddress(ifindex, address),
      setUp(ifindex),
      setUp(LOOPBACK),
    ]);
    await this.#routeOut(inside, ifindex, via);
  }

  /** Beside a default route of a network with a router, which goes before it; never beside somebody else's. */
  async #routeOut(inside: NetlinkSocket, ifindex: number, via: string): Promise<void> {
    const routes = await inside.dump(writeIpv4RouteDump, readRoute);
    const isForeign = routes.some(
      (route) =>
        isMainRoute(route) && route.destination === undefined && route.protocol !== ROUTE_PROTOCOL,
    );
    const requests: Request[] = isForeign ? [] : [addDefaultRoute(ifindex, via, GATEWAY_METRIC)];
    await this.#requester.all(inside, requests);
  }

  async #orRemove(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // All or nothing: the next try starts from scratch.
      await this.#requester.remove(this.#host, name);
      throw error;
    }
  }

  #in(netns: OpenNetns, work: (inside: NetlinkSocket) => Promise<void>): Promise<OperationResult> {
    return attempt(async () => {
      const inside = this.#requester.open(netns.path);
      try {
        await work(inside);
      } finally {
        inside.close();
      }
    });
  }

  get #host(): NetlinkSocket {
    return this.#requester.at(this.#path);
  }
}

/** A port that reaches the bridge and no other such port. */
function isolated(ifindex: number): Request[] {
  return restoreTraits(ifindex, ['isolated'], GATEWAY_PORT_TRAITS);
}
