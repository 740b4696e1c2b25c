/** Batches over REST: all or nothing, later operations name earlier ones. */
import t from 'tap';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);

t.test('later operations name earlier ones by name or reference', async (t) => {
  const operations = [
    { op: 'create', kind: 'network', ref: 'net', body: { name: 'batch' } },
    { op: 'create', kind: 'endpoint', ref: 'a', body: { network: '$net', node: 'w1', name: 'a' } },
    { op: 'create', kind: 'endpoint', body: { network: 'batch', node: 'w2', name: 'b' } },
    { op: 'update', kind: 'endpoint', id: '$a', body: { labels: { tier: 'x' } } },
    { op: 'create', kind: 'subnet', body: { network: '$net', cidr: '10.88.0.0/24' } },
    { op: 'delete', kind: 'endpoint', id: 'b.batch' },
  ];
  const answer = await api.post('/v1/batch?wait=applied', { operations });
  t.equal(answer.status, 200, answer.text);
  t.match(answer.body, {
    converged: true,
    revision: manager.state.revision,
    results: [
      { name: 'batch' },
      { name: 'a', networkName: 'batch' },
      { name: 'b' },
      { labels: { tier: 'x' } },
      { cidr: '10.88.0.0/24' },
      { state: 'removing' },
    ],
  });
  t.equal((await api.get('/v1/endpoints/a.batch')).status, 200);
  t.equal((await api.get('/v1/endpoints/b.batch')).status, 404);
});

t.test('one that fails undoes all and is named', async (t) => {
  const { revision } = manager.state;
  const make = (body: object) => ({ op: 'create', kind: 'network', body });
  const cases: [object, string, string][] = [
    [make({ name: 'batch' }), 'name-taken', '/operations/1'],
    [make({ name: 'x', colour: 1 }), 'unknown-member', '/operations/1/body/colour'],
    [make({ name: 'x', vni: 0 }), 'invalid-vni', '/operations/1/body/vni'],
    [make({ name: 'x', encrypted: true }), 'not-supported', '/operations/1/body/encrypted'],
    [make({ name: 'x', services: [] }), 'not-supported', '/operations/1/body/services'],
    [{ op: 'delete', kind: 'network' }, 'invalid-body', '/operations/1/body'],
    [{ op: 'delete', kind: 'token', id: 'x' }, 'invalid-body', '/operations/1/kind'],
  ];
  for (const [operation, code, pointer] of cases) {
    const operations = [make({ name: 'first' }), operation];
    const answer = await api.post('/v1/batch', { operations });
    t.match(answer.body, { code, errors: [{ pointer }] }, code);
    t.equal(manager.state.revision, revision);
  }
  t.equal((await api.get('/v1/networks/first')).status, 404);
  t.equal((await api.post('/v1/batch', { operations: [] })).status, 400);
});

t.test(
  'operations of a kind that later versions bring are not supported, each named',
  async (t) => {
    const { revision } = manager.state;
    const reserved = [
      { op: 'create', kind: 'policy', body: { name: 'web' } },
      { op: 'delete', kind: 'service', id: 'web' },
      { op: 'update', kind: 'port', id: 'web', body: {} },
    ];
    const beside = [
      { op: 'create', kind: 'network', body: { name: 'first' } },
      { op: 'create', kind: 'tpyo', colour: 1 },
    ];
    const answer = await api.post('/v1/batch', { operations: [...beside, ...reserved] });
    t.equal(answer.status, 422, answer.text);
    t.match(answer.body, {
      code: 'not-supported',
      detail: '/operations/2/kind: create of a policy is not supported by this version',
      errors: [
        {
          pointer: '/operations/2/kind',
          detail: 'create of a policy is not supported by this version',
        },
        {
          pointer: '/operations/3/kind',
          detail: 'delete of a service is not supported by this version',
        },
        {
          pointer: '/operations/4/kind',
          detail: 'update of a port is not supported by this version',
        },
      ],
    });
    t.equal(manager.state.revision, revision, 'nothing was written');
    for (const path of ['/v1/watch?kinds=network,policy', '/v1/events?kind=service']) {
      t.match((await api.get(path)).body, { code: 'not-supported' }, path);
    }
  },
);

t.test(
  'ifVersion holds an operation to a version of before the batch, and all with it',
  async (t) => {
    const version = () => manager.state.network('batch')!.version;
    const update = (ifVersion: number, label: string) => ({
      op: 'update',
      kind: 'network',
      id: 'batch',
      ifVersion,
      body: { labels: { held: label } },
    });
    const made = { op: 'create', kind: 'network', body: { name: 'held' } };
    const stale = await api.post('/v1/batch', { operations: [made, update(version() - 1, 'no')] });
    t.match(stale.body, {
      status: 412,
      code: 'version-stale',
      detail: /network 'batch' has version/,
      errors: [{ pointer: '/operations/1' }],
    });
    t.equal(manager.state.network('held'), undefined);
    const held = await api.post('/v1/batch', { operations: [made, update(version(), 'yes')] });
    t.equal(held.status, 200, held.text);
    t.equal(manager.state.network('batch')?.labels['held'], 'yes');
    const { version: own } = manager.state.network('held')!;
    const late = { op: 'delete', kind: 'network', id: 'held', ifVersion: own - 1 };
    t.match((await api.post('/v1/batch', { operations: [late] })).body, { code: 'version-stale' });
    const create = { ...made, ifVersion: 1, body: { name: 'other' } };
    t.match((await api.post('/v1/batch', { operations: [create] })).body, { code: 'invalid-body' });
    t.equal(
      (await api.post('/v1/batch', { operations: [{ ...late, ifVersion: own }] })).status,
      200,
    );
  },
);

t.test('a large batch is one revision, and only a batch may be that large', async (t) => {
  const operations = Array.from({ length: 200 }, (_, n) => ({
    op: 'create',
    kind: 'endpoint',
    body: {
      network: 'batch',
      node: 'w1',
      labels: { text: 'x'.repeat(250), n: String(n), ...FILL },
    },
  }));
  t.ok(JSON.stringify({ operations }).length > 1024 * 1024);
  const answer = await api.post('/v1/batch', { operations });
  t.equal(answer.status, 200, answer.text.slice(0, 200));
  t.equal((answer.body as { results: object[] }).results.length, 200);
});

t.test('what goes with its network is told by the name of that', async (t) => {
  const make = (kind: string, body: object) => ({ op: 'create', kind, body });
  const drop = (kind: string, id: string) => ({ op: 'delete', kind, id });
  const operations = [
    make('network', { name: 'short' }),
    make('endpoint', { network: 'short', node: 'w1', name: 'a' }),
    make('reservation', { network: 'short', name: 'kept' }),
  ];
  t.equal((await api.post('/v1/batch', { operations })).status, 200);
  const ends = [
    drop('reservation', 'kept.short'),
    drop('endpoint', 'a.short'),
    drop('network', 'short'),
  ];
  t.match((await api.post('/v1/batch', { operations: ends })).body, {
    results: [
      { name: 'kept', networkName: 'short' },
      { name: 'a', networkName: 'short', nodeName: 'w1', state: 'removing' },
      { name: 'short' },
    ],
  });
});

const FILL = Object.fromEntries(
  Array.from({ length: 24 }, (_, n) => [`fill-${n}`, 'y'.repeat(220)]),
);
