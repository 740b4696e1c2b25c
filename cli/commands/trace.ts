/** `ovctl trace`: where packets between two endpoints stop. */
import type { Command } from 'commander';
import { answerOf, asking, given } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { TraceAnswer, TraceHop } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';
import { KINDS } from '../../model/errors.js';
import { family } from '../options.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';

const COLUMNS: readonly Column<TraceHop>[] = [
  { title: 'way', value: ({ way }) => way },
  { title: 'host', value: ({ host }) => host },
  { title: 'state', value: ({ state }) => state },
  { title: 'object', value: ({ object }) => object },
  { title: 'name', value: ({ name }) => name },
  { title: 'found', value: ({ found }) => found },
  {
    title: 'wanted',
    value: ({ state, found, wanted }) => (state === 'ok' ? found : wanted),
    wide: true,
  },
];

const FAULTY = 1;

interface TraceOptions extends ClientOptions {
  readonly port?: string;
  readonly live?: boolean;
  readonly family?: 4 | 6;
}

export function registerTrace(program: Command, context: CliContext): void {
  addClientOptions(program.command('trace <from> <to>'))
    .description(
      'follow the way between two endpoints through the kernels of both hosts, and name the first fault; exit 1 when there is one, 69 when a host cannot be asked',
    )
    .option('--port <protocol/port>', 'also whether the second one listens there, as tcp/443')
    .addOption(family())
    .option('--live', 'also send a marked packet and follow it on both hosts')
    .action(async (from: string, to: string, options: TraceOptions) => {
      const { port, live, family } = options;
      const answer = await withClient(context, options, ({ api }) => {
        const body = { from, to, ...given({ port, live, family }) };
        return answerOf(api.POST('/v1/trace', { params: { query: asking(options) }, body }));
      });
      await printAs(context, options.output, answer, () => describe(answer, options));
      if (answer.fault?.object === 'agent') throw new ExitStatus(KINDS.unavailable.exit);
      if (!answer.ok) throw new ExitStatus(FAULTY);
    });
}

function describe(answer: TraceAnswer, { output }: ClientOptions): string {
  const { from, to, networkName, hops, fault } = answer;
  const ends = [from, to].map(
    ({ name, address, nodeName }) => `${name} (${address} on ${nodeName})`,
  );
  const head = `${ends.join(' → ')}, network ${networkName}, revision ${answer.revision}\n`;
  const verdict = fault ? describeFault(fault) : describeSound(hops);
  // What is in order is of interest to who asks for all.
  const rows = output === 'wide' ? hops : hops.filter(({ state }) => state !== 'ok');
  const table = rows.length === 0 ? '' : `\n${formatTable(COLUMNS, rows, output === 'wide')}`;
  return `${head}${verdict}${table}`;
}

function describeSound(hops: readonly TraceHop[]): string {
  const unseen = hops.filter(({ state }) => state === 'unseen').length;
  const verdict = `every one of ${hops.length - unseen} hops is as it should be`;
  return unseen === 0 ? `${verdict}\n` : `${verdict}; ${unseen} cannot be looked at\n`;
}

function describeFault({ host, object, name, state, found, wanted, advice }: TraceHop): string {
  const certainty = state === 'doubtful' ? 'FAULT, most likely' : 'FAULT';
  const lines = [
    `${certainty}: on ${host}, ${object} ${name}: found ${found}, wanted ${wanted}`,
    ...(advice === undefined ? [] : [`what to do: ${advice}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
