/** Real files on a real disk are damaged: the log opens with everything that was acknowledged, or says what is wrong where. */
import t from 'tap';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SeededRandom, randomInteger } from '../core/random.js';
import { LogError } from '../wal/errors.js';
import { WriteAheadLog } from '../wal/write-ahead-log.js';
import { entry, GENESIS, group, IDENTITY } from './support/log-scenarios.js';

const OPTIONS = { ...IDENTITY, segmentBytes: 16 * 1024 };
const SECTOR = 512;
const PAGE = 4096;

type Damage = (directory: string, names: readonly string[]) => string;

const shape = (log: WriteAheadLog): string =>
  JSON.stringify([
    log.image.hardState,
    log.image.snapshot,
    log.image.entries.map(({ index, term, data }) => [index, term, [...data.subarray(0, 4)]]),
  ]);

/** A log with a compacted beginning, several segments and a vote; closed. */
async function write(directory: string): Promise<string> {
  const log = await WriteAheadLog.create(directory, { ...OPTIONS, snapshot: GENESIS });
  for (let first = 1; first <= 145; first += 3) {
    const entries = [first, first + 1, first + 2].map((each) =>
      entry(each, 1, `${each} `.repeat(40)),
    );
    await log.append(group(entries, { term: 1, vote: 3, commit: first - 1 }));
    if (first === 91) await log.compact({ ...GENESIS, index: 80, term: 1 });
  }
  await log.append(group([], { term: 2, vote: 9, commit: 147 }));
  await log.close();
  const again = await WriteAheadLog.open(directory, OPTIONS);
  const expected = shape(again);
  await again.close();
  return expected;
}

function copyOf(from: string, to: string): readonly string[] {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from).filter((name) => !name.endsWith('.new'));
  for (const name of names) copyFileSync(join(from, name), join(to, name));
  return names.sort();
}

const changed = (path: string, change: (content: Buffer) => void): void => {
  const content = readFileSync(path);
  change(content);
  writeFileSync(path, content);
};

const used = (content: Buffer): number => content.findLastIndex((byte) => byte !== 0) + 1;

async function outcomes(damages: readonly Damage[]): Promise<{ whole: number; refused: number }> {
  const root = t.testdirName;
  rmSync(root, { recursive: true, force: true });
  const origin = join(root, 'origin');
  const expected = await write(origin);
  const seen = { whole: 0, refused: 0 };
  for (const damage of damages) {
    const directory = join(root, 'damaged');
    const what = damage(directory, copyOf(origin, directory));
    try {
      const log = await WriteAheadLog.open(directory, { ...OPTIONS, preallocate: false });
      const found = shape(log);
      await log.close();
      if (found !== expected) throw new Error(`${what}: opened with something else`);
      seen.whole += 1;
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      if (error.code !== 'log-corrupt' || error.file === undefined)
        throw new Error(`${what}: ${error.code}`, { cause: error });
      seen.refused += 1;
    }
  }
  rmSync(root, { recursive: true, force: true });
  return seen;
}

/** `count` damages that each change one place of one file. */
function places(
  count: number,
  seed: number,
  change: (content: Buffer, random: (below: number) => number) => void,
): readonly Damage[] {
  const source = new SeededRandom(seed);
  const random = (below: number): number => randomInteger(source, 0, below - 1);
  return Array.from({ length: count }, (_, at) => (directory: string, names: readonly string[]) => {
    const name = names[at % names.length] ?? '';
    changed(join(directory, name), (content) => change(content, random));
    return `${name}, damage ${at}`;
  });
}

t.test('[raft 69] bits flipped anywhere', async (t) => {
  const flips = places(250, 1, (content, random) => {
    content[random(used(content))]! ^= 1 << random(8);
  });
  const { whole, refused } = await outcomes(flips);
  t.ok(refused > 150, `${refused} refused, ${whole} whole`);
});

t.test('[raft 75] sectors written to another place, or in each other’s place', async (t) => {
  const copies = places(120, 2, (content, random) => {
    const sectors = Math.max(2, Math.ceil(used(content) / SECTOR));
    const [from, to] = [random(sectors) * SECTOR, random(sectors) * SECTOR];
    content.copyWithin(to, from, from + SECTOR);
  });
  const swaps = places(120, 3, (content, random) => {
    const sectors = Math.max(2, Math.ceil(used(content) / SECTOR));
    const [from, to] = [random(sectors) * SECTOR, random(sectors) * SECTOR];
    const kept = Buffer.from(content.subarray(to, to + SECTOR));
    content.copyWithin(to, from, from + SECTOR);
    content.set(kept.subarray(0, Math.max(0, content.length - from)), from);
  });
  const { whole, refused } = await outcomes([...copies, ...swaps]);
  t.ok(refused > 100, `${refused} refused, ${whole} whole`);
});

t.test('[raft 70] pages of zeros', async (t) => {
  const zeroed = places(60, 4, (content, random) => {
    const pages = Math.ceil(used(content) / PAGE);
    const from = random(pages) * PAGE;
    content.fill(0, from, Math.min(from + PAGE, content.length));
  });
  const { whole, refused } = await outcomes(zeroed);
  t.ok(refused > 30, `${refused} refused, ${whole} whole`);
});

t.test('files cut short', async (t) => {
  const source = new SeededRandom(5);
  const cuts: Damage[] = Array.from({ length: 80 }, (_, at) => (directory, names) => {
    const name = names[at % names.length] ?? '';
    const path = join(directory, name);
    const size = randomInteger(source, 0, used(readFileSync(path)) - 1);
    truncateSync(path, size);
    return `${name} cut to ${size}`;
  });
  const { whole, refused } = await outcomes(cuts);
  t.ok(refused > 50, `${refused} refused, ${whole} whole`);
});

t.test('any one file removed, or all segments', async (t) => {
  const counted = await outcomes([
    ...Array.from({ length: 8 }, (_, at): Damage => (directory, names) => {
      const name = names[at % names.length] ?? '';
      rmSync(join(directory, name));
      return `${name} removed`;
    }),
    (directory, names) => {
      for (const name of names) if (name.endsWith('.wal')) rmSync(join(directory, name));
      return 'all segments removed';
    },
  ]);
  t.ok(counted.refused >= 8, JSON.stringify(counted));
});
