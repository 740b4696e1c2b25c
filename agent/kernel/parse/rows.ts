/** Reads `bridge -j fdb show` and `ip -j neigh show` of the fabric. */
import type { ObservedFdb, ObservedNeighbour } from '../port.js';
import { destinationText } from './destination.js';

export interface FdbJson {
  readonly mac: string;
  readonly ifname: string;
  readonly dst?: string;
  /** Where they are not the device's own. */
  readonly port?: number;
  readonly vni?: number;
  readonly viaIf?: string;
  readonly viaIfIndex?: number;
  readonly master?: string;
  readonly flags: readonly string[];
  readonly state?: string;
}

export interface NeighbourJson {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr?: string;
  readonly state: readonly string[];
}

export interface ParsedFdb {
  /** Keyed `dev mac`, of vxlan devices. */
  readonly remote: ReadonlyMap<string, ObservedFdb>;
  /** Static entries of bridge ports: `dev mac`. */
  readonly pinned: ReadonlySet<string>;
}

export function parseFdb(rows: readonly FdbJson[]): ParsedFdb {
  const remote = new Map<string, ObservedFdb>();
  const pinned = new Set<string>();
  for (const row of rows) {
    const { mac, ifname: dev, dst: address, port, vni, viaIf, viaIfIndex, master, state } = row;
    const key = `${dev} ${mac}`;
    if (address !== undefined && state === 'permanent') {
      const dst = destinationText({ dst: address, port, vni, via: viaIf ?? viaIfIndex });
      const others = remote.get(key)?.dst.split(',') ?? [];
      remote.set(key, { dev, mac, dst: [...others, dst].sort().join(',') });
    } else if (master !== undefined && state === 'static') {
      pinned.add(key);
    }
  }
  return { remote, pinned };
}

/** Only of `devices`: the kernel keeps permanent entries of its own on other links. */
export function parseNeighbours(
  rows: readonly NeighbourJson[],
  devices: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, ObservedNeighbour> {
  const neighbours = new Map<string, ObservedNeighbour>();
  for (const { dst: address, dev, lladdr: mac, state } of rows) {
    if (mac === undefined || !devices.has(dev) || !state.includes('PERMANENT')) continue;
    neighbours.set(`${dev} ${address}`, { dev, address, mac });
  }
  return neighbours;
}
