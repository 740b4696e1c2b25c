import t, { type Test } from 'tap';
import type { EndpointAnswer, NetworkAnswer, Page } from '../../cli/client/shapes.js';
import { E2eCluster, FABRIC, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ prefix: 'ab' });
t.teardown(() => cluster.down());

const MANAGERS = ['m1', 'm2', 'm3'] as const;
const blue = await cluster.network({ name: 'blue' });
await cluster.endpoint('blue', 'w1', 'a');
const b = await cluster.endpoint('blue', 'w2', 'b');
const toB = (b.addresses[0] ?? '').split('/')[0] ?? '';

/** One revision each: leases without plumbing come and go, one moves, one keeps. */
async function hundredChanges(tag: string): Promise<void> {
  const api = cluster.api('m1');
  const make = (name: string, node: string) =>
    api.call<EndpointAnswer>('POST', '/v1/endpoints', { body: { network: 'blue', node, name } });
  for (let i = 0; i < 49; i += 1) {
    const { id } = await make(`${tag}-${i}`, i % 2 === 0 ? 'w1' : 'w3');
    if (i % 7 !== 0) await api.call('DELETE', `/v1/endpoints/${id}`, {});
    else await api.call('POST', `/v1/endpoints/${id}/move`, { body: { node: 'w3' } });
  }
  await make(`${tag}-kept`, 'w3');
  await api.call('DELETE', `/v1/endpoints/${tag}-0.blue`, {});
}

/** What the state says the host's forwarding table and neighbours are to be. */
async function expectHolds(t: Test, host: string): Promise<void> {
  const list = await cluster
    .api('m1')
    .get<Page<EndpointAnswer>>('/v1/endpoints', { network: 'blue', limit: '1000' });
  const remote = list.items.filter(({ nodeName }) => nodeName !== host);
  const [fdb, neighbours] = [await cluster.fdb(host), await cluster.neighbours(host)];
  t.strictSame(
    fdb.map(({ mac, dst }) => `${mac} ${dst}`).sort(),
    remote.map(({ mac, vtep }) => `${mac} ${vtep}`).sort(),
  );
  t.strictSame(
    neighbours.map(({ dst, lladdr }) => `${dst} ${lladdr}`).sort(),
    remote.map(({ mac, addresses }) => `${addresses[0]?.replace(/\/.*/, '')} ${mac}`).sort(),
  );
}

async function converged(): Promise<void> {
  await until('every worker to have applied everything', async () => {
    const { workers } = await cluster.convergence({ network: 'blue' });
    return workers.every(({ state }) => state === 'applied') || undefined;
  });
}

t.test(
  '[check 42] a worker cut off from all managers goes on, and holds exactly the state after healing',
  async (t) => {
    const w2 = cluster.lab.host('w2');
    const ping = cluster.startPing('w1', 'a', toB);
    await ping.answers(20);
    const managers = MANAGERS.map((name) => cluster.lab.host(name));
    await cluster.lab.fault.partition([w2], managers);
    await until('managers to miss it', async () => {
      const found = (await cluster.nodes()).find(({ name }) => name === 'w2');
      return found?.status === 'down' || undefined;
    });
    await hundredChanges('away');
    await ping.answers(20);
    const said = await cluster.ovctl('w2', 'worker', 'status', '-o', 'json');
    t.equal(said.code, 0, 'it tells how old its knowledge is');
    await cluster.lab.fault.heal();
    await converged();
    await ping.answers(20);
    const count = await ping.stop();
    t.equal(count.received, count.sent, 'traffic went on all the time');
    await expectHolds(t, 'w2');
  },
);

t.test(
  'an agent killed and started a hundred changes later loses no packet and holds exactly the state',
  async (t) => {
    const ping = cluster.startPing('w1', 'a', toB);
    await ping.answers(20);
    await cluster.lab.fault.kill(cluster.lab.host('w2'));
    await hundredChanges('dead');
    await cluster.lab.daemons.run(cluster.lab.host('w2'));
    await converged();
    await ping.answers(20);
    const count = await ping.stop();
    t.equal(count.received, count.sent);
    await expectHolds(t, 'w2');
  },
);

/** As after a power cut: processes, namespaces, devices and rules of the data plane are gone, the disk is not. */
async function reboot(host: string, workload: string): Promise<void> {
  await cluster.lab.fault.kill(cluster.lab.host(host));
  const chains = 'iptables -F; iptables -X; iptables -t nat -F; iptables -t nat -X; true';
  for (const argv of [
    ['ip', 'netns', 'del', FABRIC],
    ['ip', 'netns', 'del', workload],
    ['sh', '-c', chains],
  ]) {
    const { code, stderr } = await cluster.lab.exec(host, argv);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  }
}

t.test('[check 44] a rebooted host is rebuilt without a hand', async (t) => {
  await reboot('w2', 'b');
  t.not((await cluster.ping('w1', 'a', toB, 1)).code, 0, 'it is gone indeed');
  await cluster.lab.daemons.run(cluster.lab.host('w2'));
  await converged();
  t.equal((await cluster.ping('w1', 'a', toB)).code, 0);
  await expectHolds(t, 'w2');
});

t.test('[check 44] also while no manager answers, from what it knew', async (t) => {
  const before = await cluster.kernel('w2');
  for (const manager of MANAGERS) await cluster.lab.fault.kill(cluster.lab.host(manager));
  await reboot('w2', 'b');
  await cluster.lab.daemons.run(cluster.lab.host('w2'));
  await until('w2 to answer again', async () => {
    return (await cluster.ping('w1', 'a', toB, 1)).code === 0 || undefined;
  });
  await until('w2 to hold what it held', async () => {
    const { fdb, neighbours } = (await cluster.kernel('w2')) as Kernel;
    const was = before as Kernel;
    const same = fdb.join() === was.fdb.join() && neighbours.join() === was.neighbours.join();
    return same || undefined;
  });
  for (const manager of MANAGERS) await cluster.lab.daemons.run(cluster.lab.host(manager));
  await cluster.leader();
  t.equal((await cluster.api('m1').get<NetworkAnswer>('/v1/networks/blue')).id, blue.id);
});

interface Kernel {
  readonly fdb: readonly string[];
  readonly neighbours: readonly string[];
}
