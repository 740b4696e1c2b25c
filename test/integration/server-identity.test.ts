/** The certificate authority and joining: what a request asks for never becomes what a certificate says. */
import { X509Certificate, webcrypto } from 'node:crypto';
import t from 'tap';
import { createCsr, generateKeyPair, KEY_ALGORITHM } from '../../identity/x509.js';
import { x509 } from '../../identity/x509-library.js';
import { formatSecret } from '../../model/join-token.js';
import type { NodeRole } from '../../model/objects.js';
import { provenKey } from '../../server/identity/certificate-authority.js';
import { peerIdentity } from '../../server/identity/peer-identity.js';
import { ApiClient } from '../support/api-client.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), '');
const DAY_MS = 86_400_000;

/** The secret of a fresh token. */
function token(role: NodeRole, limits: { ttlMs?: number; uses?: number } = {}): string {
  const id = manager.deps.random(8).reduce((text, byte) => text + byte.toString(16), 'tok-');
  const { secret, hash } = manager.secrets.tokenSecret(id);
  manager.apply({ kind: 'token.create', id, role, secretHash: hash, ttlMs: DAY_MS, ...limits });
  return secret;
}

async function join(secret: string, body: object) {
  const csr = await createCsr(await generateKeyPair());
  return api.post(
    '/v1/join',
    { csr, name: `n${manager.state.revision}`, ...body },
    { key: secret },
  );
}

const WORKER = { role: 'worker', vtep: '192.0.2.50' };
const MANAGER = {
  role: 'manager',
  address: '192.0.2.60',
  apiPort: 7070,
  grpcPort: 7071,
  featureLevel: FEATURE_LEVEL,
};

t.test('[check 8] a request for other names gets only those of the server', async (t) => {
  const keys = await generateKeyPair();
  const greedy = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: 'CN=admin, O=managers',
      keys,
      signingAlgorithm: KEY_ALGORITHM,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'url', value: 'spiffe://c-test/manager/node-evil' },
          { type: 'dns', value: 'manager.example' },
          { type: 'ip', value: '192.0.2.1' },
        ]),
        new x509.BasicConstraintsExtension(true, 1, true),
      ],
    },
    webcrypto,
  );
  const body = { ...WORKER, name: 'greedy', csr: greedy.toString('pem') };
  const answer = await api.post('/v1/join', body, { key: token('worker') });
  const { certificate, nodeId } = answer.body as { certificate: string; nodeId: string };
  const leaf = new X509Certificate(certificate);
  t.equal(leaf.subject, `CN=${nodeId}`);
  t.equal(leaf.subjectAltName, `URI:spiffe://c-test/worker/${nodeId}, DNS:localhost`);
  t.equal(leaf.ca, false);
  t.same(peerIdentity({ subjectaltname: leaf.subjectAltName ?? '' }), {
    clusterId: 'c-test',
    role: 'worker',
    nodeId,
  });
  t.ok(leaf.verify(new X509Certificate(manager.authority.certificate).publicKey));
  const days = (Date.parse(leaf.validTo) - Date.now()) / DAY_MS;
  t.ok(days > 89 && days <= 90, '90 days');
});

t.test(
  '[check 5] a worker token never yields a manager certificate; a manager token does',
  async (t) => {
    const { revision } = manager.state;
    const worker = token('worker');
    const before = manager.hash();
    const refused = await join(worker, MANAGER);
    t.match(refused.body, { status: 403, code: 'token-role' });
    t.match((await join(token('manager'), WORKER)).body, { code: 'token-role' });
    t.match((await api.get('/v1/join?role=manager', { key: worker })).body, { code: 'token-role' });
    t.ok(manager.state.revision > revision && before !== '', 'only tokens were made');
    t.equal([...manager.state.nodes()].filter(({ role }) => role === 'manager').length, 1);
    const accepted = await join(token('manager'), MANAGER);
    const { certificate, caKey } = accepted.body as { certificate: string; caKey: string };
    t.match(
      new X509Certificate(certificate).subjectAltName,
      /\/manager\/node-.*IP Address:192.0.2.60/,
    );
    t.equal(caKey, manager.authority.key);
  },
);

t.test(
  '[check 7] expired, used-up, unknown and malformed tokens are refused with their reason',
  async (t) => {
    const short = token('worker', { ttlMs: 1_000 });
    const once = token('worker', { uses: 1 });
    t.equal((await join(once, WORKER)).status, 200);
    manager.nowMs += 2_000;
    const before = manager.hash();
    t.match((await join(short, WORKER)).body, { status: 401, code: 'token-expired' });
    t.match((await join(once, WORKER)).body, { code: 'invalid-token', detail: /used up/ });
    t.match((await join(formatSecret('00'.repeat(16)), WORKER)).body, { code: 'invalid-token' });
    t.match((await join('x', WORKER)).body, { status: 401, code: 'invalid-token' });
    t.equal(manager.hash(), before, 'nothing was changed');
    const metrics = await api.get('/metrics', { key: manager.keys.viewer });
    t.match(metrics.text, /ovnet_join_requests_total\{result="token-expired"\} 1/);
    t.match(metrics.text, /ovnet_http_request_duration_seconds_count\{route="\/v1\/join"/);
  },
);

t.test('a request that proves no key, or lacks its place, joins nobody', async (t) => {
  const secret = token('worker');
  const before = manager.hash();
  t.match((await join(secret, { ...WORKER, csr: 'x' })).body, { code: 'invalid-body' });
  const good = await createCsr(await generateKeyPair());
  const forged = good.split('\n');
  forged[2] = (forged[2] ?? '').slice(1) + (forged[2] ?? '').slice(0, 1);
  t.match((await join(secret, { ...WORKER, csr: forged.join('\n') })).body, { status: 400 });
  t.match((await join(secret, { role: 'worker' })).body, { code: 'invalid-body', detail: /vtep/ });
  t.match((await join(secret, { ...WORKER, vtep: '1.2.3' })).body, { code: 'invalid-address' });
  t.match((await join(secret, { ...WORKER, nodeId: 'node-x' })).body, { code: 'unknown-member' });
  t.equal(manager.hash(), before);
  t.ok((await provenKey(good)).keyDigest.match(/^[0-9a-f]{64}$/));
});

t.test('[check 6] a deleted token joins nobody; nodes that joined with it stay', async (t) => {
  const admin = new ApiClient(manager.app(), manager.keys.admin);
  const made = await admin.post('/v1/tokens', { role: 'worker' });
  const { id, token: text } = made.body as { id: string; token: string };
  const secret = text.split('@')[0]!.split('-')[3]!;
  const { nodeId } = (await join(secret, WORKER)).body as { nodeId: string };
  t.equal((await admin.delete(`/v1/tokens/${id}`)).status, 200);
  t.match((await join(secret, WORKER)).body, { status: 401, code: 'invalid-token' });
  t.equal((await admin.get(`/v1/nodes/${nodeId}`)).status, 200);
});
