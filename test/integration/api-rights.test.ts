/** Every route for every role, from the table itself; headers and refusals that all routes share. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { errorDocs } from '../../server/api/error-docs.js';
import { openApiOf } from '../../server/api/openapi.js';
import { ROUTES } from '../../server/api/routes/table.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const app = manager.app();
const api = new ApiClient(app, manager.keys.admin);
const ROLES = ['viewer', 'operator', 'admin'] as const;

t.test('each route admits exactly the roles it declares', async (t) => {
  for (const { method, path, rights } of ROUTES) {
    const place = path.replace(/\{\w+\}/g, 'nothing');
    // A body that no schema takes: rights are judged before it is read.
    const raw = method === 'GET' ? undefined : '{"nonsense":1}';
    const send = (key: string | null) =>
      api.send(method, place, { key, ...(raw === undefined ? {} : { raw }) });
    if (rights === 'public') continue;
    const before = manager.hash();
    t.equal((await send(null)).status, 401, `${method} ${path} without a key`);
    t.equal((await send('OVKEY-1-x')).status, 401, `${method} ${path} with a wrong key`);
    for (const role of ROLES) {
      const { status } = await send(manager.keys[role]);
      if (rights.includes(role)) t.notOk([401, 403].includes(status), `${method} ${path} ${role}`);
      else t.equal(status, 403, `${method} ${path} ${role}`);
    }
    if (before !== manager.hash()) t.equal(path, '/v1/cluster', 'only empty patches are accepted');
  }
});

t.test('a method that a path does not have is answered with those it has', async (t) => {
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
    const answer = await api.send('PUT', path.replace(/\{\w+\}/g, 'x'), { raw: 'x' });
    t.equal(answer.status, 405, path);
    for (const method of methods) t.match(answer.headers['allow'], method);
    t.match(answer.body, { code: 'method-not-allowed' });
  }
});

t.test(
  'every answer names cluster and request; problems have the media type and a code',
  async (t) => {
    const fine = await api.get('/v1/cluster', { headers: { 'x-request-id': 'mine-7' } });
    t.equal(fine.headers['x-request-id'], 'mine-7');
    t.equal(fine.headers['ovnet-cluster'], 'c-test');
    const missing = await api.get('/v1/networks/none');
    t.match(missing.headers['content-type'], 'application/problem+json');
    t.match(missing.body, {
      type: '/problems/not-found',
      status: 404,
      code: 'not-found',
      detail: /none/,
      requestId: missing.headers['x-request-id'],
    });
    t.equal((await api.get('/v1/nothing')).status, 404);
    t.equal((await api.get('/v1/networks/%zz')).status, 400);
  },
);

t.test('what is not built yet is refused as such', async (t) => {
  const answer = await api.send('POST', '/v1/join/renew', { raw: '{"a":1}' });
  t.match(answer.body, { code: 'not-supported' });
});

t.test(
  'the reference names the routes that are refused as not supported, and no other',
  async (t) => {
    const text = await readFile('docs/reference/rest.md', 'utf8');
    const [, rest = ''] = text.split('## Not supported by this version');
    const named = [...(rest.split('\n## ')[0] ?? '').matchAll(/\/v1\/[\w/{}]+/g)].map(
      ([path]) => path,
    );
    const refused = ROUTES.filter(({ unsupported }) => unsupported === true);
    t.same(named.sort(), refused.map(({ path }) => path).sort());
  },
);

t.test('what is too long or too deep is refused with a code of its own', async (t) => {
  const before = manager.hash();
  const long = await api.get(`/v1/networks?name=${'x'.repeat(9_000)}`);
  t.match(long.body, { status: 414, code: 'url-too-long' });
  const aliases = Array.from({ length: 65 }, (_, n) => `a${n}`);
  const list = await api.post('/v1/endpoints', { network: 'n', node: 'w1', aliases });
  t.match(list.body, { status: 400, code: 'list-too-long', errors: [{ pointer: '/aliases' }] });
  const operations = Array.from({ length: 10_001 }, () => ({ op: 'delete', kind: 'network' }));
  t.match((await api.post('/v1/batch', { operations })).body, { code: 'list-too-long' });
  // A member that is looked at only when it differs, in a request whose body is hashed.
  const deep = `{"id":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  for (const headers of [{}, { 'idempotency-key': 'deep' }]) {
    const answer = await api.patch('/v1/nodes/w1', undefined, { raw: deep, headers });
    t.match(answer.body, { status: 400, code: 'invalid-body', detail: /nested/ });
  }
  t.equal(manager.hash(), before);
});

t.test('a URL that cannot be read is answered with the id of its request', async (t) => {
  const answer = await api.get('/v1/networks/%zz');
  t.match(answer.body, { code: 'invalid-query', requestId: answer.headers['x-request-id'] });
});

t.test('media type, size and form of bodies', async (t) => {
  const before = manager.hash();
  const type = { 'content-type': 'text/plain' };
  for (const headers of [type, { 'content-type': '' }]) {
    t.match((await api.post('/v1/networks', undefined, { raw: 'name', headers })).body, {
      status: 415,
      code: 'unsupported-media-type',
      detail: /application\/json or application\/merge-patch\+json/,
    });
  }
  const large = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
  const tooLarge = await api.post('/v1/networks', undefined, { raw: large });
  t.equal(tooLarge.status, 413);
  t.match(tooLarge.body, { code: 'body-too-large', detail: /the 1048576 bytes/ });
  const batch = await api.post('/v1/batch', undefined, { raw: ' '.repeat(16 * 1024 * 1024 + 1) });
  t.match(batch.body, { code: 'body-too-large', detail: /the 16777216 bytes/ });
  const broken = await api.post('/v1/networks', undefined, { raw: '{"name":' });
  t.match(broken.body, { status: 400, code: 'invalid-body' });
  for (const body of [null, [], 7, 'text', { name: 7 }]) {
    const answer = await api.post('/v1/networks', body);
    t.match(answer.body, { status: 400, code: 'invalid-body' }, JSON.stringify(body));
  }
  t.equal(manager.hash(), before);
});

t.test('reads are linearizable unless stale is enough', async (t) => {
  const { proposer } = manager;
  const before = proposer.barriers;
  await api.get('/v1/networks?consistency=stale');
  t.equal(proposer.barriers, before);
  await api.get('/v1/networks');
  t.equal(proposer.barriers, before + 1);
  t.match((await api.get('/v1/networks?consistency=never')).body, { code: 'invalid-query' });
});

t.test('waiting is limited, and longer is refused before anything is done', async (t) => {
  const before = manager.hash();
  for (const timeout of ['70s', '61s', '2m', '60001ms', '100000ms', '999999ms', '5', '-1s', '1h']) {
    const answer = await api.post(`/v1/networks?wait=applied&timeout=${timeout}`, { name: 'late' });
    const errors = [{ pointer: '/timeout', detail: /at most 60s/ }];
    t.match(answer.body, { status: 400, code: 'invalid-query', errors }, timeout);
    const asked = await api.get(`/v1/verify?timeout=${timeout}`);
    t.match(asked.body, { code: 'invalid-query', errors }, timeout);
  }
  t.equal(manager.hash(), before);
  for (const timeout of ['60s', '1m', '60000ms', '0500ms', '10s', '0s']) {
    const answer = await api.get(`/v1/convergence?wait=applied&timeout=${timeout}`);
    t.equal(answer.status, 200, timeout);
  }
});

t.test('consensus is shown, handed over by admins only', async (t) => {
  const raft = await api.get('/v1/raft');
  t.match(raft.body, { term: 3, members: [{ name: 'm1', raftId: 1, role: 'leader' }] });
  t.match((await api.get('/v1/nodes/m1')).body, { raft: 'leader', role: 'manager' });
  t.equal((await api.post('/v1/raft/transfer', { to: 'm1' })).status, 200);
  t.same(manager.transferredTo.at(-1), 1);
  t.equal((await api.post('/v1/raft/transfer', { to: 'm9' })).status, 404);
});

t.test('the committed OpenAPI document and the list of errors are current', async (t) => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const document = JSON.parse(JSON.stringify(openApiOf(ROUTES, version))) as never;
  t.same(document, JSON.parse(await readFile('openapi.json', 'utf8')), 'scripts/export-openapi');
  t.equal(await readFile('docs/errors.md', 'utf8'), errorDocs(), 'scripts/generate-error-docs');
  const operations = ROUTES.map(({ operation }) => operation);
  t.equal(new Set(operations).size, operations.length, 'operation ids are unique');
  t.match((await api.get('/openapi.json')).body, { openapi: '3.1.0', components: { schemas: {} } });
});

t.test('a setting of the cluster that cannot be is pointed at', async (t) => {
  const cases: readonly (readonly [object, string])[] = [
    [{ pools: [] }, '/pools'],
    [{ pools: [{ cidr: '10.0.0.0', subnetPrefix: 24 }] }, '/pools/0/cidr'],
    [{ dataPort: 0 }, '/dataPort'],
    [{ dataPort: 65_536 }, '/dataPort'],
    [{ vniRange: { first: 0, last: 2 } }, '/vniRange/first'],
  ];
  for (const [body, pointer] of cases) {
    const { body: answer, text } = await api.patch('/v1/cluster', body);
    t.match(answer, { status: 400, errors: [{ pointer }] }, text);
  }
});
