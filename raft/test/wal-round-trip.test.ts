/** The write-ahead log gives back after a restart what it was given: entries, hard state, truncations, segments. */
import t from 'tap';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WriteAheadLog, type GroupReport } from '../wal/write-ahead-log.js';
import {
  createLog,
  entry,
  GENESIS,
  group,
  IDENTITY,
  openLog,
  segmentPaths,
  texts,
} from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';

t.test('a new log holds its snapshot and nothing else, also after a restart', async (t) => {
  const files = new MemoryLogFiles();
  const snapshot = { ...GENESIS, index: 40, term: 7 };
  const created = await WriteAheadLog.create('/wal', { ...IDENTITY, snapshot }, { files });
  const expected = { snapshot, entries: [], hardState: { term: 7, vote: 0, commit: 40 } };
  t.same(created.image, expected);
  await created.close();
  const opened = await openLog(files);
  t.same(opened.image, expected);
  await t.rejects(
    opened.append(group([entry(40, 7)])),
    { code: 'log-order' },
    'not into the snapshot',
  );
  await opened.append(group([entry(41, 7)]));
  await opened.close();
  t.same(texts(await openLog(files)), ['41/7 entry 41']);
});

t.test(
  'entries of every type, empty and binary data, and extreme numbers survive a restart',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await createLog(files);
    const term = 2 ** 53 - 1;
    const entries = [
      { index: 1, term: 1, type: 'noop' as const, data: new Uint8Array(0) },
      { index: 2, term: 1, type: 'config' as const, data: Uint8Array.of(0, 0, 0) },
      { index: 3, term, type: 'normal' as const, data: Uint8Array.from(randomBytes(3001)) },
    ];
    const hardState = { term, vote: IDENTITY.memberId, commit: 2 };
    await log.append({ entries, hardState, mustSync: true });
    await log.close();
    const again = await openLog(files);
    t.same(again.image, { entries, hardState, snapshot: GENESIS });
  },
);

t.test(
  '[raft 13] an overlapping append truncates what it replaces and what lies behind it, for good',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await createLog(files);
    await log.append(group([1, 2, 3, 4, 5].map((index) => entry(index, 1))));
    await log.append(group([entry(3, 2, 'three')], { term: 2, vote: 0, commit: 2 }));
    await log.close();
    const again = await openLog(files);
    t.same(texts(again), ['1/1 entry 1', '2/1 entry 2', '3/2 three']);
    await t.rejects(again.append(group([entry(5, 2)])), { code: 'log-order' }, 'a gap is refused');
    await again.append(group([entry(4, 2, 'four')]));
    await again.close();
    t.same(texts(await openLog(files)).slice(2), ['3/2 three', '4/2 four']);
  },
);

t.test('a log rolls over many segments and reads them back in order', async (t) => {
  for (const preallocate of [true, false]) {
    const files = new MemoryLogFiles();
    const log = await createLog(files, { segmentBytes: 2048, preallocate });
    for (let index = 1; index <= 100; index += 1)
      await log.append(
        group([entry(index, 1, 'x'.repeat(300))], { term: 1, vote: 1, commit: index - 1 }),
      );
    await log.append(group([entry(60, 2, 'sixty')], { term: 2, vote: 0, commit: 59 }));
    await log.close();
    t.ok(segmentPaths(files).length > 15, `${segmentPaths(files).length} segments`);
    const again = await openLog(files, { segmentBytes: 2048, preallocate });
    t.equal(again.image.entries.length, 60);
    t.same(
      again.image.entries.map(({ index }) => index),
      Array.from({ length: 60 }, (_, at) => at + 1),
    );
    t.same(again.image.hardState, { term: 2, vote: 0, commit: 59 });
    await again.close();
  }
});

t.test('a group larger than a segment gets a segment of its own', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files, { segmentBytes: 1024 });
  await log.append(group([entry(1, 1)]));
  await log.append(group([entry(2, 1, 'y'.repeat(5000)), entry(3, 1)]));
  await log.append(group([entry(4, 1)]));
  await log.close();
  const again = await openLog(files, { segmentBytes: 1024 });
  t.equal(again.image.entries.length, 4);
  t.equal(segmentPaths(files).length, 3);
});

t.test(
  'a group without must-sync is written and not synced; the next group covers it',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await createLog(files, { preallocate: false });
    await log.append(group([entry(1, 1)], { term: 1, vote: 0, commit: 0 }));
    const before = files.syncs;
    await log.append({ entries: [], hardState: { term: 1, vote: 0, commit: 1 }, mustSync: false });
    t.equal(files.syncs, before);
    const after = files.powerCut(() => false);
    const lost = await openLog(after);
    t.same(lost.image.hardState.commit, 0, 'a power cut may take the hint back');
    await lost.append({ entries: [], hardState: { term: 1, vote: 0, commit: 1 }, mustSync: false });
    await lost.append(group([entry(2, 1)]));
    const kept = await openLog(after.powerCut(() => false));
    t.same(kept.image.hardState.commit, 1);
    t.equal(kept.image.entries.length, 2);
  },
);

t.test('on a real directory: create, append, report, reopen, refuse a second create', async (t) => {
  const directory = join(t.testdir(), 'wal');
  const reports: GroupReport[] = [];
  const options = { ...IDENTITY, segmentBytes: 16 * 1024 };
  const deps = { onGroup: (report: GroupReport) => reports.push(report) };
  const log = await WriteAheadLog.create(directory, { ...options, snapshot: GENESIS }, deps);
  for (let index = 1; index <= 50; index += 1)
    await log.append(group([entry(index, 1, 'z'.repeat(1000))]));
  t.equal(reports.length, 50);
  t.match(reports[0], { entries: 1, bytes: 1040 });
  t.match(log.stats, { groups: 50, bytes: 50 * 1040, spareFailures: 0 });
  t.ok(log.stats.lastSyncMs >= 0);
  await log.close();
  t.notOk(
    readdirSync(directory).some((name) => name.startsWith('LOCK')),
    'no lock remains',
  );
  const again = await WriteAheadLog.open(directory, options);
  t.equal(again.image.entries.length, 50);
  await again.append(group([entry(51, 1)]));
  await again.close();
  await t.rejects(WriteAheadLog.create(directory, { ...options, snapshot: GENESIS }), {
    code: 'log-exists',
  });
  await t.rejects(WriteAheadLog.open(join(directory, 'none'), options), { code: 'log-missing' });
});
