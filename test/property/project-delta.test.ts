/** Deltas carry a set from one revision to the next exactly, and so do digests. */
import fc from 'fast-check';
import t from 'tap';
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import {
  addToDigest,
  canonicalText,
  digestOf,
  EMPTY_DIGEST,
  formatDigest,
  type DigestSum,
} from '../../model/digest.js';
import { deltaOf, foldDigest } from '../../server/project/delta.js';
import { entriesOf, imageOf, keyOf } from '../../server/project/entries.js';
import type { StateEvent } from '../../server/state/event.js';
import type { StateView } from '../../server/state/view.js';
import { intents, play } from '../support/random-commands.js';

interface Replica {
  readonly entries: Map<DesiredKey, DesiredEntry>;
  members: readonly string[];
  sum: DigestSum;
}

/** What a feed and its subscribers hold, kept up by deltas alone. */
class Replicas {
  readonly networks = new Map<string, Replica>();

  take(events: readonly StateEvent[], view: StateView): void {
    for (const [id, delta] of deltaOf(events, view)) {
      const replica = this.networks.get(id) ?? {
        entries: new Map(),
        members: [],
        sum: EMPTY_DIGEST,
      };
      for (const key of delta.removals) {
        if (!replica.entries.delete(key)) throw new Error(`${key} was not there`);
      }
      for (const entry of delta.upserts) replica.entries.set(keyOf(entry), entry);
      replica.sum = foldDigest(replica.sum, delta);
      const concerned = [...new Set([...replica.members, ...view.membersOf(id)])].sort();
      if (JSON.stringify(concerned) !== JSON.stringify(delta.concerned)) {
        throw new Error(`concerned ${delta.concerned.join()} not ${concerned.join()}`);
      }
      replica.members = view.membersOf(id);
      if (delta.gone !== (view.network(id) === undefined)) throw new Error('gone is wrong');
      if (delta.gone && replica.entries.size > 0) throw new Error('gone but not empty');
      if (delta.gone) this.networks.delete(id);
      else this.networks.set(id, replica);
    }
  }

  check(view: StateView): void {
    const ids = [...view.networks()].map((network) => network.id);
    if (ids.length !== this.networks.size) throw new Error('another set of networks');
    for (const id of ids) {
      const replica = this.networks.get(id)!;
      const expected = entriesOf(view, id).map(canonicalText).sort();
      const held = [...replica.entries.values()].map(canonicalText).sort();
      if (JSON.stringify(held) !== JSON.stringify(expected)) throw new Error(`${id} differs`);
      const digest = imageOf(view, id, 1)!.digest;
      if (digestOf(replica.entries.values()) !== digest) throw new Error(`${id}: digest differs`);
      if (formatDigest(replica.sum) !== digest) throw new Error(`${id}: folded digest differs`);
    }
  }
}

t.test('the image before with the delta folded in is the image after, digest and all', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      const replicas = new Replicas();
      play(sequence, ({ events }, { state }) => {
        replicas.take(events, state);
        replicas.check(state);
      });
    }),
    { numRuns: 150 },
  );
  t.pass('held');
  t.end();
});

t.test('the digest does not depend on the order of entries', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      const { state } = play(sequence);
      for (const { id } of state.networks()) {
        const entries = entriesOf(state, id);
        const backwards = [...entries].reverse().reduce(addToDigest, EMPTY_DIGEST);
        if (formatDigest(backwards) !== digestOf(entries)) return false;
      }
      return true;
    }),
    { numRuns: 30 },
  );
  t.pass('held');
  t.end();
});
