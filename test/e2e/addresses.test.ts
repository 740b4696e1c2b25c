/** Addresses in a running cluster: subnets of a live network, both families, moves, and leases across leader kills. */
import t from 'tap';
import type { AuditAnswer, EndpointAnswer, Page, SubnetAnswer } from '../../cli/client/shapes.js';
import { E2eCluster } from '../support/e2e-cluster.js';
import { LeaseClient } from '../support/lease-client.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up();
t.teardown(() => cluster.down());

const MANAGERS = ['m1', 'm2', 'm3'] as const;

/** Without its length. */
function ipOf({ addresses }: EndpointAnswer, family: 4 | 6 = 4): string {
  const found = addresses.find((text) => text.includes(':') === (family === 6)) ?? '';
  return found.split('/')[0] ?? '';
}

function addSubnet(network: string, body: object): Promise<SubnetAnswer> {
  return cluster.api().call('POST', `/v1/networks/${network}/subnets`, {
    body,
    query: { wait: 'applied', timeout: '20s' },
  });
}

t.test('[check 31] a second subnet on a live network reaches the first', async (t) => {
  await cluster.network({ name: 'grown', subnets: [{ cidr: '10.50.0.0/30' }] });
  const first = await cluster.endpoint('grown', 'w1', 'g1');
  t.equal(ipOf(first), '10.50.0.2');
  const body = { network: 'grown', node: 'w2' };
  await t.rejects(cluster.api().call('POST', '/v1/endpoints', { body }), {
    code: 'subnet-full',
    message: /10\.50\.0\.0\/30 \(0 of 1 free\)/,
  });
  await addSubnet('grown', { cidr: '10.60.0.0/24' });
  const second = await cluster.endpoint('grown', 'w2', 'g2');
  t.equal(ipOf(second), '10.60.0.2');
  t.equal((await cluster.ping('w1', 'g1', ipOf(second))).code, 0, 'from the first to the second');
  t.equal((await cluster.ping('w2', 'g2', ipOf(first))).code, 0, 'and back');
  const beside = await cluster.endpoint('grown', 'w1', 'g3');
  t.equal((await cluster.ping('w1', 'g1', ipOf(beside))).code, 0, 'on one host');
  for (const name of ['g2', 'g3']) await cluster.remove(`/v1/endpoints/${name}.grown`);
  await cluster.remove('/v1/networks/grown/subnets/10.60.0.0%2F24');
  const routes = ['ip', 'netns', 'exec', 'g1', 'ip', 'route'];
  const { stdout } = await cluster.lab.exec('w1', routes);
  t.notMatch(stdout, '10.60.0.0', 'the route to a removed subnet is gone');
});

t.test('[check 53] dual stack and IPv6-only networks reach across hosts', async (t) => {
  await cluster.network({ name: 'dual', ipv6: true });
  const d1 = await cluster.endpoint('dual', 'w1', 'd1');
  const d2 = await cluster.endpoint('dual', 'w2', 'd2');
  t.match(ipOf(d1, 6), /^fd/);
  t.equal(d1.addresses.length, 2);
  for (const family of [4, 6] as const) {
    t.equal((await cluster.ping('w1', 'd1', ipOf(d2, family))).code, 0, `IPv${family}`);
  }
  await cluster.network({ name: 'six', subnets: [{ cidr: 'fd00:66::/64' }] });
  await cluster.endpoint('six', 'w1', 's1');
  const s2 = await cluster.endpoint('six', 'w3', 's2');
  t.strictSame(s2.addresses, ['fd00:66::3/64']);
  t.equal((await cluster.ping('w1', 's1', ipOf(s2, 6))).code, 0, 'IPv6 only');
  await addSubnet('six', { cidr: 'fd00:67::/64', range: 'fd00:67::100/120' });
  const other = await cluster.endpoint('six', 'w2', 's3', { addresses: ['fd00:67::7'] });
  t.equal((await cluster.ping('w1', 's1', ipOf(other, 6))).code, 0, 'to a second IPv6 subnet');
});

