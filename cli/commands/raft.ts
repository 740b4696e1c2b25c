/** `ovctl raft`: the replication among the managers; `status` works without quorum and says so first. */
import type { Command } from 'commander';
import { answerOf, given } from '../client/calls.js';
import { addClientOptions, withClient, type ClientOptions } from '../client/client-options.js';
import type { RaftAnswer, RaftMember } from '../client/shapes.js';
import type { CliContext } from '../context.js';
import { printAs } from '../output/print.js';
import { formatTable, type Column } from '../output/table.js';

const MEMBERS: readonly Column<RaftMember>[] = [
  { title: 'raft id', value: ({ raftId }) => raftId },
  { title: 'manager', value: ({ name }) => name },
  { title: 'role', value: describeRole },
  { title: 'match', value: ({ match }) => match },
  { title: 'lag', value: ({ lag }) => lag },
  { title: 'last contact', value: ({ lastContactMs: ms }) => (ms === undefined ? '-' : `${ms}ms`) },
  { title: 'state', value: ({ state }) => state },
  { title: 'node', value: ({ node }) => node, wide: true },
];

interface TransferOptions extends ClientOptions {
  readonly to?: string;
}

export function registerRaft(program: Command, context: CliContext): void {
  const raft = program.command('raft').description('look at and steer the replication');
  addClientOptions(raft.command('status'))
    .description('show term, leader and members; without a quorum what this manager knows')
    .action(async (options: ClientOptions) => {
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.GET('/v1/raft')),
      );
      await printAs(context, options.output, answer, () => describe(answer, options));
    });
  addClientOptions(raft.command('transfer [manager]'))
    .description('hand the leadership over: to that manager, or to the most advanced voter')
    .option('--to <manager>', 'the same as the argument')
    .action(async (manager: string | undefined, options: TransferOptions) => {
      const to = manager ?? options.to;
      const answer = await withClient(context, options, (client) =>
        answerOf(client.api.POST('/v1/raft/transfer', { body: given({ to }) })),
      );
      const leads = answer.members.find(({ role }) => role === 'leader')?.name ?? 'another manager';
      await printAs(context, options.output, answer, () => `${leads} leads`);
    });
}

function describe(answer: RaftAnswer, options: ClientOptions): string {
  const { quorum, observer, joint, diskFull, term, commit, applied, firstIndex, lastIndex } =
    answer;
  const lines = [
    ...(quorum ? [] : ['NO QUORUM: no leader is known; writes are refused', '']),
    `group ${answer.group}, term ${term}, commit ${commit}, applied ${applied}, log ${firstIndex} to ${lastIndex}, as seen by ${observer}`,
    ...(joint ? ['JOINT: between two configurations, majorities of both decide'] : []),
    ...(diskFull ? [`DISK FULL on ${observer}: no entry is taken`] : []),
  ];
  return `${lines.join('\n')}\n${formatTable(MEMBERS, answer.members, options.output === 'wide')}`;
}

function describeRole({ role, next, wanted }: RaftMember): string {
  if (next !== undefined && next !== role) return `${role} -> ${next}`;
  return wanted === undefined ? role : `${role} (wanted: ${wanted})`;
}
