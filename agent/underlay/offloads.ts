/** What the underlay does to packets of this host, tried with packets and told among the facts of the host. */
import { faultCapability } from '../../model/host-faults.js';
import { OvnetError } from '../../model/errors.js';
import type { Logger } from '../../observe/logger.js';
import { netnsPath } from '../kernel/naming.js';
import type { Native } from '../kernel/native/native.js';
import { LinkRequester } from '../kernel/netlink/link-requester.js';
import type { Kernel, UnderlayDevice } from '../kernel/port.js';
import type { Membership } from '../reconcile/notices.js';
import type { Timers } from '../reconcile/timers.js';
import { offloadFaults } from './offload-faults.js';
import { NativeOffloadLink } from './offload-link.js';
import { OffloadProbe, type OffloadState } from './offload-probe.js';
import { peersOf } from './peers.js';

type Facts = Awaited<ReturnType<Kernel['facts']>>;

export interface OffloadsDeps {
  /** Rejects with `native-unavailable`: nothing is tried then, which is logged. */
  readonly native: () => Promise<Native>;
  readonly timers: Timers;
  readonly memberships: () => Iterable<Membership>;
  /** The facts are to be told again. */
  readonly changed: () => void;
  readonly log: Logger;
}

export interface OffloadsOptions {
  readonly nodeId: string;
  /** Addresses of the tunnel end. */
  readonly local: string;
  readonly advertised: string;
  readonly isOn: boolean;
  readonly everyMs?: number;
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string | undefined;
}

const NOT_NAMED = faultCapability('offload-broken', '');

export class Offloads {
  readonly #deps: OffloadsDeps;
  readonly #options: OffloadsOptions;
  readonly #seen = new Set<string>();
  #probe: OffloadProbe | undefined;

  constructor(deps: OffloadsDeps, options: OffloadsOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  async start(): Promise<void> {
    if (!this.#options.isOn) return;
    const { native: load, timers, log } = this.#deps;
    let native: Native;
    try {
      native = await load();
    } catch (err) {
      log.warn({ err }, 'offloads of the underlay are not tried');
      return;
    }
    const { hostNetns, nodeId } = this.#options;
    const host = hostNetns === undefined ? undefined : netnsPath(hostNetns);
    const parts = { native, requester: new LinkRequester(native), host };
    this.#probe = new OffloadProbe(
      {
        timers,
        open: (tunnel, heard) => NativeOffloadLink.open(parts, tunnel, heard),
        peers: () => peersOf(this.#deps.memberships(), nodeId),
        port: () => this.#port(),
        changed: () => this.#changed(),
        failed: (err) => this.#failed(err),
      },
      this.#options,
    );
    this.#probe.start();
    if (this.#seen.size > 0) this.#probe.soon();
  }

  stop(): void {
    this.#probe?.stop();
  }

  states(): readonly OffloadState[] {
    return this.#probe?.states() ?? [];
  }

  /** A network was built or is gone: the other ends of one that is new are tried before long. */
  applied({ networkId, gone }: { readonly networkId: string; readonly gone: boolean }): void {
    if (gone) this.#seen.delete(networkId);
    else if (!this.#seen.has(networkId)) {
      this.#seen.add(networkId);
      this.#probe?.soon();
    }
  }

  /** What packets have shown stands for what is only known of a driver. */
  complete(facts: Facts): Facts {
    const { underlay = [], capabilities } = facts;
    this.#probe?.deviceIs(JSON.stringify(underlay.map(textOf)));
    const shown = offloadFaults(this.states(), underlay);
    if (shown.length === 0) return facts;
    const others = capabilities.filter((text) => !text.startsWith(NOT_NAMED));
    return { ...facts, capabilities: [...others, ...shown] };
  }

  #port(): number | undefined {
    for (const { dataPort } of this.#deps.memberships())
      if (dataPort !== undefined) return dataPort;
    return undefined;
  }

  #changed(): void {
    const { log } = this.#deps;
    const broken = this.states().filter(({ fault }) => fault !== undefined);
    if (broken.length > 0) log.warn({ broken }, 'packets that leave work to a device are broken');
    else log.info('packets that leave work to a device arrive whole again');
    this.#deps.changed();
  }

  #failed(err: unknown): void {
    if (err instanceof OvnetError) this.#deps.log.debug({ err }, 'offloads were not tried');
    else this.#deps.log.error({ err }, 'offloads were not tried');
  }
}

function textOf({ name, driver, active }: UnderlayDevice): string {
  return [name, driver, ...[...active].sort()].join(' ');
}
