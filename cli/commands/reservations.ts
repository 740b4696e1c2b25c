/** `ovctl reservation`: addresses and a MAC kept for an endpoint to come. */
import type { Command } from 'commander';
import { addWaitOption, answerOf, given, waiting, type WriteOptions } from '../client/calls.js';
import { addClientOptions, withClient } from '../client/client-options.js';
import type { ReservationAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { labelsOf, showLabels } from '../labels.js';
import { collect } from '../options.js';
import type { Column } from '../output/table.js';
import { addInspect, addList, addRemove, printWritten, type Resource } from '../resource.js';

const COLUMNS: readonly Column<ReservationAnswer>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'network', value: ({ networkName }) => networkName },
  { title: 'addresses', value: ({ addresses }) => addresses.join(',') },
  { title: 'mac', value: ({ mac }) => mac },
  { title: 'endpoint', value: ({ endpoint }) => endpoint },
  { title: 'labels', value: ({ labels }) => showLabels(labels), wide: true },
  { title: 'id', value: ({ id }) => id, wide: true },
];

const RESERVATIONS: Resource<ReservationAnswer, 'network' | 'name' | 'label'> = {
  noun: 'reservation',
  plural: 'reservations',
  columns: COLUMNS,
  filters: {
    network: 'only of this network',
    name: 'only with this name',
    label: 'only with this label',
  },
  list: (api, query) => answerOf(api.GET('/v1/reservations', { params: { query } })),
  read: (api, reservation) =>
    answerOf(api.GET('/v1/reservations/{reservation}', { params: { path: { reservation } } })),
  remove: (api, reservation, query) =>
    answerOf(
      api.DELETE('/v1/reservations/{reservation}', { params: { path: { reservation }, query } }),
    ),
};

interface CreateOptions extends WriteOptions {
  readonly network: string;
  readonly name: string;
  readonly ip?: string[];
  readonly mac?: string;
  readonly label?: readonly string[];
}

export function registerReservations(program: Command, context: CliContext): void {
  const reservation = program
    .command('reservation')
    .description(
      'keep addresses and MACs for endpoints; one is named by its id or as NAME.NETWORK',
    );
  addWaitOption(addClientOptions(reservation.command('create')))
    .description('keep addresses and a MAC for the endpoint of a name; if it exists, what it has')
    .requiredOption('--network <network>', 'the network')
    .requiredOption('--name <name>', 'an endpoint of this name takes the reservation')
    .option('--ip <address>', 'default: the next free one (repeatable)', collect)
    .option('--mac <mac>', 'default: derived from the address')
    .option('--label <k=v>', 'repeatable', collect)
    .addHelpText(
      'after',
      '\nExample:\n  ovctl reservation create --network blue --name db --ip 10.20.0.10\n  ovctl endpoint create --network blue --node w1 --name db',
    )
    .action(async (options: CreateOptions) => {
      const { network, name, ip, mac } = options;
      const labels = labelsOf(options.label);
      const body = { network, name, ...given({ addresses: ip, mac, labels }) };
      const params = { query: waiting(options) };
      const answer = await withClient(context, options, ({ api }) =>
        answerOf(api.POST('/v1/reservations', { params, body })),
      );
      await printWritten(context, options, COLUMNS, answer);
    });
  addList(reservation, context, RESERVATIONS);
  addInspect(reservation, context, RESERVATIONS);
  addRemove(reservation, context, RESERVATIONS);
}
