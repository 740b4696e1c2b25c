/** `ovctl endpoint`: workloads' places in networks. */
import type { Command } from 'commander';
import { addWaitOption, answerOf, given, waiting, type WriteOptions } from '../client/calls.js';
import { addClientOptions, withClient } from '../client/client-options.js';
import type { EndpointAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { labelPatchOf, labelsOf, showLabels } from '../labels.js';
import { collect } from '../options.js';
import { addPlaceOptions, placeOf, type PlaceOptions } from '../place-options.js';
import type { Column } from '../output/table.js';
import { addInspect, addList, addRemove, printWritten, type Resource } from '../resource.js';

const COLUMNS: readonly Column<EndpointAnswer>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'network', value: ({ networkName }) => networkName },
  { title: 'node', value: ({ nodeName }) => nodeName },
  { title: 'addresses', value: ({ addresses }) => addresses.join(',') },
  { title: 'state', value: ({ state }) => state },
  { title: 'mac', value: ({ mac }) => mac, wide: true },
  { title: 'netns', value: ({ attachment }) => attachment?.netns, wide: true },
  { title: 'interface', value: ({ attachment }) => attachment?.ifname, wide: true },
  { title: 'vtep', value: ({ vtep }) => vtep, wide: true },
  { title: 'labels', value: ({ labels }) => showLabels(labels), wide: true },
  { title: 'id', value: ({ id }) => id, wide: true },
  {
    title: 'condition',
    value: ({ conditions }) => conditions.find(({ status }) => !status)?.code,
    wide: true,
  },
];

export const ENDPOINTS: Resource<EndpointAnswer, 'network' | 'node' | 'name' | 'label'> = {
  noun: 'endpoint',
  plural: 'endpoints',
  columns: COLUMNS,
  filters: {
    network: 'only of this network',
    node: 'only on this worker',
    name: 'only with this name',
    label: 'only with this label',
  },
  list: (api, query) => answerOf(api.GET('/v1/endpoints', { params: { query } })),
  read: (api, endpoint) =>
    answerOf(api.GET('/v1/endpoints/{endpoint}', { params: { path: { endpoint } } })),
  remove: (api, endpoint, query) =>
    answerOf(api.DELETE('/v1/endpoints/{endpoint}', { params: { path: { endpoint }, query } })),
};

interface CreateOptions extends WriteOptions, PlaceOptions {
  readonly network: string;
  readonly node: string;
  readonly name?: string;
  readonly reservation?: string;
  readonly ip?: string[];
  readonly mac?: string;
  readonly alias?: string[];
  readonly label?: readonly string[];
}

export function registerEndpoints(program: Command, context: CliContext): void {
  const endpoint = program
    .command('endpoint')
    .description('manage endpoints; one is named by its id or as NAME.NETWORK');
  registerCreate(endpoint, context);
  addList(endpoint, context, ENDPOINTS);
  addInspect(endpoint, context, ENDPOINTS);
  registerUpdate(endpoint, context);
  registerMove(endpoint, context);
  addRemove(endpoint, context, ENDPOINTS);
}

function registerCreate(endpoint: Command, context: CliContext): void {
  addPlaceOptions(addWaitOption(addClientOptions(endpoint.command('create'))))
    .description('create an endpoint')
    .requiredOption('--network <network>', 'the network')
    .requiredOption('--node <worker>', 'where the workload runs')
    .option('--name <name>', 'unique in the network')
    .option('--reservation <name|id>', 'take what it keeps (default: the one of the name, if any)')
    .option('--ip <address>', 'default: the next free one (repeatable)', collect)
    .option('--mac <mac>', 'default: derived from the address')
    .option('--alias <name>', 'another name (repeatable)', collect)
    .option('--label <k=v>', 'repeatable', collect)
    .addHelpText(
      'after',
      '\nExample:\n  ovctl endpoint create --network blue --node w1 --name web --netns web --create-netns --wait\n  ovctl endpoint create --network blue --node w1 --name job --pid 4711 --wait\n  ovctl endpoint create --network blue --node w1 --name vm --tap vm1 --tap-user libvirt-qemu',
    )
    .action(async (options: CreateOptions) => {
      const { network, node, name, reservation, ip, mac, alias } = options;
      const attachment = placeOf(options);
      const labels = labelsOf(options.label);
      const lease = { name, reservation, addresses: ip, mac, aliases: alias };
      const body = { network, node, ...given({ ...lease, labels, attachment }) };
      const params = { query: waiting(options) };
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.POST('/v1/endpoints', { params, body })),
      );
      await printWritten(context, options, COLUMNS, answer);
    });
}

function registerUpdate(endpoint: Command, context: CliContext): void {
  addWaitOption(addClientOptions(endpoint.command('update <endpoint>')))
    .description('change labels or aliases')
    .option('--label <k=v|k->', 'set or remove a label (repeatable)', collect)
    .option('--alias <name>', 'all aliases from now on (repeatable)', collect)
    .action(
      async (
        ref: string,
        options: WriteOptions & { label?: readonly string[]; alias?: string[] },
      ) => {
        const body = given({ labels: labelPatchOf(options.label), aliases: options.alias });
        const params = { path: { endpoint: ref }, query: waiting(options) };
        const answer = await withClient(context, options, (client) =>
          answerOf(client.api.PATCH('/v1/endpoints/{endpoint}', { params, body })),
        );
        await printWritten(context, options, COLUMNS, answer);
      },
    );
}

function registerMove(endpoint: Command, context: CliContext): void {
  addPlaceOptions(addWaitOption(addClientOptions(endpoint.command('move <endpoint>'))))
    .description('move an endpoint to another worker; it keeps its addresses and its MAC')
    .requiredOption('--node <worker>', 'the new place')
    .action(async (ref: string, options: WriteOptions & PlaceOptions & { node: string }) => {
      const body = { node: options.node, ...given({ attachment: placeOf(options) }) };
      const params = { path: { endpoint: ref }, query: waiting(options) };
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.POST('/v1/endpoints/{endpoint}/move', { params, body })),
      );
      await printWritten(context, options, COLUMNS, answer);
    });
}
