/** Ending a membership from outside the daemon: the managers are told with the node's own certificate. */
import { OvnetError } from '../model/errors.js';
import type { HostPort } from '../model/join-token.js';
import type { NodeIdentity } from './data-dir.js';
import { exchange } from './https.js';

/** `DELETE /v1/join` at the first that answers. @throws OvnetError `unreachable`, or what a manager has answered. */
export async function tellManagers(
  { node, credentials }: NodeIdentity,
  managers: readonly HostPort[],
): Promise<void> {
  const { key, certificate, ca } = credentials;
  const trust = { root: ca, clusterId: node.clusterId, key, certificate };
  let last: OvnetError | undefined;
  for (const address of managers) {
    try {
      await exchange(address, trust, { method: 'DELETE', path: '/v1/join' });
      return;
    } catch (error) {
      if (!(error instanceof OvnetError)) throw error;
      // What a manager has answered says more than that another one does not.
      last = error.code === 'unreachable' ? (last ?? error) : error;
    }
  }
  throw last ?? new OvnetError('unreachable', 'no manager is known');
}
