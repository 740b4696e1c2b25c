/** What this host knows of the network below the tunnels, by trying it. */
import type { Logger } from '../../observe/logger.js';
import type { Native } from '../kernel/native/native.js';
import type { AppliedNotice, Membership } from '../reconcile/notices.js';
import type { Timers } from '../reconcile/timers.js';
import { Offloads } from './offloads.js';
import { Paths } from './paths.js';

export interface UnderlayDeps {
  /** Rejects with `native-unavailable`: nothing is tried then, which is logged. */
  readonly native: () => Promise<Native>;
  readonly timers: Timers;
  readonly memberships: () => Iterable<Membership>;
  /** What was given to `complete` is to be told again, as it is now. */
  readonly again: (notice: AppliedNotice) => void;
  /** The facts of the host are others. */
  readonly changed: () => void;
  readonly log: Logger;
}

export interface UnderlayOptions {
  readonly nodeId: string;
  readonly local: string;
  readonly advertised: string;
  readonly isOn: boolean;
}

export class Underlay {
  readonly paths: Paths;
  readonly offloads: Offloads;

  constructor({ log, again, changed, ...deps }: UnderlayDeps, options: UnderlayOptions) {
    this.paths = new Paths(
      {
        ...deps,
        again: (notice) => again(this.paths.complete(notice)),
        log: log.child({ component: 'paths' }),
      },
      options,
    );
    const parts = { ...deps, changed, log: log.child({ component: 'offloads' }) };
    this.offloads = new Offloads(parts, options);
  }

  async start(): Promise<void> {
    await this.paths.start();
    await this.offloads.start();
  }

  stop(): void {
    this.paths.stop();
    this.offloads.stop();
  }

  /** With what is known of the ways to other members. */
  complete(notice: AppliedNotice): AppliedNotice {
    this.offloads.applied(notice);
    return this.paths.complete(notice);
  }
}
