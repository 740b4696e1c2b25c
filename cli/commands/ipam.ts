/** `ovctl ipam`: proof about all addresses. */
import type { Command } from 'commander';
import { answerOf } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { AuditAnswer, AuditFinding } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { ExitStatus } from '../exit-status.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';

interface Found extends AuditFinding {
  readonly fault: string;
}

const COLUMNS: readonly Column<Found>[] = [
  { title: 'fault', value: ({ fault }) => fault },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'id', value: ({ id }) => id },
  { title: 'detail', value: ({ detail }) => detail },
];

const NOT_CLEAN = 1;

export function registerIpam(program: Command, context: CliContext): void {
  const ipam = program.command('ipam').description('look after addresses');
  addClientOptions(ipam.command('audit'))
    .description('prove that no address is given twice or lost; exit 1 when one is')
    .addHelpText('after', '\nExample:\n  ovctl ipam audit -o json')
    .action(async (options: ClientOptions) => {
      const answer = await withClient(context, options, ({ api }) =>
        answerOf(api.GET('/v1/ipam/audit')),
      );
      await printAs(context, options.output, answer, () => describe(answer));
      if (!answer.clean) throw new ExitStatus(NOT_CLEAN);
    });
}

function describe(answer: AuditAnswer): string {
  const { revision, clean, networks, subnets, endpoints, reservations, leases } = answer;
  const extent = `${leases} leases of ${endpoints} endpoints and ${reservations} reservations in ${subnets} subnets of ${networks} networks`;
  const head = `${clean ? 'clean' : 'NOT CLEAN'} at revision ${revision}: ${extent}\n`;
  if (clean) return head;
  const more = answer.omitted > 0 ? `and ${answer.omitted} more\n` : '';
  return `${head}${formatTable(COLUMNS, foundBy(answer))}${more}`;
}

function foundBy({ leaks, duplicates, miscounts }: AuditAnswer): Found[] {
  return [
    ...leaks.map((one) => ({ fault: 'leak', ...one })),
    ...duplicates.map((one) => ({ fault: 'duplicate', ...one })),
    ...miscounts.map((one) => ({ fault: 'miscount', ...one })),
  ];
}
