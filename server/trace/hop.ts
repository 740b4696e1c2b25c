/** One thing on the way of a packet, compared: what was found against what is wanted. */

/**
 * `doubtful`: it may be at fault, and is blamed only when nothing else is. `unseen`: it cannot be looked at; it is never
 * blamed, and what it should be is said.
 */
export type HopState = 'ok' | 'differs' | 'doubtful' | 'unseen';

export interface Hop {
  /** Name of the worker, or `cluster`. */
  readonly host: string;
  /** Whether the packet or its answer passes here. */
  readonly way: 'there' | 'back';
  /** network, endpoint, agent, netns, interface, address, route, port, bridge, vxlan, neighbour, fdb, underlay, firewall, … */
  readonly object: string;
  /** As the kernel, or the cluster, names it. */
  readonly name: string;
  readonly state: HopState;
  readonly found: string;
  readonly wanted: string;
  /** What to do; of what is not ok. */
  readonly advice?: string;
}

export type Check = Omit<Hop, 'host' | 'way' | 'state' | 'advice'>;

/** Collects the hops of one host on one way. */
export class Walk {
  readonly hops: Hop[] = [];
  readonly #host: string;
  readonly #way: Hop['way'];

  constructor(host: string, way: Hop['way']) {
    this.#host = host;
    this.#way = way;
  }

  /** Several attributes of one object, each as found and as wanted. */
  all(
    at: Pick<Check, 'object' | 'name'>,
    pairs: readonly (readonly [found: string, wanted: string])[],
    advice: string,
  ): void {
    for (const [found, wanted] of pairs) this.check({ ...at, found, wanted }, advice);
  }

  unseen(check: Check, advice: string): void {
    const place = { host: this.#host, way: this.#way };
    this.hops.push({ ...place, ...check, state: 'unseen', advice });
  }

  /** Differs when `found` is not `wanted`. Returns whether it is as wanted. */
  check(check: Check, advice: string, otherwise: 'differs' | 'doubtful' = 'differs'): boolean {
    const place = { host: this.#host, way: this.#way };
    const isOk = check.found === check.wanted;
    this.hops.push({
      ...place,
      ...check,
      state: isOk ? 'ok' : otherwise,
      ...(!isOk && { advice }),
    });
    return isOk;
  }
}

/** The first that differs, else the first that may. */
export function faultOf(hops: readonly Hop[]): Hop | undefined {
  return (
    hops.find(({ state }) => state === 'differs') ?? hops.find(({ state }) => state === 'doubtful')
  );
}
