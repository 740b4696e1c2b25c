/** Any set of networks, and any kernel that is left by others, for properties of plans. */
import fc from 'fast-check';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import type { KernelState, OwnerMark } from '../../agent/kernel/port.js';
import { DesiredNetwork, type DesiredHost } from '../../agent/reconcile/plan-desired.js';
import type { PlanContext } from '../../agent/reconcile/plan-step.js';
import { plan } from '../../agent/reconcile/plan.js';
import type { DesiredEntry } from '../../model/desired.js';
import { endpoint, member } from './desired-network.js';

export const NODES = ['node-0', 'node-1', 'node-2'];
export const VNIS = [100, 200, 300];
export const context: PlanContext = {
  nodeId: 'node-0',
  clusterId: 'c',
  vtep: '192.0.2.1',
  prune: true,
};

/** A set over few nodes, addresses and MACs, so that endpoints meet. */
export const entries = (vni: number, name: string): fc.Arbitrary<DesiredEntry[]> =>
  fc
    .record({
      mtu: fc.constantFrom(1400, 1450),
      flood: fc.boolean(),
      dataPort: fc.constantFrom(4789, 4790),
      subnets: fc.subarray(['10.0.0.0/24', '10.0.1.0/24', 'fd00::/64']),
      members: fc.subarray(NODES),
      vtepShift: fc.constantFrom(1, 5),
      endpoints: fc.uniqueArray(
        fc.record({
          n: fc.integer({ min: 2, max: 9 }),
          node: fc.constantFrom(...NODES),
          plugged: fc.boolean(),
          mac: fc.constantFrom(undefined, '02:42:00:00:00:aa'),
        }),
        { selector: ({ n }) => n, maxLength: 6, minLength: 2 },
      ),
    })
    .map(({ mtu, flood, dataPort, subnets, members, vtepShift, endpoints }) => [
      {
        kind: 'network' as const,
        id: name,
        value: { id: name, name, vni, mtu, internal: false, flood, dataPort },
      },
      ...subnets.map((cidr) => ({
        kind: 'subnet' as const,
        id: `sub-${cidr}`,
        value: { id: `sub-${cidr}`, cidr, gateway: '' },
      })),
      ...members.map((node) => member(node, `192.0.2.${NODES.indexOf(node) + vtepShift}`)),
      ...unique(endpoints).map(({ n, node, plugged, mac }) =>
        endpoint({
          id: `ep-${name}-${n}`,
          node,
          address: `10.0.0.${n}/24`,
          ...(plugged && { netns: `w-${name}-${n}` }),
          ...(mac !== undefined && { mac }),
        }),
      ),
    ]);

/** A MAC is unique in its network. */
function unique<T extends { mac: string | undefined }>(endpoints: T[]): T[] {
  const first = endpoints.findIndex(({ mac }) => mac !== undefined);
  return endpoints.filter(({ mac }, i) => mac === undefined || i === first);
}

export const host: fc.Arbitrary<DesiredHost> = fc
  .tuple(...VNIS.map((vni) => fc.option(entries(vni, `net-${vni}`))))
  .map((sets) => {
    const networks = sets.flatMap((set, i) =>
      set ? [DesiredNetwork.of(`net-${VNIS[i] ?? 0}`, context.nodeId, set)] : [],
    );
    return new Map(networks.map((network) => [network.networkId, network]));
  });

/** Another cluster's network may even have the same id. */
const FOREIGN: OwnerMark = { cluster: 'other', node: 'node-0', network: 'net-100' };

/** What other sets left behind, what an intruder did to it, and foreign objects. */
export const kernelState: fc.Arbitrary<KernelState> = fc
  .record({
    before: host,
    broken: fc.subarray([
      ...([
        'master',
        'down',
        'rows',
        'pin',
        'peer',
        'firewall',
        'local',
        'alias',
        'unmarked',
      ] as const),
    ]),
    foreign: fc.boolean(),
  })
  .map(({ before, broken, foreign }) => {
    const mirror = new KernelMirror();
    for (const operation of plan(before, mirror.toState(), context)) mirror.apply(operation);
    for (const fault of broken) damage(mirror, fault);
    if (foreign) {
      mirror.bridges.set('br-000009', { name: 'br-000009', mtu: 9000, up: false, owner: FOREIGN });
      mirror.apply({
        op: 'replace-fdb',
        dev: 'vx-000009',
        mac: '02:00:00:00:00:01',
        dst: '1.1.1.1',
      });
    }
    return mirror.toState();
  });

export const OVERWRITTEN = { owner: undefined, unmarked: true } as const;

function damage(mirror: KernelMirror, fault: string): void {
  for (const name of [...mirror.vxlans.keys()]) damageVxlan(mirror, name, fault);
  for (const [name, bridge] of mirror.bridges) {
    if (fault === 'alias') mirror.bridges.set(name, { ...bridge, ...OVERWRITTEN });
    if (fault !== 'unmarked') continue;
    mirror.bridges.set(name, { ...bridge, owner: undefined, unfinished: true });
  }
  for (const [name, port] of mirror.ports) {
    if (fault === 'pin') mirror.ports.set(name, { ...port, pinnedMac: undefined, mtu: 1 });
    if (fault === 'peer' && port.peer) {
      const odd = { addresses: ['10.0.0.66/24'], routes: ['10.66.0.0/16'], up: false };
      mirror.ports.set(name, { ...port, peer: { ...port.peer, ...odd } });
    }
  }
  if (fault === 'firewall') mirror.firewall = { ...mirror.firewall, accepted: undefined };
}

function damageVxlan(mirror: KernelMirror, dev: string, fault: string): void {
  const vxlan = mirror.vxlans.get(dev)!;
  if (fault === 'master') mirror.vxlans.set(dev, { ...vxlan, master: undefined });
  if (fault === 'alias') mirror.vxlans.set(dev, { ...vxlan, ...OVERWRITTEN });
  if (fault === 'local') mirror.vxlans.set(dev, { ...vxlan, local: '203.0.113.1' });
  if (fault === 'down') {
    mirror.vxlans.set(dev, { ...vxlan, up: false });
    mirror.flushNeighbours(dev);
  }
  if (fault === 'rows') {
    const dst = '1.1.1.1,192.0.2.2';
    mirror.apply({ op: 'replace-fdb', dev, mac: '02:42:0a:00:00:02', dst });
    const mac = '02:00:00:00:00:02';
    mirror.apply({ op: 'replace-neighbour', dev, address: '10.0.0.77', mac });
  }
}
