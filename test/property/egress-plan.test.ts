import fc from 'fast-check';
import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { gatewayPortName } from '../../agent/kernel/naming.js';
import { NO_EGRESS } from '../../agent/kernel/port-egress-mirror.js';
import type { ObservedEgress } from '../../agent/kernel/port-egress.js';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import type { OwnerMark } from '../../agent/kernel/port.js';
import { chooseSubnet, GatewayAddresses, gatewayOf } from '../../agent/reconcile/gateway-subnet.js';
import { orderSteps } from '../../agent/reconcile/order.js';
import { DesiredNetwork, type DesiredHost } from '../../agent/reconcile/plan-desired.js';
import { planEgress } from '../../agent/reconcile/plan-egress.js';
import type { PlanContext } from '../../agent/reconcile/plan-step.js';
import { containsIp, parseCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { DesiredEntry } from '../../model/desired.js';
import { damage, FAULTS } from '../support/damaged-egress.js';
import { endpoint } from '../support/desired-network.js';

const BRIDGE = 'gw0';
const base: PlanContext = { nodeId: 'node-0', clusterId: 'c', vtep: '192.0.2.1', prune: true };
const NAMESPACES = ['w1', 'w2', '/run/netns/w2', 'w3'];
const FOREIGN: OwnerMark = { cluster: 'other', node: 'node-0', network: '' };

const host: fc.Arbitrary<DesiredHost> = fc
  .array(
    fc.record({
      internal: fc.boolean(),
      cidr: fc.constantFrom('10.0.0.0/24', '172.18.4.0/24'),
      endpoints: fc.array(
        fc.record({
          netns: fc.option(fc.constantFrom(...NAMESPACES), { nil: undefined }),
          ifname: fc.constantFrom('eth0', 'eth1', 'ovgw0', 'ovgw1'),
          node: fc.constantFrom('node-0', 'node-0', 'node-1'),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  )
  .map((networks) => new Map(networks.map((network, i) => [`net-${i}`, networkOf(network, i)])));

function networkOf(
  input: {
    internal: boolean;
    cidr: string;
    endpoints: { netns: string | undefined; ifname: string; node: string }[];
  },
  i: number,
): DesiredNetwork {
  const id = `net-${i}`;
  const { internal, cidr } = input;
  const fixed = { mtu: 1450, flood: false, dataPort: 4789 };
  const entries: DesiredEntry[] = [
    { kind: 'network', id, value: { id, name: id, vni: 100 + i, internal, ...fixed } },
    { kind: 'subnet', id: `sub-${i}`, value: { id: `sub-${i}`, cidr, gateway: '' } },
    ...input.endpoints.map(({ netns, ifname, node }, n) =>
      endpoint({
        ...{ id: `ep-${i}-${n}`, node, address: `10.0.${i}.${n + 2}/24`, ifname },
        ...(netns !== undefined && { netns }),
      }),
    ),
  ];
  return DesiredNetwork.of(id, base.nodeId, entries);
}

const settings = fc.record({
  enabled: fc.constantFrom(true, true, true, false),
  bridge: fc.constantFrom(BRIDGE, BRIDGE, 'gw1'),
  subnet: fc.constantFrom(undefined, undefined, '172.20.0.0/24', '10.250.0.0/28'),
});

const context: fc.Arbitrary<PlanContext> = settings.map(({ subnet, ...egress }) => ({
  ...base,
  egress: { ...egress, ...(subnet !== undefined && { subnet }) },
}));

/** What other sets and settings left behind, and what an intruder did to it. */
const seen: fc.Arbitrary<ObservedEgress> = fc
  .record({
    before: host,
    context,
    forwarding: fc.boolean(),
    faults: fc.subarray([...FAULTS]),
  })
  .map(({ before, context, forwarding, faults }) => {
    const mirror = mirrorOf({ ...NO_EGRESS, forwarding });
    carryOut(before, mirror, context);
    for (const fault of faults) damage(mirror, fault);
    return mirror.egress!;
  });

function mirrorOf(egress: ObservedEgress): KernelMirror {
  const mirror = new KernelMirror();
  mirror.egress = egress;
  return mirror;
}

function carryOut(desired: DesiredHost, mirror: KernelMirror, context: PlanContext) {
  const { steps, failures } = planEgress(desired, mirror, context);
  const operations = orderSteps(steps).map(({ operation }) => operation);
  for (const operation of operations) mirror.apply(operation);
  return { operations, failures };
}

t.test('a plan that was carried out leaves nothing to do, whatever was there before', (t) => {
  fc.assert(
    fc.property(host, seen, context, (desired, before, context) => {
      const mirror = mirrorOf(before);
      const { failures } = carryOut(desired, mirror, context);
      const again = planEgress(desired, mirror, context);
      t.same(again.steps, []);
      t.same(again.failures, failures);
    }),
    { numRuns: 400 },
  );
  t.end();
});

t.test('each namespace that may leave has one port, the others none', (t) => {
  fc.assert(
    fc.property(host, seen, context, (desired, before, context) => {
      const mirror = mirrorOf(before);
      const { failures } = carryOut(desired, mirror, context);
      if (failures.length > 0) return;
      const { bridge, enabled } = context.egress!;
      const wanted = enabled ? namespacesOf(desired) : [];
      const names = wanted.map((netns) => gatewayPortName(bridge, netns));
      t.same([...mirror.egress!.gatewayPorts.keys()].sort(), [...new Set(names)].sort());
      t.same([...mirror.egress!.gateways.keys()], wanted.length > 0 ? [bridge] : []);
      t.equal(mirror.egress!.present, wanted.length > 0);
    }),
    { numRuns: 400 },
  );
  t.end();
});

function namespacesOf(desired: DesiredHost): string[] {
  const open = [...desired.values()].filter(({ spec }) => spec?.internal === false);
  return open.flatMap(({ locals }) =>
    [...locals.values()].flatMap(({ attachment }) => attachment?.netns ?? []),
  );
}

t.test('addresses are each in the subnet, given once, and kept', (t) => {
  fc.assert(
    fc.property(host, host, context, (first, second, context) => {
      const mirror = mirrorOf(NO_EGRESS);
      carryOut(first, mirror, context);
      const before = mirror.egress!;
      carryOut(second, mirror, context);
      const { gateways, gatewayPorts } = mirror.egress!;
      const gateway = [...gateways.values()][0];
      const addresses = [...gatewayPorts.values()].map(({ address }) => address);
      t.equal(new Set([...addresses, gateway?.address]).size, addresses.length + 1);
      for (const address of addresses) {
        const subnet = mirror.egress!.rules!.subnet;
        t.ok(containsIp(parseCidr(subnet), parseInterfaceAddress(address).ip), address);
      }
      if (before.gateways.get(gateway?.name ?? '')?.address !== gateway?.address) return;
      for (const [name, { address }] of gatewayPorts) {
        t.equal(before.gatewayPorts.get(name)?.address ?? address, address);
      }
    }),
    { numRuns: 200 },
  );
  t.end();
});

t.test('a subnet gives each of its addresses once, and then none', (t) => {
  const addresses = new GatewayAddresses('172.20.0.1/29');
  t.ok(addresses.keep('172.20.0.4/29'));
  t.notOk(addresses.keep('172.20.0.4/29'), 'it is taken');
  t.notOk(addresses.keep('172.20.0.1/29'), 'it is the bridge’s');
  t.notOk(addresses.keep('172.20.0.9/29'), 'it lies outside');
  t.notOk(addresses.keep('172.20.0.5/24'), 'it has another prefix');
  const taken = ['a', 'b', 'c', 'd'].map((key) => addresses.take(key));
  t.same(
    taken.sort(),
    [2, 3, 5, 6].map((n) => `172.20.0.${n}/29`),
  );
  t.equal(addresses.take('e'), undefined);
  t.end();
});

t.test('without leave to prune nothing is taken away that is not made again', (t) => {
  fc.assert(
    fc.property(host, seen, context, (desired, before, context) => {
      const { steps } = planEgress(desired, mirrorOf(before), { ...context, prune: false });
      const operations = steps.map(({ operation }) => operation);
      const made = new Set(
        operations.flatMap((o) => (o.op.startsWith('add-') && 'name' in o ? [o.name] : [])),
      );
      for (const operation of operations) {
        if (operation.op === 'delete-gateway-link') t.ok(made.has(operation.name));
        t.not(operation.op, 'remove-egress');
        if (operation.op !== 'repair-gateway-port') continue;
        t.same(operation.dropAddresses, []);
        t.equal(operation.dropVia, undefined);
      }
    }),
    { numRuns: 300 },
  );
  t.end();
});

t.test('the kernel takes every operation of a plan, in that order', async (t) => {
  await fc.assert(
    fc.asyncProperty(host, seen, context, async (desired, before, context) => {
      const kernel = new FakeKernel();
      for (const netns of NAMESPACES) kernel.addNamespace(netns);
      kernel.state.egress = before;
      const { steps } = planEgress(desired, kernel.state, context);
      const operations = orderSteps(steps).map(({ operation }) => operation);
      const results = await kernel.execute(operations);
      t.same(
        results.filter(({ ok }) => !ok),
        [],
      );
    }),
    { numRuns: 200 },
  );
});

t.test(
  'a foreign bridge of the name is left alone, and every endpoint without a way out named',
  (t) => {
    fc.assert(
      fc.property(host, (desired) => {
        const gateway = { name: BRIDGE, mtu: 1500, up: true, address: '', addressed: false };
        const foreign = { ...gateway, guarded: false, owner: FOREIGN };
        const egress = { enabled: true, bridge: BRIDGE };
        const mirror = mirrorOf({ ...NO_EGRESS, gateways: new Map([[BRIDGE, foreign]]) });
        const plan = planEgress(desired, mirror, { ...base, egress });
        t.same(plan.steps, []);
        const wanted = namespacesOf(desired).length;
        t.equal(plan.failures.flatMap(({ affects }) => affects ?? []).length, wanted);
        for (const { code } of plan.failures) t.equal(code, 'gateway-taken');
      }),
    );
    t.end();
  },
);

t.test('a subnet is chosen that meets nothing, or none', (t) => {
  const block = fc
    .tuple(
      fc.constantFrom('172.16', '172.18', '172.19', '192.168', '10.0'),
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(8, 12, 16, 20, 24, 32),
    )
    .map(([start, third, prefix]) => `${start}.${third}.0/${prefix}`);
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (taken) => {
      const subnet = chooseSubnet(taken);
      if (subnet === undefined) return;
      for (const text of taken) {
        const { ip, prefix } = parseInterfaceAddress(text);
        const bits = 32 - (prefix ?? 32);
        const start = Math.floor(Number(ip.value) / 2 ** bits) * 2 ** bits;
        const chosen = parseCidr(subnet);
        const [from, to] = [Number(chosen.network.value), Number(chosen.network.value) + 4095];
        t.notOk(start <= to && from <= start + 2 ** bits - 1, `${subnet} meets ${text}`);
      }
    }),
  );
  t.equal(chooseSubnet(['0.0.0.0/1', '128.0.0.0/1', 'fd00::/8']), '172.18.0.0/20');
  t.equal(gatewayOf('172.18.0.0/20'), '172.18.0.1/20');
  t.equal(chooseSubnet(['172.16.0.0/12', '192.168.0.0/16']), undefined);
  t.end();
});
