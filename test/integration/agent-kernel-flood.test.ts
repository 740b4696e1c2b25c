import t from 'tap';
import { vxlanName } from '../../agent/kernel/naming.js';
import type { DesiredEntry } from '../../model/desired.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { inside, pings, succeeds, Underlay, type Host } from '../support/kernel-hosts.js';

const underlay = new Underlay('fl');
t.teardown(() => underlay.close());
const hosts = [await underlay.host('a'), await underlay.host('b'), await underlay.host('c')];
const [a, b, c] = hosts as [Host, Host, Host];

/** One endpoint per host, which answers broadcasts. */
async function build(name: string, vni: number, flood: boolean) {
  const network = new TestNetwork(name, vni, { flood });
  const spaces = hosts.map((host) => underlay.workload(`${name}-${host.name}`));
  const entries = hosts.flatMap((host, i): DesiredEntry[] => [
    member(host.nodeId, host.vtep),
    endpoint({
      id: `ep-${name}-${host.name}`,
      node: host.nodeId,
      address: `10.0.0.${2 + i}/24`,
      netns: spaces[i]!,
    }),
  ]);
  network.delta(entries);
  for (const { reconciler } of hosts) {
    t.ok(reconciler.setImage(network.image()).accepted);
    reconciler.synced({ epoch: 1, revision: 1 });
  }
  for (const { reconciler } of hosts) await reconciler.settled();
  for (const space of spaces) {
    inside(space, 'sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=0');
  }
  return { network, spaces: spaces as [string, string, string] };
}

const copies = (host: Host, vni: number): string[] =>
  inside(host.fabric, `bridge fdb show dev ${vxlanName(vni)}`)
    .split('\n')
    .filter((line) => line.startsWith('00:00:00:00:00:00'))
    .map((line) => /dst (\S+)/.exec(line)?.[1] ?? '')
    .sort();

/** Who but the sender answers a ping to a group or the broadcast address, within three tries. */
function answerers(space: string, group: string): string[] {
  const script = `sh -c 'ping -b -c 3 -i 0.3 -W 1 ${group} 2>/dev/null || true'`;
  const text = inside(space, script);
  const found = [...text.matchAll(/bytes from (\S+):/g)].map((match) => match[1] ?? '');
  return [...new Set(found)].filter((address) => address !== '10.0.0.2').sort();
}

t.test('a network that floods carries broadcast and multicast to every member', async (t) => {
  const vni = 1_048_700;
  const { network, spaces } = await build('loud', vni, true);
  t.same(copies(a, vni), [b.vtep, c.vtep]);
  t.ok(pings(spaces[0], '10.0.0.3'), 'unicast as ever');
  t.same(answerers(spaces[0], '10.0.0.255'), ['10.0.0.3', '10.0.0.4']);
  inside(spaces[0], 'ip route add 224.0.0.0/4 dev eth0');
  t.match(answerers(spaces[0], '224.0.0.1'), ['10.0.0.3', '10.0.0.4']);

  const gone = network.delta([], [`member/${c.nodeId}`, 'endpoint/ep-loud-c']);
  c.reconciler.removeNetwork({ networkId: network.networkId, epoch: 1, revision: gone.to });
  for (const host of [a, b]) t.ok(host.reconciler.applyDelta(gone).accepted);
  for (const { reconciler } of hosts) await reconciler.settled();
  t.same(copies(a, vni), [b.vtep], 'no copy goes to who left');
  t.ok(succeeds(b.fabric, `bridge fdb del 00:00:00:00:00:00 dev ${vxlanName(vni)} dst ${a.vtep}`));
  await b.reconciler.audit();
  t.same(copies(b, vni), [a.vtep], 'what is deleted by hand comes back');
  t.ok((b.reconciler.drift().get('fdb') ?? 0) > 0);
});

t.test('a network that does not flood sends no broadcast; it can be switched live', async (t) => {
  const vni = 1_048_701;
  const { network, spaces } = await build('quiet', vni, false);
  t.same(copies(a, vni), []);
  t.same(answerers(spaces[0], '10.0.0.255'), []);
  const value = { id: network.networkId, name: 'quiet', vni, mtu: 1450, internal: false };
  for (const flood of [true, false]) {
    const spec = { ...value, flood, dataPort: 4789 };
    const delta = network.delta([{ kind: 'network', id: network.networkId, value: spec }]);
    for (const { reconciler } of hosts) t.ok(reconciler.applyDelta(delta).accepted);
    for (const { reconciler } of hosts) await reconciler.settled();
    const wanted = flood ? ['10.0.0.3', '10.0.0.4'] : [];
    t.same(answerers(spaces[0], '10.0.0.255'), wanted, `flood: ${flood}`);
  }
});
