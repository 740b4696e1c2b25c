/** The log loses its beginning, by compaction and by a received state: whole, durable, and at no crash point a mix. */
import t from 'tap';
import type { SnapshotMeta } from '../core/types.js';
import type { WriteAheadLog } from '../wal/write-ahead-log.js';
import {
  createLog,
  DIRECTORY,
  entry,
  GENESIS,
  group,
  openLog,
  segmentPaths,
} from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';

const OPTIONS = { segmentBytes: 2048 };

const point = (index: number, term = 1): SnapshotMeta => ({
  index,
  term,
  configuration: { ...GENESIS.configuration, learners: [index], voters: [1, 2, 3] },
});

const shape = (log: WriteAheadLog): unknown => {
  const { snapshot, entries, hardState } = log.image;
  return {
    snapshot,
    hardState,
    entries: entries.map(({ index, term }) => `${index}/${term}`),
  };
};

/** A log of `count` entries of term 1, all committed but the last. */
async function filled(files: MemoryLogFiles, count: number): Promise<WriteAheadLog> {
  const log = await createLog(files, OPTIONS);
  for (let index = 1; index <= count; index += 1)
    await log.append(
      group([entry(index, 1, 'x'.repeat(300))], { term: 1, vote: 2, commit: index - 1 }),
    );
  return log;
}

t.test('compacting removes the segments that lie behind the point, for good', async (t) => {
  const files = new MemoryLogFiles();
  const log = await filled(files, 40);
  const before = segmentPaths(files).length;
  await log.compact(point(30));
  t.ok(segmentPaths(files).length < before / 2, `${segmentPaths(files).length} of ${before}`);
  await log.append(group([entry(41, 1)]));
  await log.compact(point(20));
  await log.close();
  const again = await openLog(files, OPTIONS);
  t.same(again.image.snapshot, point(30), 'an older point changes nothing');
  t.same(
    again.image.entries.map(({ index }) => index),
    [31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41],
  );
  t.same(again.image.hardState, { term: 1, vote: 2, commit: 39 });
  await t.rejects(again.append(group([entry(30, 2)])), { code: 'log-order' });
  await t.rejects(again.compact(point(42)), { code: 'log-order' });
  await again.compact(point(41));
  await again.close();
  const empty = await openLog(files, OPTIONS);
  t.same(empty.image.entries, []);
  t.same(empty.image.hardState.commit, 41, 'what is compacted is committed');
  t.equal(segmentPaths(files).length, 1);
  await empty.append(group([entry(42, 1)]));
  await empty.close();
});

t.test('a compacted segment becomes the next one and its old records never count', async (t) => {
  const files = new MemoryLogFiles();
  let log = await filled(files, 20);
  for (let round = 1; round <= 10; round += 1) {
    const last = 20 * round;
    await log.compact(point(last));
    for (let index = last + 1; index <= last + 20; index += 1) {
      await log.append(group([entry(index, round, 'y'.repeat(200))]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (round % 2 === 0) {
      files.kill();
      log = await openLog(files, OPTIONS);
      t.equal(log.image.entries.length, 20);
    }
  }
  await log.close();
});

t.test('truncation below a later snapshot point does not bring old entries back', async (t) => {
  const files = new MemoryLogFiles();
  const log = await filled(files, 5);
  await log.append(group([entry(5, 2)], { term: 2, vote: 0, commit: 4 }));
  await log.append(group([entry(6, 2), entry(7, 2)]));
  await log.append(group([entry(6, 3)], { term: 3, vote: 0, commit: 6 }));
  await log.compact(point(6, 3));
  await log.close();
  t.same((await openLog(files, OPTIONS)).image.entries, []);
});

t.test('[raft 57] a received state replaces entries that were never committed', async (t) => {
  for (const index of [3, 12, 40]) {
    const files = new MemoryLogFiles();
    const log = await filled(files, 20);
    const hardState = { term: 7, vote: 0, commit: index };
    await log.append({
      snapshot: point(index, 6),
      entries: [entry(index + 1, 7), entry(index + 2, 7)],
      hardState,
      mustSync: true,
    });
    t.equal(segmentPaths(files).length, 1, 'the old log is gone');
    await t.rejects(log.append({ snapshot: point(index - 1, 6), entries: [], mustSync: true }), {
      code: 'log-order',
    });
    await log.append(group([entry(index + 3, 7)]));
    await log.close();
    t.same(shape(await openLog(files, OPTIONS)), {
      snapshot: point(index, 6),
      hardState,
      entries: [`${index + 1}/7`, `${index + 2}/7`, `${index + 3}/7`],
    });
  }
});

function coin(seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 48271) >>> 0) % 2147483647;
    return (state & 8) !== 0;
  };
}

