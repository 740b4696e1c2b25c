/** Conditions of a node: from its status and from what it has acknowledged of each network. */
import t from 'tap';
import { faultCapability, measuredCapability } from '../../model/host-faults.js';
import type { Condition } from '../../model/objects.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

async function lab() {
  const manager = await LocalManager.start();
  const api = new ApiClient(manager.app(), manager.keys.admin);
  for (const name of ['blue', 'red']) {
    await api.post('/v1/networks', { name });
    await api.post('/v1/endpoints', { network: name, node: 'w1', name: 'a' });
  }
  const node = async (ref: string): Promise<{ readonly conditions: readonly Condition[] }> => {
    return (await api.get(`/v1/nodes/${ref}`)).body;
  };
  const conditions = async (ref: string) =>
    (await node(ref)).conditions.map(({ type, status, code, detail }) => {
      return [type, status, code, detail] as const;
    });
  const { id } = manager.state.node('w1')!;
  return { manager, api, node, conditions, id };
}

t.test('a worker that is there and has applied everything is ready and applied', async (t) => {
  const { conditions, node } = await lab();
  t.same(await conditions('w1'), [
    ['Ready', true, 'ready', ''],
    ['Applied', true, 'applied', ''],
  ]);
  t.same(await conditions('m1'), [['Ready', true, 'ready', '']]);
  t.ok((await node('w1')).conditions.every(({ since }) => !Number.isNaN(Date.parse(since))));
});

t.test('what it could not apply is told with its code and the networks', async (t) => {
  const { manager, conditions, id } = await lab();
  manager.convergence.overrides.set(id, { state: 'failed', code: 'vni-in-use', detail: 'vx' });
  const [, applied] = await conditions('w1');
  t.same(applied?.slice(0, 3), ['Applied', false, 'vni-in-use']);
  t.match(applied?.[3], /^2 of 2 networks: .*blue \(failed, vni-in-use: vx\)/);
  manager.convergence.overrides.set(id, { state: 'pending' });
  t.match((await conditions('w1'))[1], ['Applied', false, 'pending', /2 of 2 networks/]);
});

t.test(
  'a fault of the host is told with its remedy, on the node and on what is plugged in',
  async (t) => {
    const { manager, api, conditions, id } = await lab();
    const attachment = { netns: 'web' };
    await api.post('/v1/endpoints', { network: 'blue', node: 'w1', name: 'web', attachment });
    const report = {
      kind: 'node.report',
      node: id,
      mtu: 1500,
      routes: [],
      agentVersion: '1',
    } as const;
    const capabilities = ['vxlan', faultCapability('offload-broken', 'ens192')];
    manager.apply({ ...report, capabilities });
    const fault = [false, 'offload-broken', /ethtool -K ens192 tx-udp_tnl-segmentation off/];
    t.match(await conditions('w1'), [['Ready'], ['Applied'], ['Offload', ...fault]]);
    const of = async (name: string) => (await api.get(`/v1/endpoints/${name}.blue`)).body as object;
    t.match(await of('web'), {
      state: 'ready',
      conditions: [{ type: 'Applied' }, { type: 'Offload', code: 'offload-broken' }],
    });
    t.match(await of('a'), { conditions: { length: 1 } }, 'a lease has no packets');
    const cut = { device: 'ens1', fault: 'segments', features: ['tx'] } as const;
    const measured = measuredCapability({ ...cut, peers: 'fd00::2+3' });
    manager.apply({ ...report, capabilities: [measured] });
    const shown = (await conditions('w1'))[2];
    t.match(shown, ['Offload', false, 'offload-broken', /ethtool -K ens1 tx off$/]);
    t.match(shown?.[3], 'large packets to be cut into segments leave ens1 of this host');
    t.match(shown?.[3], 'do not arrive whole at fd00::2+3, others do');
    t.match(await of('web'), { conditions: [{}, { code: 'offload-broken' }] });
    manager.apply({ ...report, capabilities: ['vxlan'] });
    t.equal((await conditions('w1')).length, 2, 'gone when it is mended');
  },
);

t.test('a worker that nobody has is down', async (t) => {
  const { manager, conditions, id } = await lab();
  manager.apply({ kind: 'node.status', changes: [{ node: id, status: 'down' }] });
  t.match(await conditions('w1'), [
    ['Ready', false, 'down', /no connection/],
    ['Applied', false, 'unreachable', /no connection/],
  ]);
});

t.test('endpoints of a node that is down are unreachable wherever they are answered', async (t) => {
  const { manager, api, node, id } = await lab();
  await api.post('/v1/endpoints', { network: 'blue', node: 'w2', name: 'b' });
  manager.apply({ kind: 'node.status', changes: [{ node: id, status: 'down' }] });
  const { updatedAt: since } = manager.state.node(id)!;
  const gone = {
    state: 'unreachable',
    conditions: [{ type: 'Applied', status: false, code: 'unreachable', since }],
  };
  t.match((await api.get('/v1/endpoints/a.blue')).body, gone);
  const list = async () => {
    const { items } = (await api.get('/v1/endpoints?network=blue')).body as {
      readonly items: readonly { readonly name: string; readonly state: string }[];
    };
    return [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  t.match(await list(), [gone, { name: 'b', state: 'ready' }]);
  t.match((await api.get('/v1/nodes/w1/status')).body, {
    status: 'down',
    networks: [{ state: 'unreachable' }, { state: 'unreachable' }],
  });
  t.match(await node('w1'), { status: 'down', conditions: [{}, { since }] });
  const failed = { state: 'failed', code: 'netns-missing', detail: 'a' } as const;
  manager.convergence.overrides.set(id, failed);
  t.match((await api.get('/v1/endpoints/a.blue')).body, gone, 'whatever it said last');
  manager.convergence.overrides.clear();
  manager.apply({ kind: 'node.status', changes: [{ node: id, status: 'ready' }] });
  t.match(await list(), [{ state: 'ready' }, { state: 'ready' }]);
});

t.test('a node may be sent back as it was read', async (t) => {
  const { api, node } = await lab();
  const { status, text } = await api.patch('/v1/nodes/w1', await node('w1'));
  t.equal(status, 200, text);
  const changed = { conditions: [] };
  t.match((await api.patch('/v1/nodes/w1', changed)).body, { code: 'immutable-member' });
});
