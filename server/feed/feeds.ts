/** All networks' feeds, kept in step with apply: events of an entry in, changed networks and whom they concern out. */
import { OvnetError } from '../../model/errors.js';
import { addToDigest, EMPTY_DIGEST } from '../../model/digest.js';
import { deltasOf, type ProjectedDelta } from '../project/delta.js';
import { entriesOf } from '../project/entries.js';
import type { StateEvent } from '../state/event.js';
import { atOnce, inBatches } from '../state/steps.js';
import type { StateView } from '../state/view.js';
import { NetworkFeed, type NetworkFeedDeps, type NetworkFeedOptions } from './network-feed.js';

export interface FeedChange {
  readonly networkId: string;
  /** Hosts just before or after. */
  readonly concerned: readonly string[];
}

export interface FeedsDeps extends Pick<NetworkFeedDeps, 'encoded'> {
  readonly view: StateView;
}

export interface FeedsOptions {
  /** Per network. */
  readonly maxSteps?: number;
  readonly maxBytes?: number;
  /** Of deltas of deleted networks, together; the newest is kept whatever its size. */
  readonly maxGoneBytes?: number;
}

const MAX_STEPS = 2048;
const MAX_BYTES = 4 * 1024 * 1024;
/** Feeds of deleted networks kept, so that convergence of the deletion can be told. */
const MAX_GONE = 256;
const MAX_GONE_BYTES = 16 * 1024 * 1024;

export interface Preparing {
  readonly timeMs: number;
  readonly trace?: string;
  readonly perStep: number;
}

interface PreparedChange {
  readonly feed: NetworkFeed;
  readonly delta: ProjectedDelta;
  /** Makes it the feed's. */
  readonly take: () => void;
}

/** Of the next entry. */
interface Prepared {
  readonly revision: number;
  readonly changes: readonly PreparedChange[];
}

type Beginning = Pick<NetworkFeedOptions, 'revision' | 'sum' | 'members'>;

/** What the feeds of a view begin with, by network. */
export type Beginnings = ReadonlyMap<string, Beginning>;

/** A network is an empty set until it is created. */
const NOTHING: Beginning = { revision: 0, sum: EMPTY_DIGEST, members: [] };

/** The digest of an entry takes some 10 µs. */
const ENTRIES_PER_STEP = 500;

/** In steps, during which the view must not change. */
export function* beginningsOf(view: StateView): Generator<void, Beginnings> {
  const beginnings = new Map<string, Beginning>();
  const { revision } = view;
  for (const { id } of view.networks()) {
    let sum = EMPTY_DIGEST;
    yield* inBatches(entriesOf(view, id), ENTRIES_PER_STEP, (entry) => {
      sum = addToDigest(sum, entry);
    });
    beginnings.set(id, { revision, sum, members: view.membersOf(id) });
    yield;
  }
  return beginnings;
}

export class Feeds {
  readonly #view: StateView;
  readonly #deps: FeedsDeps;
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<string, NetworkFeed>();
  /** The oldest first. */
  readonly #gone = new Map<string, NetworkFeed>();
  #prepared: Prepared | undefined;

  /** Begins with what the view holds: whatever came before is known only as the sum. */
  constructor(deps: FeedsDeps, options: FeedsOptions = {}) {
    this.#deps = deps;
    this.#view = deps.view;
    this.#options = options;
    this.restart();
  }

  /**
   * The view is another one, or of another epoch: whatever led there is known only as the sum, and no delta leads on from
   * before.
   */
  restart(from: Beginnings = atOnce(beginningsOf(this.#view))): void {
    this.#feeds.clear();
    this.#gone.clear();
    this.#prepared = undefined;
    for (const [networkId, beginning] of from) {
      this.#feeds.set(networkId, this.#make(networkId, beginning));
    }
  }

  get epoch(): number {
    return this.#view.cluster()?.epoch ?? 0;
  }

  /** Called after each entry, before the next one is applied. `trace`: W3C traceparent, sent ahead of what it changes. */
  apply(events: readonly StateEvent[], timeMs: number, trace?: string): readonly FeedChange[] {
    const revision = events[0]?.revision;
    if (revision === undefined) return [];
    if (this.#prepared?.revision !== revision) {
      atOnce(this.preparing(events, { timeMs, perStep: Infinity, ...(trace && { trace }) }));
    }
    const { changes = [] } = this.#prepared ?? {};
    this.#prepared = undefined;
    for (const { feed, delta, take } of changes) {
      this.#feeds.set(feed.networkId, feed);
      take();
      if (delta.gone) this.#close(feed);
    }
    return changes.map(({ delta: { networkId, concerned } }) => ({ networkId, concerned }));
  }

  /** Most of `apply`, in steps of so many entries, while the view is only for this what it is going to be for everybody. */
  *preparing(
    events: readonly StateEvent[],
    { timeMs, trace, perStep }: Preparing,
  ): Generator<void, void> {
    const revision = events[0]?.revision;
    if (revision === undefined) return;
    const changes: PreparedChange[] = [];
    let left = perStep;
    for (const delta of (yield* deltasOf(events, this.#view, perStep)).values()) {
      const { networkId } = delta;
      const feed = this.#feeds.get(networkId) ?? this.#make(networkId, NOTHING);
      const next = { to: revision, timeMs, perStep, ...(trace !== undefined && { trace }) };
      changes.push({ feed, delta, take: yield* feed.preparing(delta, next) });
      if ((left -= delta.upserts.length + delta.removals.length) > 0) continue;
      yield;
      left = perStep;
    }
    this.#prepared = { revision, changes };
  }

  /** Also of a network deleted not long ago. */
  find(networkId: string): NetworkFeed | undefined {
    return this.#feeds.get(networkId) ?? this.#gone.get(networkId);
  }

  *all(): Generator<NetworkFeed> {
    yield* this.#feeds.values();
    yield* this.#gone.values();
  }

  #make(networkId: string, from: Beginning): NetworkFeed {
    const { epoch } = this;
    if (epoch === 0) throw new OvnetError('state-corrupt', 'a network without a cluster');
    const { maxSteps = MAX_STEPS, maxBytes = MAX_BYTES } = this.#options;
    const entries = () => entriesOf(this.#view, networkId);
    const options = { networkId, epoch, maxSteps, maxBytes, ...from };
    const { encoded } = this.#deps;
    return new NetworkFeed({ entries, ...(encoded && { encoded }) }, options);
  }

  #close(feed: NetworkFeed): void {
    this.#feeds.delete(feed.networkId);
    this.#gone.set(feed.networkId, feed);
    const { maxGoneBytes = MAX_GONE_BYTES } = this.#options;
    let bytes = 0;
    for (const { bytes: some } of this.#gone.values()) bytes += some;
    for (const [oldest, { bytes: some }] of this.#gone) {
      const isMore = this.#gone.size > MAX_GONE || bytes > maxGoneBytes;
      if (!isMore || oldest === feed.networkId) return;
      this.#gone.delete(oldest);
      bytes -= some;
    }
  }
}
