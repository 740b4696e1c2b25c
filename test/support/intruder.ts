/** What somebody else does to a kernel in memory, as a real one would hold it afterwards. */
import { NO_MACS } from '../../agent/kernel/port-bridged-macs.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';
import {
  ARP_TRAIT,
  BRIDGE_TRAITS,
  PORT_TRAITS,
  VXLAN_TRAITS,
  withoutPin,
  type Trait,
} from '../../agent/kernel/port-traits.js';
import type { ObservedPeer, ObservedPort } from '../../agent/kernel/port.js';
import { FLOOD_MAC } from '../../agent/reconcile/plan-rows.js';

/** What of a network on one host is disturbed. */
export interface Target {
  readonly dev: string;
  readonly bridge: string;
  /** Of an endpoint here, and of another one. */
  readonly port: string;
  readonly beside: string;
  /** Of the endpoint here. */
  readonly own: string;
  /** Of an endpoint elsewhere. */
  readonly mac: string;
  readonly address: string;
  /** Tunnel ends of others. */
  readonly ends: readonly string[];
  /** Draws one of a list. */
  readonly draw: <T>(list: readonly T[]) => T;
}

export type Acts = Readonly<Record<string, (at: Target, state: KernelMirror) => void>>;

/** Nobody's (RFC 5737). */
const STRANGE_END = '203.0.113.9';
const STRANGE_MAC = '02:00:00:00:00:77';

/** To rows, of devices that are there. */
export const ROW_ACTS: Acts = {
  'fdb-del': ({ dev, mac, ends }, state) => {
    for (const dst of [...ends, STRANGE_END]) state.apply({ op: 'delete-fdb', dev, mac, dst });
  },
  'fdb-elsewhere': ({ dev, mac }, state) =>
    state.apply({ op: 'replace-fdb', dev, mac, dst: STRANGE_END }),
  'fdb-stray': ({ dev }, state) =>
    state.apply({ op: 'replace-fdb', dev, mac: STRANGE_MAC, dst: STRANGE_END }),
  'flood-stray': ({ dev }, state) =>
    state.apply({ op: 'append-fdb', dev, mac: FLOOD_MAC, dst: STRANGE_END }),
  'flood-del': ({ dev, ends }, state) =>
    state.apply({ op: 'delete-fdb', dev, mac: FLOOD_MAC, dst: ends[0] ?? '' }),
  'neighbour-del': ({ dev, address }, state) =>
    state.apply({ op: 'delete-neighbour', dev, address }),
  'neighbour-other': ({ dev, address }, state) =>
    state.apply({ op: 'replace-neighbour', dev, address, mac: STRANGE_MAC }),
  'neighbour-stray': ({ dev }, state) =>
    state.apply({ op: 'replace-neighbour', dev, address: '10.0.0.99', mac: STRANGE_MAC }),
};

/** To the tables of bridges, which have a MAC at one port. */
export const BRIDGED_ACTS: Acts = {
  'bridge-hijack': ({ port, mac }, state) => lead(state, port, mac),
  'bridge-lead-away': ({ dev, own }, state) => lead(state, dev, own),
  'bridge-stray': ({ dev }, state) => lead(state, dev, STRANGE_MAC),
  'bridge-to-neighbour': ({ beside, own }, state) => lead(state, beside, own),
  'bridge-del': ({ port, mac, own }, state) => {
    state.apply({ op: 'unpin-port', name: port, mac });
    state.apply({ op: 'unpin-port', name: port, mac: own });
  },
};

function lead(state: KernelMirror, dev: string, mac: string): void {
  const link = state.ports.get(dev) ?? state.vxlans.get(dev);
  if (link?.master === undefined) return;
  state.see({ object: 'fdb', dev, row: { key: mac, value: mac }, bridged: true });
}

/** To links. */
export const LINK_ACTS: Acts = {
  'vxlan-down': ({ dev }, state) => {
    change(state.vxlans, dev, { up: false });
    state.flushNeighbours(dev);
  },
  'vxlan-out': ({ dev }, state) =>
    change(state.vxlans, dev, { master: undefined, strayMacs: undefined }),
  'vxlan-mtu': ({ dev }, state) => change(state.vxlans, dev, { mtu: 1300 }),
  'vxlan-gone': ({ dev }, state) => state.apply({ op: 'delete-link', name: dev }),
  'bridge-down': ({ bridge }, state) => change(state.bridges, bridge, { up: false }),
  'bridge-gone': ({ bridge }, state) => state.apply({ op: 'delete-link', name: bridge }),
  'port-down': ({ port }, state) => change(state.ports, port, { up: false }),
  'port-out': ({ port }, state) => change(state.ports, port, { master: undefined, ...NO_MACS }),
  'port-mtu': ({ port }, state) => change(state.ports, port, { mtu: 1300 }),
  'port-unpinned': ({ port }, state) => change(state.ports, port, { pinnedMac: undefined }),
  'port-flags': ({ port }, state) => change(state.ports, port, { altered: ['isolated', 'locked'] }),
  'vxlan-flags': ({ dev }, state) =>
    change(state.vxlans, dev, { altered: ['isolated', 'learning'] }),
  'port-gone': ({ port }, state) => state.apply({ op: 'delete-link', name: port }),
};

