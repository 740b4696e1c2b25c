/** Readings of a part of the kernel in which somebody may have changed something: our chains, some workloads' namespaces. */
import type { Kernel } from '../kernel/port.js';
import type { KernelMirror } from '../kernel/port-mirror.js';
import { peerPlaces } from './peer-places.js';
import type { Dirty } from './plan-desired.js';
import type { Schedule } from './schedule.js';
import type { Timers } from './timers.js';

export interface ChecksDeps {
  readonly kernel: Pick<Kernel, 'chains' | 'peers'>;
  readonly timers: Pick<Timers, 'now'>;
  readonly schedule: Schedule;
  readonly mirror: () => KernelMirror;
  /** Changes of more than rows came: they are no drift, so they are made first and what was read is read again. */
  readonly isOvertaken: () => boolean;
  readonly unread: (error: unknown) => void;
  /** Plans and repairs the host as a whole and what is dirty of networks. */
  readonly repair: (dirty: ReadonlyMap<string, Dirty>) => Promise<void>;
}

export class Checks {
  readonly #deps: ChecksDeps;

  constructor(deps: ChecksDeps) {
    this.#deps = deps;
  }

  get areDue(): boolean {
    const { chains, arePeersDue } = this.#deps.schedule;
    return chains.isDue || arePeersDue;
  }

  async run(): Promise<void> {
    if (this.#deps.schedule.chains.isDue) await this.#chains();
    else await this.#peers();
  }

  async #chains(): Promise<void> {
    const { kernel, schedule, mirror, isOvertaken, unread, repair } = this.#deps;
    schedule.chains.begin();
    const chains = await kernel.chains().catch(wrapped);
    schedule.chains.hasRead();
    if (isOvertaken()) return schedule.chains.add();
    if ('error' in chains) return unread(chains.error);
    mirror().seeChains(chains);
    await repair(new Map());
  }

  async #peers(): Promise<void> {
    const { kernel, timers, schedule, mirror, isOvertaken, unread, repair } = this.#deps;
    const names = schedule.takePeers();
    const { ports, gatewayPorts, dirty } = peerPlaces(mirror(), names);
    const startedAt = timers.now();
    const peers = await kernel.peers(ports, gatewayPorts).catch(wrapped);
    schedule.budget.spent(timers.now() - startedAt);
    if (isOvertaken()) return schedule.addPeers(names);
    if ('error' in peers) return unread(peers.error);
    mirror().seePeers(peers);
    await repair(dirty);
  }
}

function wrapped(error: unknown): { readonly error: unknown } {
  return { error };
}
