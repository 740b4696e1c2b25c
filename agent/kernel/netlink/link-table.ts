/** Links of the fabric and what hangs on them in workloads' namespaces, over netlink and without a program. */
import { closeSync, openSync } from 'node:fs';
import { OvnetError } from '../../../model/errors.js';
import type { Links, Of } from '../links.js';
import type { OpenNetns } from '../namespaces.js';
import { formatMark } from '../parse/owner-mark.js';
import type { OperationResult } from '../port.js';
import { addAddress, addRoute, dropAddress, dropRoute, reachSubnet } from './address-requests.js';
import { macBytesOf } from './address-bytes.js';
import {
  addAltname,
  addBridge,
  addVeth,
  addVxlan,
  deleteLink,
  mutePort,
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
import { pinRow, unpinRow } from './rows.js';
import type { NetlinkSocket } from './socket.js';
import { restoreTraits } from './traits.js';

const ENOENT = 2;
const EEXIST = 17;

export interface LinkPlaces {
  /** Paths of namespaces. */
  readonly fabric: string;
  readonly host: string;
}

/** One operation at a time. */
export class LinkTable implements Links {
  readonly #requester: LinkRequester;
  readonly #places: LinkPlaces;

  constructor(requester: LinkRequester, places: LinkPlaces) {
    this.#requester = requester;
    this.#places = places;
  }

  addBridge(operation: Of<'add-bridge'>): Promise<OperationResult> {
    const { name, mtu, owner, altname } = operation;
    return attempt(async () => {
      const fabric = this.#fabric;
      await this.#requester.all(fabric, [addBridge(operation)]);
      const { ifindex } = linkNamed(fabric, name);
      await this.#requester.all(fabric, [
        // First, so that nothing unmarked is ever in service.
        setAlias(ifindex, formatMark({ owner, port: undefined })),
        // Adding the first port would lower or raise an MTU that was never set.
        setMtu(ifindex, mtu),
        withoutAddresses(ifindex),
        setUp(ifindex),
      ]);
      // Only for humans: another link may have the name already.
      await this.#requester.each(fabric, [addAltname(ifindex, altname)]);
    });
  }

  addVxlan(operation: Of<'add-vxlan'>): Promise<OperationResult> {
    const { name, owner, bridge } = operation;
    return attempt(async () => {
      await this.#makeVxlan(operation);
      const fabric = this.#fabric;
      const { ifindex } = linkNamed(fabric, name);
      await this.#requester.all(fabric, [
        setAlias(ifindex, formatMark({ owner, port: undefined })),
        withoutAddresses(ifindex),
        setMaster(ifindex, linkNamed(fabric, bridge).ifindex),
        mutePort(ifindex, { guarded: false }),
        setUp(ifindex),
      ]);
    });
  }

  plug(operation: Of<'add-port'>, netns: OpenNetns): Promise<OperationResult> {
    return attempt(async () => {
      const inside = this.#requester.open(netns.path);
      try {
        await this.#makeVeth(operation, netns, inside);
        await this.#wire(operation, netns, inside).catch(async (error: unknown) => {
          // All or nothing: the next try starts from scratch.
          await this.#requester.each(this.#fabric, [deleteLink(operation.name)]);
          throw error;
        });
      } finally {
        inside.close();
      }
    });
  }

  repair({ name, ...changes }: Of<'repair-link'>): Promise<OperationResult> {
    const { master, mtu, up, restore = [], mark } = changes;
    return attempt(async () => {
      const fabric = this.#fabric;
      const { ifindex } = linkNamed(fabric, name);
      await this.#requester.all(fabric, [
        ...(mark ? [setAlias(ifindex, formatMark({ owner: mark, port: undefined }))] : []),
        ...(mtu === undefined ? [] : [setMtu(ifindex, mtu)]),
        ...(master === undefined
          ? []
          : [
              setMaster(ifindex, linkNamed(fabric, master).ifindex),
              // Flags of a bridge port are lost when it leaves; ports of endpoints are pinned by an operation of their own.
              mutePort(ifindex, { guarded: false }),
            ]),
        ...restoreTraits(ifindex, restore),
        ...(up ? [setUp(ifindex)] : []),
      ]);
    });
  }

  pin({ name, mac }: Of<'pin-port'>): Promise<OperationResult> {
    return attempt(async () => {
      const { ifindex } = linkNamed(this.#fabric, name);
      const requests = [mutePort(ifindex, { guarded: true }), pinRow(ifindex, macBytesOf(mac))];
      await this.#requester.all(this.#fabric, requests);
    });
  }

  unpin({ name, mac }: Of<'unpin-port'>): Promise<OperationResult> {
    return attempt(async () => {
      const { ifindex } = linkNamed(this.#fabric, name);
      const request = unpinRow(ifindex, macBytesOf(mac));
      const [verdict = MADE] = await this.#requester.each(this.#fabric, [request]);
      if (verdict.errno !== ENOENT) expectDone(verdict);
    });
  }

  remove(name: string): Promise<OperationResult> {
    return attempt(() => this.#requester.remove(this.#fabric, name));
  }

  repairPeer(repair: Of<'repair-peer'>, netns: OpenNetns): Promise<OperationResult> {
    const { ifname, mac, mtu, up, addAddresses, dropAddresses, addRoutes, dropRoutes } = repair;
    const { reach = [] } = repair;
    return attempt(async () => {
      const inside = this.#requester.open(netns.path);
      try {
        const { ifindex } = linkNamed(inside, ifname);
        await this.#requester.all(inside, [
          ...(mac === undefined ? [] : [setMac(ifindex, mac)]),
          ...(mtu === undefined ? [] : [setMtu(ifindex, mtu)]),
          ...(repair.arp ? [setArp(ifindex)] : []),
          ...dropAddresses.map((address) => dropAddress(ifindex, address)),
          ...addAddresses.map((address) => addAddress(ifindex, address)),
          ...(up ? [setUp(ifindex)] : []),
          ...reach.map((address) => reachSubnet(ifindex, address)),
          // What comes in its place is there before a default route goes.
          ...addRoutes.map((route) => addRoute(ifindex, route)),
          ...dropRoutes.map((route) => dropRoute(ifindex, route)),
        ]);
      } finally {
        inside.close();
      }
    });
  }

  /** In the host's namespace, where its UDP socket stays. */
  async #makeVxlan(operation: Of<'add-vxlan'>): Promise<void> {
    const fabric = openSync(this.#places.fabric, 'r');
    try {
      const [verdict = MADE] = await this.#requester.each(this.#host, [
        addVxlan(operation, fabric),
      ]);
      const isTaken = verdict.errno === EEXIST && verdict.text?.includes('VNI already exists');
      if (!isTaken) return expectDone(verdict);
      throw new OvnetError('vni-in-use', `VNI ${operation.vni}: ${verdict.text ?? ''}`);
    } finally {
      closeSync(fabric);
    }
  }

  async #makeVeth(
    operation: Of<'add-port'>,
    netns: OpenNetns,
    inside: NetlinkSocket,
  ): Promise<void> {
    const [verdict = MADE] = await this.#requester.each(this.#fabric, [
      addVeth(operation, netns.fd),
    ]);
    if (verdict.errno !== 0 && findLink(inside, operation.ifname)) {
      const detail = `${operation.ifname} exists in ${operation.netns}`;
      throw new OvnetError('ifname-taken', detail);
    }
    expectDone(verdict);
  }

  async #wire(operation: Of<'add-port'>, netns: OpenNetns, inside: NetlinkSocket): Promise<void> {
    const { name, bridge, mac, owner, endpointId, ifname, addresses, routes } = operation;
    const fabric = this.#fabric;
    const { ifindex } = linkNamed(fabric, name);
    const port = { endpoint: endpointId, netns: operation.netns, ifname, pin: netns.id };
    await this.#requester.all(fabric, [
      setAlias(ifindex, formatMark({ owner, port })),
      withoutAddresses(ifindex),
      setMaster(ifindex, linkNamed(fabric, bridge).ifindex),
      mutePort(ifindex, { guarded: true }),
      setUp(ifindex),
      pinRow(ifindex, macBytesOf(mac)),
    ]);
    const end = linkNamed(inside, ifname).ifindex;
    await this.#requester.all(inside, [
      ...addresses.map((address) => addAddress(end, address)),
      setUp(end),
      setUp(LOOPBACK),
      ...routes.map((route) => addRoute(end, route)),
    ]);
    await whenRunning(fabric, name);
    await whenRunning(inside, ifname);
  }

  get #fabric(): NetlinkSocket {
    return this.#requester.at(this.#places.fabric);
  }

  get #host(): NetlinkSocket {
    return this.#requester.at(this.#places.host);
  }
}
