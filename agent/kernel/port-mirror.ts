/** The kernel's state indexed for planning, and what each operation does to it: the reconciler's mirror, the fake's truth. */
import { bridged, elsewhere, NO_MACS, pinned, unbridged } from './port-bridged-macs.js';
import { applyEgress, seeEgressLink, unreachedAfter } from './port-egress-mirror.js';
import { isEgressOperation, type EgressOperation, type ObservedEgress } from './port-egress.js';
import { isRowOperation, RowMirror, type DeviceRows } from './port-row-mirror.js';
import { isPortTrait, type Trait } from './port-traits.js';
import type {
  KernelEvent,
  KernelState,
  LinkChange,
  ObservedBridge,
  ObservedChains,
  ObservedFirewall,
  ObservedPeers,
  ObservedPort,
  ObservedVxlan,
  Operation,
  OwnerMark,
  RowChange,
} from './port.js';

/** Read side, as the planner takes it. */
export interface KernelView {
  readonly bridges: ReadonlyMap<string, ObservedBridge>;
  readonly vxlans: ReadonlyMap<string, ObservedVxlan>;
  readonly ports: ReadonlyMap<string, ObservedPort>;
  readonly firewall: ObservedFirewall;
  readonly egress: ObservedEgress | undefined;
  rowsOf(dev: string): DeviceRows;
}

export type FirewallOperation = Extract<Operation, { op: `${string}-firewall` }>;

export function isFirewallOperation(operation: Operation): operation is FirewallOperation {
  return operation.op.endsWith('-firewall');
}

const NO_FIREWALL: ObservedFirewall = {
  accepted: undefined,
  ownVnis: [],
  dataPort: undefined,
  present: false,
};

export class KernelMirror implements KernelView {
  readonly bridges = new Map<string, ObservedBridge>();
  readonly vxlans = new Map<string, ObservedVxlan>();
  readonly ports = new Map<string, ObservedPort>();
  firewall: ObservedFirewall = NO_FIREWALL;
  egress: ObservedEgress | undefined;
  #rows = new RowMirror();

  static from(state: KernelState): KernelMirror {
    const mirror = new KernelMirror();
    for (const [name, bridge] of state.bridges) mirror.bridges.set(name, bridge);
    for (const [name, vxlan] of state.vxlans) mirror.vxlans.set(name, vxlan);
    for (const [name, port] of state.ports) mirror.ports.set(name, port);
    mirror.#rows = RowMirror.from(state);
    mirror.firewall = state.firewall;
    mirror.egress = state.egress;
    return mirror;
  }

  rowsOf(dev: string): DeviceRows {
    return this.#rows.of(dev);
  }

  toState(): KernelState {
    return {
      bridges: new Map(this.bridges),
      vxlans: new Map(this.vxlans),
      ports: new Map(this.ports),
      ...this.#rows.toState(),
      firewall: this.firewall,
      ...(this.egress && { egress: this.egress }),
    };
  }

  /** The kernel took the operation. */
  apply(operation: Operation): void {
    if (isRowOperation(operation)) return this.#rows.apply(operation);
    if (isEgressOperation(operation)) return this.#applyEgress(operation);
    if (isFirewallOperation(operation)) return this.#applyFirewall(operation);
    if (isPinOperation(operation)) return this.#applyPin(operation);
    switch (operation.op) {
      case 'add-bridge':
      case 'add-vxlan':
      case 'add-port':
        return this.#add(operation);
      case 'repair-link':
        return this.#repairLink(operation);
      case 'delete-link':
        return this.#deleteLink(operation.name);
      case 'repair-peer':
        return this.#repairPeer(operation);
    }
  }

  /** Somebody else changed this: takes over what the kernel tells of it. */
  see(event: KernelEvent): void {
    const { object, dev, row, link, guarded } = event;
    if (dev === undefined) return;
    if (this.isOfEgress(dev)) this.egress = this.egress && seeEgressLink(this.egress, dev, event);
    if (event.altered) this.#seeAltered(dev, event.altered);
    if (guarded === false) this.#updatePort(dev, { pinnedMac: undefined });
    if (link) this.#seeLink(dev, link);
    if (row && object === 'neighbour') this.#rows.seeNeighbour(dev, row);
    if (row && object === 'fdb') this.#seeFdb(dev, row, event.bridged);
  }

