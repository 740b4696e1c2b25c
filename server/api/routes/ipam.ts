/** /v1/ipam */
import { settle } from '../reading.js';
import { VIEWERS, route, type Route } from '../route.js';
import { AuditAnswer } from '../schemas/ipam.js';
import { ReadQuery } from '../schemas/queries.js';

export const IPAM_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/ipam/audit',
    operation: 'auditAddresses',
    summary: 'Prove that no address is given twice or lost',
    rights: VIEWERS,
    query: ReadQuery,
    answer: AuditAnswer,
    handle: async ({ context, query }) => {
      await settle(context, query);
      const report = await context.audits.run();
      return { body: report, revision: report.revision };
    },
  }),
];
