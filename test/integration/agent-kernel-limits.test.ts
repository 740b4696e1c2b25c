import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { bridgeName, vxlanName } from '../../agent/kernel/naming.js';
import { Ethtool } from '../../agent/kernel/native/ethtool.js';
import { loadNative } from '../../agent/kernel/native/native.js';
import type { ApplyFailure } from '../../agent/reconcile/notices.js';
import { MAX_ENDPOINTS_PER_BRIDGE } from '../../model/limits.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { crosses, inside, sh, Underlay, until } from '../support/kernel-hosts.js';

const VNI = 1_048_670;
const BRIDGE = bridgeName(VNI);

const underlay = new Underlay('li');
t.teardown(() => underlay.close());
const a = await underlay.host('a');
const b = await underlay.host('b');
const network = new TestNetwork('wide', VNI, { subnets: ['10.0.0.0/16'] });
const remote = underlay.workload('remote');
network.delta([
  member(a.nodeId, a.vtep),
  member(b.nodeId, b.vtep),
  endpoint({ id: 'ep-lease', node: a.nodeId, address: '10.0.0.2/16' }),
  endpoint({ id: 'ep-remote', node: b.nodeId, address: '10.0.0.3/16', netns: remote }),
]);
for (const { reconciler } of [a, b]) {
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 1 });
  await reconciler.settled();
}

async function change(...delta: Parameters<TestNetwork['delta']>): Promise<void> {
  const made = network.delta(...delta);
  for (const { reconciler } of [a, b]) {
    const answer = reconciler.applyDelta(made);
    if (!answer.accepted) throw new Error(JSON.stringify(answer));
  }
  await Promise.all([a.reconciler.settled(), b.reconciler.settled()]);
}

const failures = (): readonly ApplyFailure[] => a.notices.at(-1)?.failed ?? [];
const batch = (lines: readonly string[]): void => {
  const input = lines.map((line) => `${line}\n`).join('');
  sh(`nsenter --net=/run/netns/${a.fabric} ip -batch - <<'END'\n${input}END`);
};

t.test('more remote endpoints than gc_thresh3 are all neighbours', async (t) => {
  const threshold = Number(readFileSync('/proc/sys/net/ipv4/neigh/default/gc_thresh3', 'utf8'));
  const count = Math.min(threshold, 4_096) + 50;
  const many = Array.from({ length: count }, (_, i) => {
    const address = `10.0.${10 + (i >>> 8)}.${i & 255}/16`;
    return endpoint({ id: `ep-many-${i}`, node: b.nodeId, address });
  });
  await change(many);
  t.same(failures(), []);
  const shown = inside(a.fabric, `ip neigh show dev ${vxlanName(VNI)} nud permanent`);
  t.equal(shown.trim().split('\n').length, count + 1);
  const gone = many.map(({ id }) => `endpoint/${id}` as const);
  await change([], gone);
});

t.test(
  'a bridge without a free port is a condition of the endpoint, until one is free',
  async (t) => {
    // Pairs of somebody else, down, until the last port but the device's is taken.
    const pairs = MAX_ENDPOINTS_PER_BRIDGE / 2;
    const lines = Array.from({ length: pairs }, (_, i) => [
      `link add fl${i}a type veth peer name fl${i}b`,
      `link set fl${i}a master ${BRIDGE}`,
      `link set fl${i}b master ${BRIDGE}`,
    ]);
    batch(lines.flat());
    const workload = underlay.workload('late');
    const place = { node: a.nodeId, address: '10.0.0.9/16', netns: workload };
    await change([endpoint({ id: 'ep-late', ...place })]);
    await until('it to be told', () => failures().length > 0);
    t.match(failures(), [{ endpointId: 'ep-late', code: 'bridge-full' }]);
    t.equal(inside(workload, 'ip -br link').trim().split('\n').length, 1, 'nothing of it is left');

    batch(['link del fl0a']);
    await until('it to be plugged in', () => failures().length === 0);
    t.ok(await crosses(workload, '10.0.0.3'));
  },
);