  /** What was read of our chains alone. */
  seeChains({ firewall, egress }: ObservedChains): void {
    this.firewall = firewall;
    if (!this.egress || !egress) return;
    const { rules, guard, present, forwarding } = egress;
    this.egress = { ...this.egress, rules, guard, present, forwarding };
  }

  /** What was read in some workloads' namespaces. */
  seePeers({ ports, gatewayPorts }: ObservedPeers): void {
    for (const [name, end] of ports) this.#updatePort(name, end);
    if (!this.egress) return;
    const seen = new Map(this.egress.gatewayPorts);
    for (const [name, end] of gatewayPorts) {
      const port = seen.get(name);
      if (port) seen.set(name, { ...port, ...end });
    }
    this.egress = { ...this.egress, gatewayPorts: seen };
  }

  /** The gateway bridge, or a port of it. */
  isOfEgress(dev: string): boolean {
    const { gateways, gatewayPorts } = this.egress ?? {};
    return gateways?.has(dev) === true || gatewayPorts?.has(dev) === true;
  }

  /** Whose link it is. */
  ownerOf(dev: string): OwnerMark | undefined {
    const link = this.vxlans.get(dev) ?? this.ports.get(dev) ?? this.bridges.get(dev);
    return link?.owner;
  }

  /** The link went down. */
  flushNeighbours(dev: string): void {
    this.#rows.flushNeighbours(dev);
  }

