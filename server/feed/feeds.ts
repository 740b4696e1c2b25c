/** All networks' feeds, kept in step with apply: events of an entry in, changed networks and whom they concern out. */
import { OvnetError } from '../../model/errors.js';
import { addToDigest, EMPTY_DIGEST } from '../../model/digest.js';
import { deltaOf } from '../project/delta.js';
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
}

const MAX_STEPS = 2048;
const MAX_BYTES = 4 * 1024 * 1024;
/** Feeds of deleted networks kept, so that convergence of the deletion can be told. */
const MAX_GONE = 256;

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
  readonly #gone = new Map<string, NetworkFeed>();

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
    for (const [networkId, beginning] of from) this.#open(networkId, beginning);
  }

  get epoch(): number {
    return this.#view.cluster()?.epoch ?? 0;
  }

  /** Called after each entry, before the next one is applied. `trace`: W3C traceparent, sent ahead of what it changes. */
  apply(events: readonly StateEvent[], timeMs: number, trace?: string): readonly FeedChange[] {
    const revision = events[0]?.revision;
    if (revision === undefined) return [];
    const changes: FeedChange[] = [];
    for (const delta of deltaOf(events, this.#view).values()) {
      const { networkId, concerned } = delta;
      const feed = this.#feeds.get(networkId) ?? this.#open(networkId, NOTHING);
      feed.change(revision, timeMs, delta, trace);
      if (delta.gone) this.#close(feed);
      changes.push({ networkId, concerned });
    }
    return changes;
  }

  /** Also of a network deleted not long ago. */
  find(networkId: string): NetworkFeed | undefined {
    return this.#feeds.get(networkId) ?? this.#gone.get(networkId);
  }

  *all(): Generator<NetworkFeed> {
    yield* this.#feeds.values();
    yield* this.#gone.values();
  }

  #open(networkId: string, from: Beginning): NetworkFeed {
    const { epoch } = this;
    if (epoch === 0) throw new OvnetError('state-corrupt', 'a network without a cluster');
    const { maxSteps = MAX_STEPS, maxBytes = MAX_BYTES } = this.#options;
    const entries = () => entriesOf(this.#view, networkId);
    const options = { networkId, epoch, maxSteps, maxBytes, ...from };
    const { encoded } = this.#deps;
    const feed = new NetworkFeed({ entries, ...(encoded && { encoded }) }, options);
    this.#feeds.set(networkId, feed);
    return feed;
  }

  #close(feed: NetworkFeed): void {
    this.#feeds.delete(feed.networkId);
    this.#gone.set(feed.networkId, feed);
    const oldest = this.#gone.keys().next().value;
    if (this.#gone.size > MAX_GONE && oldest !== undefined) this.#gone.delete(oldest);
  }
}
