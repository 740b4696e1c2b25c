/** What is known of the ways to other tunnel ends, told to managers beside what was applied, to people, and as metrics. */
import { randomInt } from 'node:crypto';
import { OvnetError } from '../../model/errors.js';
import type { Logger } from '../../observe/logger.js';
import { netnsPath } from '../kernel/naming.js';
import type { Native } from '../kernel/native/native.js';
import type { ApplyFailure, AppliedNotice, Membership } from '../reconcile/notices.js';
import type { Timers } from '../reconcile/timers.js';
import { NativeEchoPath, type OpenEchoPath } from './echo-path.js';
import { isBlackHole, PathProbe, type PathState } from './path-probe.js';
import { peersOf } from './peers.js';

export interface PathsDeps {
  /** Rejects with `native-unavailable`: nothing is measured then, which is logged. */
  readonly native: () => Promise<Native>;
  readonly timers: Timers;
  readonly memberships: () => Iterable<Membership>;
  /** What was given to `complete` is to be told again. */
  readonly again: (notice: AppliedNotice) => void;
  readonly log: Logger;
}

export interface PathsOptions {
  readonly nodeId: string;
  /** Local address of the tunnel end. */
  readonly local: string;
  readonly isOn: boolean;
  readonly everyMs?: number;
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string | undefined;
}

export class Paths {
  readonly #deps: PathsDeps;
  readonly #options: PathsOptions;
  /** As the reconciler gave them, by network. */
  readonly #notices = new Map<string, AppliedNotice>();
  #holes: readonly PathState[] = [];
  #probe: PathProbe | undefined;

  constructor(deps: PathsDeps, options: PathsOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  async start(): Promise<void> {
    if (!this.#options.isOn) return;
    const { native: load, timers, memberships, log } = this.#deps;
    let native: Native;
    try {
      native = await load();
    } catch (err) {
      log.warn({ err }, 'paths to other hosts are not measured');
      return;
    }
    const { local, everyMs, nodeId, hostNetns } = this.#options;
    const from = {
      id: randomInt(0x10000),
      netns: hostNetns === undefined ? undefined : netnsPath(hostNetns),
    };
    const open: OpenEchoPath = (ends) =>
      new NativeEchoPath({ native, timers }, { ...ends, ...from });
    this.#probe = new PathProbe(
      {
        ...{ timers, open },
        peers: () => peersOf(memberships(), nodeId),
        changed: () => this.#changed(),
        failed: (vtep, err) => this.#failed(vtep, err),
      },
      { local, ...(everyMs !== undefined && { everyMs }) },
    );
    this.#probe.start();
  }

  stop(): void {
    this.#probe?.stop();
  }

  states(): readonly PathState[] {
    return this.#probe?.states() ?? [];
  }

  /** A black hole keeps nothing from being applied: it is said beside. */
  complete(notice: AppliedNotice): AppliedNotice {
    const { networkId } = notice;
    if (notice.gone) this.#notices.delete(networkId);
    else this.#notices.set(networkId, notice);
    const holes = notice.gone || this.#holes.length === 0 ? [] : this.#holesOf(networkId);
    return holes.length === 0 ? notice : { ...notice, failed: [...notice.failed, ...holes] };
  }

  #holesOf(networkId: string): readonly ApplyFailure[] {
    const peers = this.#probe?.peers ?? [];
    const sizes = new Map(peers.map(({ vtep, networks }) => [vtep, networks]));
    return this.#holes.flatMap(({ vtep, mtu }): ApplyFailure[] => {
      const needed = sizes.get(vtep)?.get(networkId) ?? 0;
      if (needed <= mtu) return [];
      const detail = `to ${vtep} pass packets of ${mtu} bytes, not the ${needed} that are needed: mend the underlay, or give the network an MTU that is ${needed - mtu} less`;
      return [{ endpointId: '', code: 'black-hole', detail }];
    });
  }

  #changed(): void {
    const holes = (this.#holes = this.states().filter(isBlackHole));
    const { log } = this.#deps;
    if (holes.length > 0) log.warn({ holes }, 'large packets vanish on the way to other hosts');
    else log.info('no large packets vanish on the way to other hosts any more');
    for (const notice of [...this.#notices.values()]) this.#deps.again(notice);
  }

  #failed(vtep: string, err: unknown): void {
    if (err instanceof OvnetError) this.#deps.log.debug({ err, vtep }, 'a path was not measured');
    else this.#deps.log.error({ err, vtep }, 'a path was not measured');
  }
}
