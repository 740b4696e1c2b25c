/** /v1/raft and /v1/convergence: how far managers and workers are. */
import type { NodeRole } from '../../../model/objects.js';
import { OvnetError } from '../../../model/errors.js';
import type { ApiContext } from '../context.js';
import { found, settle } from '../reading.js';
import { ADMINS, VIEWERS, route, type Route } from '../route.js';
import {
  ConvergenceAnswer,
  ConvergenceQuery,
  RaftAnswer,
  RaftTransfer,
} from '../schemas/cluster.js';
import { NoQuery, ReadQuery } from '../schemas/queries.js';
import { showWorker, waitReport } from '../writing.js';

const MANAGER: NodeRole = 'manager';

export const CONSENSUS_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/convergence',
    operation: 'getConvergence',
    summary: 'Which workers concerned have applied a revision; with wait, once they have',
    rights: VIEWERS,
    query: ConvergenceQuery,
    answer: ConvergenceAnswer,
    handle: async (call) => {
      const { context, query } = call;
      await settle(context, query);
      const { view, convergence } = context.deps;
      const network =
        query.network === undefined
          ? undefined
          : found(view.network(query.network), 'network', query.network).id;
      const { revision = view.revision, wait: mode, timeout } = query;
      const report =
        mode === undefined
          ? convergence.snapshot(revision, network)
          : await waitReport(call, { mode, timeout, revision, network });
      const { workers } = report;
      const late = workers.some(
        ({ state }) => state !== 'applied' && (mode === 'all' || state !== 'unreachable'),
      );
      // A revision that is not there yet has been applied by nobody, also where nobody is concerned.
      const converged = !late && revision <= view.appliedIndex;
      const shown = workers.map((worker) => showWorker(context, worker));
      return { body: { revision, converged, workers: shown }, revision: view.revision };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/raft',
    operation: 'getRaft',
    summary: 'Leader, term and members as this manager knows them; answers without a quorum too',
    rights: VIEWERS,
    query: ReadQuery,
    answer: RaftAnswer,
    handle: ({ context }) => ({ body: raftOf(context) }),
  }),
  route({
    method: 'POST',
    path: '/v1/raft/transfer',
    operation: 'transferLeadership',
    summary: 'Hand leadership over',
    rights: ADMINS,
    query: NoQuery,
    body: RaftTransfer,
    answer: RaftAnswer,
    handle: async ({ context, body }) => {
      const { view, raft } = context.deps;
      const to =
        body.to === undefined ? undefined : found(view.node(body.to, MANAGER), MANAGER, body.to);
      if (to?.raft === 'learner') {
        throw new OvnetError('in-use', `manager '${to.name}' is a learner: promote it first`);
      }
      await raft.transfer(to?.raftId);
      return { body: raftOf(context) };
    },
  }),
];

function raftOf({ deps: { raft, view } }: ApiContext) {
  const status = raft.status();
  const managers = [...view.nodes()].filter(({ role }) => role === MANAGER);
  const members = [...status.configuration.voters, ...status.configuration.learners].map((id) => {
    const manager = managers.find(({ raftId }) => raftId === id);
    const voter = status.configuration.voters.includes(id) ? 'voter' : 'learner';
    const match =
      id === status.id ? status.lastIndex : status.progress.find((one) => one.id === id)?.match;
    return {
      node: manager?.id ?? '',
      name: manager?.name ?? '',
      raftId: id,
      role: id === status.leader ? 'leader' : voter,
      match,
    };
  });
  const leader = managers.find(({ raftId }) => raftId === status.leader)?.id;
  const { term, commit, applied } = status;
  return { leader, term, commit, applied, members };
}
