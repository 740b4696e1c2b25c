/** Workers for tests: joined by command, with a certificate of the cluster's own CA. */
import { randomBytes } from 'node:crypto';
import { keyAndRequest } from '../../identity/data-dir.js';
import type { Credentials } from '../../identity/data-dir.js';
import { sha256 } from '../../identity/secret.js';
import { keyDigest } from '../../identity/x509.js';
import { CertificateAuthority } from '../../server/identity/certificate-authority.js';
import type { RunningManager } from '../../server/manager.js';
import type { Command } from '../../server/state/command.js';
import { caOf, newId, propose, type TestCluster } from './managers.js';
import { join } from 'node:path';

export interface TestWorker {
  readonly id: string;
  readonly credentials: Credentials;
}

export async function addWorker(
  cluster: TestCluster,
  manager: RunningManager,
  name: string,
  vtep: string,
): Promise<TestWorker> {
  const ca = await caOf(cluster, 'm1');
  const authority = await CertificateAuthority.open(ca);
  const { key, csr } = await keyAndRequest(join(cluster.dir, `worker-${name}`));
  const tokenHash = sha256(randomBytes(16));
  const id = newId('node');
  await propose(manager, {
    kind: 'token.create',
    id: newId('token'),
    role: 'worker',
    secretHash: tokenHash,
    ttlMs: 60_000,
  });
  await propose(manager, {
    kind: 'node.join',
    id,
    role: 'worker',
    name,
    keyDigest: keyDigest(key),
    vtep,
    tokenHash,
  });
  const { clusterId } = manager.info;
  const request = { clusterId, role: 'worker', nodeId: id, csr, hosts: [] } as const;
  const certificate = await authority.issueNode({ ...request, nowMs: Date.now() });
  return { id, credentials: { key, certificate, ca: ca.certificate } };
}

export function endpointCommand(
  network: string,
  node: string,
  name: string,
): Extract<Command, { kind: 'endpoint.create' }> {
  return { kind: 'endpoint.create', id: newId('endpoint'), network, node, name };
}
