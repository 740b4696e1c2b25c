/** Endpoints over REST: leases, refusals that change nothing, states, waiting, retries. */
import t from 'tap';
import { OvnetError } from '../../model/errors.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);
const [w1, w2] = ['w1', 'w2'].map((name) => manager.state.node(name, 'worker')!.id);
const subnets = [{ cidr: '192.168.7.0/29', gateway: '192.168.7.1' }];
await api.post('/v1/networks', { name: 'blue', subnets });

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly revision: number;
  readonly labels: object;
  readonly conditions: readonly object[];
}

t.test('an endpoint is answered with names, state and where it is', async (t) => {
  const attachment = { netns: 'web' };
  const made = await api.post('/v1/endpoints', {
    network: 'blue',
    node: 'w1',
    name: 'web',
    attachment,
  });
  t.equal(made.status, 201, made.text);
  t.match(made.body, {
    networkName: 'blue',
    nodeName: 'w1',
    vtep: '192.0.2.11',
    addresses: ['192.168.7.2/29'],
    mac: '02:42:c0:a8:07:02',
    attachment: { netns: 'web', ifname: 'eth0', create: false },
    state: 'ready',
    conditions: [{ type: 'Applied', status: true }],
  });
  t.same((await api.get('/v1/endpoints/web.blue')).body, made.body);
});

t.test('bad input names its code and place, and changes nothing', async (t) => {
  const base = { network: 'blue', node: 'w1' };
  const cases: [object, string, string?][] = [
    [{ ...base, network: 'none' }, 'not-found'],
    [{ ...base, node: 'none' }, 'not-found'],
    [{ ...base, node: 'm1' }, 'not-found'],
    [{ ...base, name: 'web' }, 'name-taken'],
    [{ ...base, name: 'Web!' }, 'invalid-name', '/name'],
    [{ ...base, addresses: ['192.168.7.2'] }, 'address-taken'],
    [{ ...base, addresses: ['10.9.9.9'] }, 'address-outside-subnet'],
    [{ ...base, addresses: ['192.168.7.300'] }, 'invalid-address', '/addresses/0'],
    [{ ...base, addresses: ['192.168.7.1'] }, 'address-reserved'],
    [{ ...base, mac: '02:42' }, 'invalid-mac', '/mac'],
    [{ ...base, mac: '02:42:c0:a8:07:02' }, 'mac-taken'],
    [{ ...base, colour: 'red' }, 'unknown-member', '/colour'],
    [{ ...base, attachment: { netns: 'a', x: 1 } }, 'unknown-member', '/attachment/x'],
    [{ ...base, attachment: {} }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { netns: 'a', pid: 7 } }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { pid: 7, create: true } }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { pid: 0 } }, 'invalid-body', '/attachment/pid'],
    [{ ...base, attachment: { tap: 'vm1', netns: 'a' } }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { tap: 'vm1', ifname: 'eth0' } }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { tap: 'vm1', gatewayPriority: 1 } }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { netns: 'a', user: 'qemu' } }, 'invalid-body', '/attachment'],
    [{ ...base, attachment: { tap: 'vm1', user: 'a b' } }, 'invalid-body', '/attachment/user'],
    [{ ...base, attachment: { tap: 'vm1' } }, 'not-supported'],
    [{ ...base, policies: ['web'] }, 'not-supported', '/policies'],
    [{ ...base, services: [] }, 'not-supported', '/services'],
    [{ ...base, ports: [{ host: 443 }] }, 'not-supported', '/ports'],
    [{ ...base, colour: 'red', ports: [] }, 'not-supported', '/ports'],
    [{ ...base, attachment: { netns: 'a', ports: [443] } }, 'not-supported', '/attachment/ports'],
    [{ network: 'blue' }, 'invalid-body'],
    [{ ...base, labels: { a: 1 } }, 'invalid-body', '/labels/a'],
  ];
  for (const [body, code, pointer] of cases) {
    const before = manager.hash();
    const answer = await api.post('/v1/endpoints', body);
    t.match(answer.body, { code }, JSON.stringify(body));
    if (pointer !== undefined) t.match(answer.body, { errors: [{ pointer }] }, code);
    t.equal(manager.state.revision, Number(before.split(' ')[0]), `${code} changed nothing`);
  }
});

t.test('labels may have any name, that of a later member too', async (t) => {
  const labels = { policies: 'a', ports: 'b' };
  const body = { network: 'blue', node: 'w1', name: 'labelled', labels };
  t.match((await api.post('/v1/endpoints', body)).body, { labels });
  const patched = await api.patch('/v1/endpoints/labelled.blue', { ports: [] });
  t.match(patched.body, { status: 422, code: 'not-supported', errors: [{ pointer: '/ports' }] });
  await api.delete('/v1/endpoints/labelled.blue');
});

