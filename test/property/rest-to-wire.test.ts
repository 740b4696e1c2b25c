/** Whatever REST accepts reaches workers whole: through state, projection and wire into an entry that they can take. */
import t from 'tap';
import fc from 'fast-check';
import { ApiClient } from '../support/api-client.js';
import { junkText } from '../support/fuzz/values.js';
import { LocalManager } from '../support/local-manager.js';
import { checkTakenByWorkers } from '../support/taken-by-workers.js';

const mixed = (...fine: string[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...fine) }, { weight: 1, arbitrary: junkText });
const optional = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, ...requiredKeys: (keyof T)[]) =>
  fc.record<T, keyof T>(model, { requiredKeys, noNullPrototype: true });

/** Near the edge of what kernels take, on both sides. */
const netns = mixed(
  'web2',
  'w-3',
  '/proc/7/ns/net',
  'web',
  'a:b',
  '/run/netns/web',
  'a b',
  '../x',
  'rel/x',
  'tap:a:b',
  '/a\u0000',
  '\ud800',
);
const ifname = mixed(
  'net0',
  'eth0.7',
  'vm1',
  'tap_1',
  'eth0',
  'x',
  'a@b',
  '%d',
  '.',
  '..',
  '-x',
  '#a',
  'a\u0000b',
  'ü',
  '\ud800',
  'x'.repeat(16),
);
const place = fc.oneof(
  optional({ netns, ifname, create: fc.boolean(), router: fc.boolean() }, 'netns'),
  optional({ netns, gatewayPriority: fc.integer() }, 'netns'),
  optional({ pid: fc.integer({ min: 0, max: 9 }), ifname }, 'pid'),
  optional({ tap: ifname, user: mixed('qemu', 'a b'), group: mixed('kvm', '1') }, 'tap'),
);
const address = mixed(
  '10.5.0.9',
  '10.5.0.10/24',
  'fd00:5::9',
  '10.5.0.300',
  '::ffff:10.5.0.11',
  '10.5.0.12\n',
);
const mac = mixed(
  '02:42:0a:05:00:09',
  '02-42-0A-05-00-10',
  '01:00:5e:00:00:01',
  '02:42:0a:05:00:09\n',
);
const name = mixed('a', 'b', 'c-9', 'web', 'db-1', 'x_y', 'Web', 'a\u001fb', 'web\n', 'é');
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
const endpoint = optional(
  {
    network: fc.constant('five'),
    node: fc.constantFrom('w1', 'w2'),
    name,
    addresses: list(address),
    mac,
    aliases: list(name),
    labels: fc.dictionary(mixed('a', 'b/c'), mixed('', 'x'), { maxKeys: 2, noNullPrototype: true }),
    attachment: place,
  },
  'network',
  'node',
);
const subnet = optional(
  {
    cidr: mixed('10.6.0.0/24', '10.6.1.7/24', 'fd00:6::/64', 'fe80::1%eth0/64', '10.6.0.0/024'),
    gateway: mixed('10.6.0.1', 'fd00:6::1', '10.6.0.1\n', ''),
  },
  'cidr',
);
const network = optional(
  {
    name,
    subnets: list(subnet),
    ipv6: fc.boolean(),
    vni: fc.constantFrom(1, 4096, 2 ** 24 - 1, 2 ** 24),
    mtu: fc.constantFrom(0, 576, 1450, 65_485, 65_536, 2 ** 32),
    flood: fc.boolean(),
  },
  'name',
);
const write = fc.oneof(
  { weight: 4, arbitrary: endpoint.map((body) => ['POST', '/v1/endpoints', body] as const) },
  { weight: 1, arbitrary: network.map((body) => ['POST', '/v1/networks', body] as const) },
  {
    weight: 2,
    arbitrary: endpoint.map((body) => {
      const operations = [{ op: 'create', kind: 'endpoint', body }];
      return ['POST', '/v1/batch', { operations }] as const;
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ node: fc.constantFrom('w1', 'w2'), attachment: place }).map((body) => {
      return ['POST', '/v1/endpoints/fixed.five/move', body] as const;
    }),
  },
  {
    weight: 1,
    arbitrary: list(name).map((aliases) => {
      return ['PATCH', '/v1/endpoints/fixed.five', { aliases }] as const;
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 1, 4789, 65_535, 65_536, 2 ** 32).map((dataPort) => {
      return ['PATCH', '/v1/cluster', { dataPort }] as const;
    }),
  },
);

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.admin);
for (const name of ['w1', 'w2']) {
  const node = manager.state.node(name, 'worker')!.id;
  const report = { mtu: 1500, routes: [], capabilities: ['tap'], agentVersion: 'test' };
  manager.apply({ kind: 'node.report', node, ...report });
}

async function startAnew(): Promise<void> {
  for (const { id } of [...manager.state.networks()]) {
    manager.apply({ kind: 'network.delete', network: id, force: true });
  }
  const subnets = [{ cidr: '10.5.0.0/24' }, { cidr: 'fd00:5::/64' }];
  await api.post('/v1/networks', { name: 'five', subnets });
  await api.post('/v1/endpoints', { network: 'five', node: 'w1', name: 'fixed' });
}

t.test('no write that REST accepts makes an entry that a worker cannot take', async (t) => {
  let accepted = 0;
  let plugged = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
      await startAnew();
      for (const [method, path, body] of writes) {
        const { status } = await api.send(method, path, { body });
        if (status < 300) accepted += 1;
      }
      plugged += [...manager.state.endpoints()].filter((one) => one.attachment).length;
      checkTakenByWorkers(manager.state);
    }),
    { numRuns: 200 },
  );
  t.ok(accepted > 20, `${accepted} writes were accepted`);
  t.ok(plugged > 5, `${plugged} endpoints had a place`);
});
