/** If-Match: heeded by every write of what has a version, refused where nothing has one. */
import t from 'tap';
import { isConditional, isWrite } from '../../server/api/route.js';
import { openApiOf } from '../../server/api/openapi.js';
import { ROUTES } from '../../server/api/routes/table.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.admin);
const STALE = { 'if-match': '"987654"' };

interface Made {
  readonly id: string;
  readonly version: number;
  readonly revision: number;
}

const { id: token } = await made('/v1/tokens', { role: 'worker' });
await made('/v1/keys', { name: 'ci', role: 'viewer' });
await made('/v1/networks', { name: 'blue', subnets: [{ cidr: '10.1.0.0/24' }] });
await made('/v1/networks/blue/subnets', { cidr: '10.2.0.0/24' });
await made('/v1/endpoints', { network: 'blue', node: 'w1', name: 'web' });
await made('/v1/reservations', { network: 'blue', name: 'db' });

/** What the parameters of paths name. */
const NAMED: Readonly<Record<string, string>> = {
  node: 'w1',
  network: 'blue',
  subnet: encodeURIComponent('10.2.0.0/24'),
  endpoint: 'web.blue',
  reservation: 'db.blue',
  token,
  key: 'ci',
};

const BODIES: Readonly<Record<string, unknown>> = {
  updateCluster: { dataPort: 4790 },
  updateNode: { labels: { a: 'b' } },
  updateNetwork: { labels: { a: 'b' } },
  updateEndpoint: { labels: { a: 'b' } },
  moveEndpoint: { node: 'w2' },
};

async function made(path: string, body: object): Promise<Made> {
  const answer = await api.post(path, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

t.test('every write heeds If-Match or refuses it, and then changes nothing', async (t) => {
  const before = manager.state.revision;
  for (const route of ROUTES.filter(isWrite)) {
    const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) => NAMED[name] ?? '');
    const body = BODIES[route.operation];
    const answer = await api.send(route.method, path, { headers: STALE, body });
    const code = isConditional(route) ? 'version-stale' : 'invalid-header';
    t.match(answer.body, { code }, `${route.method} ${route.path}: ${answer.text}`);
  }
  t.equal(manager.state.revision, before);
});

t.test('the description names If-Match where it is heeded, and nowhere else', (t) => {
  type Operation = { readonly operationId: string; readonly parameters?: { name: string }[] };
  const { paths } = openApiOf(ROUTES, '1') as { paths: Record<string, Record<string, Operation>> };
  const described = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'If-Match'))
    .map(({ operationId }) => operationId);
  const heeding = ROUTES.filter(isConditional).map(({ operation }) => operation);
  t.same(described.sort(), heeding.sort());
  t.end();
});

t.test(
  'a key is deleted under its version, and a retry is answered although another has its name',
  async (t) => {
    const { version } = await made('/v1/keys', { name: 'cd', role: 'viewer' });
    const headers = { 'if-match': String(version), 'idempotency-key': 'cd-1' };
    const first = await api.delete('/v1/keys/cd', { headers });
    t.equal(first.status, 200, first.text);
    t.match((await api.delete('/v1/keys/cd', { headers: STALE })).body, { code: 'not-found' });
    await made('/v1/keys', { name: 'cd', role: 'admin' });
    const again = await api.delete('/v1/keys/cd', { headers });
    t.same(again.body, first.body);
    t.ok(manager.state.key('cd'), 'the other one stays');
  },
);

t.test('a token that was used since is not deleted under its earlier version', async (t) => {
  const { id, version } = await made('/v1/tokens', { role: 'worker', uses: 2 });
  const headers = { 'if-match': `"${version}"` };
  const { hash: tokenHash } = manager.secrets.tokenSecret(id);
  manager.apply({
    kind: 'node.join',
    id: 'node-new',
    name: 'w9',
    role: 'worker',
    tokenHash,
    keyDigest: 'd',
    vtep: '192.0.2.9',
  });
  t.match((await api.delete(`/v1/tokens/${id}`, { headers })).body, { code: 'version-stale' });
  t.ok(manager.state.token(id));
  const now = { 'if-match': String(manager.state.token(id)!.version) };
  t.equal((await api.delete(`/v1/tokens/${id}`, { headers: now })).status, 200);
});

t.test(
  'what Location names can be read, under the version that was told, without a secret',
  async (t) => {
    const creates: readonly (readonly [string, object])[] = [
      ['/v1/tokens', { role: 'worker' }],
      ['/v1/keys', { name: 'ce', role: 'viewer' }],
      ['/v1/networks', { name: 'red' }],
      ['/v1/networks/red/subnets', { cidr: '10.9.0.0/24' }],
      ['/v1/endpoints', { network: 'red', node: 'w1' }],
      ['/v1/reservations', { network: 'red', name: 'db' }],
    ];
    for (const [path, body] of creates) {
      const { headers, text } = await api.post(path, body);
      const read = await api.get(String(headers['location']));
      t.equal(read.status, 200, `${path}: ${read.text}`);
      t.equal(read.headers['etag'], headers['etag'], path);
      t.notMatch(read.text, /OVTKN|OVKEY|secret/, text);
    }
  },
);
