import t from 'tap';
import { bridgeName, vxlanName } from '../../agent/kernel/naming.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { inside, pings, Underlay } from '../support/kernel-hosts.js';

const underlay = new Underlay('p');
t.teardown(() => underlay.close());

const VNI = 1_048_577;

t.test(
  '[check 35] the first endpoint builds one bridge and one vxlan device, a ping crosses',
  async (t) => {
    const [a, b] = [await underlay.host('a'), await underlay.host('b')];
    const [w1, w2] = [underlay.workload('1'), underlay.workload('2')];
    const network = new TestNetwork('blue', VNI, { subnets: ['10.0.0.0/24', '10.9.0.0/24'] });
    network.delta([
      member(a.nodeId, a.vtep),
      member(b.nodeId, b.vtep),
      endpoint({ id: 'ep-1', node: a.nodeId, address: '10.0.0.2/24', netns: w1 }),
      endpoint({ id: 'ep-2', node: b.nodeId, address: '10.9.0.3/24', netns: w2 }),
    ]);
    for (const host of [a, b]) {
      t.same(host.reconciler.setImage(network.image()), { accepted: true });
      await host.reconciler.settled();
      t.same(host.warnings, []);
      t.same(host.notices, [
        {
          networkId: 'net-blue',
          epoch: 1,
          revision: 2,
          digest: network.image().digest,
          failed: [],
          gone: false,
        },
      ]);
    }
    const links = JSON.parse(inside(a.fabric, 'ip -j -d link show')) as {
      ifname: string;
      mtu: number;
      linkinfo?: { info_kind: string; info_data: object };
    }[];
    t.equal(links.filter((link) => link.linkinfo?.info_kind === 'bridge').length, 1);
    const vxlans = links.filter((link) => link.linkinfo?.info_kind === 'vxlan');
    t.equal(vxlans.length, 1);
    t.match(vxlans[0], { ifname: vxlanName(VNI), mtu: 1450, master: bridgeName(VNI) });
    t.match(vxlans[0]?.linkinfo?.info_data, {
      id: VNI,
      port: 4789,
      learning: false,
      proxy: true,
      local: a.vtep,
    });
    t.ok(pings(w1, '10.9.0.3'), 'across hosts and subnets');
    t.ok(pings(w1, '10.9.0.3', '-M do -s 1422'), 'the largest packet');
    t.notOk(pings(w1, '10.9.0.3', '-M do -s 1423'), 'one byte more');
  },
);

t.test('the report has the underlay MTU, the routes and what the host can do', async (t) => {
  const [a] = underlay.hosts;
  const facts = await a!.kernel.facts();
  t.match(facts, { mtu: 1500, routes: ['192.0.2.0/24'] });
  t.ok(['vxlan', 'vni-filter'].every((name) => facts.capabilities.includes(name)));
});
