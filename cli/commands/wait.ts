/** `ovctl wait`: until the workers concerned have applied a revision. */
import type { Command } from 'commander';
import { setTimeout as delay } from 'node:timers/promises';
import { answerOf, describeWorker, given } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { RestClient } from '../client/rest-client.js';
import type { ConvergenceAnswer, WorkerState } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { integer } from '../options.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';
import { OvnetError } from '../../model/errors.js';

const COLUMNS: readonly Column<WorkerState>[] = [
  { title: 'worker', value: ({ nodeName }) => nodeName },
  { title: 'state', value: ({ state }) => state },
  { title: 'revision', value: ({ revision }) => revision },
  { title: 'applied', value: ({ appliedAt }) => appliedAt },
  { title: 'lag', value: ({ lagMs }) => `${lagMs} ms` },
  { title: 'code', value: ({ code }) => code },
];

const POLL_MS = 100;

interface WaitOptions extends ClientOptions {
  readonly revision?: number;
  readonly network?: string;
}

export function registerWait(program: Command, context: CliContext): void {
  addClientOptions(program.command('wait'))
    .description('wait until every live worker concerned has applied a revision, and list them')
    .option('--revision <number>', 'default: the present one', integer(0, Number.MAX_SAFE_INTEGER))
    .option('--network <network>', 'only for this network')
    .action(async (options: WaitOptions) => {
      const { answer, newest } = await withClient(context, options, async (client) => {
        const settled = await settle(client, options);
        if (settled.converged) return { answer: settled, newest: settled.revision };
        const query = { consistency: 'stale' } as const;
        const { revision } = await answerOf(client.api.GET('/v1/cluster', { params: { query } }));
        return { answer: settled, newest: revision };
      });
      await printAs(context, options.output, answer, () => describe(answer, options));
      if (answer.converged) return;
      const laggards = answer.workers.filter(isLate).map(describeWorker).join(', ');
      const isToCome = answer.revision > newest || laggards === '';
      const why = isToCome
        ? `is yet to come: the cluster has ${newest}`
        : `is not applied by ${laggards}`;
      throw new OvnetError('not-converged', `revision ${answer.revision} ${why}`);
    });
}

/** Ends as soon as it has converged or a worker reports a failure, at the latest when the time is over. */
async function settle(client: RestClient, options: WaitOptions): Promise<ConvergenceAnswer> {
  const deadline = performance.now() + options.timeout;
  let revision = options.revision;
  for (;;) {
    const query = given({ revision, network: options.network });
    const answer = await answerOf(client.api.GET('/v1/convergence', { params: { query } }));
    revision ??= answer.revision;
    const failed = answer.workers.some(({ state }) => state === 'failed');
    if (answer.converged || failed || performance.now() + POLL_MS >= deadline) return answer;
    await delay(POLL_MS);
  }
}

/** Unreachable workers are named, not waited for. */
function isLate({ state }: WorkerState): boolean {
  return state === 'pending' || state === 'failed';
}

function describe(answer: ConvergenceAnswer, options: WaitOptions): string {
  const lacks = answer.workers.some(({ state, code }) => state === 'applied' && code !== undefined);
  const gone = answer.workers.some(({ state }) => state === 'unreachable');
  const verdict = !answer.converged
    ? 'not converged'
    : gone
      ? 'applied by every live worker; not all are reachable'
      : lacks
        ? 'converged; what earlier changes asked for is lacking on some'
        : 'converged';
  const table =
    answer.workers.length === 0
      ? 'no worker is concerned\n'
      : formatTable(COLUMNS, answer.workers, options.output === 'wide');
  return `revision ${answer.revision}: ${verdict}\n${table}`;
}
