/** Keeps the kernel equal to the desired sets: accepts images and deltas, plans, executes, repairs drift, reports. */
import { EMPTY_DIGEST, formatDigest } from '../../model/digest.js';
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { Kernel } from '../kernel/port.js';
import type { Acceptance, AppliedNotice, DriftCounters, HeldNetwork } from './notices.js';
import type { Timers } from './timers.js';

/** The part of a pino logger that is used. */
export interface ReconcilerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface ReconcilerDeps {
  readonly kernel: Kernel;
  readonly timers: Timers;
  readonly log: ReconcilerLog;
  /** Called after the kernel took a change; sync acks with it. Never throws. */
  readonly onApplied: (notice: AppliedNotice) => void;
  /** Called after drift was repaired, with the totals. */
  readonly onDrift?: (counters: DriftCounters) => void;
}

export interface ReconcilerOptions {
  readonly clusterId: string;
  readonly nodeId: string;
  /** Local underlay address the vxlan devices send from (the part after `=` of --vtep). */
  readonly vtep: string;
  /** Full dump and diff; default 5,000 ms. */
  readonly auditIntervalMs?: number;
  /** Pause between a kernel event and the dump it causes; default 10 ms. */
  readonly settleMs?: number;
  /** First and longest pause before a failed endpoint is tried again; default 250 ms and 5,000 ms. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

/**
 * All methods that accept desired state return at once; work is serialised and coalesced behind them.
 * Until `synced`, only what an accepted image or delta of this process says may be removed.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #options: ReconcilerOptions;

  constructor(deps: ReconcilerDeps, options: ReconcilerOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Reads the kernel, starts watching and auditing. The kernel must be prepared. Call after `loadCached`. */
  async start(): Promise<void> {
    await this.#deps.kernel.observe();
  }

  /** Finishes the running operation and leaves the kernel as it is. */
  async stop(): Promise<void> {
    await Promise.resolve();
  }

  /** Sets read from the disk cache: they add and repair but remove nothing until confirmed. No notice is sent for them. */
  loadCached(images: readonly NetworkImage[]): void {
    this.#deps.log.info({ images: images.length, node: this.#options.nodeId }, 'cache loaded');
  }

  /** A network's complete set from a manager. Refused only with `digest-mismatch`. */
  setImage(image: NetworkImage): Acceptance {
    return { accepted: false, reason: 'digest-mismatch', detail: image.networkId };
  }

  applyDelta(delta: NetworkDelta): Acceptance {
    return { accepted: false, reason: 'unknown-network', detail: delta.networkId };
  }

  /** The worker hosts nothing of it any more; answered by a notice with `gone`, also for a network never held. */
  removeNetwork(network: { networkId: string; epoch: number; revision: number }): void {
    const digest = formatDigest(EMPTY_DIGEST);
    this.#deps.onApplied({ ...network, digest, failed: [], gone: true });
  }

  /** Everything of concern was sent: own links of networks not held may be removed from now on. */
  synced(): void {
    this.#deps.log.info({}, 'synced');
  }

  /** What Hello reports. */
  held(): readonly HeldNetwork[] {
    return [];
  }

  /** The complete set held of one network, for the cache. */
  image(networkId: string): NetworkImage | undefined {
    this.#deps.log.info({ networkId }, 'image');
    return undefined;
  }

  /** Resolves when nothing is dirty or running (endpoints waiting for a retry do not count). */
  async settled(): Promise<void> {
    await Promise.resolve();
  }

  drift(): DriftCounters {
    return new Map();
  }

  /** Dumps and diffs now; resolves when repaired. */
  async audit(): Promise<void> {
    await this.settled();
  }
}
