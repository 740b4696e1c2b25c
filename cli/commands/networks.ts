/** `ovctl network`: isolated layer-2 overlays. */
import type { Command } from 'commander';
import { addWaitOption, answerOf, given, waiting, type WriteOptions } from '../client/calls.js';
import { addClientOptions, withClient } from '../client/client-options.js';
import type { NetworkAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { labelPatchOf, labelsOf, showLabels } from '../labels.js';
import { collect, integer } from '../options.js';
import type { Column } from '../output/table.js';
import { registerCheck } from './network-check.js';
import { addInspect, addList, addRemove, printWritten, type Resource } from '../resource.js';
import { subnetBodies, type SubnetOptions } from '../subnet-options.js';

const COLUMNS: readonly Column<NetworkAnswer>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'vni', value: ({ vni }) => vni },
  { title: 'subnets', value: ({ subnets }) => subnets.map(({ cidr }) => cidr).join(',') },
  { title: 'mtu', value: ({ mtu }) => mtu },
  { title: 'internal', value: ({ internal }) => internal },
  { title: 'id', value: ({ id }) => id, wide: true },
  { title: 'flood', value: ({ flood }) => flood, wide: true },
  { title: 'labels', value: ({ labels }) => showLabels(labels), wide: true },
  { title: 'created', value: ({ createdAt }) => createdAt, wide: true },
];

const NETWORKS: Resource<NetworkAnswer, 'label'> = {
  noun: 'network',
  plural: 'networks',
  columns: COLUMNS,
  filters: { label: 'only with this label' },
  list: (api, query) => answerOf(api.GET('/v1/networks', { params: { query } })),
  read: (api, network) =>
    answerOf(api.GET('/v1/networks/{network}', { params: { path: { network } } })),
  remove: (api, network, query) =>
    answerOf(api.DELETE('/v1/networks/{network}', { params: { path: { network }, query } })),
};

const bytes = integer(576, 65_535);

interface CreateOptions extends WriteOptions, SubnetOptions {
  readonly ipv6?: boolean;
  readonly vni?: number;
  readonly mtu?: number;
  readonly internal?: boolean;
  readonly encrypted?: boolean;
  readonly flood?: boolean;
  readonly label?: readonly string[];
}

export function registerNetworks(program: Command, context: CliContext): void {
  const network = program.command('network').description('manage overlay networks');
  registerCreate(network, context);
  addList(network, context, NETWORKS);
  addInspect(network, context, NETWORKS);
  registerUpdate(network, context);
  registerCheck(network, context);
  addRemove(network, context, NETWORKS, {
    help: 'with all their endpoints',
    takes: 'with every endpoint in them',
  });
}

function registerCreate(network: Command, context: CliContext): void {
  addWaitOption(addClientOptions(network.command('create <name>')))
    .description('create a network')
    .option(
      '--subnet <cidr>',
      'a subnet; default: the next free one of the pools (repeatable)',
      collect,
    )
    .option('--gateway <ip>', 'reserved in the subnet that contains it (repeatable)', collect)
    .option(
      '--range <cidr>',
      'lease addresses from this part of a subnet only (repeatable)',
      collect,
    )
    .option('--reserve <ip>', 'never lease this address (repeatable)', collect)
    .option('--ipv6', 'add an IPv6 subnet')
    .option('--vni <number>', 'default: the next free one', integer(1, 16_777_215))
    .option('--mtu <bytes>', 'the most; default: what the underlay allows', bytes)
    .option('--internal', 'no way out of the network')
    .option('--encrypted', 'encrypt between hosts')
    .option('--flood', 'deliver broadcast and multicast to all members')
    .option('--label <k=v>', 'repeatable', collect)
    .addHelpText(
      'after',
      '\nExample:\n  ovctl network create blue --subnet 10.20.0.0/24 --gateway 10.20.0.254',
    )
    .action(async (name: string, options: CreateOptions) => {
      const subnets = subnetBodies(options);
      const { ipv6, vni, mtu, internal, encrypted, flood } = options;
      const labels = labelsOf(options.label);
      const body = {
        name,
        ...(subnets.length > 0 ? { subnets } : {}),
        ...given({ ipv6, vni, mtu, internal, encrypted, flood, labels }),
      };
      const params = { query: waiting(options) };
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.POST('/v1/networks', { params, body })),
      );
      await printWritten(context, options, COLUMNS, answer);
    });
}

function mtuOf(value: string): number | null {
  return value === 'auto' ? null : bytes(value);
}

function registerUpdate(network: Command, context: CliContext): void {
  addWaitOption(addClientOptions(network.command('update <network>')))
    .description('change labels, MTU or flooding')
    .option('--label <k=v|k->', 'set or remove a label (repeatable)', collect)
    .option('--mtu <bytes|auto>', 'the most, or what the underlay allows', mtuOf)
    .option('--flood', 'deliver broadcast and multicast to all members')
    .option('--no-flood', 'do not')
    .action(
      async (
        name: string,
        options: WriteOptions & { label?: readonly string[]; mtu?: number | null; flood?: boolean },
      ) => {
        const { mtu, flood } = options;
        const body = given({ labels: labelPatchOf(options.label), mtu, flood });
        const params = { path: { network: name }, query: waiting(options) };
        const answer = await withClient(context, options, (client) =>
          answerOf(client.api.PATCH('/v1/networks/{network}', { params, body })),
        );
        await printWritten(context, options, COLUMNS, answer);
      },
    );
}
