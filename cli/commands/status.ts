/** `ovctl status`: how the cluster is; works without quorum and says so first. */
import type { Command } from 'commander';
import { answerOf } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { RestClient } from '../client/rest-client.js';
import type {
  ClusterAnswer,
  ConvergenceAnswer,
  NodeAnswer,
  RaftAnswer,
  WorkerState,
} from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { printAs } from '../output/print.js';
import { formatTable } from '../output/table.js';

const STALE = { consistency: 'stale' } as const;

interface Status {
  readonly quorum: boolean;
  readonly cluster: ClusterAnswer;
  readonly raft: RaftAnswer;
  readonly nodes: readonly NodeAnswer[];
  readonly convergence: ConvergenceAnswer;
}

export function registerStatus(program: Command, context: CliContext): void {
  addClientOptions(program.command('status'))
    .description('show the cluster: quorum, leader, nodes, convergence')
    .action(async (options: ClientOptions) => {
      const status = await withClient(context, options, readStatus);
      await printAs(context, options.output, status, () => describe(status));
    });
}

/** Local answers only, so that it also works while no leader can be found. */
async function readStatus(client: RestClient): Promise<Status> {
  const [cluster, raft, nodes, convergence] = await Promise.all([
    answerOf(client.api.GET('/v1/cluster', { params: { query: STALE } })),
    answerOf(client.api.GET('/v1/raft', { params: { query: STALE } })),
    answerOf(client.api.GET('/v1/nodes', { params: { query: { ...STALE, limit: 1_000 } } })),
    answerOf(client.api.GET('/v1/convergence', { params: { query: STALE } })),
  ]);
  const quorum = raft.leader !== undefined && raft.leader !== '';
  return { quorum, cluster, raft, nodes: nodes.items, convergence };
}

function describe(status: Status): string {
  const { cluster, raft, nodes, convergence } = status;
  const leader = raft.members.find(({ role }) => role === 'leader')?.name ?? 'none';
  const behind = convergence.workers.filter(
    ({ state, code }) => state !== 'applied' || code !== undefined,
  );
  const lines = [
    ...(status.quorum
      ? []
      : ['NO QUORUM: writes are refused; what follows is what this manager last knew', '']),
    `cluster   ${cluster.name} (${cluster.id})`,
    `leader    ${leader}, term ${raft.term}`,
    `revision  ${cluster.revision}`,
    `workers   ${behind.length === 0 ? 'all have applied it' : behind.map(standing).join(', ')}`,
    '',
    formatTable<NodeAnswer>(
      [
        { title: 'name', value: ({ name }) => name },
        { title: 'role', value: ({ role }) => role },
        { title: 'status', value: ({ status: state }) => state },
        { title: 'availability', value: ({ availability }) => availability },
        { title: 'raft', value: ({ raft: role }) => role },
      ],
      nodes,
    ),
  ];
  return lines.join('\n');
}

/** With `applied`, a code is of what earlier changes asked for and is lacking. */
function standing({ nodeName, state, code }: WorkerState): string {
  if (state !== 'applied') return `${nodeName} ${state}`;
  return `${nodeName} lacks something of before (${code})`;
}
