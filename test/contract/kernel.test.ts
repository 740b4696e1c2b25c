import t from 'tap';
import { bridgeName, linkGroup, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { Operation } from '../../agent/kernel/port.js';
import { fakeKernel, MAC, MISDIRECTED, realKernel, VNI } from '../support/contract-kernels.js';
import { Underlay, until } from '../support/kernel-hosts.js';

const [bridge, dev] = [bridgeName(VNI), vxlanName(VNI)];
const owner = { cluster: 'c', node: 'n', network: 'net-1' };

const underlay = new Underlay('c');
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
    const { kernel, namespace, dropNamespace, holdVni, forwards, misdirect } = setup();
    t.teardown(() => kernel.stop());
    await kernel.prepare();
    const codes = async (...operations: Operation[]): Promise<string[]> =>
      (await kernel.execute(operations)).map((result) => (result.ok ? 'ok' : result.code));

    await t.test('starts empty', async (t) => {
      const state = await kernel.observe();
      for (const map of [state.bridges, state.vxlans, state.ports, state.fdb, state.neighbours]) {
        t.equal(map.size, 0);
      }
      t.match(state.firewall, { accepted: undefined, present: false });
    });

    await t.test('makes a network and shows it', async (t) => {
      const writes = kernel.writes();
      t.same(await codes(addBridge, addVxlan), ['ok', 'ok']);
      t.ok(kernel.writes() >= writes + 2, 'counted');
      const { bridges, vxlans } = await kernel.observe();
      t.same(bridges.get(bridge), { name: bridge, mtu: 1450, up: true, owner });
      t.same(vxlans.get(dev), {
        ...{ name: dev, vni: VNI, local: '192.0.2.1', port: 4789, learning: false, proxy: true },
        ...{ mtu: 1450, up: true, master: bridge, owner },
      });
    });

    await t.test('puts, replaces and deletes rows, each with its own result', async (t) => {
      const fdb = { op: 'replace-fdb', dev, mac: MAC, dst: '192.0.2.2' } as const;
      const neighbour = { op: 'replace-neighbour', dev, address: '10.0.0.9', mac: MAC } as const;
      const v6 = { ...neighbour, address: 'fd00::9' };
      t.same(await codes(fdb, { ...fdb, dev: 'vx-000000' }, neighbour, v6), [
        ...['ok', 'kernel-refused', 'ok', 'ok'],
      ]);
      t.same(await codes({ ...fdb, dst: '192.0.2.3' }), ['ok']);
      const state = await kernel.observe();
      t.same([...state.fdb.values()], [{ dev, mac: MAC, dst: '192.0.2.3' }]);
      t.same([...state.neighbours.values()].map(({ address }) => address).sort(), [
        '10.0.0.9',
        'fd00::9',
      ]);
      const remove = { op: 'delete-fdb', dev, mac: MAC, dst: '192.0.2.3' } as const;
      const forget = { op: 'delete-neighbour', dev, address: '10.0.0.9' } as const;
      t.same(
        await codes(remove, forget, remove, forget),
        ['ok', 'ok', 'ok', 'ok'],
        'twice is fine',
      );
      t.equal((await kernel.observe()).fdb.size, 0);
    });

    await t.test('a row that leads to another VNI and port is another row', async (t) => {
      const row = { dev, mac: MAC, dst: '192.0.2.2' } as const;
      const found = { ...row, dst: MISDIRECTED };
      const fdb = async () => [...(await kernel.observe()).fdb.values()];
      misdirect();
      t.same(await fdb(), [found]);
      t.same(await codes({ op: 'replace-fdb', ...row }), ['ok']);
      t.same(await fdb(), [row]);
      misdirect();
      t.same(await codes({ op: 'delete-fdb', ...found }), ['ok']);
      t.same(await fdb(), []);
    });

    await t.test(
      'a MAC may have several destinations, each added and deleted singly',
      async (t) => {
        const mac = '00:00:00:00:00:00';
        const to = (dst: string) => ({ op: 'append-fdb', dev, mac, dst }) as const;
        const dsts = async () => [...(await kernel.observe()).fdb.values()].map(({ dst }) => dst);
        t.same(await codes(to('192.0.2.3'), to('192.0.2.2'), to('192.0.2.3')), ['ok', 'ok', 'ok']);
        t.same(await dsts(), ['192.0.2.2,192.0.2.3'], 'what is there is not added twice');
        t.same(await codes({ ...to('192.0.2.3'), op: 'delete-fdb' }), ['ok']);
        t.same(await dsts(), ['192.0.2.2']);
        t.same(await codes({ ...to('192.0.2.2'), op: 'delete-fdb' }), ['ok']);
        t.same(await dsts(), []);
      },
    );

    await t.test('tells of each of many rows what came of it', async (t) => {
      const rows = Array.from({ length: 700 }, (_, i): Operation => {
        const mac = `02:42:0b:00:${hexByte(i >> 8)}:${hexByte(i & 255)}`;
        return { op: 'replace-fdb', dev: i % 100 === 7 ? 'vx-000000' : dev, mac, dst: '192.0.2.2' };
      });
      const before = kernel.writes();
      const results = await kernel.execute(rows);
      const refused = results.flatMap(({ ok }, i) => (ok ? [] : [i]));
      t.same(refused, [7, 107, 207, 307, 407, 507, 607]);
      t.match(results[107], { code: 'kernel-refused', detail: /Cannot find device/ });
      t.ok(kernel.writes() >= before + 693, 'counted');
      t.equal((await kernel.observe()).fdb.size, 693);
      const removals = rows.map((row): Operation => ({ ...row, op: 'delete-fdb' }) as Operation);
      t.same(new Set(await codes(...removals)), new Set(['ok']), 'also where the device is absent');
      t.equal((await kernel.observe()).fdb.size, 0);
    });

    await t.test('says how rows reach it', (t) => {
      t.match(kernel.transport(), { name: name === 'fake' ? 'memory' : name });
      t.end();
    });

    await t.test('plugs an endpoint in and shows both ends', async (t) => {
      const netns = namespace('1');
      const port = addPort('ep-1', netns);
      t.same(await codes(port), ['ok']);
      const observed = (await kernel.observe()).ports.get(port.name);
      t.match(observed, {
        ...{ name: port.name, endpointId: 'ep-1', mtu: 1450, up: true, master: bridge, owner },
        ...{ pinnedMac: MAC, netns, ifname: 'eth0', peerState: 'present' },
        peer: { netns, ifname: 'eth0', mac: MAC, mtu: 1450, up: true },
      });
      t.same([...(observed?.peer?.addresses ?? [])].sort(), [...port.addresses].sort());
      t.same(observed?.peer?.routes, port.routes);
    });

    await t.test('an endpoint counts as plugged in when frames pass', async (t) => {
      const port = { ...addPort('ep-8', namespace('8')), mac: '02:42:0a:00:00:08' };
      // The kernel is late with some.
      for (let i = 0; i < 12; i++) {
        t.same(await codes(port), ['ok']);
        t.ok(await forwards(port.name));
        t.same(await codes({ op: 'delete-link', name: port.name }), ['ok']);
      }
      dropNamespace('8');
    });

    await t.test('an endpoint may have more routes than are asked for at a time', async (t) => {
      const routes = Array.from({ length: 150 }, (_, i) => `10.9.${i}.0/24`);
      const port = { ...addPort('ep-7', namespace('7')), mac: '02:42:0a:00:00:07', routes };
      t.same(await codes(port), ['ok']);
      const { peer } = (await kernel.observe()).ports.get(port.name)!;
      t.same([...(peer?.routes ?? [])].sort(), [...routes].sort());
      t.same(await codes({ op: 'delete-link', name: port.name }), ['ok']);
      dropNamespace('7');
    });

    await t.test('keeps no namespace alive that loses its name', async (t) => {
      const port = { ...addPort('ep-9', namespace('9')), mac: '02:42:0a:00:00:09' };
      t.same(await codes(port), ['ok']);
      dropNamespace('9');
      await until('the port went', async () => !(await kernel.observe()).ports.has(port.name));
      t.same(await codes({ op: 'delete-link', name: port.name }), ['ok']);
    });

    await t.test('repairs what is inside the workload', async (t) => {
      const port = addPort('ep-1', [...(await kernel.observe()).ports.values()][0]!.netns);
      const { netns, ifname } = port;
      const repair = {
        op: 'repair-peer',
        port: port.name,
        endpointId: 'ep-1',
        netns,
        ifname,
      } as const;
      const lists = { addAddresses: ['10.0.0.3/24'], dropAddresses: ['10.0.0.2/24'] };
      const routes = { addRoutes: ['10.2.0.0/24'], dropRoutes: ['fd01::/64'] };
      t.same(await codes({ ...repair, mtu: 1400, ...lists, ...routes }), ['ok']);
      const peer = (await kernel.observe('fabric')).ports.get(port.name)?.peer;
      t.equal(peer?.mtu, 1400);
      t.same([...(peer?.addresses ?? [])].sort(), ['10.0.0.3/24', 'fd00::2/64']);
      t.ok(peer?.routes.includes('10.2.0.0/24'));
      t.notOk(peer?.routes.includes('fd01::/64'));
    });

    await t.test(
      'refuses namespaces that are missing, changed or have the name taken',
      async (t) => {
        t.same(await codes(addPort('ep-2', 'ovk-c-nowhere')), ['netns-missing']);
        t.same(await codes(addPort('ep-2', namespace('2', ['eth0']))), ['ifname-taken']);
        namespace('1');
        // The kernel takes a namespace down behind the back of who deletes its name.
        await until('the veth went with its namespace', async () => {
          return (await kernel.observe()).ports.size === 0;
        });
        t.equal((await kernel.observe()).ports.size, 0);
        t.same(await codes(addPort('ep-1', underlayName(name, '1'))), ['netns-changed']);
        await kernel.forgetPorts([portName('ep-1')]);
        const again = addPort('ep-1', underlayName(name, '1'));
        t.same(await kernel.execute([again]), [{ ok: true }], 'nobody remembers where it was');
        t.same(await codes({ op: 'delete-link', name: again.name }), ['ok']);
        const made = { ...addPort('ep-3', underlayName(name, '3')), create: true };
        t.same(await codes(made), ['ok'], 'made on request');
        t.same(await codes({ op: 'delete-link', name: made.name }), ['ok']);
        dropNamespace('3');
      },
    );

    await t.test('makes a tap, keeps it when it is made again, and takes it away', async (t) => {
      const tap = (id: string): Operation => ({
        ...addPort(id, 'tap::'),
        ...{ ifname: 'vm-contract', addresses: [], routes: [] },
      });
      t.same(await kernel.execute([tap('ep-tap'), tap('ep-tap')]), [{ ok: true }, { ok: true }]);
      t.match((await kernel.observe()).ports.get(portName('ep-tap')), {
        ...{ netns: 'tap::', ifname: 'vm-contract', master: bridge, pinnedMac: MAC },
        ...{ peerState: 'present', peer: { mac: MAC, mtu: 1450, up: true, addresses: [] } },
      });
      t.match(await kernel.execute([tap('ep-other')]), [{ ok: false, code: 'ifname-taken' }]);
      const name = portName('ep-tap');
      t.same(await kernel.execute([{ op: 'delete-link', name }]), [{ ok: true }]);
      t.notOk((await kernel.observe()).ports.has(name));
    });

    await t.test('refuses a VNI that a foreign device holds', async (t) => {
      holdVni(4097);
      const taken = { ...addVxlan, name: vxlanName(4097), vni: 4097 };
      t.same(await codes(taken, { ...addVxlan, name: 'vx-00000a' }), ['vni-in-use', 'vni-in-use']);
    });

    await t.test('writes and removes the firewall', async (t) => {
      const accepted = ['192.0.2.2', '192.0.2.3'];
      const write = { op: 'write-firewall', accepted, ownVnis: [VNI], dataPort: 4789 } as const;
      t.same(await codes(write, write), ['ok', 'ok']);
      const { firewall } = await kernel.observe();
      t.same(firewall, { accepted, ownVnis: [VNI], dataPort: 4789, present: true });
      t.same(await codes({ op: 'remove-firewall' }, { op: 'remove-firewall' }), ['ok', 'ok']);
      t.notOk((await kernel.observe()).firewall.present);
    });

    await t.test('makes a deleted device again under the same name', async (t) => {
      t.same(await codes({ op: 'delete-link', name: dev }, addVxlan), ['ok', 'ok']);
      t.same(await codes({ op: 'delete-link', name: bridge }, addBridge), ['ok', 'ok']);
      t.equal(
        (await kernel.observe()).vxlans.get(dev)?.master,
        undefined,
        'fell out of the bridge',
      );
      t.same(await codes({ op: 'repair-link', name: dev, master: bridge }), ['ok']);
      t.equal((await kernel.observe()).vxlans.get(dev)?.master, bridge);
      t.same(await codes({ op: 'replace-fdb', dev, mac: MAC, dst: '192.0.2.2' }), ['ok']);
    });

    await t.test('removes everything of its own', async (t) => {
      await kernel.removeAll();
      await kernel.prepare();
      const state = await kernel.observe();
      t.equal(state.bridges.size + state.vxlans.size + state.ports.size + state.fdb.size, 0);
    });
  });
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function underlayName(kernel: string, name: string): string {
  return kernel === 'fake' ? name : underlay.absent(name);
}