  #seeLink(name: string, change: LinkChange): void {
    if (change.gone) return this.#deleteLink(name);
    const { up, mtu, master } = change;
    const bridge = this.bridges.get(name);
    if (bridge) this.bridges.set(name, { ...bridge, up, mtu });
    const vxlan = this.vxlans.get(name);
    if (vxlan) {
      const left = vxlan.master !== master && { strayMacs: undefined };
      this.vxlans.set(name, tidy({ ...vxlan, up, mtu, master, ...left }));
    }
    const left = this.ports.get(name)?.master !== master;
    this.#updatePort(name, { up, mtu, master, ...(left && NO_MACS) });
  }

  #seeAltered(dev: string, altered: readonly Trait[]): void {
    const port = this.ports.get(dev);
    if (port) this.ports.set(dev, tidy({ ...port, altered }));
    const vxlan = this.vxlans.get(dev);
    const others = vxlan?.altered?.filter((trait) => !isPortTrait(trait)) ?? [];
    if (vxlan) this.vxlans.set(dev, tidy({ ...vxlan, altered: [...others, ...altered] }));
  }

  #seeFdb(dev: string, row: RowChange, isBridged = false): void {
    if (!isBridged) return this.#rows.seeFdb(dev, row);
    const link = this.ports.get(dev) ?? this.vxlans.get(dev);
    if (!link) return;
    if (row.value !== undefined) this.#leaveOthers(link, row.key);
    this.#update(dev, bridged(link, row));
  }

  /** A bridge has a MAC at one port. */
  #leaveOthers(at: ObservedPort | ObservedVxlan, mac: string): void {
    const links = [...this.ports.values(), ...this.vxlans.values()];
    for (const other of elsewhere(links, at, mac)) this.#update(other.name, unbridged(other, mac));
  }

  #applyPin({ op, name, mac }: PinOperation): void {
    const port = this.ports.get(name);
    const link = port ?? this.vxlans.get(name);
    if (op === 'unpin-port') {
      if (link) this.#update(name, unbridged(link, mac));
    } else if (port) {
      this.#leaveOthers(port, mac);
      this.#updatePort(name, pinned(port, mac));
    }
  }

  #update(name: string, changes: Partial<ObservedPort>): void {
    this.#updatePort(name, changes);
    const vxlan = this.vxlans.get(name);
    if (!vxlan || !('strayMacs' in changes)) return;
    this.vxlans.set(name, tidy({ ...vxlan, strayMacs: changes.strayMacs }));
  }

  #applyEgress(operation: EgressOperation): void {
    this.egress = this.egress && applyEgress(this.egress, operation);
  }

  #applyFirewall(operation: FirewallOperation): void {
    const { stale, ...own } = this.firewall;
    if (operation.op === 'remove-stale-firewall') {
      this.firewall = own;
      return;
    }
    const left = stale && { stale };
    const known = own.ownVnis !== undefined;
    if (operation.op === 'remove-firewall') {
      this.firewall = { ...NO_FIREWALL, ownVnis: known ? [] : undefined, ...left };
      return;
    }
    const { accepted, ownVnis: vnis, dataPort } = operation;
    const ownVnis = known ? vnis : undefined;
    this.firewall = { accepted, ownVnis, dataPort, present: true, ...left };
  }

  #add(operation: Extract<Operation, { op: 'add-bridge' | 'add-vxlan' | 'add-port' }>): void {
    const { name, mtu, owner } = operation;
    if (operation.op === 'add-bridge') {
      this.bridges.set(name, { name, mtu, up: true, owner });
    } else if (operation.op === 'add-vxlan') {
      const { vni, local, port, bridge } = operation;
      const fixed = { learning: false, proxy: true, up: true };
      this.vxlans.set(name, { name, vni, local, port, mtu, master: bridge, owner, ...fixed });
      this.#rows.forget(name);
    } else {
      const { endpointId, netns, ifname, mac, addresses, routes, bridge } = operation;
      const peer = { netns, ifname, mac, mtu, up: true, addresses, routes };
      const place = { netns, ifname, peerState: 'present' as const, peer, pinnedMac: mac };
      this.ports.set(name, { name, endpointId, mtu, up: true, master: bridge, owner, ...place });
    }
  }

  #repairLink(operation: Extract<Operation, { op: 'repair-link' }>): void {
    const { name, up, mtu, master, restore, mark } = operation;
    const restored = restore && { altered: undefined };
    const changes = { ...(up && { up }), ...(mtu !== undefined && { mtu }), ...restored };
    const marked = mark && { owner: mark, unmarked: undefined };
    const placed = { ...changes, ...(master !== undefined && { master }) };
    const bridge = this.bridges.get(name);
    if (bridge) this.bridges.set(name, tidy({ ...bridge, ...changes, ...marked }));
    const vxlan = this.vxlans.get(name);
    if (vxlan) this.vxlans.set(name, tidy({ ...vxlan, ...placed, ...marked }));
    this.#updatePort(name, placed);
    // Leaving and entering a bridge resets the flags and entries of a port.
    if (master !== undefined) this.#update(name, NO_MACS);
  }

  #deleteLink(name: string): void {
    this.vxlans.delete(name);
    this.ports.delete(name);
    this.#rows.forget(name);
    if (!this.bridges.delete(name)) return;
    for (const [key, vxlan] of this.vxlans) {
      if (vxlan.master !== name) continue;
      this.vxlans.set(key, tidy({ ...vxlan, master: undefined, strayMacs: undefined }));
    }
    for (const [key, port] of this.ports) {
      if (port.master === name) this.#updatePort(key, { master: undefined, ...NO_MACS });
    }
  }

  #repairPeer(operation: Extract<Operation, { op: 'repair-peer' }>): void {
    const before = this.ports.get(operation.port)?.peer;
    if (!before) return;
    const { unreached, noArp, ...peer } = before;
    const { mac, mtu, up, arp, dropAddresses, addAddresses, dropRoutes, addRoutes } = operation;
    const addresses = peer.addresses.filter((a) => !dropAddresses.includes(a));
    const routes = peer.routes.filter((r) => !dropRoutes.includes(r));
    this.#updatePort(operation.port, {
      peer: {
        ...peer,
        ...(mac !== undefined && { mac }),
        ...(mtu !== undefined && { mtu }),
        ...(up && { up }),
        addresses: [...addresses, ...addAddresses],
        routes: [...routes, ...addRoutes],
        ...(noArp && !arp && { noArp }),
        ...(operation.was !== undefined && { ifname: operation.ifname }),
        ...unreachedAfter(unreached, operation),
      },
    });
  }

  #updatePort(name: string, changes: Partial<ObservedPort>): void {
    const port = this.ports.get(name);
    if (port) this.ports.set(name, tidy({ ...port, ...changes }));
  }
}

type PinOperation = Extract<Operation, { op: 'pin-port' | 'unpin-port' }>;

function isPinOperation(operation: Operation): operation is PinOperation {
  return operation.op === 'pin-port' || operation.op === 'unpin-port';
}

/** Without a member that says that there is nothing. */
function tidy<Link extends object>(link: Link): Link {
  const isNone = ([member, value]: [string, unknown]): boolean =>
    OPTIONAL.has(member) && (value === undefined || (Array.isArray(value) && value.length === 0));
  return Object.fromEntries(Object.entries(link).filter((entry) => !isNone(entry))) as Link;
}

const OPTIONAL: ReadonlySet<string> = new Set(['strayMacs', 'altered', 'unmarked']);
