/** One network's desired set as this manager knows it: digest, a ring of deltas encoded once, a cached image. */
import { addToDigest, EMPTY_DIGEST, formatDigest, type DigestSum } from '../../model/digest.js';
import type { DesiredEntry } from '../../model/desired.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import { foldDigest, type ProjectedDelta } from '../project/delta.js';
import { DeltaRing, type DeltaRingOptions, type FeedStep } from './delta-ring.js';
import { encodeImage } from './image-frames.js';
import type { LastChange, Position } from './position.js';

/** `current`: nothing to send. `image`: the deltas behind the position are gone, or never fitted. */
export type Next = 'current' | 'image' | { readonly frame: Buffer; readonly position: Position };

export interface NetworkFeedDeps {
  /** The set as of now; empty when the network is gone. Asked only between entries. */
  readonly entries: () => readonly DesiredEntry[];
}

export interface NetworkFeedOptions extends DeltaRingOptions {
  readonly networkId: string;
  readonly epoch: number;
  /** From which the set is known, the set of then, and its hosts. */
  readonly revision: number;
  readonly initial: readonly DesiredEntry[];
  readonly members: readonly string[];
}

type Content = Pick<FeedStep, 'to' | 'digest' | 'upserts' | 'removals'>;

export class NetworkFeed {
  readonly networkId: string;
  readonly epoch: number;
  readonly #deps: NetworkFeedDeps;
  readonly #ring: DeltaRing;
  #sum: DigestSum;
  #revision: number;
  #digest: string;
  #image: readonly Buffer[] | undefined;

  constructor(deps: NetworkFeedDeps, options: NetworkFeedOptions) {
    this.#deps = deps;
    this.networkId = options.networkId;
    this.epoch = options.epoch;
    this.#revision = options.revision;
    this.#sum = options.initial.reduce(addToDigest, EMPTY_DIGEST);
    this.#digest = formatDigest(this.#sum);
    const { revision, members } = options;
    this.#ring = new DeltaRing({ revision, digest: this.#digest, members }, options);
  }

  get revision(): number {
    return this.#revision;
  }

  get digest(): string {
    return this.#digest;
  }

  /** The set of revision `to`, committed at `timeMs`. */
  change(to: number, timeMs: number, delta: ProjectedDelta): void {
    this.#sum = foldDigest(this.#sum, delta);
    this.#step(to, timeMs, delta);
  }

  /** What a subscriber at `position` gets next. */
  next(position: Position): Next {
    if (position.digest === this.#digest) return this.#same(position);
    const step = this.#ring.after(position);
    if (!step) return 'image';
    const frame =
      step.from === position.revision ? step.frame : this.#encode(step, position.revision);
    return { frame, position: { revision: step.to, digest: step.digest } };
  }

  /** Knows the set under a later revision, up to which nothing has changed it: never serves below a subscriber. */
  reach(revision: number): void {
    if (revision <= this.#revision) return;
    this.#step(revision, 0, { upserts: [], removals: [], concerned: [] });
  }

  /** The frames of the complete set at `revision`. */
  image(): readonly Buffer[] {
    const { networkId, epoch, revision, digest } = this;
    this.#image ??= encodeImage({
      networkId,
      epoch,
      revision,
      digest,
      entries: this.#deps.entries(),
    });
    return this.#image;
  }

  /** Digest of the set as it was at the revision; undefined when that is no longer known. */
  digestAt(revision: number): string | undefined {
    return revision >= this.#revision ? this.#digest : this.#ring.digestAt(revision);
  }

  /** Revision at which the node last left; undefined when that is not known or never was. It may have come back since. */
  leftAt(nodeId: string): number | undefined {
    return this.#ring.leftAt(nodeId);
  }

  lastChange(revision: number): LastChange {
    return this.#ring.lastChange(revision);
  }

  /** The same set under another revision: the subscriber learned it from a manager that began earlier or later. */
  #same(position: Position): Next {
    if (position.revision === this.#revision) return 'current';
    if (position.revision > this.#revision) {
      this.reach(position.revision);
      return 'current';
    }
    const { revision, digest } = this;
    const step = { to: revision, digest, upserts: [], removals: [] };
    return { frame: this.#encode(step, position.revision), position: { revision, digest } };
  }

  #step(
    to: number,
    timeMs: number,
    change: Pick<FeedStep, 'upserts' | 'removals' | 'concerned'>,
  ): void {
    const { upserts, removals, concerned } = change;
    const from = this.#revision;
    const digest = formatDigest(this.#sum);
    const frame = this.#encode({ to, digest, upserts, removals }, from);
    this.#ring.push({ from, to, timeMs, digest, upserts, removals, concerned, frame });
    this.#revision = to;
    this.#digest = digest;
    this.#image = undefined;
  }

  #encode({ to, digest, upserts, removals }: Content, from: number): Buffer {
    const { networkId, epoch } = this;
    const delta = { networkId, epoch, from, to, digest, upserts, removals };
    return encodeManagerMessage({ kind: 'delta', ...delta });
  }
}
