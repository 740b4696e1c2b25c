/** Refusals shared by commands: every one names the object, the holder or the limit. */
import { OvnetError, type ErrorCode } from '../../../model/errors.js';
import type {
  Cluster,
  ClusterNode,
  Endpoint,
  Network,
  NodeRole,
  Reservation,
} from '../../../model/objects.js';
import type { Transaction } from '../transaction.js';

/** Ends the command; apply turns it into a refusal and undoes what was staged. */
export function refuse(code: ErrorCode, detail: string): never {
  throw new OvnetError(code, detail);
}

export function needCluster(tx: Transaction): Cluster {
  for (const cluster of tx.tables.cluster.values()) return cluster;
  return refuse('not-initialized', 'the state holds no cluster yet');
}

export function needNode(tx: Transaction, ref: string, role?: NodeRole): ClusterNode {
  const { nodes } = tx.tables;
  const node = nodes.find(ref, role);
  if (node) return node;
  if (nodes.matches(ref, role).length > 1) {
    return refuse('not-found', `'${ref}' is ambiguous: say manager/${ref} or worker/${ref}`);
  }
  return refuse('not-found', `there is no ${role ?? 'node'} '${ref}'`);
}

export function needNetwork(tx: Transaction, ref: string): Network {
  return tx.tables.networks.find(ref) ?? refuse('not-found', `there is no network '${ref}'`);
}

export function needEndpoint(tx: Transaction, ref: string): Endpoint {
  return tx.tables.endpoints.find(ref) ?? refuse('not-found', `there is no endpoint '${ref}'`);
}

export function needReservation(tx: Transaction, ref: string): Reservation {
  return (
    tx.tables.reservations.find(ref) ?? refuse('not-found', `there is no reservation '${ref}'`)
  );
}

/** `what` as in `network 'front'`. */
export function checkVersion(
  object: { readonly version: number },
  ifVersion: number | undefined,
  what: string,
): void {
  if (ifVersion === undefined || ifVersion === object.version) return;
  refuse('version-stale', `${what} has version ${object.version}, not ${ifVersion}`);
}

/** Ids are minted by proposers; a second object with one would silently replace the first. */
export function checkNewId(table: { get: (id: string) => unknown }, id: string): void {
  if (table.get(id) !== undefined) refuse('name-taken', `the id ${id} is taken`);
}

/** `endpoints 'a', 'b', 'c' and 7 more`. */
export function nameSome(names: Iterable<string>, count: number): string {
  const shown: string[] = [];
  for (const name of names) {
    if (shown.length === 3) break;
    shown.push(`'${name}'`);
  }
  const rest = count - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
