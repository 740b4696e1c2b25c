/** Folds what the journal holds into the sets and facts it stands for. */
import type { DesiredEntry, DesiredKey, NetworkDelta, NetworkImage } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import type { ImageChunk, ManagerMessage, Welcome } from '../../proto/agent-messages.js';

export interface CachedState {
  readonly welcome: Welcome | undefined;
  readonly images: readonly NetworkImage[];
  /** Last point at which everything of concern was held. */
  readonly synced: { readonly epoch: number; readonly revision: number } | undefined;
}

interface HeldSet {
  readonly epoch: number;
  readonly revision: number;
  readonly digest: string;
  readonly entries: Map<DesiredKey, DesiredEntry>;
}

/**
 * Messages in the order they were accepted. A delta that does not fit leaves its network as it was: an older but whole
 * set, which resuming brings up to date. A set whose own sum is not its digest is left out.
 */
export function replay(messages: Iterable<ManagerMessage>): CachedState {
  let welcome: Welcome | undefined;
  let synced: CachedState['synced'];
  const sets = new Map<string, HeldSet>();
  for (const message of messages) {
    if (message.kind === 'welcome') welcome = message;
    else if (message.kind === 'synced') synced = pick(message);
    else if (message.kind === 'image') sets.set(message.networkId, heldSet(message));
    else if (message.kind === 'delta') applyDelta(sets, message);
    else if (message.kind === 'gone') sets.delete(message.networkId);
  }
  return { welcome, synced, images: wholeImages(sets) };
}

function pick({ epoch, revision }: { epoch: number; revision: number }) {
  return { epoch, revision };
}

function heldSet(image: ImageChunk): HeldSet {
  const { epoch, revision, digest } = image;
  const entries = new Map(image.entries.map((entry) => [keyOf(entry), entry]));
  return { epoch, revision, digest, entries };
}

function applyDelta(sets: Map<string, HeldSet>, delta: NetworkDelta): void {
  const held = sets.get(delta.networkId);
  if (held?.epoch !== delta.epoch || held.revision !== delta.from) return;
  for (const key of delta.removals) held.entries.delete(key);
  for (const entry of delta.upserts) held.entries.set(keyOf(entry), entry);
  sets.set(delta.networkId, { ...held, revision: delta.to, digest: delta.digest });
}

function wholeImages(sets: Map<string, HeldSet>): NetworkImage[] {
  const images: NetworkImage[] = [];
  for (const [networkId, held] of sets) {
    const entries = [...held.entries.values()];
    if (digestOf(entries) === held.digest) images.push({ networkId, ...held, entries });
  }
  return images;
}

function keyOf(entry: DesiredEntry): DesiredKey {
  return `${entry.kind}/${entry.id}`;
}
