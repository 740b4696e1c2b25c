/** One look-out for a probe: in the workload's, the fabric's and the host's namespace at once. */
import { PROBE_COPIES, type ProbePlace, type Sighting } from '../../model/probe.js';
import type { PacketSockets, SeenFrame } from '../kernel/native/packet-socket.js';
import { inNetns, run } from '../kernel/run.js';
import { findProbe, type Wanted } from './probe-frame.js';

export interface WatchedNamespace {
  /** Undefined: that of the process. */
  readonly path: string | undefined;
  /** Answers end here. */
  readonly isWorkload: boolean;
  /** Undefined: of no interest. */
  readonly placeOf: (ifname: string) => ProbePlace | undefined;
}

interface Seen extends Omit<Sighting, 'place' | 'name' | 'copies'> {
  readonly namespace: WatchedNamespace;
  readonly ifindex: number;
  readonly copies: Set<number>;
}

interface LinkRow {
  readonly ifindex: number;
  readonly ifname: string;
}

export class ProbeWatch {
  readonly #wanted: Wanted;
  readonly #seen = new Map<string, Seen>();
  readonly #close: (() => void)[] = [];
  #resolveAnswered: () => void = () => undefined;
  /** The answers to all copies were seen at a workload. */
  readonly answered = new Promise<void>((resolve) => (this.#resolveAnswered = resolve));

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  /** When it returns, nothing can be missed. Throws as `PacketSockets.open`; what was opened is closed then. */
  open(sockets: PacketSockets, filter: Buffer, namespaces: readonly WatchedNamespace[]): void {
    try {
      for (const [at, namespace] of namespaces.entries()) {
        const see = (frame: SeenFrame): void => this.#see(`${at}`, namespace, frame);
        this.#close.push(sockets.open(namespace.path, filter, see));
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    for (const close of this.#close.splice(0)) close();
  }

  async sightings(): Promise<readonly Sighting[]> {
    const seen = [...this.#seen.values()];
    const namespaces = [...new Set(seen.map(({ namespace }) => namespace))];
    const names = new Map(
      await Promise.all(
        namespaces.map(async (one) => [one, await interfaceNames(one.path)] as const),
      ),
    );
    return seen.flatMap(({ namespace, ifindex, way, direction, copies }) => {
      const name = names.get(namespace)?.get(ifindex) ?? `interface ${ifindex}`;
      const place = namespace.placeOf(name);
      return place === undefined ? [] : [{ place, name, way, direction, copies: copies.size }];
    });
  }

  #see(key: string, namespace: WatchedNamespace, { bytes, ifindex, direction }: SeenFrame): void {
    const found = findProbe(bytes, this.#wanted);
    if (!found) return;
    const { way, copy } = found;
    const at = `${key} ${ifindex} ${way} ${direction}`;
    const seen = this.#seen.get(at);
    const copies = seen?.copies ?? new Set();
    copies.add(copy);
    if (!seen) this.#seen.set(at, { namespace, ifindex, way, direction, copies });
    const isHome = namespace.isWorkload && way === 'back' && direction === 'in';
    if (isHome && copies.size === PROBE_COPIES) this.#resolveAnswered();
  }
}

async function interfaceNames(netns: string | undefined): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await run(inNetns(netns, ['ip', '-j', 'link']));
  const rows = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as LinkRow[];
  return new Map(rows.map(({ ifindex, ifname }) => [ifindex, ifname]));
}
