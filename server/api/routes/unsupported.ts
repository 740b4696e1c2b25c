/** Routes of the contract that this version does not carry out: refused by name, so that nobody takes a 404 for a typo. */
import { OvnetError } from '../../../model/errors.js';
import { type Method, type Rights, type Route } from '../route.js';

export const UNSUPPORTED_ROUTES: readonly Route[] = [
  refused('POST', '/v1/join/renew', 'renewCertificate', 'public'),
];

function refused(method: Method, path: string, operation: string, rights: Rights): Route {
  return {
    method,
    path,
    operation,
    summary: 'Not supported by this version',
    rights,
    answer: 'text',
    unsupported: true,
    handle: () => {
      throw new OvnetError('not-supported', `${path} is not supported by this version`);
    },
  };
}
