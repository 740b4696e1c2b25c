/** `ovctl network check`: loss, latency and path MTU between the members of a network. */
import type { Command } from 'commander';
import { KINDS } from '../../model/errors.js';
import { answerOf, asking, given } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { CheckAnswer, CheckedPair } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';
import { family, integer } from '../options.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';

const COLUMNS: readonly Column<CheckedPair>[] = [
  { title: 'from', value: ({ from }) => from.name },
  { title: 'on', value: ({ from }) => from.nodeName },
  { title: 'to', value: ({ to }) => to.name },
  { title: 'on', value: ({ to }) => to.nodeName },
  { title: 'ip', value: ({ from }) => (from.address.includes(':') ? 6 : 4) },
  { title: 'state', value: ({ state }) => state },
  { title: 'loss', value: lossOf },
  { title: 'rtt', value: ({ received, rttMs }) => (received > 0 ? `${rttMs} ms` : undefined) },
  { title: 'path mtu', value: ({ pathMtu }) => (pathMtu > 0 ? pathMtu : undefined) },
  { title: 'code', value: ({ code }) => code },
  {
    title: 'longest',
    value: ({ received, maxMs }) => (received > 0 ? `${maxMs} ms` : undefined),
    wide: true,
  },
  { title: 'addresses', value: ({ from, to }) => `${from.address},${to.address}`, wide: true },
  { title: 'detail', value: ({ detail }) => detail, wide: true },
];

const FAULTY = 1;

interface CheckOptions extends ClientOptions {
  readonly pairs?: number;
  readonly family?: 4 | 6;
}

export function registerCheck(network: Command, context: CliContext): void {
  addClientOptions(network.command('check <network>'))
    .description(
      'measure loss, latency and the largest packet between members; exit 1 when a pair is at fault, 69 when one cannot be measured',
    )
    .option('--pairs <number>', 'measure at most so many (100)', integer(1, 1_000))
    .addOption(family())
    .action(async (ref: string, options: CheckOptions) => {
      const answer = await withClient(context, options, ({ api }) => {
        const query = {
          ...asking(options),
          ...given({ pairs: options.pairs, family: options.family }),
        };
        const params = { path: { network: ref }, query };
        return answerOf(api.POST('/v1/networks/{network}/check', { params }));
      });
      await printAs(context, options.output, answer, () => describeCheck(answer, options.output));
      if (answer.pairs.some(({ state }) => state !== 'ok' && state !== 'failed')) {
        throw new ExitStatus(FAULTY);
      }
      if (!answer.ok) throw new ExitStatus(KINDS.unavailable.exit);
    });
}

function lossOf({ sent, received }: CheckedPair): string | undefined {
  return sent === 0 ? undefined : `${Math.round((100 * (sent - received)) / sent)} %`;
}

/** For people. */
export function describeCheck(answer: CheckAnswer, output?: ClientOptions['output']): string {
  const { networkName, endpoints, mtu, total, omitted, pairs, ok } = answer;
  const chosen = total - omitted;
  // Both IP versions of a pair are measured, each by itself.
  const times = pairs.length > chosen ? `, measured ${pairs.length} times` : '';
  const extent = `${chosen} of ${total} pairs of ${endpoints} endpoints${times}, MTU ${mtu}`;
  const verdict = ok ? 'every pair is ok' : 'NOT every pair is ok';
  const head = `network ${networkName}: ${verdict} (${extent})\n`;
  if (pairs.length === 0) return `${head}nothing to measure: it takes two attached endpoints\n`;
  const more = omitted > 0 ? `${omitted} pairs were not chosen: --pairs takes more\n` : '';
  return `${head}${formatTable(COLUMNS, pairs, output === 'wide')}${more}`;
}
