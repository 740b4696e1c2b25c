/** `ovctl subnet`: subnets of a live network. */
import type { Command } from 'commander';
import {
  addWaitOption,
  answerOf,
  given,
  listAll,
  requireConverged,
  waiting,
  type WriteOptions,
} from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { SubnetAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { collect } from '../options.js';
import { printAs, printList } from '../output/print.js';
import type { Column } from '../output/table.js';
import { printWritten } from '../resource.js';

const COLUMNS: readonly Column<SubnetAnswer>[] = [
  { title: 'cidr', value: ({ cidr }) => cidr },
  { title: 'gateway', value: ({ gateway }) => gateway },
  { title: 'range', value: ({ range }) => range },
  { title: 'reserved', value: ({ reserved }) => reserved.join(',') },
  { title: 'used', value: ({ usage }) => usage.used },
  { title: 'free', value: ({ usage }) => usage.free },
  { title: 'total', value: ({ usage }) => usage.total, wide: true },
  { title: 'id', value: ({ id }) => id, wide: true },
];

interface AddOptions extends WriteOptions {
  readonly gateway?: string;
  readonly range?: string;
  readonly reserve?: string[];
}

export function registerSubnets(program: Command, context: CliContext): void {
  const subnet = program.command('subnet').description("manage a network's subnets");
  addWaitOption(addClientOptions(subnet.command('add <network> [cidr]')))
    .description('add a subnet to a live network; without a CIDR the next free one of the pools')
    .option('--gateway <ip>', 'default: the first address')
    .option('--range <cidr>', 'lease addresses from this part only')
    .option('--reserve <ip>', 'never lease this address (repeatable)', collect)
    .action(async (network: string, cidr: string | undefined, options: AddOptions) => {
      const { gateway, range, reserve } = options;
      const body = given({ cidr, gateway, range, reserved: reserve });
      const params = { path: { network }, query: waiting(options) };
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.POST('/v1/networks/{network}/subnets', { params, body })),
      );
      await printWritten(context, options, COLUMNS, answer);
    });
  addClientOptions(subnet.command('ls <network>').alias('list'))
    .description('list the subnets of a network')
    .action(async (network: string, options: ClientOptions) => {
      const list = await withClient(context, options, ({ api }) =>
        listAll((query) => {
          const params = { path: { network }, query };
          return answerOf(api.GET('/v1/networks/{network}/subnets', { params }));
        }),
      );
      await printList(context, options.output, COLUMNS, list.items, list);
    });
  addWaitOption(addClientOptions(subnet.command('rm <network> <subnet>').alias('remove')))
    .description('delete a subnet that holds no lease, by CIDR or id')
    .action(async (network: string, ref: string, options: WriteOptions) => {
      const params = { path: { network, subnet: ref }, query: waiting(options) };
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.DELETE('/v1/networks/{network}/subnets/{subnet}', { params })),
      );
      await printAs(context, options.output, answer, () => ref);
      requireConverged(answer);
    });
}