/** Nothing, everything, or any part of what was not synced. */
function survivors(seed: number): () => boolean {
  if (seed === 1) return () => false;
  return seed === 2 ? () => true : coin(seed);
}

/** Cuts the power at every step of `work`; what opens must be one of the two, and the new one when `work` had ended. */
async function everyCrashPoint(
  prepare: (files: MemoryLogFiles) => Promise<WriteAheadLog>,
  work: (log: WriteAheadLog) => Promise<void>,
): Promise<{ old: number; fresh: number; points: number }> {
  const whole = new MemoryLogFiles();
  const reference = await prepare(whole);
  await reference.close();
  const before = JSON.stringify(shape(await openLog(whole, OPTIONS)));
  whole.kill();
  const running = await openLog(whole, OPTIONS);
  await work(running);
  await running.close();
  const after = JSON.stringify(shape(await openLog(whole, OPTIONS)));
  const seen = { old: 0, fresh: 0, points: 0 };
  for (let steps = 0; ; steps += 1) {
    const outcome = { ended: false };
    for (let seed = 1; seed <= 12; seed += 1) {
      const files = new MemoryLogFiles();
      const log = await prepare(files);
      files.stepsLeft = steps;
      void work(log).then(
        () => (outcome.ended = true),
        () => undefined,
      );
      for (let turn = 0; turn < 12; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      const cut = files.powerCut(survivors(seed));
      const opened = await openLog(cut, OPTIONS);
      const found = JSON.stringify(shape(opened));
      if (found !== after && (outcome.ended || found !== before))
        throw new Error(`step ${steps}, seed ${seed}: ${found}`);
      if (found === after) seen.fresh += 1;
      else seen.old += 1;
      const last = opened.image.entries.at(-1)?.index ?? opened.image.snapshot.index;
      await opened.append(group([entry(last + 1, 9)], { term: 9, vote: 0, commit: last }));
      await opened.close();
      await (await openLog(cut, OPTIONS)).close();
    }
    seen.points += 1;
    if (outcome.ended) return seen;
  }
}

t.test(
  '[raft 54] a power cut at any step of compacting leaves the log with its entries',
  async (t) => {
    const seen = await everyCrashPoint(
      (files) => filled(files, 14),
      (log) => log.compact(point(12)),
    );
    t.ok(seen.old > 0 && seen.fresh > 0 && seen.points > 5, JSON.stringify(seen));
  },
);

t.test(
  '[raft 54] a power cut at any step of installing leaves the old log or the new one',
  async (t) => {
    const seen = await everyCrashPoint(
      (files) => filled(files, 14),
      (log) =>
        log.append({
          snapshot: point(30, 3),
          entries: [entry(31, 4), entry(32, 4, 'z'.repeat(900))],
          hardState: { term: 4, vote: 0, commit: 30 },
          mustSync: true,
        }),
    );
    t.ok(seen.old > 0 && seen.fresh > 0 && seen.points > 5, JSON.stringify(seen));
  },
);

t.test(
  '[raft 74] entries missing behind the snapshot point are refused with the file',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await filled(files, 20);
    await log.close();
    const [first = '', second = ''] = segmentPaths(files);
    files.remove(first);
    await t.rejects(openLog(files, OPTIONS), {
      code: 'log-corrupt',
      file: second,
      message: /Entries 1 to \d+ are missing/,
    });
  },
);

t.test(
  '[raft 74] the snapshot point and the hard state without the segments they were in',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await filled(files, 20);
    await log.compact(point(19));
    await log.append(group([entry(21, 5)], { term: 5, vote: 3, commit: 20 }));
    await log.close();
    for (const path of segmentPaths(files)) files.remove(path);
    await t.rejects(openLog(files, OPTIONS), { code: 'log-corrupt', file: DIRECTORY });
    await t.rejects(createLog(files, OPTIONS), { code: 'log-corrupt' }, 'nor begun anew');
  },
);
