import { createServer } from 'node:https';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startAgent } from '../../agent/start.js';
import { joinWorker, leaveWorker } from '../../agent/join/worker.js';
import { claimFabric } from '../../agent/kernel/fabric-claim.js';
import { keyAndRequest, readIdentity, writeIdentity } from '../../identity/data-dir.js';
import { JoinClient, type JoinRequest } from '../../identity/join-client.js';
import { mintSecret } from '../../identity/secret.js';
import { formatJoinToken, type HostPort } from '../../model/join-token.js';
import { OvnetError } from '../../model/errors.js';
import type { NodeRole } from '../../model/objects.js';
import { createLogger } from '../../observe/logger.js';
import { StillKernel } from '../support/still-kernel.js';
import { TestCa } from '../support/test-ca.js';

const CLUSTER = 'clu-1';
const secret = mintSecret();
const log = createLogger({ component: 'test', level: 'silent' });

interface Asked {
  readonly line: string;
  readonly body: string;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  return body;
}

/** A manager that knows one worker token. Its server certificate comes from `server`, the bundle shown from `shown`. */
async function fakeManager(
  t: Test,
  options: { shown: TestCa; server?: TestCa; role?: NodeRole; nodeId?: string; clusterId?: string },
): Promise<{ address: HostPort; asked: Asked[] }> {
  const { shown, server = shown, clusterId = CLUSTER } = options;
  const own = await server.issue({
    clusterId,
    role: options.role ?? 'manager',
    nodeId: 'node-m',
  });
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage): Promise<[number, string]> => {
    const line = `${request.method ?? ''} ${request.url ?? ''}`;
    const body = await readBody(request);
    asked.push({ line, body });
    if (line === 'GET /v1/join/ca') return [200, shown.root];
    if (request.headers.authorization !== `Bearer ${secret}`) {
      return [401, JSON.stringify({ code: 'invalid-token', detail: 'the token is not known' })];
    }
    if (line === 'GET /v1/join?role=manager') {
      return [403, JSON.stringify({ code: 'token-role', detail: 'a worker token' })];
    }
    const cluster = { clusterId, clusterName: 'test' };
    if (request.method === 'GET') return [200, JSON.stringify({ ...cluster, role: 'worker' })];
    const { csr } = JSON.parse(body) as JoinRequest;
    const name = {
      clusterId,
      role: 'worker',
      nodeId: options.nodeId ?? 'node-1',
    } as const;
    const certificate = await shown.sign(csr, name);
    const rest = { certificate, caBundle: shown.root, managers: [], revision: 5 };
    return [200, JSON.stringify({ nodeId: 'node-1', ...cluster, ...rest })];
  };
  const https: Server = createServer(
    { key: own.key, cert: own.certificate },
    (request, response) => {
      void answer(request).then(([status, body]) => response.writeHead(status).end(body));
    },
  );
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
  t.teardown(() => https.close());
  return { address: { host: '127.0.0.1', port: (https.address() as AddressInfo).port }, asked };
}

const client = (caDigest: string, addresses: HostPort[], role: NodeRole = 'worker', key = secret) =>
  new JoinClient({ caDigest, secret: key, addresses }, role);

async function dataDir(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'ova-join-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return join(dir, 'worker');
}

t.test('a worker joins with one token and keeps its identity in files of its own', async (t) => {
  const ca = await TestCa.create();
  const manager = await fakeManager(t, { shown: ca });
  const joining = client(ca.digest, [{ host: '127.0.0.1', port: 1 }, manager.address]);
  const accepted = await joining.check();
  t.equal(accepted.cluster.clusterId, CLUSTER);
  t.same(
    manager.asked.map((a) => a.line),
    ['GET /v1/join/ca', 'GET /v1/join?role=worker'],
  );
  const dir = await dataDir(t);
  const { key, csr } = await keyAndRequest(dir);
  t.equal((await keyAndRequest(dir)).key, key, 'a repeated join uses the same key');
  const answer = await joining.join(accepted, { name: 'w1', csr, vtep: '192.0.2.7' }, key);
  t.equal(answer.nodeId, 'node-1');
  const node = { clusterId: CLUSTER, clusterName: 'test', nodeId: 'node-1', name: 'w1' };
  const identity = {
    node: { ...node, role: 'worker', managers: [] },
    credentials: { key, certificate: answer.certificate, ca: answer.caBundle },
  } as const;
  await writeIdentity(dir, identity);
  t.same(await readIdentity(dir), identity);
  t.same((await readdir(dir)).sort(), ['ca.pem', 'cert.pem', 'key.pem', 'node.json']);
  t.equal((await stat(dir)).mode & 0o777, 0o700);
  t.equal((await stat(join(dir, 'key.pem'))).mode & 0o777, 0o600);
});

