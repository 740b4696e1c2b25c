/** A large change of one network is made ready in short steps, and comes to what it comes to at once. */
import t from 'tap';
import type { DesiredEntry } from '../../model/desired.js';
import { EMPTY_DIGEST } from '../../model/digest.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { NetworkFeed, type FrameKind } from '../../server/feed/network-feed.js';
import { deltasOf, type ProjectedDelta } from '../../server/project/delta.js';
import type { Command } from '../../server/state/command.js';
import { atOnce } from '../../server/state/steps.js';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

const PER_STEP = 50;
const SIZE = 1_010;
const HELD = { revision: 0, digest: '0'.repeat(16) };

function feed(
  entries: () => readonly DesiredEntry[] = () => [],
  encoded: (kind: FrameKind, bytes: number) => void = () => undefined,
): NetworkFeed {
  const limits = { maxSteps: 10, maxBytes: 10_000_000 };
  const start = { revision: 0, sum: EMPTY_DIGEST, members: [] };
  return new NetworkFeed(
    { entries, encoded },
    { networkId: 'net-1', epoch: 1, ...limits, ...start },
  );
}

/** Entries that tell when they are looked at. */
function counted(looked: () => void): ProjectedDelta {
  const entry = (n: number, version: number): DesiredEntry => ({
    kind: 'member',
    id: `node-${n}`,
    get value() {
      looked();
      return { nodeId: `node-${n}`, vtep: `192.0.2.${version}`, mtu: 1500 };
    },
  });
  const numbers = Array.from({ length: SIZE }, (_, n) => n);
  return {
    networkId: 'net-1',
    upserts: numbers.map((n) => entry(n, 2)),
    removals: numbers.map((n) => `member/node-${SIZE + n}` as const),
    dropped: numbers.map((n) => entry(n, 1)),
    concerned: [],
    gone: false,
  };
}

t.test('no step of it looks at more entries than it may, and the frame is the same', (t) => {
  let looks = 0;
  const delta = counted(() => (looks += 1));
  const stepped = feed();
  const work = stepped.preparing(delta, { to: 7, timeMs: 1, perStep: PER_STEP });
  looks = 0;
  let [longest, steps] = [0, 0];
  for (let step = work.next(); ; step = work.next()) {
    steps += 1;
    longest = Math.max(longest, looks);
    looks = 0;
    if (step.done !== true) continue;
    step.value();
    break;
  }
  t.ok(steps > SIZE / PER_STEP, `${steps} steps`);
  // Each member of an entry's value is a look of its own.
  const most = PER_STEP * 8;
  t.ok(longest <= most, `${longest} looks in one step, at most ${most}`);
  const whole = feed();
  whole.change(7, 1, delta);
  t.same(stepped.next(HELD), whole.next(HELD));
  t.equal(stepped.digest, whole.digest);
  t.end();
});

t.test('a network whose every endpoint changes is projected in steps, to the same delta', (t) => {
  const fixture = StateFixture.start();
  fixture.accept(networkOf('red', '10.1.0.0/16'));
  const commands = Array.from({ length: 400 }, (_, n): Command => endpoint('red', `e${n}`));
  fixture.accept({ kind: 'batch', commands });
  const updates = [...fixture.state.endpoints()].map(({ id }): Command => ({
    kind: 'endpoint.update',
    endpoint: id,
    aliases: [`a-${id.slice(-8)}`],
  }));
  const { events } = fixture.propose({ kind: 'batch', commands: updates });
  const work = deltasOf(events, fixture.state, PER_STEP);
  let steps = 0;
  for (let step = work.next(); ; step = work.next()) {
    steps += 1;
    if (step.done !== true) continue;
    t.same(step.value, atOnce(deltasOf(events, fixture.state, Infinity)));
    break;
  }
  t.ok(steps > (2 * updates.length) / PER_STEP, `${steps} steps`);
  t.end();
});

t.test('an image is encoded frame by frame, as it is sent, and stays that of its revision', (t) => {
  let looks = 0;
  const count = 8_000;
  const entry = (n: number): DesiredEntry => ({
    kind: 'member',
    id: `node-${n}`,
    get value() {
      looks += 1;
      return { nodeId: `node-${n}`, vtep: '192.0.2.1', mtu: 1500 };
    },
  });
  const encoded: [FrameKind, number][] = [];
  const set = Array.from({ length: count }, (_, n) => entry(n));
  const network = feed(
    () => set,
    (...told) => encoded.push(told),
  );
  const frames: Buffer[] = [];
  const perFrame: number[] = [];
  for (const frame of network.image()) {
    frames.push(frame);
    perFrame.push(looks);
    looks = 0;
    // It changes after the first frame: who has that gets the rest of the same set.
    if (frames.length === 1) network.change(7, 1, { ...counted(() => undefined), dropped: [] });
  }
  t.ok(frames.length > 2, `${frames.length} frames`);
  t.ok(Math.max(...perFrame) < 8 * (count / 2), `${perFrame.join(', ')} looks`);
  const chunks = frames.map((frame) => decodeManagerMessage(frame));
  const held = chunks.flatMap((chunk) => (chunk.kind === 'image' ? chunk.entries : []));
  t.equal(held.length, count);
  t.match(
    chunks.map((chunk) => chunk.kind === 'image' && [chunk.revision, chunk.chunk, chunk.last]),
    frames.map((_, at) => [0, at, at === frames.length - 1]),
  );
  t.equal(encoded.filter(([kind]) => kind === 'image').length, 1, 'counted once');
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  t.same(encoded.at(-1), ['image', bytes]);
  t.not([...network.image()][0], frames[0], 'the next one is of the set as it is now');
  t.equal([...network.image()][0], [...network.image()][0], 'and made once for all who want it');
  t.end();
});
