import t from 'tap';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up();
t.teardown(() => cluster.down());

/** Payload of a ping that fills 1450 bytes: IPv4 and ICMP headers take 28. */
const LARGEST = 1422;

t.test('a network reaches across hosts and exists only where it is used', async (t) => {
  const blue = await cluster.network({ name: 'blue' });
  const web = await cluster.endpoint('blue', 'w1', 'web');
  t.equal(web.converged, true, 'the first endpoint is applied when the answer comes');

  await t.test(
    '[check 35] the first endpoint builds one bridge and one vxlan device',
    async (t) => {
      const links = await cluster.links('w1');
      const bridges = links.filter(({ linkinfo }) => linkinfo?.info_kind === 'bridge');
      const vxlans = links.filter(({ linkinfo }) => linkinfo?.info_kind === 'vxlan');
      t.equal(bridges.length, 1);
      t.equal(vxlans.length, 1);
      const data = vxlans[0]?.linkinfo?.info_data ?? {};
      t.equal(data['id'], blue.vni);
      t.equal(data['port'], 4789);
      t.equal(data['learning'], false);
      t.equal(vxlans[0]?.mtu, 1450);
    },
  );

  const db = await cluster.endpoint('blue', 'w2', 'db');
  const address = (db.addresses[0] ?? '').split('/')[0] ?? '';

  await t.test(
    '[check 37] a remote endpoint is in FDB and neighbours of the member host',
    async (t) => {
      t.equal(db.converged, true);
      const fdb = await cluster.fdb('w1');
      t.match(fdb, [{ mac: db.mac, dst: cluster.lab.host('w2').address }]);
      const neighbours = await cluster.neighbours('w1');
      t.match(neighbours, [{ dst: address, lladdr: db.mac }]);
    },
  );

  await t.test('[check 36] a host without endpoints has no device and no entry', async (t) => {
    t.strictSame(
      await cluster.links('w3').then((links) => links.filter(({ ifname }) => ifname !== 'lo')),
      [],
    );
    t.strictSame(await cluster.fdb('w3'), []);
  });

  await t.test('packets cross, up to the MTU', async (t) => {
    t.equal((await cluster.ping('w1', 'web', address)).code, 0);
    const argv = ['ip', 'netns', 'exec', 'web', 'ping', '-c', '1', '-W', '2', '-M', 'do', '-s'];
    t.equal((await cluster.lab.exec('w1', [...argv, String(LARGEST), address])).code, 0);
    t.not((await cluster.lab.exec('w1', [...argv, String(LARGEST + 1), address])).code, 0);
  });

  await t.test('the underlay shows plain VXLAN with the network’s VNI', async (t) => {
    const capture = cluster.lab.spawn('w2', [
      'tcpdump',
      '-l',
      '-n',
      '-c',
      '2',
      '-i',
      'any',
      // Without what is in no network: agents try the underlay with VNI 0.
      'udp port 4789 and udp[12:4] & 0xffffff00 != 0',
    ]);
    let text = '';
    capture.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    let notes = '';
    capture.stderr?.on('data', (chunk: Buffer) => (notes += chunk.toString()));
    await until('tcpdump', () => Promise.resolve(/listening on/.test(notes) || undefined));
    await cluster.ping('w1', 'web', address);
    await until('two packets', () => Promise.resolve(text.split('VXLAN').length > 2 || undefined));
    t.match(text, new RegExp(`VXLAN, .*vni ${blue.vni}`));
  });

  await t.test('a removed endpoint is gone from every kernel', async (t) => {
    const gone = await cluster.remove('/v1/endpoints/db.blue');
    t.equal(gone.converged, true);
    t.strictSame(await cluster.fdb('w1'), []);
    t.strictSame(await cluster.neighbours('w1'), []);
    const left = await cluster.links('w2');
    t.strictSame(
      left.filter(({ ifname }) => ifname !== 'lo'),
      [],
      'the last endpoint takes the devices along',
    );
    t.not((await cluster.ping('w1', 'web', address, 1)).code, 0);
  });
});

