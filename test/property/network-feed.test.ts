/** A network's feed against a model: whatever a subscriber holds, what it is sent makes it hold the current set. */
import fc from 'fast-check';
import t from 'tap';
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import { addToDigest, digestOf, EMPTY_DIGEST } from '../../model/digest.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { NetworkFeed } from '../../server/feed/network-feed.js';
import type { Position } from '../../server/feed/position.js';

type Held = { revision: number; entries: Map<DesiredKey, DesiredEntry> };

const member = (n: number, version: number): DesiredEntry => ({
  kind: 'member',
  id: `node-${n}`,
  value: { nodeId: `node-${n}`, vtep: `192.0.2.${version}`, mtu: 1500 },
});

/** Sets and removes members; every change is one revision, with gaps between. */
const changes = fc.array(
  fc.record({
    n: fc.nat(5),
    version: fc.integer({ min: 0, max: 3 }),
    gap: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 30 },
);

class Model {
  revision: number;
  readonly entries: Map<DesiredKey, DesiredEntry>;
  readonly feed: NetworkFeed;

  constructor(from: Held, maxSteps: number) {
    this.revision = from.revision;
    this.entries = new Map(from.entries);
    const initial = [...from.entries.values()];
    this.feed = new NetworkFeed(
      { entries: () => [...this.entries.values()] },
      {
        networkId: 'net-1',
        epoch: 1,
        revision: from.revision,
        sum: initial.reduce(addToDigest, EMPTY_DIGEST),
        members: [],
        maxSteps,
        maxBytes: 1e6,
      },
    );
  }

  /** Version 0 removes. */
  change({ n, version, gap }: { n: number; version: number; gap: number }): void {
    const entry = member(n, version);
    const key: DesiredKey = `member/${entry.id}`;
    const before = this.entries.get(key);
    this.revision += gap;
    if (version === 0 ? !before : before && JSON.stringify(before) === JSON.stringify(entry))
      return;
    const delta = {
      networkId: 'net-1',
      upserts: version === 0 ? [] : [entry],
      removals: version === 0 ? [key] : [],
      dropped: before ? [before] : [],
      concerned: [entry.id],
      gone: false,
    };
    if (version === 0) this.entries.delete(key);
    else this.entries.set(key, entry);
    this.feed.change(this.revision, 1, delta);
  }
}

function positionOf({ revision, entries }: Held): Position {
  return { revision, digest: digestOf(entries.values()) };
}

/** Takes frames as an agent does: a delta fits exactly, an image is never older. */
function follow(feed: NetworkFeed, held: Held): void {
  for (let position = positionOf(held); ; position = positionOf(held)) {
    const next = feed.next(position);
    if (next === 'current') return;
    if (next === 'image') takeImage(feed, held);
    else takeDelta(next.frame, held);
    const known = next === 'image' ? feed.digest : next.position.digest;
    if (known !== positionOf(held).digest) throw new Error('a wrong digest');
  }
}

function takeImage(feed: NetworkFeed, held: Held): void {
  feed.reach(held.revision);
  held.entries.clear();
  for (const frame of feed.image()) {
    const message = decodeManagerMessage(frame);
    if (message.kind !== 'image') throw new Error('no image');
    if (message.revision < held.revision) throw new Error('an image below what is held');
    for (const entry of message.entries) held.entries.set(`${entry.kind}/${entry.id}`, entry);
    held.revision = message.revision;
  }
}

function takeDelta(frame: Buffer, held: Held): void {
  const message = decodeManagerMessage(frame);
  if (message.kind !== 'delta' || message.from !== held.revision) throw new Error('no delta fits');
  for (const entry of message.upserts) held.entries.set(`${entry.kind}/${entry.id}`, entry);
  for (const key of message.removals) held.entries.delete(key);
  held.revision = message.to;
}

t.test('a subscriber of any age ends with the current set', (t) => {
  fc.assert(
    fc.property(changes, changes, fc.integer({ min: 1, max: 40 }), (early, late, maxSteps) => {
      const model = new Model({ revision: 0, entries: new Map() }, maxSteps);
      for (const change of early) model.change(change);
      const held: Held = { revision: 0, entries: new Map() };
      follow(model.feed, held);
      for (const change of late) model.change(change);
      follow(model.feed, held);
      return digestOf(held.entries.values()) === digestOf(model.entries.values());
    }),
  );
  t.end();
});

t.test('a subscriber may move between managers that began at different revisions', (t) => {
  fc.assert(
    fc.property(changes, changes, changes, fc.nat(3), (first, second, third, idle) => {
      const old = new Model({ revision: 0, entries: new Map() }, 100);
      for (const change of first) old.change(change);
      // Restarted here: it knows the set, but not when it last changed.
      const young = new Model({ revision: old.revision + idle, entries: old.entries }, 100);
      old.revision += idle;
      const held: Held = { revision: 0, entries: new Map() };
      for (const [at, list] of [second, third].entries()) {
        follow(at === 0 ? young.feed : old.feed, held);
        for (const change of list) {
          old.change(change);
          young.change(change);
        }
        follow(at === 0 ? old.feed : young.feed, held);
      }
      return digestOf(held.entries.values()) === digestOf(old.entries.values());
    }),
  );
  t.end();
});

t.test('what an agent damaged is replaced by an image that is not older', (t) => {
  fc.assert(
    fc.property(changes, fc.integer({ min: -20, max: 20 }), (list, ahead) => {
      const model = new Model({ revision: 0, entries: new Map() }, 100);
      for (const change of [...list, { n: 0, version: 1, gap: 1 }]) model.change(change);
      const revision = Math.max(0, model.revision + ahead);
      const held: Held = { revision, entries: new Map([['member/x', member(9, 9)]]) };
      follow(model.feed, held);
      return digestOf(held.entries.values()) === digestOf(model.entries.values());
    }),
  );
  t.end();
});

t.test('the last change names whom it concerned, and who left by it', (t) => {
  const model = new Model({ revision: 7, entries: new Map() }, 2);
  model.change({ n: 1, version: 1, gap: 3 });
  model.change({ n: 1, version: 0, gap: 3 });
  t.match(model.feed.lastChange(12), { revision: 10, concerned: ['node-1'], left: [] });
  t.match(model.feed.lastChange(99), { revision: 13, left: ['node-1'] });
  t.match(model.feed.lastChange(8), { revision: 7, concerned: [], timeMs: 0 });
  model.change({ n: 2, version: 1, gap: 1 });
  t.match(
    model.feed.lastChange(11),
    { revision: 10, concerned: ['node-1'] },
    'compacted, yet known',
  );
  t.end();
});
