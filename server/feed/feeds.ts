/** All networks' feeds, kept in step with apply: events of an entry in, changed networks and whom they concern out. */
import { OvnetError } from '../../model/errors.js';
import { deltaOf } from '../project/delta.js';
import { entriesOf } from '../project/entries.js';
import type { StateEvent } from '../state/event.js';
import type { StateView } from '../state/view.js';
import { NetworkFeed, type NetworkFeedOptions } from './network-feed.js';

export interface FeedChange {
  readonly networkId: string;
  /** Hosts just before or after. */
  readonly concerned: readonly string[];
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

type Beginning = Pick<NetworkFeedOptions, 'revision' | 'initial' | 'members'>;

/** A network is an empty set until it is created. */
const NOTHING: Beginning = { revision: 0, initial: [], members: [] };

export class Feeds {
  readonly #view: StateView;
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<string, NetworkFeed>();
  readonly #gone = new Map<string, NetworkFeed>();

  /** Begins with what the view holds: whatever came before is known only as the sum. */
  constructor(deps: { readonly view: StateView }, options: FeedsOptions = {}) {
    this.#view = deps.view;
    this.#options = options;
    this.#begin();
  }

  /**
   * The view is another one, or of another epoch: whatever led there is known only as the sum, and no delta leads on from
   * before.
   */
  restart(): void {
    this.#feeds.clear();
    this.#gone.clear();
    this.#begin();
  }

  get epoch(): number {
    return this.#view.cluster()?.epoch ?? 0;
  }

  /** Called after each entry, before the next one is applied. */
  apply(events: readonly StateEvent[], timeMs: number): readonly FeedChange[] {
    const revision = events[0]?.revision;
    if (revision === undefined) return [];
    const changes: FeedChange[] = [];
    for (const delta of deltaOf(events, this.#view).values()) {
      const { networkId, concerned } = delta;
      const feed = this.#feeds.get(networkId) ?? this.#open(networkId, NOTHING);
      feed.change(revision, timeMs, delta);
      if (delta.gone) this.#close(feed);
      changes.push({ networkId, concerned });
    }
    return changes;
  }

  /** Also of a network deleted not long ago. */
  find(networkId: string): NetworkFeed | undefined {
    return this.#feeds.get(networkId) ?? this.#gone.get(networkId);
  }

  /** Networks that the node has left, as far back as is known; it may have come back since. */
  *leftBy(nodeId: string): Generator<NetworkFeed> {
    for (const feed of this.all()) if (feed.leftAt(nodeId) !== undefined) yield feed;
  }

  *all(): Generator<NetworkFeed> {
    yield* this.#feeds.values();
    yield* this.#gone.values();
  }

  #begin(): void {
    for (const { id } of this.#view.networks()) {
      const initial = entriesOf(this.#view, id);
      this.#open(id, { revision: this.#view.revision, initial, members: this.#view.membersOf(id) });
    }
  }

  #open(networkId: string, from: Beginning): NetworkFeed {
    const { epoch } = this;
    if (epoch === 0) throw new OvnetError('state-corrupt', 'a network without a cluster');
    const { maxSteps = MAX_STEPS, maxBytes = MAX_BYTES } = this.#options;
    const entries = () => entriesOf(this.#view, networkId);
    const options = { networkId, epoch, maxSteps, maxBytes, ...from };
    const feed = new NetworkFeed({ entries }, options);
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
