/**
 * What a simulated agent holds in place of a kernel: the set itself, summed anew by the agent as a real one does, with
 * equal entries of one process kept once.
 */
import { isDeepStrictEqual } from 'node:util';
import type { SyncTarget } from '../../agent/sync/content.js';
import type { AppliedNotice, HeldNetwork } from '../../agent/reconcile/notices.js';
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import {
  addToDigest,
  EMPTY_DIGEST,
  formatDigest,
  removeFromDigest,
  type DigestSum,
} from '../../model/digest.js';

type Acceptance = ReturnType<SyncTarget['setImage']>;

/** One of the entries that all sets of a process share, with its key. */
export interface KnownEntry {
  readonly key: DesiredKey;
  readonly entry: DesiredEntry;
}

interface Held {
  epoch: number;
  revision: number;
  sum: DigestSum;
  readonly entries: Map<DesiredKey, DesiredEntry>;
}

export interface LeanCounters {
  images: number;
  deltas: number;
  acks: number;
}

const keyOf = ({ kind, id }: DesiredEntry): DesiredKey => `${kind}/${id}`;

export class LeanSet implements SyncTarget {
  readonly counters: LeanCounters = { images: 0, deltas: 0, acks: 0 };
  readonly #known: Map<string, KnownEntry>;
  readonly #onApplied: (notice: AppliedNotice) => void;
  readonly #networks = new Map<string, Held>();
  readonly #changed = new Set<string>();

  /** `known`: shared by all sets of the process. */
  constructor(known: Map<string, KnownEntry>, onApplied: (notice: AppliedNotice) => void) {
    this.#known = known;
    this.#onApplied = onApplied;
  }

  get size(): number {
    let size = 0;
    for (const { entries } of this.#networks.values()) size += entries.size;
    return size;
  }

  setImage(image: Parameters<SyncTarget['setImage']>[0]): Acceptance {
    const { networkId, epoch, revision, digest } = image;
    const entries = new Map<DesiredKey, DesiredEntry>();
    let sum = EMPTY_DIGEST;
    for (const entry of image.entries) {
      sum = addToDigest(sum, entry);
      const known = this.#once(entry);
      entries.set(known.key, known.entry);
    }
    if (formatDigest(sum) !== digest) return mismatch(sum, digest);
    this.counters.images += 1;
    this.#networks.set(networkId, { epoch, revision, sum, entries });
    this.#tell(networkId);
    return { accepted: true };
  }

  applyDelta(delta: Parameters<SyncTarget['applyDelta']>[0]): Acceptance {
    const { networkId, epoch, from, to, upserts, removals, digest } = delta;
    const held = this.#networks.get(networkId);
    if (held === undefined) {
      return { accepted: false, reason: 'unknown-network', detail: `${networkId} is not held` };
    }
    if (held.epoch !== epoch || held.revision !== from) {
      return { accepted: false, reason: 'gap', detail: `holds ${held.revision}, not ${from}` };
    }
    const sum = sumAfter(held, upserts, removals);
    if (formatDigest(sum) !== digest) return mismatch(sum, digest);
    for (const key of removals) held.entries.delete(key);
    for (const entry of upserts) {
      const known = this.#once(entry);
      held.entries.set(known.key, known.entry);
    }
    held.sum = sum;
    held.revision = to;
    this.counters.deltas += 1;
    this.#tell(networkId);
    return { accepted: true };
  }

  removeNetwork({ networkId, epoch, revision }: Parameters<SyncTarget['removeNetwork']>[0]): void {
    this.#networks.delete(networkId);
    const digest = formatDigest(EMPTY_DIGEST);
    this.#onApplied({ networkId, epoch, revision, digest, failed: [], gone: true });
  }

  /** Acknowledges again what is held, as the reconciler does. */
  synced(): void {
    for (const networkId of this.#networks.keys()) this.#tell(networkId);
  }

  held(): readonly HeldNetwork[] {
    return [...this.#networks].map(([networkId, { epoch, revision, sum }]) => ({
      networkId,
      epoch,
      revision,
      digest: formatDigest(sum),
    }));
  }

  /** One notice for what arrives together. */
  #tell(networkId: string): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#tellAll());
    this.#changed.add(networkId);
  }

  #tellAll(): void {
    for (const networkId of this.#changed) {
      const held = this.#networks.get(networkId);
      if (held === undefined) continue;
      const { epoch, revision, sum } = held;
      this.counters.acks += 1;
      const digest = formatDigest(sum);
      this.#onApplied({ networkId, epoch, revision, digest, failed: [], gone: false });
    }
    this.#changed.clear();
  }

  #once(entry: DesiredEntry): KnownEntry {
    const key = keyOf(entry);
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known.entry, entry)) return known;
    const latest = { key, entry };
    this.#known.set(key, latest);
    return latest;
  }
}

/** Of equal keys. Cheaper than comparing texts, which a real agent does not make either. */
function isSame({ value }: DesiredEntry, other: DesiredEntry): boolean {
  const members = Object.entries(value);
  const others: Readonly<Record<string, unknown>> = { ...other.value };
  return members.every(([name, one]) => {
    const two = others[name];
    return one === two || (typeof one === 'object' && isDeepStrictEqual(one, two));
  });
}

function sumAfter(
  { sum, entries }: Held,
  upserts: readonly DesiredEntry[],
  removals: readonly DesiredKey[],
): DigestSum {
  let after = sum;
  const drop = (key: DesiredKey): void => {
    const entry = entries.get(key);
    if (entry !== undefined) after = removeFromDigest(after, entry);
  };
  for (const key of removals) drop(key);
  for (const entry of upserts) {
    drop(keyOf(entry));
    after = addToDigest(after, entry);
  }
  return after;
}

function mismatch(own: DigestSum, theirs: string): Acceptance {
  const detail = `own digest ${formatDigest(own)}, theirs ${theirs}`;
  return { accepted: false, reason: 'digest-mismatch', detail };
}