const PORT_FLAGS = Object.keys(PORT_TRAITS) as Trait[];
const OF_VXLAN: readonly Trait[] = [
  ...PORT_FLAGS,
  ...(Object.keys(VXLAN_TRAITS) as Trait[]),
  ARP_TRAIT,
];

/** To what links are made with and keep: settings, marks, tunnel ends. */
export const ATTRIBUTE_ACTS: Acts = {
  'port-setting': ({ port, draw }, state) =>
    change(state.ports, port, { altered: [draw(withoutPin(PORT_FLAGS))] }),
  'vxlan-setting': ({ dev, draw }, state) =>
    change(state.vxlans, dev, { altered: [draw(OF_VXLAN)] }),
  'bridge-setting': ({ bridge, draw }, state) =>
    change(state.bridges, bridge, { altered: [draw(Object.keys(BRIDGE_TRAITS) as Trait[])] }),
  'bridge-mtu': ({ bridge }, state) => change(state.bridges, bridge, { mtu: 1300 }),
  'bridge-alias': ({ bridge }, state) => change(state.bridges, bridge, UNMARKED),
  'vxlan-alias': ({ dev }, state) => change(state.vxlans, dev, UNMARKED),
  // Without its mark nobody knows where it was plugged in.
  'port-alias': ({ port }, state) => change(state.ports, port, { ...UNFINISHED, ...NOWHERE }),
  'vxlan-learns': ({ dev }, state) => change(state.vxlans, dev, { learning: true }),
  'vxlan-end': ({ dev }, state) => change(state.vxlans, dev, { local: STRANGE_END }),
};

const UNMARKED = { owner: undefined, unmarked: true } as const;
const UNFINISHED = { owner: undefined, unfinished: true } as const;
const NOWHERE: Partial<ObservedPort> = {
  ...{ endpointId: '', netns: '', ifname: '' },
  ...{ peer: undefined, peerState: 'netns-missing' },
};

/** To what is inside a workload's namespace, or to a tap. */
export const PEER_ACTS: Acts = {
  'peer-mac': plug(() => ({ mac: STRANGE_MAC })),
  'peer-mtu': plug(() => ({ mtu: 1300 })),
  'peer-down': plug(() => ({ up: false })),
  'peer-arp': plug(() => ({ noArp: true })),
  'peer-address-del': plug(() => ({ addresses: [] })),
  'peer-address-stray': plug(({ addresses }) => ({ addresses: [...addresses, '10.0.9.9/24'] })),
  'peer-route-del': plug(() => ({ routes: [] })),
  'peer-route-stray': plug(({ routes }) => ({ routes: [...routes, '10.99.0.0/24'] })),
  'peer-subnet': plug(({ addresses }) =>
    addresses.length === 0 ? {} : { unreached: [...addresses].sort() },
  ),
  'peer-gone': ({ port }, state) => {
    if (state.ports.get(port)?.peer) {
      change(state.ports, port, { peer: undefined, peerState: 'interface-missing' });
    }
  },
};

/** Another name of what is known by more than its name. */
export const TAP_ACTS: Acts = {
  'tap-renamed': plug(() => ({ ifname: 'renamed0' })),
};

function plug(changes: (peer: ObservedPeer) => Partial<ObservedPeer>): Acts[string] {
  return ({ port }, state) => {
    const peer = state.ports.get(port)?.peer;
    if (peer) change(state.ports, port, { peer: { ...peer, ...changes(peer) } });
  };
}

/** To the host's chain. */
export const CHAIN_ACTS: Acts = {
  'chain-altered': (_, state) => {
    if (state.firewall.present) state.firewall = { ...state.firewall, accepted: undefined };
  },
  'chain-gone': (_, state) => {
    const { ownVnis } = state.firewall;
    state.firewall = {
      ...{ accepted: undefined, dataPort: undefined, present: false },
      ownVnis: ownVnis && [],
    };
  },
};

function change<Link>(links: Map<string, Link>, name: string, changes: Partial<Link>): void {
  const link = links.get(name);
  if (link) links.set(name, { ...link, ...changes });
}
