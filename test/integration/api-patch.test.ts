/** Merge patches over REST, alone and in a batch: what cannot be changed may come back as it was read, and only so. */
import t from 'tap';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);

await api.post('/v1/networks', { name: 'net', subnets: [{ cidr: '10.4.0.0/24' }] });
await api.post('/v1/networks', { name: 'other', subnets: [{ cidr: '10.5.0.0/24' }] });
const attachment = { netns: 'blue' };
await api.post('/v1/endpoints', { network: 'net', node: 'w1', name: 'a', attachment });
const endpoint = () => api.get('/v1/endpoints/a.net');

interface Way {
  readonly title: string;
  /** Where the body stands. */
  readonly place: string;
  readonly send: (
    kind: string,
    id: string,
    body: unknown,
    key?: string,
  ) => ReturnType<typeof api.get>;
}

const headersOf = (key?: string) => ({
  headers: key === undefined ? {} : { 'idempotency-key': key },
});

const WAYS: readonly Way[] = [
  {
    title: 'alone',
    place: '',
    send: (kind, id, body, key) => api.patch(`/v1/${kind}s/${id}`, body, headersOf(key)),
  },
  {
    title: 'in a batch',
    place: '/operations/0/body',
    send: (kind, id, body, key) => {
      const operations = [{ op: 'update', kind, id, body }];
      return api.post('/v1/batch', { operations }, headersOf(key));
    },
  },
];

for (const { title, place, send } of WAYS) {
  t.test(
    `a patch ${title} may repeat what it does not change, however it is written`,
    async (t) => {
      const { body: read } = await endpoint();
      t.equal((await send('endpoint', 'a.net', read)).status, 200, 'as it was read');
      const { mac, node, network } = read as Record<string, string>;
      const same: object[] = [
        { addresses: ['10.4.0.2'] },
        { addresses: ['10.4.0.2/24'] },
        { network: 'net' },
        { network },
        { node: 'w1' },
        { node: 'worker/w1' },
        { node },
        { mac: mac!.toUpperCase() },
        { mac: mac!.replaceAll(':', '-') },
        { attachment: { netns: 'blue' } },
      ];
      for (const body of same) {
        const answer = await send('endpoint', 'a.net', body);
        t.equal(answer.status, 200, `${JSON.stringify(body)} ${answer.text}`);
      }
      await send('network', 'net', { mtu: null });
      t.equal((await send('network', 'net', { requestedMtu: null })).status, 200, 'it has none');
      const { body: net } = await api.get('/v1/networks/net');
      t.equal((await send('network', 'net', net)).status, 200);
    },
  );

  t.test(
    `a patch ${title} that changes what cannot be changed is refused at its place`,
    async (t) => {
      const cases: [string, string, object, string][] = [
        ['network', 'net', { name: 'ten' }, '/name'],
        ['network', 'net', { vni: 7 }, '/vni'],
        ['network', 'net', { labels: { no: 'no' }, subnets: [] }, '/subnets'],
        ['endpoint', 'a.net', { mac: '02:00:00:00:00:01' }, '/mac'],
        ['endpoint', 'a.net', { mac: null }, '/mac'],
        ['endpoint', 'a.net', { addresses: ['10.4.0.2/16'] }, '/addresses'],
        ['endpoint', 'a.net', { addresses: ['10.4.0.3'] }, '/addresses'],
        ['endpoint', 'a.net', { addresses: ['10.4.0.2', '10.4.0.2'] }, '/addresses'],
        ['endpoint', 'a.net', { network: 'other' }, '/network'],
        ['endpoint', 'a.net', { node: 'w2' }, '/node'],
        ['endpoint', 'a.net', { attachment: { netns: 'red' } }, '/attachment'],
        ['endpoint', 'a.net', { attachment: null }, '/attachment'],
      ];
      for (const [kind, id, body, pointer] of cases) {
        const { revision } = manager.state;
        const answer = await send(kind, id, body);
        const errors = [{ pointer: `${place}${pointer}` }];
        t.match(
          answer.body,
          { status: 422, code: 'immutable-member', errors },
          JSON.stringify(body),
        );
        t.equal(manager.state.revision, revision, 'nothing was changed');
      }
      const unknown = await send('network', 'net', { colour: 1 });
      t.match(unknown.body, { status: 400, code: 'unknown-member' });
      t.match((await send('network', 'nosuch', { name: 'x' })).body, { code: 'not-found' });
    },
  );

  t.test(`a retry of a patch ${title} is answered as the first was`, async (t) => {
    const { body: read } = await endpoint();
    const body = { ...(read as object), labels: { try: title } };
    const first = await send('endpoint', 'a.net', body, `retry-${place.length}`);
    t.equal(first.status, 200, first.text);
    const again = await send('endpoint', 'a.net', body, `retry-${place.length}`);
    t.same(again.body, first.body, 'although its version is another now');
    t.match((await send('endpoint', 'a.net', body)).body, { code: 'immutable-member' });
    t.match((await send('endpoint', 'a.net', body, 'fresh')).body, { code: 'immutable-member' });
  });

  t.test(`null in a patch ${title} removes all labels or aliases`, async (t) => {
    await send('endpoint', 'a.net', { labels: { x: '1', y: '2' }, aliases: ['b'] });
    t.match((await endpoint()).body, { labels: { x: '1', y: '2' }, aliases: ['b'] });
    await send('endpoint', 'a.net', { labels: { x: null } });
    t.notMatch((await endpoint()).body, { labels: { x: '1' } });
    t.equal((await send('endpoint', 'a.net', { labels: null, aliases: null })).status, 200);
    const { labels, aliases } = (await endpoint()).body as Record<string, object>;
    t.same([labels, aliases], [{}, []]);
    await send('network', 'net', { labels: { x: '1' } });
    t.equal((await send('network', 'net', { labels: null })).status, 200);
    t.same(manager.state.network('net')?.labels, {});
    t.match((await send('network', 'net', { flood: null })).body, { code: 'invalid-body' });
  });
}

