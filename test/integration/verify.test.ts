/** `GET /v1/verify` through whole managers and agents: which worker differs in what, and which one cannot be asked. */
import t, { type Test } from 'tap';
import { vxlanName } from '../../agent/kernel/naming.js';
import type { Verification } from '../../server/inspect/verify.js';
import { ask, managerSocket, startWorker } from '../support/daemons.js';
import { eventually, networkCommand, propose, testCluster } from '../support/managers.js';
import { addWorker, endpointCommand } from '../support/workers.js';

async function small(t: Test) {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager, managerToken } = await cluster.init('m1');
  const second = await cluster.join('m2', managerToken);
  const w1 = await startWorker(t, cluster, manager, { name: 'w1', vtep: '192.0.2.11' });
  const w2 = await startWorker(t, cluster, second, { name: 'w2', vtep: '192.0.2.12' });
  const { object: network } = await propose(manager, networkCommand('blue'));
  let revision = 0;
  for (const { id } of [w1, w2]) {
    const command = endpointCommand(network.id, id, `on-${id.slice(-6).toLowerCase()}`);
    const attachment = { netns: 'work', ifname: 'eth0', create: false };
    ({ revision } = await propose(manager, { ...command, attachment }));
  }
  const managers = [manager, second];
  await eventually('the kernels to hold it, as all managers know', () =>
    managers.every(({ core }) => core.dispatch.convergence.snapshot(revision).converged),
  );
  const verify = async (at: string, query = ''): Promise<Verification> => {
    const { status, text } = await ask(managerSocket(cluster, at), `/v1/verify${query}`);
    if (status !== 200) throw new Error(text);
    return JSON.parse(text) as Verification;
  };
  return { cluster, manager, second, w1, w2, network, verify };
}

function brief({ workers }: Verification): readonly unknown[] {
  const rows = workers.map(({ nodeName, state, differences }) => {
    return [nodeName, state, differences.map(({ object, code }) => code ?? object)] as const;
  });
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}

t.test('the difference is found on its worker, whichever manager is asked', async (t) => {
  const { manager, second, w1, w2, network, verify } = await small(t);
  for (const at of ['m1', 'm2']) {
    const whole = await verify(at);
    t.equal(whole.ok, true, at);
    t.same(brief(whole), [
      ['w1', 'equal', []],
      ['w2', 'equal', []],
    ]);
    t.ok(whole.workers.every(({ revision, networks }) => revision > 0 && networks === 1));
  }
  const { vni } = manager.core.state.network('blue')!;
  const [far] = manager.core.state.endpointsOn(w1.id);
  const dev = vxlanName(vni);
  w2.kernel.faults = ({ op }) =>
    op === 'replace-fdb' ? { code: 'kernel-refused', detail: 'no room' } : undefined;
  w2.kernel.state.apply({ op: 'replace-fdb', dev, mac: far!.mac, dst: '192.0.2.99' });
  for (const at of ['m1', 'm2']) {
    const found = await verify(at);
    t.equal(found.ok, false);
    t.same(brief(found), [
      ['w1', 'equal', []],
      ['w2', 'different', ['fdb']],
    ]);
    t.match(found.workers.find(({ ok }) => !ok)?.differences, [
      {
        name: `${dev} ${far!.mac}`,
        network: network.id,
        endpoint: far!.id,
        found: 'dst 192.0.2.99',
        wanted: 'dst 192.0.2.11',
      },
    ]);
    t.same(brief(await verify(at, '?node=w1')), [['w1', 'equal', []]]);
    t.same(brief(await verify(at, '?node=w2&network=blue')), [['w2', 'different', ['fdb']]]);
  }
  t.equal(second.core.state.network('blue')?.vni, vni);
});

t.test('a worker that cannot be asked is named, and hides no other', async (t) => {
  const { cluster, manager, w1, verify } = await small(t);
  await w1.agent.stop();
  await addWorker(cluster, manager, 'w3', '192.0.2.13');
  await eventually(
    'the worker to be gone',
    () => !manager.core.dispatch.presence.isConnected(w1.id),
  );
  const found = await verify('m1');
  t.equal(found.ok, false);
  t.same(brief(found), [
    ['w1', 'unreachable', []],
    ['w2', 'equal', []],
    ['w3', 'unreachable', []],
  ]);
  t.match(
    found.workers.filter(({ ok }) => !ok).map(({ code }) => code),
    ['worker-unreachable', 'worker-unreachable'],
  );
});

t.test('who is no worker cannot be verified', async (t) => {
  const { cluster } = await small(t);
  for (const node of ['m1', 'manager/m1', 'nobody']) {
    const { status, text } = await ask(
      managerSocket(cluster, 'm1'),
      `/v1/verify?node=${encodeURIComponent(node)}`,
    );
    t.equal(status, 404, text);
  }
});
