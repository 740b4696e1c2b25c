/** What kernels tell of what others did to a network's links, and how they set it right. */
import t from 'tap';
import { straysOf } from '../../agent/kernel/port-bridged-macs.js';
import { bridgeName, linkGroup, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { Operation } from '../../agent/kernel/port.js';
import type { Trait } from '../../agent/kernel/port-traits.js';
import { fakeKernel, MAC, realKernel, VNI } from '../support/contract-kernels.js';
import { Underlay } from '../support/kernel-hosts.js';

const [bridge, dev] = [bridgeName(VNI), vxlanName(VNI)];
const owner = { cluster: 'c', node: 'n', network: 'net-1' };

const underlay = new Underlay('ci');
t.teardown(() => underlay.close());

const addBridge: Operation = {
  ...{ op: 'add-bridge', name: bridge, mtu: 1450, group: linkGroup(VNI), owner, altname: 'blue' },
};
const addVxlan: Extract<Operation, { op: 'add-vxlan' }> = {
  ...{ op: 'add-vxlan', name: dev, bridge, vni: VNI, local: '192.0.2.1', port: 4789 },
  ...{ mtu: 1450, group: linkGroup(VNI), owner },
};
const addPort = (id: string, netns: string): Extract<Operation, { op: 'add-port' }> => ({
  ...{ op: 'add-port', name: portName(id), bridge, endpointId: id, group: linkGroup(VNI), owner },
  ...{ mtu: 1450, netns, create: false, ifname: 'eth0', mac: MAC },
  ...{ addresses: ['10.0.0.2/24', 'fd00::2/64'], routes: ['10.1.0.0/24', 'fd01::/64'] },
});

const kernels = {
  fake: fakeKernel,
  pipes: () => realKernel(underlay, 'pipes', 1),
  netlink: () => realKernel(underlay, 'netlink', 2),
};

for (const [name, setup] of Object.entries(kernels)) {
  t.test(`the ${name} kernel`, async (t) => {
    const { kernel, namespace, dropNamespace, ...intruder } = setup();
    const { loseSubnets, divert, alter, writeOver } = intruder;
    t.teardown(() => kernel.stop());
    await kernel.prepare();
    const codes = async (...operations: Operation[]): Promise<string[]> =>
      (await kernel.execute(operations)).map((result) => (result.ok ? 'ok' : result.code));
    t.same(await codes(addBridge, addVxlan), ['ok', 'ok']);

    await t.test(
      'a link of ours whose mark somebody wrote over is told, and marked anew',
      async (t) => {
        writeOver(dev);
        writeOver(bridge);
        const links = async () => {
          const { vxlans, bridges } = await kernel.observe();
          return [vxlans.get(dev), bridges.get(bridge)];
        };
        for (const link of await links()) t.match(link, { owner: undefined, unmarked: true });
        const marks = [dev, bridge].map(
          (name) => ({ op: 'repair-link', name, mark: owner }) as const,
        );
        t.same(await codes(...marks), ['ok', 'ok']);
        for (const link of await links()) t.match(link, { owner, unmarked: undefined });
      },
    );

    await t.test('tells what somebody altered of links, and sets it as it was made', async (t) => {
      const port = { ...addPort('ep-4', namespace('4')), mac: '02:42:0a:00:00:04' };
      t.same(await codes(port), ['ok']);
      const altered = async () => {
        const { ports, vxlans, bridges } = await kernel.observe();
        const links = [ports.get(port.name), vxlans.get(dev), bridges.get(bridge)];
        return links.map((link) => link?.altered && [...link.altered].sort());
      };
      t.same(await altered(), [undefined, undefined, undefined]);
      const wrong: [Trait[], Trait[], Trait[]] = [
        ['bcast_flood', 'hairpin', 'isolated', 'state'],
        ['arp', 'df', 'isolated', 'learning', 'locked', 'neigh_suppress', 'tos', 'ttl'],
        ['ageing_time', 'forward_delay', 'mcast_snooping', 'stp_state'],
      ];
      alter(port.name, wrong);
      t.same(await altered(), wrong);
      const repairs = [port.name, dev, bridge].map(
        (name, i) => ({ op: 'repair-link', name, restore: wrong[i]! }) as const,
      );
      // The bridge first: while STP is on the state of a port is its own affair.
      t.same(await codes(...repairs.reverse()), ['ok', 'ok', 'ok']);
      t.same(await altered(), [undefined, undefined, undefined]);
      t.equal((await kernel.observe()).ports.get(port.name)?.pinnedMac, port.mac);
      t.same(await codes({ op: 'delete-link', name: port.name }), ['ok']);
      dropNamespace('4');
    });

    await t.test('tells of MACs that somebody has the bridge find at a port', async (t) => {
      const port = { ...addPort('ep-5', namespace('5')), mac: '02:42:0a:00:00:05' };
      t.same(await codes(port), ['ok']);
      const [mac, other] = ['02:42:0a:00:09:01', '02:42:0a:00:09:02'];
      divert(port.name, mac);
      divert(dev, other);
      const strays = async () => {
        const { ports, vxlans } = await kernel.observe();
        const strays = straysOf(ports.get(port.name)!, port.mac);
        return [ports.get(port.name)!.pinnedMac === port.mac, strays, vxlans.get(dev)?.strayMacs];
      };
      t.same(await strays(), [true, [mac], [other]]);
      divert(dev, port.mac);
      t.same(await strays(), [false, [mac], [port.mac, other].sort()], 'it is at one port');
      t.same(
        await codes(
          { op: 'pin-port', name: port.name, mac: port.mac },
          { op: 'unpin-port', name: port.name, mac },
          ...[other, port.mac].map((one) => ({ op: 'unpin-port', name: dev, mac: one }) as const),
        ),
        ['ok', 'ok', 'ok', 'ok'],
        'also where it is not',
      );
      t.same(await strays(), [true, [], undefined]);
      t.same(await codes({ op: 'delete-link', name: port.name }), ['ok']);
      dropNamespace('5');
    });

    await t.test('tells of addresses whose subnet lost its route, and gives it back', async (t) => {
      const port = addPort('ep-6', namespace('6'));
      t.same(await codes(port), ['ok']);
      const lost = async () => (await kernel.observe()).ports.get(port.name)?.peer?.unreached;
      t.equal(await lost(), undefined);
      const reach = [...port.addresses].sort();
      loseSubnets('6', port, ['10.0.0.0/24', 'fd00::/64']);
      t.same(await lost(), reach);
      const { name, netns, ifname } = port;
      const nothing = { addAddresses: [], dropAddresses: [], addRoutes: [], dropRoutes: [] };
      const place = { op: 'repair-peer', port: name, endpointId: 'ep-6', netns, ifname } as const;
      t.same(await codes({ ...place, ...nothing, reach }), ['ok']);
      t.equal(await lost(), undefined);
      t.same(await codes({ op: 'delete-link', name }), ['ok']);
      dropNamespace('6');
    });
  });
}
