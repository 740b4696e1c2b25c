/** One network's desired set as this manager knows it: digest, a ring of deltas encoded once, a cached image. */
import { formatDigest, type DigestSum } from '../../model/digest.js';
import type { DesiredEntry } from '../../model/desired.js';
import { encodeManagerMessage, encodingDelta } from '../../proto/manager-codec.js';
import { foldingDigest, type ProjectedDelta } from '../project/delta.js';
import { atOnce } from '../state/steps.js';
import { FoldCache } from './fold-cache.js';
import { foldSteps } from './fold.js';
import { DeltaRing, type DeltaRingOptions, type FeedStep } from './delta-ring.js';
import { ImageFrames } from './image-frames.js';
import type { LastChange, Lead, Position } from './position.js';

/** `current`: nothing to send. `image`: the deltas behind the position are gone, or never fitted. */
export type Next = 'current' | 'image' | Lead;

export type FrameKind = 'delta' | 'image';

export interface NetworkFeedDeps {
  /** The set as of now; empty when the network is gone. Asked only between entries. */
  readonly entries: () => readonly DesiredEntry[];
  /** Told of each delta and image that is encoded. */
  readonly encoded?: (kind: FrameKind, bytes: number) => void;
}

export interface NetworkFeedOptions extends DeltaRingOptions {
  readonly networkId: string;
  readonly epoch: number;
  /** From which the set is known, the sum of the set of then, and its hosts. */
  readonly revision: number;
  readonly sum: DigestSum;
  readonly members: readonly string[];
}

/** Of the steps that travel as one: no frame holds a stream up for long. */
const MAX_FOLD_BYTES = 256 * 1024;

/** Of the whole state. */
export interface NextChange {
  /** Its revision. */
  readonly to: number;
  /** Of its commit, unix time. */
  readonly timeMs: number;
  readonly trace?: string;
  readonly perStep: number;
}

type Content = Pick<FeedStep, 'to' | 'digest' | 'upserts' | 'removals'>;

export class NetworkFeed {
  readonly networkId: string;
  readonly epoch: number;
  readonly #deps: NetworkFeedDeps;
  readonly #ring: DeltaRing;
  readonly #folds = new FoldCache();
  #sum: DigestSum;
  #revision: number;
  #digest: string;
  #image: ImageFrames | undefined;
  #trace: Buffer | undefined;

  constructor(deps: NetworkFeedDeps, options: NetworkFeedOptions) {
    this.#deps = deps;
    this.networkId = options.networkId;
    this.epoch = options.epoch;
    this.#revision = options.revision;
    this.#sum = options.sum;
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

  /** Of the deltas kept. */
  get bytes(): number {
    return this.#ring.bytes;
  }

  /** The set of revision `to`, committed at `timeMs`. */
  change(to: number, timeMs: number, delta: ProjectedDelta, trace?: string): void {
    atOnce(
      this.preparing(delta, {
        to,
        timeMs,
        perStep: Infinity,
        ...(trace !== undefined && { trace }),
      }),
    )();
  }

  /**
   * As `change`, all but the last of it, in steps of so many entries: what is answered takes effect when it is called, before any other
   * change.
   */
  *preparing(
    delta: ProjectedDelta,
    { to, timeMs, trace, perStep }: NextChange,
  ): Generator<void, () => void> {
    const { networkId } = this;
    const from = this.#revision;
    const sum = yield* foldingDigest(this.#sum, delta, perStep);
    const digest = formatDigest(sum);
    const told =
      trace === undefined
        ? undefined
        : encodeManagerMessage({ kind: 'trace', networkId, revision: to, trace });
    const { upserts, removals } = delta;
    const frame = yield* this.#encoding({ to, digest, upserts, removals }, from, perStep);
    return () => {
      this.#sum = sum;
      this.#trace = told;
      // A subscriber may have known a later revision of the set as it was.
      const isSame = this.#revision === from;
      this.#step(to, timeMs, delta, isSame ? frame : undefined);
    };
  }

  /** The encoded Trace of the change that made the present set; undefined when it was not traced. */
  get trace(): Buffer | undefined {
    return this.#trace;
  }

  /** What a subscriber at `position` gets next. */
  next(position: Position): Next {
    const known = this.#folds.get(position);
    if (known) return known;
    if (position.digest === this.#digest) return this.#same(position);
    const run = this.#ring.run(position, MAX_FOLD_BYTES);
    const last = run.at(-1);
    if (!last) return 'image';
    const { to: revision, digest, trace } = last;
    const leads = { position: { revision, digest }, trace };
    if (run.length === 1 && last.from === position.revision) return { frame: last.frame, ...leads };
    const frame = this.#encode({ to: revision, digest, ...foldSteps(run) }, position.revision);
    return this.#folds.keep(position, { frame, ...leads });
  }

  /** Knows the set under a later revision, up to which nothing has changed it: never serves below a subscriber. */
  reach(revision: number): void {
    if (revision <= this.#revision) return;
    this.#trace = undefined;
    this.#step(revision, 0, { upserts: [], removals: [], concerned: [] });
  }

  /** The frames of the complete set at `revision`, made as they are asked for: also when the set is another one by then. */
  image(): Iterable<Buffer> {
    const { networkId, epoch, revision, digest } = this;
    if (this.#image) return this.#image;
    const entries = this.#deps.entries();
    const encoded = (bytes: number): void => this.#deps.encoded?.('image', bytes);
    this.#image = new ImageFrames({ networkId, epoch, revision, digest, entries }, { encoded });
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
    const frame = this.#encode(step, position.revision);
    return this.#folds.keep(position, { frame, position: { revision, digest } });
  }

  #step(
    to: number,
    timeMs: number,
    change: Pick<FeedStep, 'upserts' | 'removals' | 'concerned'>,
    made?: Buffer,
  ): void {
    const { upserts, removals, concerned } = change;
    const from = this.#revision;
    const digest = formatDigest(this.#sum);
    const frame = made ?? this.#encode({ to, digest, upserts, removals }, from);
    const trace = this.#trace;
    this.#ring.push({ from, to, timeMs, digest, upserts, removals, concerned, frame, trace });
    this.#revision = to;
    this.#digest = digest;
    this.#image = undefined;
    this.#folds.clear();
  }

  #encode(content: Content, from: number): Buffer {
    return atOnce(this.#encoding(content, from, Infinity));
  }

  *#encoding(content: Content, from: number, perStep: number): Generator<void, Buffer> {
    const { networkId, epoch } = this;
    const { to, digest, upserts, removals } = content;
    const delta = { networkId, epoch, from, to, digest, upserts, removals };
    const isShort = upserts.length + removals.length <= perStep;
    const frame = isShort
      ? encodeManagerMessage({ kind: 'delta', ...delta })
      : yield* encodingDelta(delta, perStep);
    this.#deps.encoded?.('delta', frame.length);
    return frame;
  }
}
