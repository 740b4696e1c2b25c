/** The action behind `ovctl backup`: the file is checked as it is written, and is gone again if it is not whole. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { OvnetError } from '../../model/errors.js';
import { verifyBackup } from '../../server/manager-backup.js';
import type { CliContext } from '../context.js';
import { printAs } from '../output/print.js';
import { withClient, type ClientOptions } from './client-options.js';
import type { RestClient } from './rest-client.js';

export type BackupOptions = ClientOptions;

interface Taken {
  readonly clusterId: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly bytes: number;
}

type Sink = (piece: Uint8Array) => Promise<void>;

const PATH = '/v1/backup';

export async function backup(
  context: CliContext,
  file: string,
  options: BackupOptions,
): Promise<void> {
  if (file === '-') return toStdout(context, options);
  const handle = await create(file);
  const forget = context.onInterrupt(() => rm(file, { force: true }));
  try {
    const taken = await withClient(context, options, (client) =>
      take(client, async (piece) => {
        await handle.writeFile(piece);
      }),
    );
    await handle.sync();
    await syncDirectory(dirname(file));
    const { bytes, revision } = taken;
    await printAs(context, options.output, { file, ...taken }, () =>
      [
        `${file}: revision ${revision} of cluster ${taken.clusterId}, ${bytes} bytes.`,
        'It holds the key of the CA: whoever reads it can become any node of the cluster.',
      ].join('\n'),
    );
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    forget();
    await handle.close();
  }
}

async function toStdout(context: CliContext, options: BackupOptions): Promise<void> {
  const { stdout, stderr } = context;
  if (stdout.isTTY === true) {
    throw new OvnetError('usage', 'a backup is no text for a terminal: name a file or redirect');
  }
  const { revision, bytes } = await withClient(context, options, (client) =>
    take(client, async (piece) => {
      if (!stdout.write(piece)) await once(stdout, 'drain');
    }),
  );
  stderr.write(`Revision ${revision}, ${bytes} bytes.\n`);
}

/** Throws `backup-corrupt` when the manager broke off. */
async function take(client: RestClient, sink: Sink): Promise<Taken> {
  const input = await client.download(PATH);
  let bytes = 0;
  async function* kept(): AsyncGenerator<Uint8Array> {
    for await (const piece of input) {
      await sink(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  const { clusterId, revision, createdAt } = await verifyBackup(kept());
  return { clusterId, revision, createdAt, bytes };
}

/** Readable by its owner only from the first moment on. Throws `file-exists`. */
async function create(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const code = 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST') {
      throw new OvnetError('file-exists', `${file} exists: name a new file`, { cause });
    }
    throw new OvnetError('usage', `${file} cannot be written: ${cause.message}`, { cause });
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}
