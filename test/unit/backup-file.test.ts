/** Backups as bytes: what was written is read, whatever the pieces; nothing else is taken for one. */
import t from 'tap';
import { OvnetError } from '../../model/errors.js';
import { decodeBackup, encodeBackup, verifyBackup } from '../../server/backup/backup-file.js';
import { BACKUP_FORMAT, encodeRecords, type BackupRecord } from '../../server/backup/records.js';

const HEAD = {
  clusterId: 'c-1',
  clusterName: 'lab',
  revision: 41,
  epoch: 2,
  featureLevel: 1,
  createdAt: '2026-01-31T00:00:00.000Z',
  manager: 'm1',
  program: '0.0.0',
};
const AUTHORITY = { certificate: 'a certificate', key: 'a key' };
const CHUNKS = [Buffer.from('first chunk'), Buffer.alloc(3000, 7)];

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function joined(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const whole = (): Promise<Buffer> =>
  joined(encodeBackup({ head: HEAD, authority: AUTHORITY, chunks: each(CHUNKS) }));

function* cut(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function codeOf(bytes: Buffer): Promise<string> {
  try {
    await verifyBackup(each([bytes]));
    return 'taken';
  } catch (error) {
    return error instanceof OvnetError ? error.code : String(error);
  }
}

t.test('what was written is read, in pieces of any length', async (t) => {
  const bytes = await whole();
  for (const length of [1, 7, 12, 4096]) {
    const { head, authority, chunks } = await decodeBackup(each(cut(bytes, length)));
    t.same(head, HEAD);
    t.same(authority, AUTHORITY);
    t.same(await joined(chunks), Buffer.concat(CHUNKS));
  }
  t.same(await verifyBackup(each([bytes])), HEAD);
});

t.test('a backup with any one byte changed is refused', async (t) => {
  const bytes = await whole();
  for (let at = 0; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    const expected = at < 8 ? 'backup-foreign' : at < 12 ? 'not-supported' : 'backup-corrupt';
    if ((await codeOf(damaged)) !== expected)
      t.equal(await codeOf(damaged), expected, `byte ${at}`);
  }
});

t.test(
  'a backup that ends anywhere before its end is refused, and so is one that goes on',
  async (t) => {
    const bytes = await whole();
    for (let length = 0; length < bytes.length; length++) {
      const expected = length < 12 ? 'backup-foreign' : 'backup-corrupt';
      const code = await codeOf(bytes.subarray(0, length));
      if (code !== expected) t.equal(code, expected, `${length} bytes`);
    }
    t.equal(await codeOf(Buffer.concat([bytes, Buffer.of(0)])), 'backup-corrupt');
    t.equal(await codeOf(Buffer.concat([bytes, bytes])), 'backup-corrupt');
  },
);

t.test('a newer format is named', async (t) => {
  const bytes = await whole();
  bytes.writeUInt32LE(BACKUP_FORMAT + 1, 8);
  await t.rejects(verifyBackup(each([bytes])), {
    code: 'not-supported',
    message: new RegExp(`format ${BACKUP_FORMAT + 1}`),
  });
});

t.test('records in another order, twice, missing or malformed are refused', async (t) => {
  const head: BackupRecord = { type: 'head', payload: Buffer.from(JSON.stringify(HEAD)) };
  const authority: BackupRecord = {
    type: 'authority',
    payload: Buffer.from(JSON.stringify(AUTHORITY)),
  };
  const chunk: BackupRecord = { type: 'chunk', payload: Buffer.from('x') };
  const text = (type: 'head' | 'authority', payload: string): BackupRecord => ({
    type,
    payload: Buffer.from(payload),
  });
  const sequences: BackupRecord[][] = [
    [],
    [head],
    [authority, head, chunk],
    [head, authority],
    [head, authority, chunk, head],
    [chunk],
    [text('head', 'null'), authority, chunk],
    [text('head', '{"clusterId":1}'), authority, chunk],
    [text('head', '{'), authority, chunk],
    [head, text('authority', '{"key":"k"}'), chunk],
  ];
  for (const records of sequences) {
    t.equal(await codeOf(await joined(encodeRecords(records))), 'backup-corrupt');
  }
});

t.test('a length beyond every record makes nobody wait for it or make room for it', async (t) => {
  const bytes = await whole();
  bytes.writeUInt32LE(0xffff_ffff, 16);
  let drawn = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    yield bytes;
    for (;;) {
      drawn += 1;
      yield await Promise.resolve(Buffer.alloc(65_536));
    }
  }
  await t.rejects(verifyBackup(endless()), { code: 'backup-corrupt' });
  t.equal(drawn, 0);
});
