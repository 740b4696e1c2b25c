/** `ovctl verify`: the workers' kernels, read back now, against what the cluster decided. */
import type { Command } from 'commander';
import { answerOf, asking, given } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { Difference, VerifiedWorker, VerifyAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';
import { KINDS } from '../../model/errors.js';

interface Found extends Difference {
  readonly worker: string;
}

const WORKERS: readonly Column<VerifiedWorker>[] = [
  { title: 'worker', value: ({ nodeName }) => nodeName },
  { title: 'state', value: ({ state }) => state },
  { title: 'revision', value: ({ revision }) => (revision === 0 ? undefined : revision) },
  { title: 'networks', value: ({ state, networks }) => (isKnown(state) ? networks : undefined) },
  {
    title: 'differences',
    value: ({ state, differences, omitted }) =>
      isKnown(state) ? differences.length + omitted : undefined,
  },
  { title: 'code', value: ({ code }) => code },
  { title: 'detail', value: ({ detail }) => detail, wide: true },
];

const FOUND: readonly Column<Found>[] = [
  { title: 'worker', value: ({ worker }) => worker },
  { title: 'object', value: ({ object }) => object },
  { title: 'name', value: ({ name }) => name },
  { title: 'found', value: ({ found }) => found ?? 'nothing' },
  { title: 'wanted', value: ({ wanted }) => wanted ?? 'nothing' },
  { title: 'code', value: ({ code }) => code },
  { title: 'network', value: ({ network }) => network, wide: true },
  { title: 'endpoint', value: ({ endpoint }) => endpoint, wide: true },
];

const DIFFERENT = 1;

interface VerifyOptions extends ClientOptions {
  readonly node?: string;
  readonly network?: string;
}

export function registerVerify(program: Command, context: CliContext): void {
  addClientOptions(program.command('verify'))
    .description(
      'compare the kernels of all workers, read back now, with what the cluster decided; exit 1 when one differs, 69 when one cannot be asked',
    )
    .option('--node <worker>', 'only this worker')
    .option('--network <network>', 'only this network')
    .action(async (options: VerifyOptions) => {
      const { node, network } = options;
      const answer = await withClient(context, options, ({ api }) => {
        const query = given({ node, network, ...asking(options) });
        return answerOf(api.GET('/v1/verify', { params: { query } }));
      });
      await printAs(context, options.output, answer, () => describe(answer, options));
      if (answer.workers.some(({ state }) => state === 'different')) {
        throw new ExitStatus(DIFFERENT);
      }
      if (!answer.ok) throw new ExitStatus(KINDS.unavailable.exit);
    });
}

function isKnown(state: VerifiedWorker['state']): boolean {
  return state === 'equal' || state === 'different';
}

function describe(answer: VerifyAnswer, { output }: ClientOptions): string {
  const wide = output === 'wide';
  const verdict = answer.ok ? 'every worker is equal' : 'NOT every worker is equal';
  const head = `revision ${answer.revision}: ${verdict}\n`;
  const table =
    answer.workers.length === 0 ? 'no workers\n' : formatTable(WORKERS, answer.workers, wide);
  const found = answer.workers.flatMap(({ nodeName: worker, differences }) =>
    differences.map((one) => ({ worker, ...one })),
  );
  if (found.length === 0) return head + table;
  const omitted = answer.workers.reduce((sum, worker) => sum + worker.omitted, 0);
  const more = omitted > 0 ? `and ${omitted} more\n` : '';
  return `${head}${table}\n${formatTable(FOUND, found, wide)}${more}`;
}