t.test(
  '[check 3] a wrong secret is refused before a request for a certificate is sent',
  async (t) => {
    const ca = await TestCa.create();
    const manager = await fakeManager(t, { shown: ca });
    const wrong = client(ca.digest, [manager.address], 'worker', mintSecret());
    await t.rejects(wrong.check(), { code: 'invalid-token', message: 'the token is not known' });
    const role = client(ca.digest, [manager.address], 'manager');
    await t.rejects(role.check(), { code: 'token-role' });
    t.notOk(manager.asked.some((a) => a.line.startsWith('POST')));
  },
);

t.test(
  '[check 4] a root that is not the token’s ends the join; the secret is never shown',
  async (t) => {
    const [ca, other] = await Promise.all([TestCa.create(), TestCa.create()]);
    const imposter = await fakeManager(t, { shown: other });
    await t.rejects(client(ca.digest, [imposter.address]).check(), { code: 'ca-mismatch' });
    t.same(
      imposter.asked.map((a) => a.line),
      ['GET /v1/join/ca'],
    );
  },
);

t.test('a server that shows the right root but is not a manager gets nothing', async (t) => {
  const [ca, other] = await Promise.all([TestCa.create(), TestCa.create()]);
  for (const options of [{ shown: ca, server: other }, { shown: ca, role: 'worker' } as const]) {
    const imposter = await fakeManager(t, options);
    await t.rejects(client(ca.digest, [imposter.address]).check(), { code: 'unreachable' });
    t.same(
      imposter.asked.map((a) => a.line),
      ['GET /v1/join/ca'],
    );
  }
});

t.test('a certificate for another node or key is not taken', async (t) => {
  const ca = await TestCa.create();
  const manager = await fakeManager(t, { shown: ca, nodeId: 'node-9' });
  const joining = client(ca.digest, [manager.address]);
  const { key, csr } = await keyAndRequest(await dataDir(t));
  const accepted = await joining.check();
  await t.rejects(joining.join(accepted, { name: 'w', csr }, key), { code: 'internal' });
});

t.test('when nobody answers, every address is named with its reason', async (t) => {
  const ca = await TestCa.create();
  const nobody = client(ca.digest, [
    { host: '127.0.0.1', port: 1 },
    { host: '::1', port: 2 },
  ]);
  await t.rejects(nobody.check(), {
    code: 'unreachable',
    message: /127\.0\.0\.1:1: .*\[::1\]:2: /,
  });
});

/** What `ovctl worker join` gives the agent, on a host that has all it needs. */
const settings = (dir: string) => {
  return {
    dataDir: dir,
    vtep: '192.0.2.7',
    name: 'w1',
    labels: {},
    fabric: 'ova-join',
    gatewayBridge: 'ovgw',
  };
};
const anyHost = { checkHost: () => Promise.resolve() };

t.test('[check 4] after a root that does not match, nothing is left on disk', async (t) => {
  const [ca, other] = await Promise.all([TestCa.create(), TestCa.create()]);
  const { address } = await fakeManager(t, { shown: other });
  const token = formatJoinToken({ caDigest: ca.digest, secret, addresses: [address] });
  const dir = await dataDir(t);
  await t.rejects(joinWorker(token, settings(dir), anyHost), { code: 'ca-mismatch' });
  await t.rejects(stat(dir), { code: 'ENOENT' });
});

