import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { portName } from '../../agent/kernel/naming.js';
import type { Operation } from '../../agent/kernel/port.js';
import { Processes } from '../../agent/kernel/processes.js';
import { keptText } from '../../agent/run-config.js';
import type { ApplyFailure } from '../../agent/reconcile/notices.js';
import { processNetns } from '../../model/attachment.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { crosses, sh, succeeds, Underlay, until, type Host } from '../support/kernel-hosts.js';

const underlay = new Underlay('pr');
const children: ChildProcess[] = [];
t.teardown(async () => {
  for (const child of children) child.kill('SIGKILL');
  await underlay.close();
});

const a = await underlay.host('a');
const b = await underlay.host('b');

/** A process in a network namespace of its own, which has no name and goes with it. */
async function processApart(): Promise<{ pid: number; end: () => Promise<void> }> {
  const child = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' });
  children.push(child);
  const pid = child.pid ?? 0;
  const own = readlinkSync('/proc/self/ns/net');
  await until('the process to be in its namespace', () => {
    return readlinkSync(`/proc/${pid}/ns/net`) !== own;
  });
  const end = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { pid, end };
}

async function give(network: TestNetwork, hosts: readonly Host[]): Promise<void> {
  for (const { reconciler } of hosts) {
    if (!reconciler.setImage(network.image()).accepted) throw new Error('image refused');
    reconciler.synced({ epoch: 1, revision: 1 });
  }
  for (const { reconciler } of hosts) await reconciler.settled();
}

const failures = (host: Host, network: TestNetwork): readonly ApplyFailure[] =>
  host.notices.findLast(({ networkId }) => networkId === network.networkId)?.failed ?? [];

t.test(
  'an endpoint is plugged into the namespace of a process, and says when it ends',
  async (t) => {
    const network = new TestNetwork('job', 1_048_640);
    const remote = underlay.workload('remote');
    const job = await processApart();
    network.delta([
      member(a.nodeId, a.vtep),
      member(b.nodeId, b.vtep),
      endpoint({
        ...{ id: 'ep-job', node: a.nodeId, address: '10.0.0.2/24' },
        netns: processNetns(job.pid),
      }),
      endpoint({ id: 'ep-remote', node: b.nodeId, address: '10.0.0.3/24', netns: remote }),
    ]);
    await give(network, [a, b]);
    t.same(failures(a, network), []);
    t.ok(await crosses(remote, '10.0.0.2'), 'it is reached by its address');

    await job.end();
    await until('its end to be told', () => failures(a, network).length > 0);
    t.match(failures(a, network), [
      { endpointId: 'ep-job', code: 'process-missing', detail: RegExp(String(job.pid)) },
    ]);
    t.notOk(succeeds(a.fabric, `ip link show ${portName('ep-job')}`), 'and nothing of it is left');
  },
);

t.test('a process that is not there is refused by its number', async (t) => {
  const network = new TestNetwork('none', 1_048_641);
  const gone = await processApart();
  await gone.end();
  const netns = processNetns(gone.pid);
  network.delta([
    member(a.nodeId, a.vtep),
    endpoint({ id: 'ep-none', node: a.nodeId, address: '10.0.0.2/24', netns }),
  ]);
  await give(network, [a]);
  const detail = `add-port: no process ${gone.pid} on this host`;
  t.same(failures(a, network), [{ endpointId: 'ep-none', code: 'process-missing', detail }]);
});

t.test('another process with the number of an earlier one gets nothing', async (t) => {
  const path = join(t.testdir(), 'processes.json');
  const file = keptText(path);
  const { pid } = await processApart();
  const netns = processNetns(pid);
  const port = portName('ep-old');
  t.equal(await new Processes(file).refusal(port, netns), undefined);
  t.equal(await new Processes(file).refusal(port, netns), undefined, 'after a restart too');
  t.equal(await new Processes(file).refusalBeside(netns), undefined, 'nor what goes along');

  // As if the process had begun in another boot.
  const text = readFileSync(path, 'utf8').replace(/"process":"\S+/, '"process":"elsewhen');
  writeFileSync(path, text);
  const { netns: hostNetns, vtep } = underlay.cable('c', 3);
  const fabric = `${hostNetns}-f`;
  const kernel = new Iproute2Kernel({ fabric, vtep, hostNetns, processes: file });
  t.teardown(() => kernel.stop());
  await kernel.prepare();
  const owner = { cluster: 'c', node: 'n', network: 'net-1' };
  const add: Operation = {
    ...{ op: 'add-port', name: port, bridge: 'br-000001', endpointId: 'ep-old', group: 1, owner },
    ...{ mtu: 1450, netns, create: false, ifname: 'eth0', mac: '02:42:0a:00:00:02' },
    ...{ addresses: ['10.0.0.2/24'], routes: [] },
  };
  t.match(await kernel.execute([add]), [
    { ok: false, code: 'process-missing', detail: /another one has its number/ },
  ]);
  t.equal(sh(`nsenter --net=${netns} ip -br link | wc -l`).trim(), '1', 'only lo');
  t.match(await new Processes(file).refusalBeside(netns), { code: 'process-missing' });

  await kernel.execute([{ op: 'delete-link', name: port }]);
  t.equal(await new Processes(file).refusal(port, netns), undefined, 'once it was taken away');
});
