/** What the write-ahead log makes of a damaged disk: a torn tail is cut, everything else is refused by name and place. */
import t, { type Test } from 'tap';
import {
  DIRECTORY,
  IDENTITY,
  GENESIS,
  createLog,
  entry,
  group,
  openLog,
  segmentPaths,
  texts,
  usedBytes,
} from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';
import { WriteAheadLog } from '../wal/write-ahead-log.js';

const MARK = `${DIRECTORY}/mark`;

interface Written {
  readonly content: Uint8Array;
  readonly path: string;
  readonly ends: number[];
  /** The mark as it was before the last group, as after a power cut, and after it. */
  readonly markBefore: Uint8Array;
  readonly mark: Uint8Array;
  /** The mark in front of each group. */
  readonly marks: readonly Uint8Array[];
}

/** A closed log of three groups; returns its only segment and where each group ends. */
async function threeGroups(): Promise<Written> {
  const files = new MemoryLogFiles();
  const log = await createLog(files, { segmentBytes: 4096 });
  const ends: number[] = [];
  const path = segmentPaths(files)[0]!;
  const marks: Uint8Array[] = [];
  for (const first of [1, 4, 7]) {
    marks.push(files.content(MARK).slice());
    const entries = [first, first + 1, first + 2].map((index) => entry(index, 1));
    await log.append(group(entries, { term: 1, vote: 5, commit: first - 1 }));
    ends.push((usedBytes(files.content(path)) + 7) & ~7);
  }
  await log.close();
  const mark = files.content(MARK).slice();
  return {
    content: files.content(path).slice(),
    path,
    ends,
    marks,
    markBefore: marks.at(-1)!,
    mark,
  };
}

async function reopen(path: string, content: Uint8Array, mark: Uint8Array): Promise<WriteAheadLog> {
  const files = new MemoryLogFiles();
  files.put(MARK, mark);
  files.put(path, content);
  return openLog(files);
}

async function requireRefused(
  t: Test,
  path: string,
  content: Uint8Array,
  mark: Uint8Array,
): Promise<void> {
  const outcome: unknown = await reopen(path, content, mark).catch((error: unknown) => error);
  if ((outcome as { code?: string }).code !== 'log-corrupt')
    t.fail('opened without what was durable');
}

t.test(
  '[raft 68] the last group torn at every byte is cut whole unless it was known to be durable; everything before survives',
  async (t) => {
    const { content, path, ends, markBefore, mark } = await threeGroups();
    const [, second = 0, third = 0] = ends;
    for (let at = second; at < third; at += 1) {
      const zeroed = content.slice();
      zeroed.fill(0, at);
      const short = content.slice(0, at);
      for (const torn of [zeroed, short]) {
        const files = new MemoryLogFiles();
        files.put(path, torn);
        files.put(MARK, markBefore);
        const log = await openLog(files);
        // The last bytes of the group may be zero by themselves.
        const whole = torn === zeroed && at >= usedBytes(content);
        if (log.image.entries.length !== (whole ? 9 : 6))
          t.fail(`torn at ${at}: ${texts(log).join()}`);
        if (log.image.hardState.commit !== (whole ? 6 : 3)) t.fail(`torn at ${at}: hard state`);
        if (whole) continue;
        await requireRefused(t, path, torn, mark);
        await log.append(group([entry(7, 2, 'again')], { term: 2, vote: 0, commit: 6 }));
        await log.close();
        const again = await openLog(files);
        if (texts(again).at(-1) !== '7/2 again') t.fail(`torn at ${at}: not appendable`);
      }
    }
    t.pass(`${third - second} places`);
  },
);

t.test(
  '[raft 69] a flipped bit anywhere in front of a later group is refused with file and offset',
  async (t) => {
    const { content, path, ends, markBefore } = await threeGroups();
    const [, second = 0] = ends;
    for (let at = 0; at < second; at += 1) {
      const damaged = content.slice();
      damaged[at]! ^= 1 << (at % 8);
      const error: unknown = await reopen(path, damaged, markBefore).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const {
        code,
        file,
        offset = Infinity,
      } = error as { code?: string; file?: string; offset?: number };
      if (code !== 'log-corrupt' || file !== path || offset > at) {
        t.fail(`byte ${at}: ${String(error)}`);
        break;
      }
    }
    t.pass(`${second} bytes`);
  },
);

t.test(
  'a flipped bit in the last group in front of its own valid records is refused',
  async (t) => {
    const { content, path, ends, markBefore } = await threeGroups();
    const [, second = 0] = ends;
    const damaged = content.slice();
    damaged[second + 45]! ^= 4;
    await t.rejects(reopen(path, damaged, markBefore), {
      code: 'log-corrupt',
      file: path,
      offset: second,
    });
  },
);