t.test('a host that lacks something is told so before anything is sent', async (t) => {
  const ca = await TestCa.create();
  const { address, asked } = await fakeManager(t, { shown: ca });
  const token = formatJoinToken({ caDigest: ca.digest, secret, addresses: [address] });
  const checkHost = () => Promise.reject(new OvnetError('not-root', 'root is needed'));
  const joining = joinWorker(token, settings(await dataDir(t)), { checkHost });
  await t.rejects(joining, { code: 'not-root' });
  t.same(asked, []);
});

t.test(
  'a host whose fabric another worker has joins nothing, runs nothing and clears nothing',
  async (t) => {
    const ca = await TestCa.create();
    const { address, asked } = await fakeManager(t, { shown: ca });
    const token = formatJoinToken({ caDigest: ca.digest, secret, addresses: [address] });
    const dir = await dataDir(t);
    const release = await claimFabric(settings(dir).fabric, '/var/lib/other');
    const refusal = { code: 'fabric-in-use', message: /data directory \/var\/lib\/other/ };
    await t.rejects(joinWorker(token, settings(dir), anyHost), refusal);
    t.same(asked, [], 'the token is not used up');
    await t.rejects(stat(dir), { code: 'ENOENT' });
    await release();
    await joinWorker(token, settings(dir), anyHost);
    const before = asked.length;
    const again = await claimFabric(settings(dir).fabric, '/var/lib/other');
    t.teardown(again);
    await t.rejects(leaveWorker(settings(dir), { force: true }), refusal);
    t.equal(asked.length, before, 'no manager is told');
    const config = { ...settings(dir), socket: `${dir}/agent.sock`, metricsListen: '127.0.0.1:0' };
    const starting = () => startAgent({ ...config, egress: 'off' }, { log, version: '0.0.0-test' });
    await t.rejects(starting(), refusal);
    await t.rejects(starting(), refusal, 'the directory was given back');
  },
);

t.test('check 9: joining again is a no-op, joining another cluster is refused', async (t) => {
  const ca = await TestCa.create();
  const manager = await fakeManager(t, { shown: ca });
  const parts = { caDigest: ca.digest, secret, addresses: [manager.address] };
  const token = formatJoinToken(parts);
  const dir = await dataDir(t);
  const first = await joinWorker(token, settings(dir), anyHost);
  t.match(first, {
    alreadyMember: false,
    node: { nodeId: 'node-1', vtep: { local: '192.0.2.7' } },
  });
  const before = await readIdentity(dir);
  t.equal((await joinWorker(token, settings(dir), anyHost)).alreadyMember, true);
  t.same(await readIdentity(dir), before);
  t.equal(manager.asked.filter(({ line }) => line.startsWith('POST')).length, 1);
  const foreign = await fakeManager(t, { shown: ca, clusterId: 'clu-2' });
  const other = formatJoinToken({ ...parts, addresses: [foreign.address] });
  await t.rejects(joinWorker(other, settings(dir), anyHost), { code: 'already-initialized' });
});

t.test('leaving needs a manager or force, and then leaves nothing behind', async (t) => {
  const ca = await TestCa.create();
  const { address } = await fakeManager(t, { shown: ca });
  const token = formatJoinToken({ caDigest: ca.digest, secret, addresses: [address] });
  const dir = await dataDir(t);
  await joinWorker(token, settings(dir), anyHost);
  const kernel = new StillKernel();
  await t.rejects(leaveWorker(settings(dir), { force: false }, { kernel }), {
    code: 'unreachable',
    message: /nothing was removed.*--force/,
  });
  const identity = (await readIdentity(dir))!;
  const silent = { nodeId: 'node-x', address: '127.0.0.1', grpcPort: 1, apiPort: 1 };
  const answering = { ...silent, address: address.host, apiPort: address.port };
  const managers = [silent, answering, silent];
  await writeIdentity(dir, { ...identity, node: { ...identity.node, managers } });
  await t.rejects(
    leaveWorker(settings(dir), { force: false }, { kernel }),
    { code: 'invalid-token' },
    'what a manager answered is told rather than the silence of others',
  );
  t.equal(kernel.removedAll, false);
  t.match(await leaveWorker(settings(dir), { force: true }, { kernel }), { told: false });
  t.equal(kernel.removedAll, true);
  t.same(await readdir(dir), []);
});
