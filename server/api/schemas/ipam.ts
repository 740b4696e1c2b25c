/** The audit of addresses. */
import Type from 'typebox';
import { strict } from './objects.js';

const FINDINGS = Type.Array(
  strict({ kind: Type.String(), id: Type.String(), detail: Type.String() }, 'AuditFinding'),
);

export const AuditAnswer = strict(
  {
    revision: Type.Integer({ description: 'Of the state that was audited' }),
    clean: Type.Boolean({ description: 'Nothing was found' }),
    networks: Type.Integer(),
    subnets: Type.Integer(),
    endpoints: Type.Integer(),
    reservations: Type.Integer(),
    leases: Type.Integer({ description: 'Addresses of endpoints' }),
    leaks: FINDINGS,
    duplicates: FINDINGS,
    miscounts: FINDINGS,
    omitted: Type.Integer({ description: 'Findings beyond the first hundred of a list' }),
  },
  'AddressAudit',
);
