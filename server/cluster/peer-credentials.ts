/** mTLS between managers: our certificate, the cluster's root, and a check that the other end is a manager of the cluster. */
import { credentials, ServerCredentials, type ChannelCredentials } from '@grpc/grpc-js';
import type { Credentials } from '../../identity/data-dir.js';
import { managerFault } from '../../identity/https.js';

/** Channel option: TLS knows no address as a server name (RFC 6066), and who answers is checked by certificate alone. */
export const TLS_NAME = { 'grpc.ssl_target_name_override': 'localhost' } as const;

export function clientCredentials(own: Credentials, clusterId: string): ChannelCredentials {
  const { ca, key, certificate } = own;
  return credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(certificate), {
    checkServerIdentity: (_host, peer) => managerFault(peer, clusterId),
  });
}

/** Whoever has no certificate of the cluster is refused at the handshake. */
export function serverCredentials(own: Credentials): ServerCredentials {
  const { ca, key, certificate } = own;
  const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(certificate) };
  return ServerCredentials.createSsl(Buffer.from(ca), [pair], true);
}
