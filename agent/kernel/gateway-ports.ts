/** Ports of the gateway bridge: plugged into workloads' namespaces, repaired on both ends, looked into. */
import { changesInside, type GatewayPlace } from './egress-lines.js';
import type { GatewayLinks, Of } from './gateway-links.js';
import { inParallel } from './in-parallel.js';
import type { NamespaceReader } from './namespace-reader.js';
import { isSameNetns, type Namespaces, type OpenNetns } from './namespaces.js';
import { refused } from './operation-results.js';
import { formatGatewayMark, parseGatewayPeer, type ParsedGatewayPort } from './parse/egress.js';
import { MAX_ALIAS } from './parse/owner-mark.js';
import type { ObservedPeers, ObserveScope, OperationResult, PortPlace } from './port.js';
import type { ObservedGatewayPort } from './port-egress.js';
import { lookInside, type SeenPeer } from './workload.js';

export interface GatewayPortsDeps {
  readonly namespaces: Namespaces;
  readonly reader: () => NamespaceReader;
  readonly links: () => GatewayLinks;
}

export class GatewayPorts {
  readonly #deps: GatewayPortsDeps;
  readonly #place: GatewayPlace;
  /** Port name → pin of the namespace it was plugged into. */
  readonly #pins = new Map<string, string>();
  /** As last looked into. */
  readonly #seen = new Map<string, ObservedGatewayPort>();

  constructor(deps: GatewayPortsDeps, place: GatewayPlace) {
    this.#deps = deps;
    this.#place = place;
  }

  /** All that there are; `fabric` does not look again into those that were looked into. */
  async observe(
    parsed: readonly ParsedGatewayPort[],
    scope: ObserveScope,
  ): Promise<ReadonlyMap<string, ObservedGatewayPort>> {
    const ports = new Map<string, ObservedGatewayPort>();
    await inParallel(parsed, async ({ port, pin }) => {
      if (pin !== '') this.#pins.set(port.name, pin);
      const known = scope === 'fabric' ? this.#seen.get(port.name) : undefined;
      const end = known ?? (await this.#end(port, pin));
      ports.set(port.name, { ...port, peerState: end.peerState, peer: end.peer });
    });
    this.#seen.clear();
    for (const [name, port] of ports) this.#seen.set(name, port);
    return ports;
  }

  /** What is inside the namespaces of these ports now. */
  async peers(places: readonly PortPlace[]): Promise<ObservedPeers['gatewayPorts']> {
    const ends = await inParallel(places, async (place) => {
      const end = await this.#end(place, this.#pins.get(place.name) ?? '');
      // The next dump looks again: what is kept of the port is older.
      this.#seen.delete(place.name);
      return [place.name, end] as const;
    });
    return new Map(ends);
  }

  async add(operation: Of<'add-gateway-port'>): Promise<OperationResult> {
    const netns = await this.#deps.namespaces.open(operation.netns);
    if (!netns) {
      const detail = `no network namespace ${operation.netns}`;
      return { ok: false, code: 'netns-missing', detail };
    }
    try {
      return await this.#plug(operation, netns);
    } finally {
      await netns.close();
    }
  }

  async repair(operation: Of<'repair-gateway-port'>): Promise<OperationResult> {
    const { name } = operation;
    const links = this.#deps.links();
    this.#seen.delete(name);
    const outside = await links.repairPort(operation);
    if (!outside.ok || !changesInside(operation)) return outside;
    const netns = await this.#deps.namespaces.open(operation.netns);
    try {
      const pin = this.#pins.get(name) ?? '';
      if (netns && isSameNetns(netns.id, pin)) return await links.repairInside(operation, netns);
      return { ok: false, code: 'netns-changed', detail: operation.netns };
    } finally {
      await netns?.close();
    }
  }

  /** The link is being removed. */
  forget(name: string): void {
    this.#pins.delete(name);
    this.#seen.delete(name);
  }

  async #plug(operation: Of<'add-gateway-port'>, netns: OpenNetns): Promise<OperationResult> {
    const { name, ifname, address, owner } = operation;
    const port = { netns: operation.netns, ifname, pin: netns.id };
    const mark = formatGatewayMark({ fabric: this.#place.fabric, owner, address, port });
    if (Buffer.byteLength(mark) > MAX_ALIAS) {
      return refused(`the path ${operation.netns} is too long for the owner mark`);
    }
    const plugged = await this.#deps.links().plug(operation, this.#place, netns);
    if (plugged.ok) this.#pins.set(name, netns.id);
    return plugged;
  }

  #end(
    { netns, ifname }: Pick<ObservedGatewayPort, 'netns' | 'ifname'>,
    pin: string,
  ): Promise<SeenPeer<NonNullable<ObservedGatewayPort['peer']>>> {
    const { namespaces, reader } = this.#deps;
    return lookInside(namespaces, { netns, pin }, async (path) => {
      const { links, routes } = await reader().gatewayEnd(path);
      return parseGatewayPeer(ifname, links, routes);
    });
  }
}
