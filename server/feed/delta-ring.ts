/** The last changes of one network, oldest first, bounded in number and bytes: a slow reader is a position in here. */
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import type { LastChange, Position } from './position.js';

export interface FeedStep {
  readonly from: number;
  readonly to: number;
  /** Commit of `to`, unix time; 0 for a step that changes nothing. */
  readonly timeMs: number;
  /** Of the set at `to`. */
  readonly digest: string;
  readonly upserts: readonly DesiredEntry[];
  readonly removals: readonly DesiredKey[];
  /** Hosts just before or after the step; empty when it changes nothing. */
  readonly concerned: readonly string[];
  /** The encoded NetworkDelta. */
  readonly frame: Buffer;
  /** The encoded Trace of a traced change. */
  readonly trace?: Buffer | undefined;
}

/** What is known of the set behind which the ring begins. */
interface Base {
  readonly revision: number;
  readonly digest: string;
  readonly members: readonly string[];
}

export interface DeltaRingOptions {
  readonly maxSteps: number;
  readonly maxBytes: number;
}

/** Endpoints of a list are of many changes in turns; a large change may be of ten thousand. */
const MAX_DESCRIBED = 16;

export class DeltaRing {
  readonly #options: DeltaRingOptions;
  readonly #steps: FeedStep[] = [];
  /** By node: revision of the step by which it last left. */
  readonly #left = new Map<string, number>();
  #base: Base;
  #bytes = 0;
  /** Each worker and each endpoint of a large change asks for the same one: those asked for last, the oldest first. */
  readonly #described = new Map<FeedStep, LastChange>();

  constructor(base: Base, options: DeltaRingOptions) {
    this.#base = base;
    this.#options = options;
  }

  /** Of the frames kept. */
  get bytes(): number {
    return this.#bytes;
  }

  push(step: FeedStep): void {
    this.#steps.push(step);
    this.#bytes += step.frame.length;
    for (const nodeId of leavers(step)) this.#left.set(nodeId, step.to);
    while (this.#steps.length > this.#options.maxSteps || this.#bytes > this.#options.maxBytes) {
      const dropped = this.#steps.shift();
      if (!dropped) return;
      this.#bytes -= dropped.frame.length;
      for (const nodeId of leavers(dropped)) {
        if (this.#left.get(nodeId) === dropped.to) this.#left.delete(nodeId);
      }
      const { to: revision, digest, concerned } = dropped;
      const members = isChange(dropped) ? concerned : this.#base.members;
      this.#base = { revision, digest, members };
    }
  }

  /** The step that leads on from the position; undefined when none fits. */
  after(position: Position): FeedStep | undefined {
    const at = this.#firstAbove(position.revision);
    const step = this.#steps[at];
    if (!step || step.from > position.revision) return undefined;
    const before = this.#steps[at - 1]?.digest ?? this.#base.digest;
    return before === position.digest ? step : undefined;
  }

  /**
   * The step that leads on from the position, and those behind it that may travel in the same frame: no more than `maxBytes` of
   * steps, unless the first alone is larger, and none behind a traced one, whose trace tells of a frame that ends with it.
   */
  run(position: Position, maxBytes: number): readonly FeedStep[] {
    const first = this.after(position);
    if (!first) return [];
    const run = [first];
    let bytes = first.frame.length;
    for (let at = this.#firstAbove(first.to); !run.at(-1)?.trace; at++) {
      const step = this.#steps[at];
      bytes += step?.frame.length ?? 0;
      if (!step || bytes > maxBytes) break;
      run.push(step);
    }
    return run;
  }

  digestAt(revision: number): string | undefined {
    if (revision < this.#base.revision) return undefined;
    return this.#steps[this.#firstAbove(revision) - 1]?.digest ?? this.#base.digest;
  }

  /** Revision of the step by which the node last left; undefined when none is known. */
  leftAt(nodeId: string): number | undefined {
    return this.#left.get(nodeId);
  }

  lastChange(revision: number): LastChange {
    for (let at = this.#firstAbove(revision) - 1; at >= 0; at--) {
      const step = this.#steps[at];
      if (step && isChange(step)) return this.#describe(step);
    }
    const known = Math.min(revision, this.#base.revision);
    const { members: concerned, digest } = this.#base;
    const nothing = { left: [], touched: undefined, timeMs: 0 };
    return { revision: known, digest, concerned, ...nothing };
  }

  #describe(step: FeedStep): LastChange {
    const change = this.#described.get(step) ?? describe(step);
    this.#described.delete(step);
    this.#described.set(step, change);
    const [oldest] = this.#described.keys();
    if (oldest && this.#described.size > MAX_DESCRIBED) this.#described.delete(oldest);
    return change;
  }

  /** Index of the first step whose `to` is above the revision. */
  #firstAbove(revision: number): number {
    let low = 0;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle]?.to ?? Infinity) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function isChange(step: FeedStep): boolean {
  return step.upserts.length + step.removals.length > 0;
}

function leavers({ removals }: FeedStep): string[] {
  return removals.filter((key) => key.startsWith('member/')).map((key) => key.slice(7));
}

function describe(step: FeedStep): LastChange {
  const { to, digest, concerned, timeMs } = step;
  const left = leavers(step);
  const touched = { endpoints: changedIn(step, 'endpoint'), members: changedIn(step, 'member') };
  return { revision: to, digest, concerned, left, touched, timeMs };
}

function changedIn({ upserts, removals }: FeedStep, kind: DesiredEntry['kind']): Set<string> {
  const ids = new Set<string>();
  for (const entry of upserts) if (entry.kind === kind) ids.add(entry.id);
  const prefix = `${kind}/`;
  for (const key of removals) if (key.startsWith(prefix)) ids.add(key.slice(prefix.length));
  return ids;
}
