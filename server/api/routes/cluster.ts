/** /v1/cluster, /v1/version */
import { parseCidr } from '../../../model/cidr.js';
import { parseVni } from '../../../model/vni.js';
import { immutableFault, pick, submitPatch } from '../patch.js';
import { objectAnswer, settle } from '../reading.js';
import { ADMINS, VIEWERS, route, type Route } from '../route.js';
import { ClusterAnswer, ClusterPatch, ClusterWritten, VersionAnswer } from '../schemas/cluster.js';
import { ReadQuery, WriteQuery } from '../schemas/queries.js';
import { at } from '../validation.js';
import { answerWritten } from '../writing.js';

export const CLUSTER_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/version',
    operation: 'getVersion',
    summary: 'Version of this manager and of the API',
    rights: VIEWERS,
    answer: VersionAnswer,
    handle: ({ context }) => ({ body: { version: context.deps.version, api: 'v1' } }),
  }),
  route({
    method: 'GET',
    path: '/v1/cluster',
    operation: 'getCluster',
    summary: 'Pools, VNI range, data port',
    rights: VIEWERS,
    query: ReadQuery,
    answer: ClusterAnswer,
    handle: async ({ context, query }) => {
      await settle(context, query);
      return objectAnswer(context, context.cluster());
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/cluster',
    operation: 'updateCluster',
    summary: 'Change pools, VNI range or data port; what exists stays as it is',
    rights: ADMINS,
    query: WriteQuery,
    body: ClusterPatch,
    answer: ClusterWritten,
    handle: async (call) => {
      const { context, body } = call;
      await settle(context, {});
      body.pools?.forEach(({ cidr }, i) => at(`/pools/${i}/cidr`, () => parseCidr(cidr)));
      for (const end of ['first', 'last'] as const) {
        const vni = body.vniRange?.[end];
        if (vni !== undefined) at(`/vniRange/${end}`, () => parseVni(vni));
      }
      const fault = immutableFault(() => context.cluster(), body, MUTABLE);
      const command = { kind: 'cluster.update', ...pick(body, MUTABLE) } as const;
      const { object, revision } = await submitPatch(call, 'cluster', command, fault);
      const { version } = object;
      return answerWritten(call, { revision, network: undefined, version, show: () => object });
    },
  }),
];

const MUTABLE = ['pools', 'vniRange', 'dataPort'] as const;
