/** The namespaces that our interfaces are plugged into. */
import type { ObservedPort } from '../kernel/port.js';
import type { Place } from './protocol.js';

interface Plugged {
  readonly port: ObservedPort;
  readonly networkId: string;
  readonly pin: string;
}

/** Id of the namespace that a port was plugged into. */
export type PinOf = (port: string) => string | undefined;

export class PluggedPlaces {
  readonly #own: { readonly clusterId: string; readonly nodeId: string };
  /** By name of the port. */
  #plugged = new Map<string, Plugged>();
  #places: readonly Place[] = [];
  #text = '[]';

  constructor(own: { readonly clusterId: string; readonly nodeId: string }) {
    this.#own = own;
  }

  get places(): readonly Place[] {
    return this.#places;
  }

  endpointsIn(netns: string, networkId: string): readonly string[] {
    return [...this.#plugged.values()]
      .filter((one) => one.port.netns === netns && one.networkId === networkId)
      .map(({ port }) => port.endpointId);
  }

  /** Whether the places have changed. */
  refresh(ports: Iterable<ObservedPort>, pinOf: PinOf): boolean {
    const plugged = new Map<string, Plugged>();
    for (const port of ports) {
      const { name, owner, netns, peerState } = port;
      if (!owner || netns === '' || peerState !== 'present') continue;
      if (owner.cluster !== this.#own.clusterId || owner.node !== this.#own.nodeId) continue;
      const pin = pinOf(name);
      if (pin !== undefined) plugged.set(name, { port, networkId: owner.network, pin });
    }
    this.#plugged = plugged;
    this.#places = placesOf(plugged.values());
    const text = JSON.stringify(this.#places);
    const changed = text !== this.#text;
    this.#text = text;
    return changed;
  }
}

/** One for each namespace, with all networks that are plugged into it. */
function placesOf(plugged: Iterable<Plugged>): readonly Place[] {
  const places = new Map<string, { netns: string; pin: string; networkIds: string[] }>();
  for (const { port, networkId, pin } of plugged) {
    const key = `${port.netns} ${pin}`;
    const place = places.get(key);
    if (place) place.networkIds.push(networkId);
    else places.set(key, { netns: port.netns, pin, networkIds: [networkId] });
  }
  return [...places.values()];
}
