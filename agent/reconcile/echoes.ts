/** Tells kernel events that our own writes cause from those that call for a look. */
import type { KernelEvent, ObserveScope } from '../kernel/port.js';
import type { ObservedGateway } from '../kernel/port-egress.js';
import type { KernelView } from '../kernel/port-mirror.js';
import { subnetOf } from './gateway-subnet.js';

export interface Look {
  /** Undefined: no table is to be read. */
  readonly scope: ObserveScope | undefined;
  /** Ports whose namespaces are to be read. */
  readonly ports: ReadonlySet<string>;
}

const EVERYWHERE: Look = { scope: 'all', ports: new Set() };

/** More than this waiting is as good as an overflow. */
const MAX_WAITING = 20_000;

/** After our own changes of links and workloads the kernel has more to say of links: that is left to the periodic audit. */
const STRUCTURAL_GRACE_MS = 200;

export class Echoes {
  #waiting: KernelEvent[] = [];
  /** Of those that are all the same to a look: one is enough. */
  readonly #signs = new Set<string>();
  #overflow = false;
  #overflows = 0;
  #isChanging = false;
  #graceUntil = -Infinity;

  /** Looks at everything that were called for since the start. */
  get overflows(): number {
    return this.#overflows;
  }

  /** We are changing links or workloads: what they report meanwhile is our doing. */
  structuralBegins(): void {
    this.#isChanging = true;
  }

  /** The changes ended at `now`. */
  structuralEnds(now: number): void {
    this.#isChanging = false;
    this.#graceUntil = now + STRUCTURAL_GRACE_MS;
  }

  add(event: KernelEvent, now: number): void {
    const { object, workload } = event;
    const structural = object === 'link' || object === 'redirect' || workload === true;
    if (structural && (this.#isChanging || (now < this.#graceUntil && !isPrompt(event)))) return;
    if (object !== 'overflow' && this.#isRepeated(event)) return;
    if (object !== 'overflow' && this.#waiting.length < MAX_WAITING) {
      this.#waiting.push(event);
    } else if (!this.#overflow) {
      this.#overflow = true;
      this.#overflows++;
    }
  }

  /** The look that the events so far call for, judged against what we believe the kernel holds. */
  take(mirror: KernelView): Look | undefined {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#signs.clear();
    if (this.#overflow) {
      this.#overflow = false;
      return EVERYWHERE;
    }
    const last = new Map(waiting.map((event, at) => [addressOf(event) ?? at, event]));
    const strange = [...last.values()].filter((event) => !isKnown(event, mirror));
    const inside = strange.filter(({ workload }) => workload === true);
    if (inside.some(({ ports }) => ports === undefined)) return EVERYWHERE;
    if (strange.length === 0) return undefined;
    const ports = new Set(inside.flatMap((event) => event.ports ?? []));
    return { scope: strange.length > inside.length ? 'fabric' : undefined, ports };
  }

  /** A sign that says no more than where something happened, and has been given. */
  #isRepeated({ object, dev, row, address, subnet, workload, ports }: KernelEvent): boolean {
    if (row ?? address ?? subnet) return false;
    const sign = JSON.stringify([object, dev, workload, ports]);
    if (this.#signs.has(sign)) return true;
    this.#signs.add(sign);
    return false;
  }
}

/** Told before our change was done, had it been our doing; of links the kernel has more to say later. */
function isPrompt({ object, ports }: KernelEvent): boolean {
  return object === 'redirect' || (ports !== undefined && object !== 'link');
}

/** Of the same address, or route, the last event says how it is. */
function addressOf({ dev, address, subnet }: KernelEvent): string | undefined {
  if (subnet) return `${dev ?? ''} route ${subnet.text}`;
  return address && `${dev ?? ''} ${address.text}`;
}

function isKnown(event: KernelEvent, mirror: KernelView): boolean {
  const { object, dev, row, address, subnet } = event;
  if (subnet) return isKnownSubnet(subnet, mirror.egress?.gateways.get(dev ?? ''));
  if (address) {
    const gateway = mirror.egress?.gateways.get(dev ?? '');
    const isHeld = gateway?.addressed === true && gateway.address === address.text;
    return isHeld !== address.gone;
  }
  if (!row || dev === undefined) return false;
  const rows = mirror.rowsOf(dev);
  const known = object === 'fdb' ? rows.fdb.get(row.key) : rows.neighbours.get(row.key);
  return known === row.value;
}

/** A bridge that is down reaches nothing; only the subnet of its address is of interest. */
function isKnownSubnet(
  { text, gone }: NonNullable<KernelEvent['subnet']>,
  gateway: ObservedGateway | undefined,
): boolean {
  if (!gateway?.addressed || subnetOf(gateway.address) !== text) return true;
  const isReached = gateway.up && gateway.unreached !== true;
  return isReached !== gone;
}
