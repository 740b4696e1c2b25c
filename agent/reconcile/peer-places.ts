/** Where to look when something happened in the namespaces that some ports end in. */
import { netnsPath } from '../kernel/naming.js';
import type { PortPlace } from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';
import { nothingDirty, type Dirty } from './plan-desired.js';

export interface PeerPlaces {
  readonly ports: readonly PortPlace[];
  /** Of egress, in the same namespaces. */
  readonly gatewayPorts: readonly PortPlace[];
  /** The networks of the ports: these are to be planned, and rows are not. */
  readonly dirty: ReadonlyMap<string, Dirty>;
}

export function peerPlaces(mirror: KernelView, names: ReadonlySet<string>): PeerPlaces {
  const found = [...names].flatMap((name) => mirror.ports.get(name) ?? []);
  const paths = new Set(found.map(({ netns }) => netnsPath(netns)));
  const gateways = [...(mirror.egress?.gatewayPorts.values() ?? [])];
  const networks = new Set(found.flatMap(({ owner }) => owner?.network ?? []));
  return {
    ports: found.map(placeOf),
    gatewayPorts: gateways.filter(({ netns }) => paths.has(netnsPath(netns))).map(placeOf),
    dirty: new Map([...networks].map((id) => [id, { ...nothingDirty(), ports: true }])),
  };
}

function placeOf({ name, netns, ifname }: PortPlace): PortPlace {
  return { name, netns, ifname };
}
