/** A network's feed against a model: whatever a subscriber holds, what it is sent makes it hold the current set. */
import fc from 'fast-check';
import t from 'tap';
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import { addToDigest, canonicalText, digestOf, EMPTY_DIGEST } from '../../model/digest.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { NetworkFeed } from '../../server/feed/network-feed.js';
import type { Position } from '../../server/feed/position.js';
import { atOnce } from '../../server/state/steps.js';

type Change = { n: number; version: number; gap: number; reached?: boolean };
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
    reached: fc.boolean(),
  }),
  { maxLength: 30 },
);

class Model {
  revision: number;
  readonly entries: Map<DesiredKey, DesiredEntry>;
  readonly feed: NetworkFeed;
  encodings = 0;

  constructor(from: Held, maxSteps: number) {
    this.revision = from.revision;
    this.entries = new Map(from.entries);
    const initial = [...from.entries.values()];
    this.feed = new NetworkFeed(
      {
        entries: () => [...this.entries.values()],
        encoded: () => {
          this.encodings += 1;
        },
      },
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

  /** Version 0 removes. `reached`: while it is prepared, a subscriber says that it knows a later revision of the set before. */
  change({ n, version, gap, reached = false }: Change, trace?: string): void {
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
    const next = { to: this.revision, timeMs: 1, perStep: 1, ...(trace && { trace }) };
    const take = atOnce(this.feed.preparing(delta, next));
    if (reached) this.feed.reach(this.revision - 1);
    take();
  }
}

function positionOf({ revision, entries }: Held): Position {
  return { revision, digest: digestOf(entries.values()) };
}

/** Takes frames as an agent does: a delta fits exactly, an image is never older. */
function follow(feed: NetworkFeed, held: Held): void {
  followed(feed, held);
}

/** As `follow`; answers how many deltas and images that took. */
function followed(feed: NetworkFeed, held: Held): number {
  let taken = 0;
  for (let position = positionOf(held); ; position = positionOf(held)) {
    const next = feed.next(position);
    if (next === 'current') return taken;
    taken += 1;
    if (next === 'image') takeImage(feed, held);
    else takeDelta(next.frame, held);
    const known = next === 'image' ? feed.digest : next.position.digest;
    if (known !== positionOf(held).digest) throw new Error('a wrong digest');
  }
}

function sameSets(a: Held, b: Held): boolean {
  const texts = ({ entries }: Held): string[] => [...entries.values()].map(canonicalText).sort();
  return JSON.stringify(texts(a)) === JSON.stringify(texts(b));
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

t.test('what was missed comes as one delta, which ends where all its steps end', (t) => {
  fc.assert(
    fc.property(changes, changes, fc.nat(30), (early, late, away) => {
      const model = new Model({ revision: 0, entries: new Map() }, 100);
      const [each, once]: Held[] = [
        { revision: 0, entries: new Map() },
        { revision: 0, entries: new Map() },
      ];
      if (!each || !once) return false;
      for (const change of early) model.change(change);
      follow(model.feed, each);
      follow(model.feed, once);
      for (const [at, change] of late.entries()) {
        model.change(change);
        follow(model.feed, each);
        if (at === away) follow(model.feed, once);
      }
      const steps = followed(model.feed, once);
      const image = digestOf(model.entries.values());
      const all = [each, once].map((held) => digestOf(held.entries.values()));
      return steps <= 1 && all.every((digest) => digest === image) && sameSets(each, once);
    }),
  );
  t.end();
});

t.test('a delta of several steps is encoded once for all who missed the same', (t) => {
  const model = new Model({ revision: 0, entries: new Map() }, 100);
  model.change({ n: 0, version: 1, gap: 1 });
  const away = Array.from({ length: 50 }, (): Held => ({ revision: 0, entries: new Map() }));
  for (const held of away) follow(model.feed, held);
  for (let n = 1; n < 6; n++) model.change({ n, version: 1, gap: 2 });
  const before = model.encodings;
  for (const held of away) t.equal(followed(model.feed, held), 1);
  t.equal(model.encodings - before, 1);
  model.change({ n: 1, version: 2, gap: 1 });
  for (const held of away) follow(model.feed, held);
  t.equal(model.encodings - before, 2, 'a single step is what everybody gets');
  t.ok(away.every((held) => positionOf(held).digest === model.feed.digest));
  t.end();
});

t.test('a set that is known under another revision is told so in one encoding', (t) => {
  const model = new Model({ revision: 0, entries: new Map() }, 100);
  model.change({ n: 0, version: 1, gap: 1 });
  const away = Array.from({ length: 50 }, (): Held => ({ revision: 0, entries: new Map() }));
  for (const held of away) follow(model.feed, held);
  const restarted = new Model({ revision: 9, entries: model.entries }, 100);
  for (const held of away) t.equal(followed(restarted.feed, held), 1);
  t.equal(restarted.encodings, 1);
  t.ok(away.every(({ revision }) => revision === 9));
  t.end();
});

t.test('a traced change is the last of its delta, so that its trace tells of it', (t) => {
  const model = new Model({ revision: 0, entries: new Map() }, 100);
  const held: Held = { revision: 0, entries: new Map() };
  follow(model.feed, held);
  const traces = [undefined, '00-a', undefined, undefined, '00-b'];
  for (const [n, trace] of traces.entries()) model.change({ n, version: 1, gap: 1 }, trace);
  const told: string[] = [];
  for (let next = model.feed.next(positionOf(held)); typeof next === 'object';) {
    const mark = next.trace && decodeManagerMessage(next.trace);
    takeDelta(next.frame, held);
    told.push(mark?.kind === 'trace' ? `${mark.trace} of ${mark.revision}` : 'untraced');
    next = model.feed.next(positionOf(held));
  }
  t.same(told, ['00-a of 2', '00-b of 5']);
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

t.test('a change prepared while a subscriber is ahead leads on from where that one is', (t) => {
  const model = new Model({ revision: 5, entries: new Map() }, 10);
  const { digest } = model.feed;
  model.change({ n: 1, version: 1, gap: 4, reached: true });
  const next = model.feed.next({ revision: 8, digest });
  if (typeof next === 'string') throw new Error(next);
  t.match(decodeManagerMessage(next.frame), { kind: 'delta', from: 8, to: 9 });
  t.end();
});
