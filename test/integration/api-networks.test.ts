/** Networks over REST, on a real state. */
import t from 'tap';
import type { Network } from '../../model/objects.js';
import { State } from '../../server/state/state.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);

t.test('a network made of its name alone gets subnet, gateway and VNI', async (t) => {
  const made = await api.post('/v1/networks', { name: 'front' });
  t.equal(made.status, 201, made.text);
  const network = made.body as Network & { revision: number };
  t.match(network, { name: 'front', vni: 1_048_576, mtu: 1450, encrypted: false });
  t.match(network.subnets, [{ cidr: '10.0.0.0/24', gateway: '10.0.0.1', usage: { used: 0 } }]);
  t.equal(made.headers['location'], `/v1/networks/${network.id}`);
  t.equal(made.headers['etag'], `"${network.version}"`);
  t.equal(Number(made.headers['ovnet-revision']), network.revision);
  const read = await api.get('/v1/networks/front');
  t.same(read.body, network, 'what is read is what was answered');
});

t.test('bad networks are refused with code and place, and change nothing', async (t) => {
  const net = (subnet: object) => ({ name: 'bad', subnets: [subnet] });
  const cases: [object, string, string?][] = [
    [{}, 'invalid-body'],
    [{ name: 'front' }, 'name-taken'],
    [{ name: 'net-0123456789abcdefghj' }, 'invalid-name', '/name'],
    [{ name: 'bad', vni: 1_048_576 }, 'vni-taken'],
    [{ name: 'bad', vni: 0 }, 'invalid-vni', '/vni'],
    [{ name: 'bad', vni: '7' }, 'invalid-body', '/vni'],
    [{ name: 'bad', mtu: 10 }, 'invalid-mtu', '/mtu'],
    [{ name: 'bad', encrypted: true }, 'not-supported', '/encrypted'],
    [{ name: 'bad', ipv6: false, subnets: [{ cidr: 'fd00:99::/64' }] }, 'invalid-body', '/ipv6'],
    [{ name: 'bad', policies: [] }, 'not-supported', '/policies'],
    [net({ cidr: '10.1.0.0/33' }), 'invalid-cidr', '/subnets/0/cidr'],
    [net({ cidr: '10.1.0.0/24', gateway: '10.2.0.1' }), 'gateway-outside-subnet'],
    [net({ cidr: '10.1.0.0/24', range: '10.2.0.0/25' }), 'range-outside-subnet'],
    [net({ cidr: '10.1.0.0/24', gw: 'x' }), 'unknown-member', '/subnets/0/gw'],
    [
      { name: 'bad', subnets: [{ cidr: '10.1.0.0/24' }, { cidr: '10.1.0.0/25' }] },
      'subnet-overlap',
    ],
  ];
  for (const [body, code, pointer] of cases) {
    const { revision } = manager.state;
    const answer = await api.post('/v1/networks', body);
    t.match(answer.body, { code }, JSON.stringify(body));
    if (pointer !== undefined) t.match(answer.body, { errors: [{ pointer }] }, code);
    t.equal(manager.state.revision, revision, `${code} changed nothing`);
  }
});

t.test('flooding is switched on and off, alone or in a batch', async (t) => {
  t.match((await api.patch('/v1/networks/front', { flood: true })).body, { flood: true });
  const operation = { op: 'update', kind: 'network', id: 'front', body: { flood: false } };
  t.equal((await api.post('/v1/batch', { operations: [operation] })).status, 200);
  t.match((await api.get('/v1/networks/front')).body, { flood: false });
});

t.test('subnets come and go with their network', async (t) => {
  const added = await api.post('/v1/networks/front/subnets', { cidr: '10.77.0.0/24' });
  t.equal(added.status, 201, added.text);
  const list = await api.get('/v1/networks/front/subnets');
  t.equal((list.body as { items: object[] }).items.length, 2);
  t.equal((await api.get('/v1/networks/front/subnets/10.77.0.0%2F24')).status, 200);
  const overlap = await api.post('/v1/networks/front/subnets', { cidr: '10.77.0.0/25' });
  t.match(overlap.body, { status: 409, code: 'subnet-overlap' });
  t.equal((await api.delete('/v1/networks/front/subnets/10.77.0.0%2F24')).status, 200);
  t.equal((await api.delete('/v1/networks/front/subnets/10.77.0.0%2F24')).status, 404);
});

