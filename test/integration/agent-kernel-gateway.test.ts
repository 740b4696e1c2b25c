import t from 'tap';
import type { DesiredKey } from '../../model/desired.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { crosses, inside, Underlay, until, type Host } from '../support/kernel-hosts.js';

const underlay = new Underlay('gp');
t.teardown(() => underlay.close());

const a = await underlay.host('a', { egress: { enabled: true, bridge: 'gp_gwbridge' } });
const b = await underlay.host('b');

const workload = underlay.workload('app');
const defaults = (): string => inside(workload, 'ip -4 route show default').trim();

/** A network with its router on the second host, behind which is one address. */
class Routed {
  readonly name: string;
  readonly network: TestNetwork;
  readonly #third: number;

  constructor(name: string, index: number) {
    this.name = name;
    this.#third = 40 + index;
    const subnets = [`10.${this.#third}.0.0/24`];
    this.network = new TestNetwork(name, 1_048_650 + index, { subnets });
    const members = [member(a.nodeId, a.vtep), member(b.nodeId, b.vtep)];
    // A lease, so that the first host has the network from the start.
    const lease = endpoint({ id: `ep-${name}-x`, node: a.nodeId, address: this.#address(9) });
    this.network.delta([...members, lease]);
  }

  get beyond(): string {
    return `198.51.100.${this.#third}`;
  }

  get gateway(): string {
    return `10.${this.#third}.0.1`;
  }

  #address(last: number): string {
    return `10.${this.#third}.0.${last}/24`;
  }

  async give(hosts: readonly Host[] = [a, b]): Promise<void> {
    for (const { reconciler } of hosts) {
      if (!reconciler.setImage(this.network.image()).accepted) throw new Error('image refused');
      reconciler.synced({ epoch: 1, revision: 1 });
    }
    for (const { reconciler } of hosts) await reconciler.settled();
  }

  async router(): Promise<void> {
    const netns = underlay.workload(`router-${this.name}`);
    inside(netns, 'ip link set lo up');
    inside(netns, `ip addr add ${this.beyond}/32 dev lo`);
    const place = { node: b.nodeId, address: this.#address(5), netns, router: true };
    await this.#change([endpoint({ id: `ep-${this.name}-r`, ...place })]);
  }

  joins(gatewayPriority: number): Promise<void> {
    const place = { node: a.nodeId, address: this.#address(2), netns: workload, ifname: this.name };
    return this.#change([endpoint({ id: `ep-${this.name}`, ...place, gatewayPriority })]);
  }

  leaves(): Promise<void> {
    return this.#change([], [`endpoint/ep-${this.name}`]);
  }

  routerLeaves(): Promise<void> {
    return this.#change([], [`endpoint/ep-${this.name}-r`]);
  }

  async #change(
    upserts: Parameters<TestNetwork['delta']>[0],
    removals: readonly DesiredKey[] = [],
  ): Promise<void> {
    const delta = this.network.delta(upserts, removals);
    for (const { reconciler } of [a, b]) {
      const answer = reconciler.applyDelta(delta);
      if (!answer.accepted) throw new Error(JSON.stringify(answer));
    }
    await a.reconciler.settled();
    await b.reconciler.settled();
  }
}

const red = new Routed('red', 1);
const blue = new Routed('blue', 2);
const ways = async (): Promise<string[]> => {
  const open: string[] = [];
  for (const one of [red, blue]) if (await crosses(workload, one.beyond)) open.push(one.name);
  return open;
};

t.test(
  'without a router the way out is the gateway bridge, with one it is the router',
  async (t) => {
    await red.give();
    await blue.give();
    await red.joins(0);
    t.match(defaults(), /dev ovgw0 .*metric 2048/);
    await red.router();
    t.match(defaults(), `default via ${red.gateway} dev red`);
    t.same(await ways(), ['red']);
  },
);

t.test('a higher priority takes the default route while it is there', async (t) => {
  await blue.router();
  await blue.joins(10);
  t.notMatch(defaults(), 'dev red');
  t.same(await ways(), ['blue']);
  await blue.leaves();
  t.same(await ways(), ['red']);
});

t.test('a lower priority changes nothing; among equals the name decides', async (t) => {
  await blue.joins(-1);
  t.same(await ways(), ['red']);
  await blue.joins(0);
  t.same(await ways(), ['blue']);
  t.ok(await crosses(workload, '10.41.0.5'), 'the other network is reached as before');
});

t.test('a network that goes as a whole leaves the default route to the next one', async (t) => {
  t.match(defaults(), 'dev blue');
  const { networkId, revision } = blue.network;
  a.reconciler.removeNetwork({ networkId, epoch: 1, revision });
  await a.reconciler.settled();
  t.match(defaults(), `default via ${red.gateway} dev red`);
  t.same(await ways(), ['red']);
  await blue.give([a]);
  t.same(await ways(), ['blue']);
});

t.test('a default route of somebody else is not touched and goes before', async (t) => {
  inside(workload, `ip route add default via ${red.gateway} dev red metric 50`);
  await a.reconciler.audit();
  t.equal(inside(workload, 'ip route get 198.51.100.9').split(' ')[2], red.gateway);
  t.notMatch(defaults(), 'dev blue', 'ours made way');
  t.same(await ways(), ['red']);
  inside(workload, 'ip route del default metric 50');
  await until('ours to be back', () => defaults().includes('dev blue'));
  t.same(await ways(), ['blue']);
});

t.test('default routes of other tables and of IPv6 leave ours alone', async (t) => {
  const before = defaults();
  t.match(before, 'dev blue');
  inside(workload, `ip route add default via ${red.gateway} dev red table 100`);
  inside(workload, 'ip link add tun6 type veth peer name tun6p');
  inside(workload, 'ip link set tun6 up');
  inside(workload, 'ip -6 route add default dev tun6');
  await a.reconciler.audit();
  t.equal(defaults(), before);
  inside(workload, 'ip link del tun6');
  inside(workload, 'ip route del default table 100');
  await a.reconciler.audit();
});

t.test('nothing is written again to what is right', async (t) => {
  await a.reconciler.audit();
  const before = a.kernel.writes();
  await a.reconciler.audit();
  t.equal(a.kernel.writes(), before);
});

t.test('without routers the gateway bridge leads out again', async (t) => {
  await blue.routerLeaves();
  t.same(await ways(), ['red']);
  await red.routerLeaves();
  t.match(defaults(), /^default via \S+ dev ovgw0 [^\n]*$/);
});
