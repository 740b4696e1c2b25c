/** The action behind `ovctl restore`. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ManagerConfig } from '../../config/manager.js';
import { defaultAddress } from '../../identity/default-address.js';
import { OvnetError } from '../../model/errors.js';
import { restoreManager, type RestoreReport } from '../../server/manager-restore.js';
import type { CliContext } from '../context.js';
import { printAs, type OutputFormat } from '../output/print.js';
import { withProgress } from '../output/progress.js';
import { parseAdvertise } from './manager.js';
import type { Invocation } from './settings.js';

export interface RestoreCall {
  /** `-`: stdin. */
  readonly file: string;
  readonly output: OutputFormat;
}

export async function restore(
  context: CliContext,
  { config }: Invocation<ManagerConfig>,
  { file, output }: RestoreCall,
): Promise<void> {
  const { dataDir, name, apiPort, grpcPort, advertise } = config;
  const given = advertise ?? (await defaultAddress('--advertise'));
  const input = file === '-' ? context.stdin : createReadStream(file);
  const report = await withProgress(
    context,
    () => `restoring ${file}`,
    () =>
      restoreManager({
        ...{ dataDir, name, apiPort, grpcPort },
        advertise: parseAdvertise(given),
        input: readable(file, input),
      }),
  );
  await printAs(context, output, report, () => describe(report, dataDir));
}

async function* readable(file: string, input: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const piece of input) yield piece as Buffer;
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    throw new OvnetError('not-found', `${file} cannot be read: ${cause.message}`, { cause });
  }
}

function describe(report: RestoreReport, dataDir: string): string {
  const { clusterName, clusterId, backup, revision, epoch, removed, name, group } = report;
  return [
    `Cluster ${clusterName} (${clusterId}) is restored into ${dataDir}, as of ${backup.createdAt}:`,
    '',
    `  revision   ${backup.revision} of epoch ${backup.epoch} was saved; revisions go on from ${revision}, epoch ${epoch}`,
    `  manager    ${name} is the only one, of raft group ${group}`,
    `  removed    managers: ${removed.length === 0 ? 'none' : removed.join(', ')}; they must leave (--force) and join anew`,
    '',
    'Start it with `ovctl manager run`; workers come back by themselves when it is reached at an address they know.',
    '',
  ].join('\n');
}