t.test('what the kernel refuses again and again is tried seldom, and read anew once', async (t) => {
  const six = new TestNetwork('six', VNI + 1, { subnets: ['fd00:9::/64'] });
  six.delta([
    member(a.nodeId, a.vtep),
    member(b.nodeId, b.vtep),
    endpoint({ id: 'ep-six-a', node: a.nodeId, address: 'fd00:9::2/64' }),
    endpoint({ id: 'ep-six-b', node: b.nodeId, address: 'fd00:9::3/64' }),
  ]);
  const looks = a.reconciler.overflows();
  let tries = 0;
  const { kernel } = a;
  const execute = kernel.execute.bind(kernel);
  kernel.execute = (operations) => {
    if (operations.some(({ op }) => op === 'replace-neighbour')) tries += 1;
    return execute(operations);
  };
  inside(a.fabric, 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1');
  inside(a.fabric, 'sysctl -qw net.ipv6.conf.default.disable_ipv6=1');
  a.reconciler.setImage(six.image());
  await until('it to be tried again and again', () => tries >= 4);
  t.equal(a.reconciler.overflows() - looks, 1);
  t.match(
    a.reconciler.difference(await kernel.observe()).steps,
    [{ endpointId: 'ep-six-b', operation: { op: 'replace-neighbour' } }],
    'it is still told to differ',
  );
  inside(a.fabric, 'sysctl -qw net.ipv6.conf.all.disable_ipv6=0');
  const shown = (): string => inside(a.fabric, `ip neigh show dev ${vxlanName(VNI + 1)}`);
  await until('it to be taken', () => shown().includes('fd00:9::3 '));
  a.reconciler.removeNetwork({ networkId: six.networkId, epoch: 1, revision: 3 });
  await a.reconciler.settled();
});

t.test('a data port that a program has is a condition of the network, until it ends', async (t) => {
  const port = 4_790;
  const args = ['netns', 'exec', a.netns, process.execPath, '-e', bindingTo(port)];
  const program = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(program, 'close');
  t.teardown(async () => {
    program.kill('SIGKILL');
    await ended;
  });
  await once(program.stdout, 'data');
  const late = new TestNetwork('late', VNI + 2, { dataPort: port });
  late.delta([
    member(a.nodeId, a.vtep),
    endpoint({ id: 'ep-port', node: a.nodeId, address: '10.0.0.2/24' }),
  ]);
  a.reconciler.setImage(late.image());
  const tells = (code?: string): boolean => {
    const last = a.notices.findLast(({ networkId }) => networkId === late.networkId);
    return last !== undefined && last.failed[0]?.code === code;
  };
  await until('it to be told', () => tells('data-port-taken'));
  program.kill('SIGKILL');
  await ended;
  await until('the device to come up', () => tells());
  const shown = inside(a.fabric, `ip -br link show dev ${vxlanName(VNI + 2)}`);
  t.match(shown, /\bUP\b/);
  a.reconciler.removeNetwork({ networkId: late.networkId, epoch: 1, revision: 3 });
  await a.reconciler.settled();
});

/** A program that tells once it has the UDP port, and keeps it. */
function bindingTo(port: number): string {
  return `require('node:dgram').createSocket('udp4').bind(${port}, () => console.log('bound'))`;
}

t.test('what the device below the tunnels does is read from the kernel', async (t) => {
  const { capabilities } = await a.kernel.facts();
  t.ok(capabilities.includes('udp-tunnel-offload'), 'veths segment VXLAN');
  t.ok(capabilities.includes('tap'));
  t.notOk(
    capabilities.some((text) => text.startsWith('fault:')),
    'and nothing is wrong with them',
  );
  const ethtool = new Ethtool(await loadNative());
  const seen = ethtool.features(`/run/netns/${a.netns}`, 'eth0');
  t.equal(seen?.driver, 'veth');
  t.ok(seen?.active.has('tx-checksum-ip-generic'));
  t.notOk(seen?.active.has('rx-fcs'), 'one that a veth has not');
  t.equal(ethtool.features(`/run/netns/${a.netns}`, 'none'), undefined);
});
