/** `ovctl events`: the history of changes that is kept. */
import type { Command } from 'commander';
import { answerOf, given, listAll } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { EventAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { collect, durationMs } from '../options.js';
import { printList } from '../output/print.js';
import type { Column } from '../output/table.js';

const COLUMNS: readonly Column<EventAnswer>[] = [
  { title: 'time', value: ({ time }) => time },
  { title: 'event', value: ({ event }) => event },
  { title: 'actor', value: ({ actor }) => actor },
  { title: 'type', value: ({ type }) => type },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'name', value: ({ name }) => name },
  { title: 'id', value: ({ id }) => id, wide: true },
  { title: 'network', value: ({ network }) => network, wide: true },
];

interface EventsOptions extends ClientOptions {
  readonly since?: string;
  readonly kind?: string[];
  readonly id?: string;
  readonly name?: string;
  readonly network?: string;
  readonly actor?: string;
}

export function registerEvents(program: Command, context: CliContext): void {
  addClientOptions(program.command('events'))
    .description('list the changes that are kept, oldest first, with who made them')
    .option('--since <time>', 'a duration such as 1h, a time (RFC 3339), a revision or REVISION-N')
    .option('--kind <kind>', 'only of this kind (repeatable)', collect)
    .option('--name <name>', 'only of objects of this name')
    .option('--id <id>', 'only of this object')
    .option('--network <network>', 'only of this network')
    .option('--actor <actor>', 'only by this one, as key:NAME or socket')
    .addHelpText('after', '\nExample:\n  ovctl events --since 1h --kind endpoint --actor key:ci')
    .action(async (options: EventsOptions) => {
      const { kind, id, name, network, actor } = options;
      const since = sinceOf(options.since);
      const filters = given({ kind, id, name, network, actor, since });
      const list = await withClient(context, options, ({ api }) =>
        listAll((page) =>
          answerOf(api.GET('/v1/events', { params: { query: { ...filters, ...page } } })),
        ),
      );
      await printList(context, options.output, COLUMNS, list.items, list);
    });
}

/** A duration counts back from now; everything else is for the manager to read. */
function sinceOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d+(ms|s|m|h)$/.test(text)) return text;
  return new Date(Date.now() - durationMs(text)).toISOString();
}
