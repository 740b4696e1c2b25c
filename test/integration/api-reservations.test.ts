/** Reservations over REST: kept, taken, counted, given up. */
import t from 'tap';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);
await api.post('/v1/networks', { name: 'blue', subnets: [{ cidr: '192.168.7.0/29' }] });

t.test('refused until every manager knows reservations', async (t) => {
  const older = await LocalManager.start(1);
  const early = new ApiClient(older.app(), older.keys.operator);
  await early.post('/v1/networks', { name: 'blue' });
  const reservation = { network: 'blue', name: 'db' };
  const refused = await early.post('/v1/reservations', reservation);
  t.match(refused.body, { status: 422, code: 'feature-level' });
  older.apply({ kind: 'cluster.raise', featureLevel: FEATURE_LEVEL });
  const accepted = await early.post('/v1/reservations', reservation);
  t.equal(accepted.status, 201, accepted.text);
});

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly addresses: readonly string[];
  readonly mac: string;
}

t.test('made, read, listed, taken and counted', async (t) => {
  const body = { network: 'blue', name: 'db', addresses: ['192.168.7.5'], labels: { tier: 'x' } };
  const made = await api.post('/v1/reservations?wait=applied', body);
  t.equal(made.status, 201, made.text);
  t.match(made.body, {
    networkName: 'blue',
    addresses: ['192.168.7.5/29'],
    mac: '02:42:c0:a8:07:05',
    converged: true,
  });
  const { id } = made.body as Shown;
  t.match(id, /^res-/);
  t.equal(made.headers['location'], `/v1/reservations/${id}`);
  t.match((await api.get('/v1/reservations/db.blue')).body, { id, labels: { tier: 'x' } });
  t.match((await api.get('/v1/reservations?network=blue&label=tier%3Dx')).body, {
    items: [{ id }],
  });
  t.match((await api.get('/v1/reservations?name=other')).body, { items: [] });
  t.equal((await api.get('/v1/reservations?network=none')).status, 404);
  const usage = async () =>
    ((await api.get('/v1/networks/blue')).body as { subnets: { usage: object }[] }).subnets[0]
      ?.usage;
  t.same(await usage(), { total: 6, used: 0, reserved: 2, free: 4 });
  const refused = await api.post('/v1/endpoints', { ...body, name: 'x', node: 'w1' });
  t.match(refused.body, { status: 409, code: 'address-taken', detail: new RegExp(id) });
  const endpoint = await api.post('/v1/endpoints', { network: 'blue', node: 'w1', name: 'db' });
  t.match(endpoint.body, { addresses: ['192.168.7.5/29'], mac: '02:42:c0:a8:07:05' });
  const holder = (endpoint.body as Shown).id;
  t.match((await api.get(`/v1/reservations/${id}`)).body, { endpoint: holder });
  t.same(await usage(), { total: 6, used: 1, reserved: 1, free: 4 });
});

t.test('taken under another name, and by one endpoint at a time', async (t) => {
  await api.post('/v1/reservations', { network: 'blue', name: 'vip' });
  const wish = { network: 'blue', node: 'w1', reservation: 'vip' };
  const blue = await api.post('/v1/endpoints', { ...wish, name: 'one' });
  t.equal(blue.status, 201, blue.text);
  const second = await api.post('/v1/endpoints', { ...wish, name: 'two' });
  t.match(second.body, { status: 409, code: 'address-taken', detail: /'one'.*reservation 'vip'/ });
  const other = await api.post('/v1/endpoints', { ...wish, mac: '0a:00:00:00:00:01' });
  t.match(other.body, { status: 409 });
});

t.test('bad input names its code and place', async (t) => {
  const base = { network: 'blue', name: 'x' };
  const cases: [object, string, string?][] = [
    [{ ...base, network: 'none' }, 'not-found'],
    [{ ...base, name: 'db' }, 'name-taken'],
    [{ ...base, name: 'X!' }, 'invalid-name', '/name'],
    [{ ...base, mac: 'x' }, 'invalid-mac', '/mac'],
    [{ ...base, addresses: ['x'] }, 'invalid-address', '/addresses/0'],
    [{ ...base, addresses: ['10.9.9.9'] }, 'address-outside-subnet'],
    [{ ...base, addresses: ['192.168.7.1'] }, 'address-reserved'],
    [{ ...base, colour: 1 }, 'unknown-member', '/colour'],
    [{ network: 'blue' }, 'invalid-body'],
  ];
  for (const [body, code, pointer] of cases) {
    const answer = await api.post('/v1/reservations', body);
    t.match(answer.body, { code, ...(pointer && { errors: [{ pointer }] }) }, code);
  }
});

t.test('given up under a condition; the endpoint goes on', async (t) => {
  const { id, version } = (await api.get('/v1/reservations/db.blue')).body as Shown;
  const stale = await api.delete(`/v1/reservations/${id}`, {
    headers: { 'if-match': String(version + 1) },
  });
  t.match(stale.body, { status: 412, code: 'version-stale' });
  t.equal((await api.delete(`/v1/reservations/${id}`)).status, 200);
  t.equal((await api.get(`/v1/reservations/${id}`)).status, 404);
  t.equal((await api.get('/v1/endpoints/db.blue')).status, 200);
});

t.test('in a batch, later operations take what earlier ones keep', async (t) => {
  const answer = await api.post('/v1/batch', {
    operations: [
      { op: 'create', kind: 'network', ref: 'n', body: { name: 'green' } },
      {
        op: 'create',
        kind: 'reservation',
        ref: 'r',
        body: { network: '$n', name: 'web', addresses: ['10.0.0.9'] },
      },
      {
        op: 'create',
        kind: 'endpoint',
        body: { network: '$n', node: 'w1', name: 'a', reservation: '$r' },
      },
      { op: 'delete', kind: 'reservation', id: '$r' },
    ],
  });
  t.equal(answer.status, 200, answer.text);
  t.match(answer.body, {
    results: [{}, { addresses: ['10.0.0.9/24'] }, { addresses: ['10.0.0.9/24'] }, { name: 'web' }],
  });
});

t.test('the audit proves it, for whoever may read', async (t) => {
  const report = await api.get('/v1/ipam/audit', { key: manager.keys.viewer });
  t.equal(report.status, 200, report.text);
  t.match(report.body, {
    clean: true,
    revision: manager.state.revision,
    networks: 2,
    reservations: 1,
    endpoints: 3,
    leases: 3,
    leaks: [],
    duplicates: [],
  });
  const several = await Promise.all([1, 2, 3].map(() => api.get('/v1/ipam/audit')));
  t.same(
    several.map(({ status }) => status),
    [200, 200, 200],
  );
});