t.test('labels of a node are all removed by null', async (t) => {
  await api.patch('/v1/nodes/w1', { labels: { zone: 'a' } });
  t.equal((await api.patch('/v1/nodes/w1', { labels: null })).status, 200);
  t.same(manager.state.node('w1')?.labels, {});
});

t.test('a patch without a body, or with one that is no object, is refused', async (t) => {
  const { revision } = manager.state;
  const answers = [
    await api.send('PATCH', '/v1/networks/net'),
    await api.patch('/v1/networks/net', null),
    await api.patch('/v1/networks/net', []),
    await api.send('PATCH', '/v1/networks/net', { raw: '' }),
  ];
  for (const { body } of answers) t.match(body, { status: 400, code: 'invalid-body' });
  t.equal(manager.state.revision, revision);
  t.equal((await api.patch('/v1/networks/net', {})).status, 200, 'an empty one changes nothing');
});

t.test('a batch compares with the state before it, and names what that did not know', async (t) => {
  const { revision } = manager.state;
  const make = { op: 'create', kind: 'network', ref: 'n', body: { name: 'new' } };
  for (const body of [{ name: 'new' }, { labels: null }]) {
    const operations = [make, { op: 'update', kind: 'network', id: '$n', body }];
    const [member] = Object.keys(body);
    t.match((await api.post('/v1/batch', { operations })).body, {
      code: 'not-found',
      detail: /before the batch there is no network/,
      errors: [{ pointer: `/operations/1/body/${member}` }],
    });
  }
  t.equal(manager.state.revision, revision);
  const operations = [make, { op: 'update', kind: 'network', id: '$n', body: { flood: true } }];
  t.equal((await api.post('/v1/batch', { operations })).status, 200);
});
