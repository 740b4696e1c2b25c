/** What tells of changes in the host's namespace: our chains, forwarding, the gateway bridge and its ports, what wires taps. */
import type { ChainEvents } from './chain-events.js';
import { hostMonitors, Monitors } from './monitors.js';
import type { Native } from './native/native.js';
import { OWN_NETNS } from './naming.js';
import { FilterWatch } from './netlink/filter-watch.js';
import { GatewayWatch } from './netlink/gateway-watch.js';
import type { KernelEvent } from './port.js';
import type { Taps } from './taps.js';

export interface HostWatchDeps {
  readonly chains: ChainEvents;
  readonly taps: Pick<Taps, 'nameAt'>;
}

export interface HostWatchOptions {
  /** Path of the namespace; default: that of the process. */
  readonly netns: string | undefined;
  /** Name of the gateway bridge; without it none is looked after. */
  readonly bridge: string | undefined;
}

export class HostWatch {
  readonly #deps: HostWatchDeps;
  readonly #options: HostWatchOptions;
  #monitors: Monitors | undefined;
  #gateway: GatewayWatch | undefined;
  #filters: FilterWatch | undefined;

  constructor(deps: HostWatchDeps, options: HostWatchOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Without the native module the chains and taps are left to the audit. Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  start(listener: (event: KernelEvent) => void, native: Native | undefined): void {
    const { netns, bridge } = this.#options;
    if (bridge !== undefined) {
      this.#monitors = new Monitors(netns, hostMonitors(bridge, { links: !native }));
      this.#monitors.start(listener);
    }
    if (!native) return;
    const { chains, taps } = this.#deps;
    const path = netns ?? OWN_NETNS;
    chains.start(native, () => listener({ object: 'firewall' }));
    if (bridge !== undefined) {
      this.#gateway = new GatewayWatch(native, { netns: path, bridge });
      this.#gateway.start(listener);
    }
    this.#filters = new FilterWatch(native, { netns: path });
    this.#filters.start({
      changed: (ifindex) => {
        const dev = taps.nameAt(ifindex);
        if (dev !== undefined) listener({ object: 'redirect', dev });
      },
      overflow: () => listener({ object: 'overflow' }),
    });
  }

  /** Tells now of everything that has happened so far, where that is possible. */
  settle(): void {
    this.#gateway?.settle();
    this.#filters?.settle();
  }

  async stop(): Promise<void> {
    this.#deps.chains.stop();
    this.#gateway?.stop();
    this.#filters?.stop();
    await this.#monitors?.stop();
  }
}
