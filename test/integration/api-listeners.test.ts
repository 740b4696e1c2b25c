/** Init, the two entrances and joining: real files, real HTTPS with certificates, a real unix socket. */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import t from 'tap';
import { readIdentity } from '../../identity/data-dir.js';
import { JoinClient } from '../../identity/join-client.js';
import { createCsr, exportPrivateKey, generateKeyPair } from '../../identity/x509.js';
import { parseJoinToken } from '../../model/join-token.js';
import { ApiServer } from '../../server/api/server.js';
import { openAuthority } from '../../server/identity/authority-files.js';
import {
  finishInit,
  identityDir,
  initCluster,
  readPendingInit,
} from '../../server/identity/init.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { LocalManager } from '../support/local-manager.js';

const dataDir = join(t.testdir(), 'manager');
const deps = { nowMs: () => Date.now(), random: (bytes: number) => randomBytes(bytes) };
const request1 = {
  dataDir,
  clusterName: 'lab',
  nodeName: 'm1',
  address: '127.0.0.1',
  apiPort: 7070,
  grpcPort: 7071,
};
const made = await initCluster(deps, request1);
const pending = await readPendingInit(dataDir);
const authority = await openAuthority(dataDir);
const identity = (await readIdentity(identityDir(dataDir)))!;
const manager = LocalManager.over(authority);
for (const command of pending!.commands) manager.apply(command);
await finishInit(dataDir);
const socket = join(dataDir, 'manager.sock');
const server = new ApiServer(manager.deps, {
  listen: '127.0.0.1',
  port: 0,
  socket,
  credentials: identity.credentials,
});
const { port } = await server.start();
t.teardown(() => server.stop());
const origin = `https://127.0.0.1:${port}`;
const ca = identity.credentials.ca;
const admin = (name: string) => readFile(join(dataDir, 'admin', name), 'utf8');

async function call(
  path: string,
  connect: object,
  headers: Record<string, string> = {},
  base = origin,
  method: 'GET' | 'DELETE' = 'GET',
) {
  const dispatcher = new Agent({ connect });
  try {
    const answer = await request(base + path, { dispatcher, headers, method });
    return { status: answer.statusCode, text: await answer.body.text() };
  } finally {
    await dispatcher.close();
  }
}

function joining(role: 'manager' | 'worker', text: string) {
  const parts = parseJoinToken(text);
  return new JoinClient({ ...parts, addresses: [{ host: '127.0.0.1', port }] }, role);
}

async function keys() {
  const pair = await generateKeyPair();
  return { key: exportPrivateKey(pair.privateKey), csr: await createCsr(pair) };
}

t.test('init writes secrets for their owner only', async (t) => {
  const files = ['ca/ca.pem', 'ca/ca-key.pem', 'admin/key', 'admin/cert.pem', 'admin/key.pem'];
  for (const file of [...files, 'admin/ca.pem', 'identity/key.pem']) {
    t.equal((await stat(join(dataDir, file))).mode & 0o777, 0o600, file);
  }
  for (const dir of ['', 'ca', 'admin', 'identity']) {
    t.equal((await stat(join(dataDir, dir))).mode & 0o777, 0o700, `${dir}/`);
  }
  t.notMatch(
    JSON.stringify(pending),
    parseJoinToken(made.tokens.worker).secret,
    'only hashes wait',
  );
  t.equal(await readPendingInit(dataDir), undefined, 'nothing waits any more');
});

t.test('[check 1] a second init on a data directory is refused and changes nothing', async (t) => {
  const before = await readFile(join(dataDir, 'ca/ca.pem'), 'utf8');
  await t.rejects(initCluster(deps, request1), { code: 'already-initialized' });
  t.equal(await readFile(join(dataDir, 'ca/ca.pem'), 'utf8'), before);
});

t.test('HTTPS wants a key or an administrator certificate, and says what is wrong', async (t) => {
  t.equal((await call('/healthz', { ca })).status, 200);
  t.equal((await call('/v1/networks', { ca })).status, 401, 'nothing');
  const key = (await admin('key')).trim();
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  t.equal((await call('/v1/networks', { ca }, bearer(key))).status, 200, 'key');
  t.equal((await call('/v1/networks', { ca }, bearer(`${key}x`))).status, 401, 'wrong key');
  const certificate = { ca, cert: await admin('cert.pem'), key: await admin('key.pem') };
  t.equal((await call('/v1/networks', certificate)).status, 200, 'certificate');
  t.equal((await call('/v1/networks', certificate, bearer('x'))).status, 401, 'key goes first');
  const { certificate: cert, key: nodeKey } = identity.credentials;
  const node = await call('/v1/networks', { ca, cert, key: nodeKey });
  t.equal(node.status, 403, 'a node may not use REST');
  const other = await LocalManager.start();
  const foreign = await other.authority.issueAdmin(made.clusterId, 'admin', Date.now());
  const refused = await call('/v1/networks', { ca, cert: foreign.certificate, key: foreign.key });
  t.equal(refused.status, 401, 'a certificate of another CA');
});

t.test('the socket is for its group alone and means admin', async (t) => {
  t.ok([0o660, 0o600].includes((await stat(socket)).mode & 0o777));
  const answer = await call('/v1/networks', { socketPath: socket }, {}, 'http://localhost');
  t.equal(answer.status, 200);
});

