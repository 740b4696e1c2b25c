import fc from 'fast-check';
import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { bridgeName, linkGroup, portName, vxlanName } from '../../agent/kernel/naming.js';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import type { KernelState, Operation } from '../../agent/kernel/port.js';
import { orderSteps } from '../../agent/reconcile/order.js';
import { DesiredNetwork, type DesiredHost } from '../../agent/reconcile/plan-desired.js';
import { planNetwork } from '../../agent/reconcile/plan-network.js';
import { plan } from '../../agent/reconcile/plan.js';
import type { DesiredEntry } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import {
  NODES,
  VNIS,
  context,
  entries,
  host,
  kernelState,
  OVERWRITTEN,
} from '../support/any-hosts.js';

/** In an order that does not depend on history. */
function sorted(state: KernelState): unknown {
  const table = (map: ReadonlyMap<string, unknown>): unknown =>
    [...map].sort(([x], [y]) => (x < y ? -1 : 1));
  const ports = [...state.ports].map(([name, { peer, ...port }]): [string, unknown] => {
    const lists = {
      addresses: [...(peer?.addresses ?? [])].sort(),
      routes: [...(peer?.routes ?? [])].sort(),
    };
    return [name, { ...port, peer: { ...peer, ...lists } }];
  });
  const { bridges, vxlans, fdb, neighbours, firewall } = state;
  return [...[bridges, vxlans, new Map(ports), fdb, neighbours].map(table), firewall];
}

const EMPTY = new KernelMirror().toState();

function applied(state: KernelState, operations: readonly Operation[]): KernelState {
  const mirror = KernelMirror.from(state);
  for (const operation of operations) mirror.apply(operation);
  return mirror.toState();
}

t.test('a plan that was carried out leaves nothing to do, whatever was there before', (t) => {
  fc.assert(
    fc.property(host, kernelState, (desired, actual) => {
      const after = applied(actual, plan(desired, actual, context));
      t.strictSame(plan(desired, after, context), []);
      (after.bridges as Map<string, unknown>).delete('br-000009');
      for (const key of after.fdb.keys()) {
        if (key.startsWith('vx-000009')) (after.fdb as Map<string, unknown>).delete(key);
      }
      const fresh = applied(EMPTY, plan(desired, EMPTY, context));
      t.strictSame(sorted(after), sorted(fresh), 'as if built from nothing');
    }),
    { numRuns: 300 },
  );
  t.end();
});

t.test('a link whose mark somebody wrote over goes when nobody wants it, and not before', (t) => {
  const mirror = new KernelMirror();
  const link = { name: 'br-000064', mtu: 1450, up: true, ...OVERWRITTEN };
  mirror.bridges.set(link.name, link);
  const gone = [{ op: 'delete-link', name: link.name }];
  t.strictSame(plan(new Map(), mirror.toState(), context), gone);
  t.strictSame(plan(new Map(), mirror.toState(), { ...context, prune: false }), []);
  const members = [member('node-0', '192.0.2.1')];
  const here = endpoint({ id: 'ep-x', node: 'node-0', address: '10.0.0.2/24' });
  const held = new TestNetwork('blue', 100);
  held.delta([...members, here]);
  const network = DesiredNetwork.of('net-100', 'node-0', held.image().entries);
  const operations = plan(new Map([['net-100', network]]), mirror.toState(), context);
  t.match(
    operations.filter(({ op }) => op === 'delete-link'),
    [],
  );
  t.ok(operations.some((operation) => operation.op === 'repair-link' && operation.mark));
  t.end();
});

