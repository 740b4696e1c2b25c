/** What others did to our rows and links, told in order: judged against what we believe the kernel holds. */
import type { KernelEvent } from '../kernel/port.js';
import type { KernelMirror } from '../kernel/port-mirror.js';
import { isBridgedKnown } from '../kernel/port-bridged-macs.js';
import { isPortTrait, type Trait } from '../kernel/port-traits.js';
import { isGroup } from '../kernel/port-row-mirror.js';
import { nothingDirty, type Dirty } from './plan-desired.js';
import { FLOOD_MAC } from './plan-rows.js';
import type { PlannedFailure } from './plan-step.js';

/** A link of which something else was told than what is compared here. */
export interface Strange {
  readonly event: KernelEvent;
  readonly at: number;
}

export interface Found {
  /** Network → what of it differs from what we believed. */
  readonly dirty: ReadonlyMap<string, Dirty>;
  /** The gateway bridge or a port of it does. */
  readonly egress: boolean;
  /** The first that was judged to be foreign. */
  readonly first: KernelEvent | undefined;
  /** For a look, or echoes of own changes. */
  readonly links: readonly Strange[];
}

export class Intrusions {
  #waiting: Strange[] = [];

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  /** Something other than rows of vxlan devices, of which our own writes cause plenty. */
  get anyOfLinks(): boolean {
    return this.#waiting.some(({ event }) => !event.row || event.bridged === true);
  }

  /** `at` is when it was told. */
  add(event: KernelEvent, at: number): void {
    this.#waiting.push({ event, at });
  }

  /**
   * Without those of networks of which a link went meanwhile: they are planned anew with it, and what could not be done
   * without it is no failure.
   */
  standing(failures: readonly PlannedFailure[], mirror: KernelMirror): PlannedFailure[] {
    const anew = new Set<string>();
    for (const { event } of this.#waiting) {
      const owner = event.link?.gone === true ? mirror.ownerOf(event.dev ?? '') : undefined;
      if (owner) anew.add(owner.network);
    }
    return failures.filter(({ networkId }) => !anew.has(networkId));
  }

  /**
   * Of several events of one object the last one counts: when it tells what we believe, it is the echo of our own last
   * write. `mirror` is brought to what the kernel holds.
   */
  take(mirror: KernelMirror): Found {
    const dirty = new Map<string, Dirty>();
    const links: Strange[] = [];
    let first: KernelEvent | undefined;
    let egress = false;
    for (const events of this.#takeByObject(mirror).values()) {
      const last = events.at(-1);
      if (!last) continue;
      if (areKnown(events, last, mirror)) {
        if (last.event.link) links.push(last);
        continue;
      }
      first ??= last.event;
      const { dev = '' } = last.event;
      const owner = mirror.ownerOf(dev);
      egress ||= mirror.isOfEgress(dev);
      for (const { event } of events) mirror.see(event);
      if (owner) note(dirty, owner.network, last.event);
    }
    return { dirty, egress, first, links };
  }

  #takeByObject(mirror: KernelMirror): Map<string, Strange[]> {
    const objects = new Map<string, Strange[]>();
    for (const strange of this.#waiting) {
      const key = objectOf(strange.event, mirror);
      const events = objects.get(key);
      if (events) events.push(strange);
      else objects.set(key, [strange]);
    }
    this.#waiting = [];
    return objects;
  }
}

function objectOf(
  { object, dev = '', row, guarded, altered, bridged }: KernelEvent,
  mirror: KernelMirror,
): string {
  if (!row) return `${object} ${dev} ${guarded === undefined && !altered ? '' : 'guard'}`;
  // A bridge has a MAC at one port: it comes to one and is gone from another.
  if (bridged) return `bridged ${bridgeOf(dev, mirror)} ${row.key}`;
  // Its destinations come and go singly.
  const each = row.key === FLOOD_MAC ? (row.value ?? row.was ?? '') : '';
  return `${object} ${dev} ${row.key} ${each}`;
}

function bridgeOf(dev: string, mirror: KernelMirror): string {
  return (mirror.ports.get(dev) ?? mirror.vxlans.get(dev))?.master ?? dev;
}

/** A MAC that came to a port and went was taken from another, of which nothing is told. */
function areKnown(events: readonly Strange[], last: Strange, mirror: KernelMirror): boolean {
  if (!last.event.bridged) return isKnown(last.event, mirror);
  return events.every(({ event }) => isKnown(event, mirror));
}

function isKnown(event: KernelEvent, mirror: KernelMirror): boolean {
  const { object, dev = '', row, link, guarded, altered, bridged } = event;
  if (guarded !== undefined || altered) return isKnownPort(event, mirror);
  if (link) return isKnownLink(dev, link, mirror);
  if (!row) return true;
  if (bridged) {
    const at = mirror.ports.get(dev) ?? mirror.vxlans.get(dev);
    return !at || isBridgedKnown(at, row);
  }
  if (!mirror.vxlans.has(dev)) return true;
  const rows = mirror.rowsOf(dev);
  if (object === 'neighbour') return rows.neighbours.get(row.key) === row.value;
  return isKnownFdb(row, rows.fdb.get(row.key));
}

function isKnownPort(
  { dev = '', guarded, altered = [] }: KernelEvent,
  mirror: KernelMirror,
): boolean {
  const port = mirror.ports.get(dev);
  const link = port ?? mirror.vxlans.get(dev) ?? mirror.egress?.gatewayPorts.get(dev);
  if (!link) return true;
  if (guarded === false && port?.pinnedMac !== undefined) return false;
  return isSame(link.altered?.filter(isPortTrait) ?? [], altered);
}

function isSame(known: readonly Trait[], told: readonly Trait[]): boolean {
  return known.length === told.length && known.every((one) => told.includes(one));
}

function isKnownFdb(
  { key, value, was }: NonNullable<KernelEvent['row']>,
  known: string | undefined,
): boolean {
  // A MAC of one workload has one destination: when that went, wherever it led, there is none.
  if (value === undefined && (was === undefined || !isGroup(key))) return known === undefined;
  if (value === undefined) return known?.split(',').includes(was ?? '') !== true;
  return key === FLOOD_MAC ? known?.split(',').includes(value) === true : known === value;
}

function isKnownLink(
  dev: string,
  change: NonNullable<KernelEvent['link']>,
  mirror: KernelMirror,
): boolean {
  const link = linkOf(dev, mirror);
  // Of a link that we do not know nothing can be compared: a look tells.
  if (!link || change.gone) return !link;
  const master = 'master' in link ? link.master : undefined;
  return link.up === change.up && link.mtu === change.mtu && master === change.master;
}

function linkOf(dev: string, { vxlans, ports, bridges, egress }: KernelMirror) {
  const overlay = vxlans.get(dev) ?? ports.get(dev) ?? bridges.get(dev);
  return overlay ?? egress?.gatewayPorts.get(dev) ?? egress?.gateways.get(dev);
}

function note(
  dirty: Map<string, Dirty>,
  networkId: string,
  { object, dev, row, bridged }: KernelEvent,
): void {
  let part = dirty.get(networkId);
  if (!part) dirty.set(networkId, (part = nothingDirty()));
  if (row && object === 'neighbour') part.addresses.add(row.key);
  else if (row && !bridged && dev?.startsWith('vx-') === true) part.macs.add(row.key);
  else part.structure = true;
}
