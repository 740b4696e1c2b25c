/** Who a verified certificate says its holder is: the URI SAN that only our CA sets. */
import { nameFromAltNames } from '../../identity/spiffe.js';
import type { NodeRole } from '../../model/objects.js';

export interface NodeIdentity {
  readonly clusterId: string;
  readonly role: NodeRole;
  readonly nodeId: string;
}

export type PeerIdentity =
  NodeIdentity | { readonly clusterId: string; readonly role: 'admin'; readonly name: string };

const ADMIN = /^spiffe:\/\/([a-z0-9._-]+)\/admin\/([a-z0-9._-]+)$/;

/** URI of an administrator's certificate. */
export function adminUri(clusterId: string, name: string): string {
  return `spiffe://${clusterId}/admin/${name}`;
}

/**
 * Of a certificate that TLS has verified against the cluster's root: as from `getPeerCertificate()`. Undefined
 * when it names nobody or more than one.
 */
export function peerIdentity(certificate: {
  readonly subjectaltname?: string;
}): PeerIdentity | undefined {
  const node = nameFromAltNames(certificate.subjectaltname);
  if (node) return node;
  const uris = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter((name) => name.startsWith('URI:'));
  const [, clusterId, name] = ADMIN.exec(uris[0]?.slice('URI:'.length) ?? '') ?? [];
  if (uris.length !== 1 || clusterId === undefined || name === undefined) return undefined;
  return { clusterId, role: 'admin', name };
}