t.test('the kernel takes every operation of a plan, in that order', async (t) => {
  await fc.assert(
    fc.asyncProperty(host, host, async (before, after) => {
      const kernel = new FakeKernel();
      for (const desired of [before, after]) {
        for (const vni of VNIS) {
          for (let n = 2; n < 10; n++) {
            const name = `w-net-${vni}-${n}`;
            if (!kernel.namespaces.has(name)) kernel.addNamespace(name);
          }
        }
        const operations = plan(desired, await kernel.observe(), context);
        const results = await kernel.execute(operations);
        const refused = operations.filter((_, i) => results[i]?.ok !== true);
        if (refused.length > 0) throw new Error(JSON.stringify(refused));
      }
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test('foreign links and rows are never named', (t) => {
  fc.assert(
    fc.property(host, kernelState, (desired, actual) => {
      for (const operation of plan(desired, actual, context)) {
        if (/-000009/.test(JSON.stringify(operation))) throw new Error(JSON.stringify(operation));
      }
    }),
  );
  t.end();
});

t.test('without leave to prune nothing is removed', (t) => {
  fc.assert(
    fc.property(host, kernelState, (desired, actual) => {
      const careful = { ...context, prune: false };
      const unfinished = [...actual.bridges.values()].some((bridge) => bridge.unfinished);
      for (const operation of plan(desired, actual, careful)) {
        const removes = /^(delete|remove)-/.test(operation.op) && !unfinished;
        const drops = operation.op === 'repair-peer' && operation.dropAddresses.length > 0;
        if (removes || drops) throw new Error(JSON.stringify(operation));
      }
    }),
  );
  t.end();
});

/** Any two sets, or two that differ in endpoints only. */
const changes = fc
  .tuple(entries(100, 'net-100'), entries(100, 'net-100'), fc.boolean())
  .map(([before, after, same]) => {
    const isEndpoint = ({ kind }: DesiredEntry): boolean => kind === 'endpoint';
    const base = before.filter((entry) => !isEndpoint(entry));
    return [before, same ? [...base, ...after.filter(isEndpoint).reverse()] : after] as const;
  });

t.test('a delta planned by its keys equals the full plan', (t) => {
  fc.assert(
    fc.property(changes, ([before, after]) => {
      const network = DesiredNetwork.of('net-100', context.nodeId, before);
      const desired: DesiredHost = new Map([['net-100', network]]);
      const state = applied(
        new KernelMirror().toState(),
        plan(desired, new KernelMirror().toState(), context),
      );
      const keys = new Set(after.map((entry) => `${entry.kind}/${entry.id}`));
      const removals = [...network.entries.keys()].filter((key) => !keys.has(key));
      const upserts = after.filter(
        (entry) =>
          JSON.stringify(network.entries.get(`${entry.kind}/${entry.id}`)) !==
          JSON.stringify(entry),
      );
      const expected = digestOf(after);
      if (network.digestAfter(upserts, removals) !== expected) throw new Error('digest');
      const dirty = network.change(upserts, removals);
      t.equal(network.digest(), expected);
      const full = DesiredNetwork.of('net-100', context.nodeId, after);
      const mirror = KernelMirror.from(state);
      const operations = (n: DesiredNetwork, d?: typeof dirty): string[] =>
        orderSteps(planNetwork(n, mirror, context, d).steps)
          .map((step) => JSON.stringify(step.operation))
          .sort();
      t.strictSame(operations(network, dirty), operations(full));
    }),
    { numRuns: 300 },
  );
  t.end();
});

t.test('names fit an interface and are told apart', (t) => {
  t.equal(bridgeName(1), 'br-000001');
  t.equal(vxlanName(16_777_215), 'vx-ffffff');
  t.equal(linkGroup(5), 5);
  fc.assert(fc.property(fc.string(), (id) => portName(id).length <= 15));
  const names = new Set(Array.from({ length: 20_000 }, (_, i) => portName(`ep-${i}`)));
  t.equal(names.size, 20_000);
  t.end();
});

t.test('a MAC and address that pass to another endpoint in one delta keep their rows', (t) => {
  const ep = (id: string, node: string, n: number): DesiredEntry =>
    endpoint({ id, node, address: `10.0.0.${n}/24` });
  const members = NODES.map((node, i) => member(node, `192.0.2.${i + 1}`));
  const before = [...members, ep('ep-x', 'node-1', 3), ep('ep-y', 'node-2', 4)];
  const network = DesiredNetwork.of('net-100', context.nodeId, before);
  const dirty = network.change([ep('ep-y', 'node-2', 3), ep('ep-x', 'node-1', 5)], []);
  t.notOk(dirty.structure, 'rows only');
  t.equal(network.fdb.get('02:42:0a:00:00:03')?.value, '192.0.2.3');
  t.equal(network.neighbours.get('10.0.0.3')?.endpointId, 'ep-y');
  t.notOk(network.fdb.has('02:42:0a:00:00:04'));
  t.end();
});
