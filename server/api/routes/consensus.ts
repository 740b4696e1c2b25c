/** /v1/raft and /v1/convergence: how far managers and workers are. */
import type { NodeRole } from '../../../model/objects.js';
import { OvnetError } from '../../../model/errors.js';
import type { ApiContext } from '../context.js';
import { roleIn, showRaft } from '../raft-view.js';
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

/** What was written by it nobody here knows. Throws `revision-compacted`. */
function refuseForeign({ deps: { watch } }: ApiContext, revision: number): void {
  const oldest = watch.foreign(revision);
  if (oldest === undefined) return;
  const detail = `revision ${revision} is not known, or of a life of the cluster that has ended: ${oldest} is the oldest`;
  throw new OvnetError('revision-compacted', detail, { oldest });
}

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
      refuseForeign(context, revision);
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
    summary: 'Leader, term and members as the leader knows them, without one as this manager does',
    rights: VIEWERS,
    query: ReadQuery,
    answer: RaftAnswer,
    handle: async ({ context, query }) => {
      const { raft } = context.deps;
      const leading = query.consistency === 'stale' ? undefined : await raft.leading();
      return { body: showRaft(context, leading ?? raft.own()) };
    },
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
      if (to && roleIn(raft.status().configuration, to.raftId) !== 'voter') {
        throw new OvnetError('in-use', `manager '${to.name}' is a learner: promote it first`);
      }
      await raft.transfer(to?.raftId);
      return { body: showRaft(context, (await raft.leading()) ?? raft.own()) };
    },
  }),
];
