/** `ovctl node`: managers and workers as the cluster knows them. */
import { Option, type Command } from 'commander';
import { OvnetError } from '../../model/errors.js';
import { addWaitOption, answerOf, given, waiting, type WriteOptions } from '../client/calls.js';
import { addClientOptions, withClient } from '../client/client-options.js';
import type { NodeAnswer, NodePatch } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { labelPatchOf, showLabels } from '../labels.js';
import { collect } from '../options.js';
import type { Column } from '../output/table.js';
import {
  addInspect,
  addList,
  addRemove,
  printWritten,
  type Api,
  type Resource,
} from '../resource.js';
import { registerDrain } from './node-drain.js';

const COLUMNS: readonly Column<NodeAnswer>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'role', value: ({ role }) => role },
  { title: 'status', value: ({ status }) => status },
  { title: 'availability', value: ({ availability }) => availability },
  { title: 'address', value: ({ role, vtep, address }) => (role === 'worker' ? vtep : address) },
  { title: 'raft', value: ({ raft }) => raft },
  { title: 'id', value: ({ id }) => id, wide: true },
  { title: 'mtu', value: ({ mtu }) => (mtu === 0 ? undefined : mtu), wide: true },
  { title: 'version', value: ({ agentVersion }) => agentVersion, wide: true },
  { title: 'labels', value: ({ labels }) => showLabels(labels), wide: true },
];

const NODES: Resource<NodeAnswer, 'name' | 'label'> = {
  noun: 'node',
  plural: 'nodes',
  columns: COLUMNS,
  filters: { name: 'only with this name', label: 'only with this label' },
  list: (api, query) => answerOf(api.GET('/v1/nodes', { params: { query } })),
  read: (api, node) => answerOf(api.GET('/v1/nodes/{node}', { params: { path: { node } } })),
  remove: (api, node, query) =>
    answerOf(api.DELETE('/v1/nodes/{node}', { params: { path: { node }, query } })),
};

interface UpdateOptions extends WriteOptions {
  readonly label?: readonly string[];
  readonly availability?: 'active' | 'drain';
}

export function registerNodes(program: Command, context: CliContext): void {
  const node = program
    .command('node')
    .description('manage nodes; one is named by its id, its name, or as role/NAME');
  addList(node, context, NODES);
  addInspect(node, context, NODES);
  addWaitOption(addClientOptions(node.command('update <node>')))
    .description('change labels or availability')
    .option('--label <k=v|k->', 'set or remove a label (repeatable)', collect)
    .addOption(
      new Option('--availability <availability>', 'drain: take no new endpoints').choices([
        'active',
        'drain',
      ]),
    )
    .action(async (name: string, options: UpdateOptions) => {
      const { availability } = options;
      const labels = labelPatchOf(options.label);
      await patch(context, name, options, given({ labels, availability }));
    });
  registerDrain(node, context, COLUMNS);
  const changes: readonly (readonly [string, string, NodePatch])[] = [
    ['activate', 'take endpoints again', { availability: 'active' }],
    ['promote', "make a manager's learner a voter, once it has caught up", { raft: 'voter' }],
    ['demote', "make a manager's voter a learner that stays one", { raft: 'learner' }],
  ];
  for (const [name, description, body] of changes) {
    addWaitOption(addClientOptions(node.command(`${name} <node>`)))
      .description(description)
      .action((ref: string, options: WriteOptions) => patch(context, ref, options, body));
  }
  addRemove(node, context, NODES, {
    help: 'although it is up or holds endpoints',
    takes: 'with every endpoint on it',
    unforced: goneWithIt,
  });
}

/** The endpoints of a worker that is down, which needs no force. Of who is not there, or up, the removal tells. */
async function goneWithIt(api: Api, node: string): Promise<string | undefined> {
  const params = { path: { node } };
  const { status, endpoints } = await answerOf(
    api.GET('/v1/nodes/{node}/status', { params }),
  ).catch((error: unknown) => {
    if (error instanceof OvnetError && error.code === 'not-found') return NOTHING;
    throw error;
  });
  return status === 'down' && endpoints > 0 ? `its ${endpoints} endpoints` : undefined;
}

const NOTHING = { status: 'ready', endpoints: 0 } as const;

async function patch(
  context: CliContext,
  ref: string,
  options: WriteOptions,
  body: NodePatch,
): Promise<void> {
  const params = { path: { node: ref }, query: waiting(options) };
  const answer = await withClient(context, options, (client) =>
    answerOf(client.api.PATCH('/v1/nodes/{node}', { params, body })),
  );
  await printWritten(context, options, COLUMNS, answer);
}
