/** Certificates of one throw-away cluster, for our members and for etcd's alike. */
import type { Credentials } from '../../identity/data-dir.js';
import { createCsr, exportPrivateKey, generateKeyPair } from '../../identity/x509.js';
import { CertificateAuthority, createRoot } from '../../server/identity/certificate-authority.js';

/** A manager's certificate for each node id. `hosts`: the addresses and names all of them may be met at. */
export async function issueCertificates(
  clusterId: string,
  nodeIds: readonly string[],
  hosts: readonly string[],
): Promise<ReadonlyMap<string, Credentials>> {
  const nowMs = Date.now();
  const root = await createRoot(clusterId, nowMs);
  const authority = await CertificateAuthority.open(root);
  const issued = new Map<string, Credentials>();
  for (const nodeId of nodeIds) {
    const keys = await generateKeyPair();
    const csr = await createCsr(keys);
    const role = 'manager';
    const certificate = await authority.issueNode({
      clusterId,
      role,
      nodeId,
      csr,
      hosts: [...hosts],
      nowMs,
    });
    const key = exportPrivateKey(keys.privateKey);
    issued.set(nodeId, { key, certificate, ca: root.certificate });
  }
  return issued;
}
