/** `ovctl node drain`: no new endpoints on a node, and a list of those that are left there. */
import type { Command } from 'commander';
import {
  addWaitOption,
  answerOf,
  listAll,
  requireConverged,
  waiting,
  type WriteOptions,
} from '../client/calls.js';
import { addClientOptions, withClient } from '../client/client-options.js';
import type { EndpointAnswer, NodeAnswer } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';
import type { Api } from '../resource.js';
import { ENDPOINTS } from './endpoints.js';

export function registerDrain(
  node: Command,
  context: CliContext,
  columns: readonly Column<NodeAnswer>[],
): void {
  addWaitOption(addClientOptions(node.command('drain <node>')))
    .description('take no new endpoints, and list those that are left; removes nothing')
    .action(async (ref: string, options: WriteOptions) => {
      const params = { path: { node: ref }, query: waiting(options) };
      const body = { availability: 'drain' } as const;
      const { answer, endpoints } = await withClient(context, options, async ({ api }) => {
        const answer = await answerOf(api.PATCH('/v1/nodes/{node}', { params, body }));
        return { answer, endpoints: await left(api, answer) };
      });
      const wide = options.output === 'wide';
      await printAs(context, options.output, { ...answer, endpoints }, () =>
        [formatTable(columns, [answer], wide), describe(answer, endpoints, wide)].join('\n'),
      );
      requireConverged(answer);
    });
}

/** Read after the write: no later request can add to them. */
async function left(api: Api, { id, role }: NodeAnswer): Promise<readonly EndpointAnswer[]> {
  if (role !== 'worker') return [];
  const { items } = await listAll((page) => ENDPOINTS.list(api, { node: id, ...page }));
  return items;
}

function describe(
  { name, role }: NodeAnswer,
  endpoints: readonly EndpointAnswer[],
  wide: boolean,
): string {
  const ref = `${role}/${name}`;
  if (endpoints.length === 0) return `nothing is left on ${ref}: \`ovctl node rm ${ref}\` takes it`;
  const head = `left on ${ref}, to be moved or removed: ${endpoints.length}\n`;
  return `${head}${formatTable(ENDPOINTS.columns, endpoints, wide)}`;
}