t.test('a port or socket in use is named', async (t) => {
  const other = new ApiServer(LocalManager.over(authority).deps, {
    listen: '127.0.0.1',
    port,
    socket,
    credentials: identity.credentials,
  });
  await t.rejects(other.start(), { code: 'port-in-use', message: new RegExp(`${port}`) });
  await other.stop();
  t.equal((await call('/healthz', { ca })).status, 200);
  const local = { listen: '127.0.0.1', port: 0, socket, credentials: identity.credentials };
  const third = new ApiServer(LocalManager.over(authority).deps, local);
  await t.rejects(third.start(), { code: 'port-in-use', message: /manager.sock/ });
  await third.stop();
  const answer = await call('/healthz', { socketPath: socket }, {}, 'http://localhost');
  t.equal(answer.status, 200, 'the one that serves keeps its socket');
});

t.test('a worker and a manager join with one argument', async (t) => {
  const client = joining('worker', made.tokens.worker);
  const accepted = await client.check();
  const pair = await keys();
  const facts = { name: 'w1', vtep: '192.0.2.11', csr: pair.csr };
  const worker = await client.join(accepted, facts, pair.key);
  t.equal(worker.caKey, undefined, 'no CA key for workers');
  t.match(manager.state.node('w1'), { id: worker.nodeId, role: 'worker', vtep: '192.0.2.11' });
  const again = await client.join(accepted, facts, pair.key);
  t.equal(again.nodeId, worker.nodeId, '[check 9] joining twice with the same key: the same node');
  const fresh = await keys();
  await t.rejects(client.join(accepted, { ...facts, csr: fresh.csr }, fresh.key), {
    code: 'name-taken',
  });
  const wiped = await client.join(accepted, { ...facts, name: 'w2', csr: fresh.csr }, fresh.key);
  t.not(wiped.nodeId, worker.nodeId, '[check 9] a wiped host gets a new id');

  const second = joining('manager', made.tokens.manager);
  const theirs = await keys();
  const place = {
    name: 'm2',
    address: '127.0.0.2',
    apiPort: 7070,
    grpcPort: 7071,
    featureLevel: FEATURE_LEVEL,
  };
  const joined = await second.join(await second.check(), { ...place, csr: theirs.csr }, theirs.key);
  t.equal(joined.caKey, authority.key, 'managers share the CA');
  t.ok((joined.raftId ?? 0) > 1, 'a member id of its own');
  t.equal(joined.managers.length, 2);
});

t.test('[check 7] a used-up manager token admits nobody new, but its holder again', async (t) => {
  const client = joining('manager', made.tokens.manager);
  const pair = await keys();
  const place = {
    name: 'm3',
    address: '127.0.0.3',
    apiPort: 7070,
    grpcPort: 7071,
    featureLevel: FEATURE_LEVEL,
    csr: pair.csr,
  };
  const before = manager.hash();
  await t.rejects(client.join(await client.check(), place, pair.key), {
    code: 'invalid-token',
    message: /used up/,
  });
  t.equal(manager.hash(), before);
});

t.test('a node leaves by its own certificate, once and for all; nobody else does', async (t) => {
  const client = joining('worker', made.tokens.worker);
  const pair = await keys();
  const facts = { name: 'leaver', vtep: '192.0.2.20', csr: pair.csr };
  const joined = await client.join(await client.check(), facts, pair.key);
  const { nodeId } = joined;
  const leave = (connect: object, headers = {}, base = origin) =>
    call('/v1/join', connect, headers, base, 'DELETE');
  const subnetIds = { id: 'net-0123456789abcdefgh10', defaultSubnetId: 'sub-0123456789abcdefgh10' };
  manager.apply({ kind: 'network.create', name: 'left', subnets: [], ...subnetIds });
  const endpoint = { id: 'ep-0123456789abcdefgh10', network: 'left', name: 'e' };
  manager.apply({ kind: 'endpoint.create', node: nodeId, ...endpoint });

  const before = manager.hash();
  const code = ({ text }: { text: string }) => (JSON.parse(text) as { code: string }).code;
  t.equal(code(await leave({ ca })), 'unauthenticated', 'nothing shown');
  const key = (await admin('key')).trim();
  t.equal(code(await leave({ ca }, { authorization: `Bearer ${key}` })), 'forbidden', 'a key');
  const administrator = { ca, cert: await admin('cert.pem'), key: await admin('key.pem') };
  t.equal(code(await leave(administrator)), 'forbidden', 'an administrator');
  t.equal(code(await leave({ socketPath: socket }, {}, 'http://localhost')), 'forbidden', 'socket');
  const other = await LocalManager.start();
  const claim = { clusterId: made.clusterId, role: 'worker', nodeId, hosts: [] } as const;
  const forged = await other.authority.issueNode({ ...claim, csr: pair.csr, nowMs: Date.now() });
  t.equal(code(await leave({ ca, cert: forged, key: pair.key })), 'unauthenticated', 'another CA');
  t.equal(manager.hash(), before, 'nothing was changed');

  const own = { ca, cert: joined.certificate, key: pair.key };
  const left = await leave(own);
  t.equal(left.status, 200, left.text);
  t.same(JSON.parse(left.text), { revision: manager.state.revision });
  t.equal(manager.state.node(nodeId), undefined);
  t.ok(manager.state.isRemoved(nodeId), 'its certificate is void');
  t.same([...manager.state.endpointsOf('net-0123456789abcdefgh10')], [], 'its leases are freed');
  const after = manager.hash();
  const again = await leave(own);
  t.equal(again.status, 200, 'a retry is answered alike');
  t.equal(manager.hash(), after, 'and changes nothing');

  const { certificate, key: managerKey } = identity.credentials;
  const asManager = await leave({ ca, cert: certificate, key: managerKey });
  t.equal(asManager.status, 200, asManager.text);
  const leaver = manager.state.node(identity.node.nodeId);
  t.match(leaver, { raft: 'none' }, 'a manager is taken out of raft first');
});
