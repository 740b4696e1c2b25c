/** A subscriber that never misses a step: what the deltas of a feed add up to is its image. */
import type { DesiredEntry } from '../../model/desired.js';
import { canonicalText } from '../../model/digest.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { ensure } from '../../raft/sim/breach.js';
import type { NetworkFeed } from '../../server/feed/network-feed.js';
import type { Position } from '../../server/feed/position.js';
import type { SimManager } from './sim-manager.js';

interface Fold {
  readonly feed: NetworkFeed;
  position: Position;
  readonly entries: Map<string, DesiredEntry>;
}

export class FoldCheck {
  /** By manager and network. */
  readonly #folds = new Map<string, Fold>();

  check(manager: SimManager): void {
    for (const feed of manager.dispatch.feeds.all()) {
      const key = `${manager.nodeId} ${feed.networkId}`;
      const known = this.#folds.get(key);
      const fold = known?.feed === feed ? known : fromImage(feed);
      this.#folds.set(key, fold);
      while (advance(fold));
      const { entries } = fromImage(feed);
      const what = `${feed.networkId} of ${manager.nodeId} at ${feed.revision}`;
      ensure(same(entries, fold.entries), `the deltas of ${what} do not add up to its image`);
    }
  }
}

function fromImage(feed: NetworkFeed): Fold {
  const entries = new Map<string, DesiredEntry>();
  for (const frame of feed.image()) {
    const message = decodeManagerMessage(frame);
    if (message.kind !== 'image') throw new Error(`an image has a frame ${message.kind}`);
    for (const entry of message.entries) entries.set(`${entry.kind}/${entry.id}`, entry);
  }
  const { revision, digest } = feed;
  return { feed, position: { revision, digest }, entries };
}

function advance(fold: Fold): boolean {
  const next = fold.feed.next(fold.position);
  if (next === 'current') return false;
  ensure(next !== 'image', `a step of ${fold.feed.networkId} is missing`);
  const message = decodeManagerMessage(next.frame);
  if (message.kind !== 'delta') throw new Error(`a step has a frame ${message.kind}`);
  for (const key of message.removals) fold.entries.delete(key);
  for (const entry of message.upserts) fold.entries.set(`${entry.kind}/${entry.id}`, entry);
  fold.position = next.position;
  return true;
}

function same(a: ReadonlyMap<string, DesiredEntry>, b: ReadonlyMap<string, DesiredEntry>): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([key, entry]) => {
    const other = b.get(key);
    return other !== undefined && canonicalText(entry) === canonicalText(other);
  });
}