t.test(
  '[check 38] a moved endpoint keeps its addresses; no host keeps an entry to the old place',
  async (t) => {
    await cluster.network({ name: 'roam', ipv6: true });
    await cluster.endpoint('roam', 'w2', 'peer');
    const before = await cluster.endpoint('roam', 'w1', 'mover');
    t.equal((await cluster.ping('w2', 'peer', ipOf(before))).code, 0);
    const after = await cluster
      .api()
      .call<EndpointAnswer & { converged?: boolean }>('POST', '/v1/endpoints/mover.roam/move', {
        body: { node: 'w3', attachment: { netns: 'mover', create: true } },
        query: { wait: 'applied', timeout: '20s' },
      });
    t.equal(after.converged, true);
    t.match(after, { nodeName: 'w3', id: before.id, mac: before.mac });
    t.strictSame(after.addresses, before.addresses);
    t.ok(after.version > before.version);
    const rows = (await cluster.fdb('w2')).filter(({ mac }) => mac === before.mac);
    t.match(rows, [{ dst: cluster.lab.host('w3').address }]);
    t.equal(rows.length, 1, 'one entry, to the new place');
    const left = (await cluster.fdb('w1')).filter(({ mac }) => mac === before.mac);
    t.strictSame(left, [], 'the old host has left the network');
    const old = ['ip', 'netns', 'exec', 'mover', 'ip', 'link', 'show', 'eth0'];
    t.not((await cluster.lab.exec('w1', old)).code, 0, 'the old interface is gone');
    for (const family of [4, 6] as const) {
      t.equal((await cluster.ping('w2', 'peer', ipOf(after, family))).code, 0, `IPv${family}`);
    }
  },
);

t.test('a reservation keeps its address for the next endpoint of the name', async (t) => {
  await cluster.network({ name: 'kept' });
  const reserve = ['reservation', 'create', '--network', 'kept', '--name', 'db', '--ip'];
  const made = await cluster.ovctl('m2', ...reserve, '10.0.9.9', '--wait');
  t.equal(made.code, 65, 'outside of the network’s subnet');
  const answer = await cluster.ovctl('m2', ...reserve.slice(0, -1), '--mac', '0a:00:00:00:00:09');
  t.equal(answer.code, 0, answer.stderr);
  const first = await cluster.endpoint('kept', 'w1', 'db');
  t.equal(first.mac, '0a:00:00:00:00:09');
  await cluster.remove('/v1/endpoints/db.kept');
  const create = ['endpoint', 'create', '--network', 'kept', '--node', 'w2'];
  const taken = await cluster.ovctl('m1', ...create, '--name', 'x', '--ip', ipOf(first));
  t.equal(taken.code, 73);
  t.match(taken.stderr, "kept by reservation 'db'");
  const again = await cluster.ovctl('m3', ...create, '--reservation', 'db', '-o', 'json');
  t.match(JSON.parse(again.stdout), { name: 'db', addresses: first.addresses, mac: first.mac });
});

t.test(
  '[check 28] random allocation and release across leader kills: no duplicate, no leak',
  async (t) => {
    await cluster.network({ name: 'churn', subnets: [{ cidr: '10.70.0.0/22' }] });
    const clients = Array.from({ length: 8 }, (_, n) => new LeaseClient(n, 'churn', 'w1'));
    let operations = 0;
    for (let kill = 0; kill < 3; kill++) {
      const leader = await cluster.leader();
      const others = MANAGERS.filter((manager) => manager !== leader);
      const half = Math.floor(clients.length / 2);
      let killed: Promise<unknown> | undefined;
      const counts = await Promise.all(
        clients.map((client, n) =>
          client.run(cluster.api(others[n % 2]), 21, (batch) => {
            if (n === half && batch === 7) {
              killed = cluster.lab.fault.kill(cluster.lab.host(leader));
            }
          }),
        ),
      );
      await killed;
      operations += counts.reduce((sum, count) => sum + count, 0);
      await cluster.lab.daemons.run(cluster.lab.host(leader));
    }
    t.ok(operations >= 10_000, `${operations} allocations and releases`);
    await cluster.leader();
    const expected = new Map(clients.flatMap((client) => [...client.held]));
    const addresses = [...expected.values()];
    t.equal(new Set(addresses).size, addresses.length, 'no address was answered twice');
    for (const manager of MANAGERS) {
      const audit = await cluster.api(manager).get<AuditAnswer>('/v1/ipam/audit');
      t.match(audit, { clean: true, leaks: [], duplicates: [], miscounts: [] }, manager);
      const found = new Map<string, string>();
      let next: string | undefined;
      do {
        const query = { network: 'churn', limit: '1000', continue: next };
        const page = await cluster.api(manager).get<Page<EndpointAnswer>>('/v1/endpoints', query);
        for (const { name, addresses } of page.items) found.set(name, addresses.join());
        next = page.continue;
      } while (next !== undefined);
      t.strictSame(new Map([...found].sort()), new Map([...expected].sort()), manager);
    }
    await Promise.all(clients.map((client, n) => client.release(cluster.api(MANAGERS[n % 3]))));
    const [subnet] = (await cluster.api('m2').get<Page<SubnetAnswer>>('/v1/networks/churn/subnets'))
      .items;
    t.match(subnet, { usage: { used: 0, reserved: 1, free: 1021 } }, 'counts return to zero');
    const said = await cluster.ovctl('m3', 'ipam', 'audit');
    t.equal(said.code, 0, said.stderr);
    t.match(said.stdout, /^clean at revision \d+: /);
  },
);
