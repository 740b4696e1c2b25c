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
  /** Entries of bridges, by the port that they lead to. */
  readonly bridged: ReadonlyMap<string, readonly BridgedRow[]>;
}

export interface BridgedRow {
  readonly mac: string;
  /** `permanent`, `static`; else it was learned. */
  readonly state: string | undefined;
}

export function parseFdb(rows: readonly FdbJson[]): ParsedFdb {
  const remote = new Map<string, ObservedFdb>();
  const bridged = new Map<string, BridgedRow[]>();
  for (const row of rows) {
    const { mac, ifname: dev, dst: address, port, vni, viaIf, viaIfIndex, master, state } = row;
    const key = `${dev} ${mac}`;
    if (address !== undefined && state === 'permanent') {
      const dst = destinationText({ dst: address, port, vni, via: viaIf ?? viaIfIndex });
      remote.set(key, { dev, mac, dst: withDestination(remote.get(key)?.dst, dst) });
    } else if (master !== undefined && address === undefined) {
      const rows = bridged.get(dev);
      if (rows) rows.push({ mac, state });
      else bridged.set(dev, [{ mac, state }]);
    }
  }
  return { remote, bridged };
}

/** A table that grows while it is read tells some rows twice. */
function withDestination(known: string | undefined, dst: string): string {
  if (known === undefined || known === dst) return dst;
  return [...new Set([...known.split(','), dst])].sort().join(',');
}

/**
 * The MAC that a port is pinned to, the expected one if it is there, and the others; `own` is the port's, which the kernel puts there
 * itself.
 */
export function macsAt(
  rows: readonly BridgedRow[] = [],
  { expected, own }: { readonly expected?: string | undefined; readonly own: string | undefined },
): { readonly pinned: string | undefined; readonly strays: readonly string[] } {
  const fixed = rows.filter(({ state }) => state === 'static').map(({ mac }) => mac);
  const pinned = fixed.find((mac) => mac === expected) ?? fixed[0];
  const others = rows.filter(
    ({ mac, state }) => mac !== pinned && !(mac === own && state === 'permanent'),
  );
  return { pinned, strays: others.map(({ mac }) => mac).sort() };
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
