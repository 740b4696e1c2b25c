/** Tells kernel events that our own writes cause from those that call for a look. */
import type { KernelEvent, ObserveScope } from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';

/** More than this waiting is as good as an overflow. */
const MAX_WAITING = 20_000;

/** After our own changes of links and workloads their events are left to the periodic audit. */
const STRUCTURAL_GRACE_MS = 200;

export class Echoes {
  #waiting: KernelEvent[] = [];
  #overflow = false;
  #overflows = 0;
  #structuralUntil = -Infinity;

  /** Looks at everything that were called for since the start. */
  get overflows(): number {
    return this.#overflows;
  }

  /** We are changing links or workloads: what they report meanwhile is our doing. */
  structuralBegins(): void {
    this.#structuralUntil = Infinity;
  }

  /** The changes ended at `now`. */
  structuralEnds(now: number): void {
    this.#structuralUntil = now + STRUCTURAL_GRACE_MS;
  }

  add(event: KernelEvent, now: number): void {
    const structural = event.object === 'link' || event.workload === true;
    if (structural && now < this.#structuralUntil) return;
    if (event.object !== 'overflow' && this.#waiting.length < MAX_WAITING) {
      this.#waiting.push(event);
    } else if (!this.#overflow) {
      this.#overflow = true;
      this.#overflows++;
    }
  }

  /** The look that the events so far call for, judged against what we believe the kernel holds. */
  take(mirror: KernelView): ObserveScope | undefined {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#overflow) {
      this.#overflow = false;
      return 'all';
    }
    const strange = waiting.filter((event) => !isKnown(event, mirror));
    if (strange.some(({ workload }) => workload === true)) return 'all';
    return strange.length > 0 ? 'fabric' : undefined;
  }
}

function isKnown({ object, dev, row }: KernelEvent, mirror: KernelView): boolean {
  if (!row || dev === undefined) return false;
  const rows = mirror.rowsOf(dev);
  const known = object === 'fdb' ? rows.fdb.get(row.key) : rows.neighbours.get(row.key);
  return known === row.value;
}
