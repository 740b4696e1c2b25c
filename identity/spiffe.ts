/** A node's name in certificates: the URI SAN `spiffe://CLUSTERID/ROLE/NODEID`, set by the CA alone. */
import type { NodeRole } from '../model/objects.js';

export interface NodeName {
  readonly clusterId: string;
  readonly role: NodeRole;
  readonly nodeId: string;
}

const FORM = /^spiffe:\/\/([a-z0-9._-]+)\/(manager|worker)\/([a-z0-9._-]+)$/;

export function spiffeUri(name: NodeName): string {
  return `spiffe://${name.clusterId}/${name.role}/${name.nodeId}`;
}

export function parseSpiffeUri(uri: string): NodeName | undefined {
  const match = FORM.exec(uri);
  const [, clusterId, role, nodeId] = match ?? [];
  if (clusterId === undefined || nodeId === undefined) return undefined;
  return { clusterId, role: role === 'manager' ? 'manager' : 'worker', nodeId };
}

/**
 * The one node name in a certificate, undefined when there is none or more than one. `subjectAltName` is as
 * node prints it, in tls.PeerCertificate.subjectaltname and X509Certificate.subjectAltName.
 */
export function nameFromAltNames(subjectAltName: string | undefined): NodeName | undefined {
  const uris = (subjectAltName ?? '')
    .split(', ')
    .filter((item) => item.startsWith('URI:spiffe://'))
    .map((item) => item.slice('URI:'.length));
  return uris.length === 1 && uris[0] !== undefined ? parseSpiffeUri(uris[0]) : undefined;
}