t.test(
  '[check 46] two networks with the same subnet on the same hosts do not see each other',
  async (t) => {
    const subnets = [{ cidr: '10.99.0.0/24' }];
    await cluster.network({ name: 'red', subnets });
    await cluster.network({ name: 'green', subnets });
    await cluster.endpoint('red', 'w1', 'r1', { addresses: ['10.99.0.11'] });
    await cluster.endpoint('red', 'w2', 'r2', { addresses: ['10.99.0.12'] });
    await cluster.endpoint('green', 'w1', 'g1', { addresses: ['10.99.0.11'] });
    await cluster.endpoint('green', 'w2', 'g3', { addresses: ['10.99.0.13'] });
    t.equal((await cluster.ping('w1', 'r1', '10.99.0.12')).code, 0);
    t.equal((await cluster.ping('w1', 'g1', '10.99.0.13')).code, 0);
    t.not((await cluster.ping('w1', 'r1', '10.99.0.13', 1)).code, 0);
    t.not((await cluster.ping('w1', 'g1', '10.99.0.12', 1)).code, 0);
  },
);

t.test('a missing namespace fails that endpoint only; the others converge', async (t) => {
  await cluster.network({ name: 'partly' });
  await cluster.endpoint('partly', 'w1', 'good1');
  const bad = await cluster.endpoint('partly', 'w1', 'bad', { attachment: { netns: 'nowhere' } });
  t.equal(bad.converged, false);
  t.match(bad.laggards, [{ state: 'failed', code: 'netns-missing' }]);
  const good = await cluster.endpoint('partly', 'w2', 'good2');
  t.equal(good.converged, true, 'an endpoint that failed before holds nobody up');
  const address = (good.addresses[0] ?? '').split('/')[0] ?? '';
  t.equal((await cluster.ping('w1', 'good1', address)).code, 0);
  const seen = await cluster
    .api()
    .get<{ state: string; conditions: object[] }>('/v1/endpoints/bad.partly');
  t.equal(seen.state, 'failed');
  t.match(seen.conditions, [{ code: 'netns-missing' }]);
  await cluster.lab.exec('w1', ['ip', 'netns', 'add', 'nowhere']);
  await until('the endpoint to come up by itself', async () => {
    const { state } = await cluster.api().get<{ state: string }>('/v1/endpoints/bad.partly');
    return state === 'ready' || undefined;
  });
  t.end();
});

t.test('a host whose INPUT policy is DROP still carries the overlay', async (t) => {
  for (const rule of [
    ['-A', 'INPUT', '-p', 'tcp', '-j', 'ACCEPT'],
    ['-P', 'INPUT', 'DROP'],
  ]) {
    t.equal((await cluster.lab.exec('w2', ['iptables', '-w', '5', ...rule])).code, 0);
  }
  t.teardown(() => cluster.lab.exec('w2', ['iptables', '-w', '5', '-P', 'INPUT', 'ACCEPT']));
  await cluster.network({ name: 'walled' });
  await cluster.endpoint('walled', 'w1', 'wa');
  const inside = await cluster.endpoint('walled', 'w2', 'wb');
  const address = (inside.addresses[0] ?? '').split('/')[0] ?? '';
  t.equal((await cluster.ping('w1', 'wa', address)).code, 0);
});

t.test(
  'a foreign vxlan device on the same port, as Swarm makes it, is neither taken nor disturbed',
  async (t) => {
    const add = ['ip', 'link', 'add', 'swarm0', 'type', 'vxlan', 'id', '4097', 'dstport', '4789'];
    t.equal(
      (await cluster.lab.exec('w1', [...add, 'local', cluster.lab.host('w1').address])).code,
      0,
    );
    t.teardown(() => cluster.lab.exec('w1', ['ip', 'link', 'del', 'swarm0']));
    await cluster.network({ name: 'beside' });
    const one = await cluster.endpoint('beside', 'w1', 'b1');
    const two = await cluster.endpoint('beside', 'w2', 'b2');
    t.equal(one.converged && two.converged, true);
    const address = (two.addresses[0] ?? '').split('/')[0] ?? '';
    t.equal((await cluster.ping('w1', 'b1', address)).code, 0);
    t.equal((await cluster.lab.exec('w1', ['ip', 'link', 'show', 'swarm0'])).code, 0);
  },
);