t.test('a process stands for the path of its namespace', async (t) => {
  const attachment = { pid: 4711, ifname: 'net0' };
  const body = { network: 'blue', node: 'w1', name: 'job', attachment };
  t.match((await api.post('/v1/endpoints', body)).body, {
    attachment: { netns: '/proc/4711/ns/net', ifname: 'net0', create: false },
  });
  const moved = await api.post('/v1/endpoints/job.blue/move', {
    node: 'w2',
    attachment: { pid: 8 },
  });
  t.match(moved.body, { nodeName: 'w2', attachment: { netns: '/proc/8/ns/net', ifname: 'eth0' } });
  await api.delete('/v1/endpoints/job.blue');
});

t.test('a gateway priority and a router are asked for with the place', async (t) => {
  const attachment = { netns: 'gw', gatewayPriority: -3, router: true };
  const body = { network: 'blue', node: 'w1', name: 'gw', attachment };
  t.match((await api.post('/v1/endpoints', body)).body, {
    attachment: { netns: 'gw', ifname: 'eth0', create: false, gatewayPriority: -3, router: true },
  });
  const second = await api.post('/v1/endpoints', { ...body, name: 'gw2' });
  t.match(second.body, { status: 409, code: 'address-taken', detail: /'gw'/ });
  const moved = await api.post('/v1/endpoints/gw.blue/move', {
    node: 'w1',
    attachment: { netns: 'gw', gatewayPriority: 7 },
  });
  t.same((moved.body as { attachment: object }).attachment, {
    ...{ netns: 'gw', ifname: 'eth0', create: false, gatewayPriority: 7 },
  });
  await api.delete('/v1/endpoints/gw.blue');
});

t.test('a full subnet says so and takes the next one when an address is free', async (t) => {
  const made: string[] = [];
  for (let n = 0; n < 4; n++) {
    const answer = await api.post('/v1/endpoints', { network: 'blue', node: 'w2' });
    made.push((answer.body as Shown).id);
  }
  const full = await api.post('/v1/endpoints', { network: 'blue', node: 'w2' });
  t.match(full.body, { status: 409, code: 'subnet-full', detail: /0 of 5 free/ });
  t.match((await api.delete(`/v1/endpoints/${made[0]}`)).body, { state: 'removing' });
  t.equal((await api.post('/v1/endpoints', { network: 'blue', node: 'w2' })).status, 201);
  for (const id of made.slice(1)) await api.delete(`/v1/endpoints/${id}`);
});

t.test('state and conditions tell what the worker said', async (t) => {
  const { overrides } = manager.convergence;
  const { id } = (await api.get('/v1/endpoints/web.blue')).body as Shown;
  const state = async () => (await api.get('/v1/endpoints/web.blue')).body as object;
  const failed = {
    state: 'failed',
    failedEndpoints: [{ endpoint: id, code: 'netns-missing', detail: 'web' }],
  };
  overrides.set(w1!, failed as never);
  t.match(await state(), {
    state: 'failed',
    conditions: [{ status: false, code: 'netns-missing' }],
  });
  overrides.set(w1!, {
    ...failed,
    failedEndpoints: [{ ...failed.failedEndpoints[0]!, endpoint: 'ep-x' }],
  } as never);
  t.match(await state(), { state: 'ready' }, 'another endpoint of the network failed');
  const lacks = [{ endpoint: id, code: 'dns-port-taken', detail: 'web' }];
  overrides.set(w1!, { state: 'applied', degradedEndpoints: lacks } as never);
  t.match(
    await state(),
    {
      state: 'ready',
      conditions: [
        { type: 'Applied', status: true },
        { type: 'Names', status: false, code: 'dns-port-taken' },
      ],
    },
    'its packets flow',
  );
  const hole = [{ endpoint: '', code: 'black-hole', detail: 'to 192.0.2.12 pass 1400 bytes' }];
  overrides.set(w1!, { state: 'applied', degradedEndpoints: hole } as never);
  t.match(
    await state(),
    { state: 'ready', conditions: [{ status: true }, { type: 'Paths', code: 'black-hole' }] },
    'of all endpoints of the network there',
  );
  const node = (await api.get(`/v1/nodes/${w1!}`)).body as { conditions: unknown };
  t.match(node.conditions, [
    { type: 'Ready' },
    { type: 'Applied', status: true },
    { type: 'Paths', status: false, code: 'black-hole', detail: hole[0]!.detail },
  ]);
  const lacking = [{ endpoint: 'ep-x', code: 'kernel-refused', detail: 'no' }];
  overrides.set(w1!, { state: 'applied', code: 'kernel-refused', detail: 'no', lacking });
  const { conditions } = (await api.get(`/v1/nodes/${w1!}`)).body as Shown;
  t.match(conditions, [
    { type: 'Ready' },
    { type: 'Applied', status: false, code: 'kernel-refused' },
  ]);
  manager.convergence.lacking.set(id, [{ node: w1!, code: 'kernel-refused', detail: 'no' }]);
  const peers = {
    type: 'Peers',
    status: false,
    code: 'kernel-refused',
    detail: /from w1 \(kernel-refused: no\)/,
  };
  t.match(await state(), { state: 'ready', conditions: [{ status: true }, peers] });
  const { items } = (await api.get('/v1/endpoints?network=blue')).body as { items: Shown[] };
  t.match(items.find((one) => one.id === id)?.conditions, [{ status: true }, peers]);
  manager.convergence.lacking.clear();
  overrides.set(w1!, { state: 'unreachable' });
  t.match(await state(), { state: 'unreachable' });
  overrides.set(w1!, { state: 'pending' });
  t.match(await state(), { state: 'pending' });
  overrides.clear();
});

