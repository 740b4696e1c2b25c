/** /v1/nodes */
import { OvnetError } from '../../../model/errors.js';
import { performance } from 'node:perf_hooks';
import type { ClusterNode, RaftRole, WantedRaftRole } from '../../../model/objects.js';
import { roleIn } from '../raft-view.js';
import type { ApiContext } from '../context.js';
import { nodeConditions } from '../node-conditions.js';
import { omit } from '../omit.js';
import { immutableFault, labelChange, pick, submitPatch } from '../patch.js';
import { listOf, objectAnswer, settle } from '../reading.js';
import { ADMINS, OPERATORS, VIEWERS, route, type Call, type Route } from '../route.js';
import {
  NodeAnswer,
  NodeList,
  NodeParams,
  NodePatch,
  NodeStatusAnswer,
  NodeWritten,
} from '../schemas/nodes.js';
import { ForceQuery, NodeListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import { shownWorker } from '../worker-state.js';
import { answerWritten, ifVersion, submitFor } from '../writing.js';

export const NODE_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/nodes',
    operation: 'listNodes',
    summary: 'List managers and workers',
    rights: VIEWERS,
    query: NodeListQuery,
    answer: NodeList,
    handle: async ({ context, query }) => {
      await settle(context, query);
      const { role } = query;
      return listOf(context, query, {
        name: JSON.stringify(['nodes', role]),
        selection: { kind: 'node' },
        fits: (node) => role === undefined || node.role === role,
        show: (node) => showNode(context, node),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/nodes/{node}',
    operation: 'getNode',
    summary: 'One node, by id, name or ROLE/NAME',
    rights: VIEWERS,
    params: NodeParams,
    query: ReadQuery,
    answer: NodeAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      return objectAnswer(context, inspected(context, needNode(context, params.node)));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/nodes/{node}/status',
    operation: 'getNodeStatus',
    summary: 'What a node has applied, network by network',
    rights: VIEWERS,
    params: NodeParams,
    query: ReadQuery,
    answer: NodeStatusAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const { revision } = context.deps.view;
      return { body: statusOf(context, needNode(context, params.node)), revision };
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/nodes/{node}',
    operation: 'updateNode',
    summary: 'Change labels, drain or activate, promote or demote',
    rights: OPERATORS,
    params: NodeParams,
    query: WriteQuery,
    body: NodePatch,
    answer: NodeWritten,
    handle: async (call) => {
      const { context, body, params, caller } = call;
      await settle(context, {});
      const node = find(context, params.node);
      const shown = node && inspected(context, node);
      const change = raftChange(body.raft, node?.raft, shown?.raft);
      if (change !== undefined && caller.role !== 'admin') {
        throw new OvnetError('forbidden', 'who takes part in raft is for admin to decide');
      }
      const fault =
        shown && immutableFault(() => shown, body, change ? [...MUTABLE, 'raft'] : MUTABLE);
      const command = {
        kind: 'node.update',
        node: params.node,
        ...pick(body, ['availability']),
        ...labelChange(body.labels, node),
        ...(change && { raft: change }),
      } as const;
      const { object, revision } = await submitPatch(call, 'node', command, fault);
      if (change !== undefined) await following(context, object, change);
      return written(call, object, revision);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/nodes/{node}',
    operation: 'removeNode',
    summary: 'Remove for good a node that is down, drained empty or forced; its leases are freed',
    rights: ADMINS,
    params: NodeParams,
    query: ForceQuery,
    answer: NodeWritten,
    handle: async (call) => {
      const { object, revision } = await submitFor(call, 'node', {
        kind: 'node.remove',
        node: call.params.node,
        force: call.query.force ?? false,
        ...ifVersion(call),
      });
      if (object.role === 'manager') await following(call.context, object, undefined);
      return written(call, object, revision);
    },
  }),
];

const MUTABLE = ['labels', 'availability'] as const;

/** What is to be asked of raft; a leader is a voter too, and to lead cannot be asked for here. */
function raftChange(
  wanted: RaftRole | 'leader' | undefined,
  before: WantedRaftRole | undefined,
  shown: RaftRole | 'leader' | undefined,
): RaftRole | undefined {
  if (wanted === undefined || wanted === 'leader' || wanted === before) return undefined;
  return wanted === 'voter' && shown === 'leader' ? undefined : wanted;
}

const FOLLOWING_MS = 5000;
const LOOK_MS = 20;

/**
 * Until raft has made of the manager what is wanted, and one that goes has gone from the table: the answer then shows it.
 * Later is no failure: the wish stands. A manager that removes itself may never hear of the end.
 */
async function following(
  { deps }: ApiContext,
  { id, raftId }: ClusterNode,
  wanted: RaftRole | undefined,
): Promise<void> {
  const { raft, view } = deps;
  if (wanted === undefined && raft.status().id === raftId) return;
  const isDone = (): boolean =>
    wanted === undefined
      ? view.node(id) === undefined
      : roleIn(raft.status().configuration, raftId) === wanted;
  const deadline = performance.now() + FOLLOWING_MS;
  while (!isDone() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Without the key's digest; what a manager is in raft now, not what it is to be. */
export function showNode({ deps }: ApiContext, node: ClusterNode): ShownNode {
  const shown = omit(omit(node, 'keyDigest'), 'raft');
  if (node.role !== 'manager') return shown;
  const { leader, configuration } = deps.raft.status();
  const isLeader = leader === node.raftId && node.raftId !== 0;
  // A newcomer that raft does not count yet begins as a learner.
  const raft = isLeader ? 'leader' : (roleIn(configuration, node.raftId) ?? 'learner');
  return { ...shown, raft };
}

/** With what is so only now. */
function inspected(context: ApiContext, node: ClusterNode) {
  return { ...showNode(context, node), conditions: nodeConditions(context, node) };
}

type ShownNode = Omit<ClusterNode, 'keyDigest' | 'raft'> & { readonly raft?: RaftRole | 'leader' };

function find({ deps: { view } }: ApiContext, ref: string): ClusterNode | undefined {
  return view.node(ref);
}

/** Throws `not-found`, also when a manager and a worker share the name. */
function needNode(context: ApiContext, ref: string): ClusterNode {
  const node = find(context, ref);
  if (node) return node;
  const { view } = context.deps;
  const ambiguous = view.node(ref, 'manager') && view.node(ref, 'worker');
  const detail = ambiguous
    ? `'${ref}' is ambiguous: say manager/${ref} or worker/${ref}`
    : `there is no node '${ref}'`;
  throw new OvnetError('not-found', detail);
}

function statusOf({ deps }: ApiContext, node: ClusterNode) {
  const { view } = deps;
  const { id, name, role, status } = node;
  const networks = view.networksOn(id).map((network) => {
    const worker = shownWorker(deps, node, { revision: view.revision, network });
    const { state = 'pending', revision = 0, lagMs = 0, code, detail } = worker ?? {};
    const networkName = view.network(network)?.name ?? network;
    return { network, networkName, state, revision, lagMs, code, detail };
  });
  const endpoints = [...view.endpointsOn(id)].length;
  return { id, name, role, status, endpoints, networks, revision: view.revision };
}

function written(call: Call, node: ClusterNode, revision: number) {
  return answerWritten(call, {
    revision,
    network: undefined,
    version: node.version,
    show: () => showNode(call.context, node),
  });
}
