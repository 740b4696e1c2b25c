/** A full disk: entries are refused and nothing of them stays; votes and markers still find room; nothing is lost. */
import t from 'tap';
import {
  createLog,
  entry,
  GENESIS,
  group,
  openLog,
  segmentPaths,
  texts,
} from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';

const OPTIONS = { segmentBytes: 4096, reserveBytes: 2048 };
const big = (index: number): ReturnType<typeof entry> => entry(index, 1, 'x'.repeat(700));
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

t.test(
  '[raft 72] writes on a full disk are refused, votes are kept, and writes go on with room',
  async (t) => {
    for (const preallocate of [true, false])
      for (const room of [0, 100, 800, 5000]) {
        const files = new MemoryLogFiles();
        const options = { ...OPTIONS, preallocate };
        const log = await createLog(files, options);
        await settle();
        files.room = room;
        let last = 0;
        for (; last < 40; last += 1) {
          const code: unknown = await log.append(group([big(last + 1)])).then(
            () => undefined,
            (error: unknown) => (error as { code?: string }).code,
          );
          if (code === undefined) continue;
          t.equal(code, 'log-full');
          break;
        }
        t.ok(last < 40, `${last} entries`);
        const hardState = { term: 2, vote: 3, commit: last };
        await log.append(group([], hardState));
        await t.rejects(
          log.append(group([big(last + 1)])),
          { code: 'log-full' },
          'not the reserve',
        );
        const cut = files.powerCut(() => false);
        cut.room = 0;
        const crashed = await openLog(cut, options);
        t.equal(crashed.image.entries.length, last);
        t.same(crashed.image.hardState, hardState);
        await t.rejects(crashed.append(group([big(last + 1)])), { code: 'log-full' });
        await crashed.append(group([], { term: 3, vote: 1, commit: last }));
        files.room = Infinity;
        await log.append(group([entry(last + 1, 2, 'room')]));
        await log.close();
        t.equal(texts(await openLog(files, options)).at(-1), `${last + 1}/2 room`);
      }
  },
);

t.test('[raft 72] compacting works on a full disk and makes room', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files, OPTIONS);
  await settle();
  files.room = 9000;
  let last = 0;
  while (
    await log.append(group([big(last + 1)])).then(
      () => true,
      () => false,
    )
  )
    last += 1;
  await log.compact({ ...GENESIS, index: last, term: 1 });
  await settle();
  for (let index = last + 1; index <= last + 5; index += 1) await log.append(group([big(index)]));
  await log.close();
  const again = await openLog(files, OPTIONS);
  t.equal(again.image.snapshot.index, last);
  t.equal(again.image.entries.length, 5);
  t.ok(segmentPaths(files).length <= 3);
});

t.test('a reserve that is used up refuses hard state too, and loses nothing', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files, OPTIONS);
  await settle();
  files.room = 0;
  let term = 1;
  const vote = (): Promise<void> => log.append(group([], { term, vote: 1, commit: 0 }));
  while (
    await vote().then(
      () => true,
      (error: unknown) => t.match(error, { code: 'log-full' }) && false,
    )
  )
    term += 1;
  t.ok(term > 100, `${term} votes`);
  await log.close();
  t.same((await openLog(files, OPTIONS)).image.hardState, { term: term - 1, vote: 1, commit: 0 });
});