t.test('lists are filtered, and their pages come from one revision', async (t) => {
  for (const n of [1, 2, 3]) {
    manager.nowMs += 1; // ids of one millisecond are in no order
    const labels = { tier: n === 2 ? 'b' : 'a', all: 'yes' };
    await api.post('/v1/networks', { name: `list-${n}`, labels });
  }
  type List = { items: { name: string }[]; revision: number; continue?: string };
  const names = async (query: string) =>
    ((await api.get(`/v1/networks?${query}`)).body as List).items.map(({ name }) => name);
  t.same(await names('label=tier%3Da&label=all'), ['list-1', 'list-3']);
  t.same(await names('name=list-2'), ['list-2']);
  const first = (await api.get('/v1/networks?limit=2&label=all')).body as List;
  await api.delete('/v1/networks/list-3');
  const next = `/v1/networks?limit=2&label=all&continue=${first.continue}`;
  const second = (await api.get(next)).body as List;
  t.same(
    second.items.map(({ name }) => name),
    ['list-3'],
    'as it was at the first page',
  );
  t.equal(second.revision, first.revision);
  t.equal(second.continue, undefined);
  const other = new ApiClient(manager.freshApp(), manager.keys.viewer);
  t.same((await other.get(next)).body, second, 'on another manager too');
  t.equal((await api.get(`/v1/networks?continue=${first.continue}`)).status, 400);
  t.equal((await api.get('/v1/networks?limit=1001')).status, 400);
  t.equal((await api.get('/v1/networks?colour=red')).status, 400);
});

t.test('a list that was begun before the manager started anew is to be begun again', async (t) => {
  for (const name of ['page-1', 'page-2']) await api.post('/v1/networks', { name });
  const first = await api.get('/v1/networks?limit=1');
  const { continue: next, revision } = first.body as { continue: string; revision: number };
  const restart = () => {
    manager.state.become(State.load([...manager.state.rows()]));
  };
  restart();
  const path = `/v1/networks?limit=1&continue=${next}`;
  t.match((await api.get(path)).body, { revision }, 'nothing has changed since');
  await api.post('/v1/networks', { name: 'page-3' });
  t.match((await api.get(path)).body, { revision }, 'nothing has changed before the start');
  restart();
  t.match((await api.get(path)).body, {
    status: 410,
    code: 'revision-compacted',
    oldest: manager.state.revision,
  });
});

t.test('a network with endpoints goes only with force, and takes them along', async (t) => {
  await api.post('/v1/networks', { name: 'busy' });
  await api.post('/v1/endpoints', { network: 'busy', node: 'w1', name: 'a' });
  t.match((await api.delete('/v1/networks/busy')).body, { code: 'in-use', detail: /'a'/ });
  const before = (await api.get('/v1/networks/busy')).body as Network;
  const gone = await api.delete('/v1/networks/busy?force=true');
  t.equal(gone.status, 200);
  const [had] = before.subnets as unknown as { usage: Record<string, number> }[];
  const usage = { ...had!.usage, used: 0, free: had!.usage['free']! + 1 };
  t.match(gone.body, { subnets: [{ usage }] }, 'nobody has an address of it any more');
  t.equal((await api.get('/v1/endpoints/a.busy')).status, 404);
});

t.test('tokens and keys show their secret once, and again only to a retry', async (t) => {
  const admin = new ApiClient(manager.app(), manager.keys.admin);
  const key = { headers: { 'idempotency-key': 'tok' } };
  const made = await admin.post('/v1/tokens', { role: 'worker', ttlMs: 5_000 }, key);
  t.match(made.body, { token: /^OVTKN-1-/, command: /^ovctl worker join OVTKN-1-/ });
  t.same((await admin.post('/v1/tokens', { role: 'worker', ttlMs: 5_000 }, key)).body, made.body);
  t.notMatch((await admin.get('/v1/tokens')).text, /OVTKN|secret/i);
  t.match((await admin.post('/v1/tokens', { role: 'manager' })).body, { usesLeft: 1 });
  const minted = await admin.post('/v1/keys', { name: 'ci', role: 'viewer' });
  const secret = (minted.body as { key: string }).key;
  t.equal((await api.get('/v1/networks', { key: secret })).status, 200);
  t.notMatch((await admin.get('/v1/keys')).text, /OVKEY|secret/i);
  t.equal((await admin.delete('/v1/keys/ci')).status, 200);
  t.equal((await api.get('/v1/networks', { key: secret })).status, 401, 'void at once');
});

t.test(
  'a filter that can be no label is refused, not taken for one that nothing has',
  async (t) => {
    for (const text of [
      '',
      '=x',
      'tier!=a',
      '!tier',
      'tier in (a)',
      '-x',
      'a\0',
      'k'.repeat(129),
    ]) {
      const path = `/v1/networks?label=tier&label=${encodeURIComponent(text)}`;
      const answer = await api.get(path);
      t.match(
        answer.body,
        { status: 400, code: 'invalid-query', errors: [{ pointer: '/label/1' }] },
        `${JSON.stringify(text)}: ${answer.text}`,
      );
    }
    t.equal((await api.get('/v1/networks?label=tier%3D')).status, 200, 'an empty value is one');
  },
);