t.test('[raft 70] a zero page in front of a later group is refused', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files);
  for (const index of [1, 2, 3]) await log.append(group([entry(index, 1, 'p'.repeat(3000))]));
  await log.close();
  const path = segmentPaths(files)[0]!;
  files.content(path).fill(0, 4096, 5120);
  await t.rejects(openLog(files), { code: 'log-corrupt', file: path });
});

t.test(
  '[check 15] a group whose first sectors never reached the disk is torn, not damaged',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await createLog(files);
    await log.append(group([entry(1, 1)]));
    const path = segmentPaths(files)[0]!;
    const begin = usedBytes(files.content(path));
    const before = files.content(MARK).slice();
    const many = Array.from({ length: 30 }, (_, at) => entry(at + 2, 1, 'q'.repeat(100)));
    await log.append(group(many));
    files.kill();
    files.content(path).fill(0, begin, 1024);
    files.put(MARK, before);
    t.same(texts(await openLog(files)), ['1/1 entry 1']);
  },
);

t.test('a group whose predecessor is gone is damage, however clean the cut', async (t) => {
  const { content, path, ends, mark } = await threeGroups();
  const files = new MemoryLogFiles();
  files.put(path, content);
  files.put(MARK, mark);
  const [first = 0, second = 0] = ends;
  files.content(path).copyWithin(first, second);
  await t.rejects(openLog(files), { code: 'log-corrupt', file: path, offset: first });
});

t.test('a commit hint beyond the last entry is refused', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files);
  await log.append(group([entry(1, 1)], { term: 1, vote: 0, commit: 2 }));
  await log.close();
  await t.rejects(openLog(files), { code: 'log-corrupt', message: /Committed entries/ });
});

t.test('[check 15] a damaged or missing segment in the middle is refused', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files, { segmentBytes: 1024 });
  for (let index = 1; index <= 10; index += 1)
    await log.append(group([entry(index, 1, 'r'.repeat(400))]));
  await log.close();
  const paths = segmentPaths(files);
  const [first = '', middle = '', last = ''] = [paths[0], paths[1], paths.at(-1)];
  const intact = files.content(middle).slice();
  files.content(middle).fill(0, usedBytes(intact) - 8);
  await t.rejects(openLog(files), { code: 'log-corrupt', file: middle });
  files.put(middle, intact);
  files.content(last)[20]! ^= 1;
  await t.rejects(openLog(files), { code: 'log-corrupt', file: last }, 'a header is never torn');
  files.content(last)[20]! ^= 1;
  files.remove(middle);
  await t.rejects(openLog(files), { code: 'log-corrupt' }, 'missing');
  files.put(middle, files.content(first));
  await t.rejects(openLog(files), { code: 'log-corrupt', file: middle }, 'misplaced');
});

t.test('[raft 70] records of another member or segment never parse', async (t) => {
  const { content, path, ends, marks } = await threeGroups();
  const [first = 0, second = 0, third = 0] = ends;
  const files = new MemoryLogFiles();
  const other = await WriteAheadLog.create(
    DIRECTORY,
    { ...IDENTITY, memberId: IDENTITY.memberId - 1, snapshot: GENESIS, segmentBytes: 4096 },
    { files },
  );
  for (const index of [1, 4]) {
    const entries = [index, index + 1, index + 2].map((each) => entry(each, 1));
    await other.append(group(entries, { term: 1, vote: 5, commit: index - 1 }));
  }
  await other.close();
  const foreign = files.content(path);
  t.equal(usedBytes(foreign), usedBytes(content.subarray(0, second)), 'same shape');
  foreign.set(content.subarray(second, third), second);
  files.kill();
  const reopened = await openLog(files, { memberId: IDENTITY.memberId - 1 });
  t.equal(reopened.image.entries.length, 6, 'stale bytes behind the end are space');
  await reopened.close();
  const mixed = content.slice();
  mixed.fill(0, first);
  mixed.set(files.content(path).subarray(first, second), first);
  t.equal((await reopen(path, mixed, marks[1]!)).image.entries.length, 3);
});

t.test(
  'another cluster, another member and a newer or older format are refused by code',
  async (t) => {
    const { content, path, mark } = await threeGroups();
    const files = new MemoryLogFiles();
    files.put(path, content);
    files.put(MARK, mark);
    await t.rejects(openLog(files, { clusterId: 'red' }), { code: 'log-foreign' });
    await t.rejects(openLog(files, { memberId: 3 }), { code: 'log-foreign' });
    const { crc32 } = await import('node:zlib');
    const preamble = Buffer.from(files.content(path).buffer, 0, 16);
    for (const version of [1, 3]) {
      preamble.writeUInt32BE(version, 8);
      preamble.writeUInt32BE(crc32(preamble.subarray(0, 12)), 12);
      await t.rejects(openLog(files), { code: 'log-version', file: path });
    }
  },
);