t.test('wait answers who is late, and that the write stands', async (t) => {
  const { overrides, waits } = manager.convergence;
  const move = (query: string, node: string) =>
    api.post(`/v1/endpoints/web.blue/move?${query}`, { node });
  t.match((await move('wait=applied&timeout=2s', 'w2')).body, { converged: true, nodeName: 'w2' });
  t.match(waits.at(-1), { mode: 'applied', timeoutMs: 2000 });
  overrides.set(w2!, { state: 'pending' });
  const late = await move('wait=applied', 'w2');
  t.match(late.body, { converged: false, laggards: [{ node: w2, nodeName: 'w2' }] });
  overrides.set(w2!, { state: 'unreachable' });
  t.match((await move('wait=applied', 'w2')).body, { converged: true, laggards: [{ node: w2 }] });
  t.match((await move('wait=all', 'w2')).body, { converged: false });
  t.match((await api.get('/v1/convergence?network=blue')).body, { converged: true });
  overrides.clear();
  t.equal((await move('wait=applied&timeout=soon', 'w1')).status, 400);
  t.equal((await move('', 'w1')).status, 200);
});

t.test('a patch changes what may change and accepts the rest unchanged', async (t) => {
  const before = (await api.get('/v1/endpoints/web.blue')).body as Shown;
  const patched = await api.patch('/v1/endpoints/web.blue', { ...before, labels: { tier: 'a' } });
  t.match(patched.body, { labels: { tier: 'a' } }, patched.text);
  const refused = await api.patch('/v1/endpoints/web.blue', { mac: '02:00:00:00:00:01' });
  t.match(refused.body, { status: 422, code: 'immutable-member', errors: [{ pointer: '/mac' }] });
  t.equal((await api.patch('/v1/endpoints/web.blue', { x: 1 })).status, 400);
  const version = (patched.body as Shown).version;
  const match = (value: string) => ({ headers: { 'if-match': value } });
  const stale = await api.patch(
    '/v1/endpoints/web.blue',
    { labels: {} },
    match(`"${version - 1}"`),
  );
  t.match(stale.body, { status: 412, code: 'version-stale' });
  const body = { labels: { tier: null } };
  const fresh = await api.patch('/v1/endpoints/web.blue', body, match(String(version)));
  t.same((fresh.body as Shown).labels, {});
});

t.test('a retry under the same key is answered and not done again', async (t) => {
  const key = (name: string) => ({ headers: { 'idempotency-key': name } });
  const body = { network: 'blue', node: 'w1', name: 'once' };
  const first = await api.post('/v1/endpoints', body, key('k1'));
  const after = manager.state.revision;
  const again = await api.post('/v1/endpoints?wait=applied', body, key('k1'));
  t.equal(again.status, 201);
  t.match(again.body, { id: (first.body as Shown).id, revision: (first.body as Shown).revision });
  t.equal(manager.state.revision, after);
  const other = await api.post('/v1/endpoints', { ...body, name: 'twice' }, key('k1'));
  t.match(other.body, { status: 422, code: 'idempotency-key-reused' });
  t.equal((await api.post('/v1/endpoints', body, key('a b'))).status, 400);
  const { version } = first.body as Shown;
  const patch = () =>
    api.patch('/v1/endpoints/once.blue', { version, labels: { a: 'b' } }, key('k2'));
  t.same(
    (await patch()).body,
    (await patch()).body,
    'a patch compares with what it changed itself',
  );
  t.equal((await api.patch('/v1/endpoints/once.blue', { version }, key('k3'))).status, 422);
  const remove = () => api.delete('/v1/endpoints/once.blue', key('k4'));
  t.same((await remove()).body, (await remove()).body, 'what is gone is gone once');
  const elsewhere = await api.delete('/v1/endpoints/web.blue', key('k4'));
  t.match(elsewhere.body, { code: 'idempotency-key-reused' }, 'another path');
  t.equal((await api.delete('/v1/endpoints/once.blue')).status, 404);
});

t.test('without a quorum writes and reads are refused, stale reads are answered', async (t) => {
  manager.proposer.failure = new OvnetError('no-quorum', 'no leader for 2 s');
  const refused = await api.post('/v1/endpoints', { network: 'blue', node: 'w1' });
  t.match(refused.body, { status: 503, code: 'no-quorum' });
  t.equal(refused.headers['retry-after'], '1');
  t.equal((await api.get('/v1/endpoints')).status, 503);
  t.equal((await api.get('/v1/endpoints?consistency=stale')).status, 200);
  t.equal((await api.get('/v1/raft')).status, 200);
  manager.proposer.failure = undefined;
});
