import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { gatewayPortName } from '../../agent/kernel/naming.js';
import { NO_EGRESS } from '../../agent/kernel/port-egress-mirror.js';
import type { ObservedEgress, ObservedGatewayPort } from '../../agent/kernel/port-egress.js';
import type { Kernel, Operation } from '../../agent/kernel/port.js';
import { inside, Underlay } from '../support/kernel-hosts.js';

const BRIDGE = 'ovtest_gw';
/** Of the namespace's interface. */
const MAC = '02:42:ac:12:00:09';
const owner = { cluster: 'c', node: 'n', network: '' };
const rules = {
  bridge: BRIDGE,
  subnet: '172.18.0.0/20',
  closed: [],
  dataPorts: [4789],
  guard: true,
};

/** A kernel, and a way to make a workload's namespace with foreign interfaces. */
interface Setup {
  readonly kernel: Kernel;
  readonly namespace: (name: string, ifnames?: readonly string[]) => string;
  /** Somebody takes away the route to the gateway's subnet. */
  readonly loseSubnet: () => void;
  /** Somebody sets the gateway, its port, and the other end of that, otherwise than they were made: as `ALTERED` says. */
  readonly alter: (port: Place) => void;
  /** Somebody writes over the mark of the gateway. */
  readonly writeOver: () => void;
}

type Place = Pick<ObservedGatewayPort, 'name' | 'netns' | 'ifname'>;

const FOREIGN_MAC = '02:00:00:00:00:07';
const ALTERED = {
  gateway: ['arp', 'ageing_time', 'forward_delay', 'mcast_snooping', 'stp_state'],
  port: ['bcast_flood', 'flood', 'hairpin', 'isolated', 'learning', 'locked', 'state'],
} as const;

const underlay = new Underlay('c', 'oveg-');
t.teardown(() => underlay.close());

let next = 1;

function fake(): Setup {
  const kernel = new FakeKernel();
  return {
    kernel,
    namespace: (name, ifnames = []) => {
      kernel.addNamespace(name, ifnames);
      return name;
    },
    loseSubnet: () => {
      const { egress = NO_EGRESS } = kernel.state;
      const gateway = egress.gateways.get(BRIDGE);
      if (!gateway) throw new Error('there is no gateway');
      const gateways = new Map([[BRIDGE, { ...gateway, unreached: true as const }]]);
      kernel.state.egress = { ...egress, gateways };
    },
    writeOver: () => {
      const { egress = NO_EGRESS } = kernel.state;
      const foreign = { owner: undefined, guarded: false, unmarked: true } as const;
      const gateways = new Map([[BRIDGE, { ...egress.gateways.get(BRIDGE)!, ...foreign }]]);
      kernel.state.egress = { ...egress, gateways };
    },
    alter: ({ name }) => {
      const { egress = NO_EGRESS } = kernel.state;
      const [gateway, port] = [egress.gateways.get(BRIDGE)!, egress.gatewayPorts.get(name)!];
      const peer = { ...port.peer!, mac: FOREIGN_MAC, noArp: true as const };
      const altered = { ...port, altered: ALTERED.port, peer };
      kernel.state.egress = {
        ...egress,
        gateways: new Map([[BRIDGE, { ...gateway, altered: ALTERED.gateway }]]),
        gatewayPorts: new Map(egress.gatewayPorts).set(name, altered),
      };
    },
  };
}

function real(tag: string, vtep: string, transport: 'netlink' | 'pipes' = 'netlink'): Setup {
  const { netns } = underlay.cable(tag, next++);
  const places = { fabric: `${netns}-f`, vtep, hostNetns: netns, gatewayBridge: BRIDGE };
  return {
    kernel: new Iproute2Kernel({ ...places, transport }),
    namespace: (name, ifnames = []) => {
      const workload = underlay.workload(`${tag}-${name}`);
      for (const ifname of ifnames) inside(workload, `ip link add ${ifname} type bridge`);
      return workload;
    },
    loseSubnet: () => void inside(netns, `ip route del 172.18.0.0/20 dev ${BRIDGE}`),
    writeOver: () => void inside(netns, `ip link set ${BRIDGE} alias x`),
    alter: ({ name, netns: workload, ifname }) => {
      const flags = 'hairpin on learning off flood off bcast_flood off';
      inside(netns, `bridge link set dev ${name} isolated off locked on ${flags}`);
      // While STP is on the state of a port is its own affair.
      inside(netns, `bridge link set dev ${name} state 1`);
      const settings = 'stp_state 1 mcast_snooping 1 ageing_time 0';
      inside(netns, `ip link set ${BRIDGE} type bridge ${settings}`);
      inside(netns, `ip link set ${BRIDGE} arp off`);
      inside(workload, `ip link set ${ifname} arp off address ${FOREIGN_MAC}`);
    },
  };
}

const addGateway: Operation = {
  ...{ op: 'add-gateway', name: BRIDGE, address: '172.18.0.1/20', mtu: 1500, guarded: true, owner },
};

const addPort = (netns: string): Extract<Operation, { op: 'add-gateway-port' }> => ({
  ...{ op: 'add-gateway-port', name: gatewayPortName(BRIDGE, netns), bridge: BRIDGE, netns, owner },
  ...{ ifname: 'ovgw0', address: '172.18.0.9/20', via: '172.18.0.1', mtu: 1500 },
});

for (const [name, setup] of Object.entries({
  fake,
  netlink: () => real('h', '192.0.2.1'),
  'netlink with an IPv6 VTEP': () => real('six', 'fd00::1'),
  pipes: () => real('p', '192.0.2.3', 'pipes'),
})) {
  t.test(`the ${name} kernel`, async (t) => {
    const { kernel, namespace, loseSubnet, alter, writeOver } = setup();
    t.teardown(() => kernel.stop());
    await kernel.prepare();
    const codes = async (...operations: Operation[]): Promise<string[]> =>
      (await kernel.execute(operations)).map((result) => (result.ok ? 'ok' : result.code));
    const egress = async (): Promise<ObservedEgress> => {
      const { egress } = await kernel.observe();
      if (!egress) throw new Error('nothing of egress is observed');
      return egress;
    };
    const netns = namespace('1');
    const port = addPort(netns);

    await t.test('starts without egress', async (t) => {
      const { forwarding, gateways, gatewayPorts, present, guard } = await egress();
      t.same([forwarding, present, guard], [false, false, false]);
      t.equal(gateways.size + gatewayPorts.size, 0);
    });

    await t.test('makes the gateway once, and shows and repairs it', async (t) => {
      t.same(await codes(addGateway, addGateway), ['ok', 'kernel-refused']);
      const gateway = { name: BRIDGE, address: '172.18.0.1/20', mtu: 1500, owner };
      const whole = { ...gateway, up: true, addressed: true, guarded: true };
      t.same((await egress()).gateways.get(BRIDGE), whole);
      const repair = { op: 'repair-gateway', name: BRIDGE, mtu: 1400 } as const;
      t.same(await codes(repair, { ...repair, name: 'ovtest_no' }), ['ok', 'kernel-refused']);
      t.same((await egress()).gateways.get(BRIDGE), { ...whole, mtu: 1400 });
    });

    await t.test('gives the subnet of the gateway its route again', async (t) => {
      const lost = async () => (await egress()).gateways.get(BRIDGE)?.unreached;
      t.equal(await lost(), undefined);
      loseSubnet();
      t.equal(await lost(), true);
      const reach = '172.18.0.1/20';
      t.same(await codes({ op: 'repair-gateway', name: BRIDGE, reach }), ['ok']);
      t.equal(await lost(), undefined);
    });

    await t.test(
      'knows the gateway whose mark somebody wrote over, and marks it anew',
      async (t) => {
        const gateway = async () => (await egress()).gateways.get(BRIDGE);
        const marked = await gateway();
        writeOver();
        const foreign = { owner: undefined, guarded: false, unmarked: true };
        t.same(await gateway(), { ...marked, ...foreign });
        const mark = { owner, address: '172.18.0.1/20', guarded: true };
        t.same(await codes({ op: 'repair-gateway', name: BRIDGE, mark }), ['ok']);
        t.same(await gateway(), marked);
      },
    );

    await t.test('plugs a namespace in and shows both ends', async (t) => {
      t.same(await codes(port), ['ok']);
      const end = { mac: MAC, mtu: 1500, up: true };
      const peer = { ...end, addresses: ['172.18.0.9/20'], via: '172.18.0.1' };
      t.same((await egress()).gatewayPorts.get(port.name), {
        ...{ name: port.name, mtu: 1500, up: true, master: BRIDGE, owner },
        ...{ netns, ifname: 'ovgw0', address: '172.18.0.9/20', peerState: 'present' },
        peer: { ...peer, otherDefault: false },
      });
    });

    await t.test('refuses namespaces that are missing or have the name taken', async (t) => {
      t.same(await codes(addPort('oveg-c-nowhere')), ['netns-missing']);
      t.same(await codes(addPort(namespace('2', ['ovgw0']))), ['ifname-taken']);
      t.same([...(await egress()).gatewayPorts.keys()], [port.name], 'nothing half made is left');
    });

    await t.test('repairs a port inside and outside', async (t) => {
      const place = { op: 'repair-gateway-port', name: port.name, netns, ifname: 'ovgw0' } as const;
      const none = { addAddresses: [], dropAddresses: [] };
      t.same(await codes({ ...place, ...none, dropVia: '172.18.0.1' }), ['ok']);
      t.equal((await egress()).gatewayPorts.get(port.name)?.peer?.via, undefined);
      const lists = { addAddresses: ['172.18.0.10/20'], dropAddresses: ['172.18.0.9/20'] };
      t.same(await codes({ ...place, ...lists, mtu: 1400, addVia: '172.18.0.1' }), ['ok']);
      const { mtu, peer } = (await egress()).gatewayPorts.get(port.name)!;
      t.same([mtu, peer?.mtu, peer?.addresses], [1400, 1400, ['172.18.0.10/20']]);
      t.equal(peer?.via, '172.18.0.1');
    });

    await t.test('tells what somebody altered, and sets it as it was made', async (t) => {
      const place = { name: port.name, netns, ifname: 'ovgw0' };
      const altered = async () => {
        const { gateways, gatewayPorts } = await egress();
        const found = gatewayPorts.get(port.name);
        const links = [gateways.get(BRIDGE), found];
        const traits = links.map((link) => link?.altered && [...link.altered].sort());
        return [...traits, found?.peer?.mac, found?.peer?.noArp];
      };
      const whole = [undefined, undefined, MAC, undefined];
      t.same(await altered(), whole);
      alter(place);
      const [ofGateway, ofPort] = [[...ALTERED.gateway].sort(), [...ALTERED.port]];
      t.same(await altered(), [ofGateway, ofPort, FOREIGN_MAC, true]);
      const none = { addAddresses: [], dropAddresses: [] };
      const inside = { mac: MAC, arp: true } as const;
      const repair = { op: 'repair-gateway-port', ...place, ...none, ...inside } as const;
      t.same(
        await codes(
          { op: 'repair-gateway', name: BRIDGE, restore: ofGateway },
          { ...repair, restore: ofPort },
        ),
        ['ok', 'ok'],
      );
      t.same(await altered(), whole);
    });

    await t.test('writes rules and forwards, and undoes both', async (t) => {
      const write = { op: 'write-egress', ...rules } as const;
      t.same(await codes(write, write), ['ok', 'ok']);
      t.match(await egress(), { rules, guard: true, present: true, forwarding: true });
      const open = {
        ...rules,
        guard: false,
        closed: ['other0', 'other1'],
        dataPorts: [4789, 4790],
      };
      t.same(await codes({ op: 'write-egress', ...open }), ['ok']);
      t.match(await egress(), { rules: open, guard: false, present: true, forwarding: true });
      const remove = { op: 'remove-egress', forwardingOff: true } as const;
      t.same(await codes(remove, remove), ['ok', 'ok'], 'twice is fine');
      t.match(await egress(), { rules: undefined, present: false, forwarding: false });
    });

    await t.test(
      'writes its rules beside those of the firewall, each with its own result',
      async (t) => {
        const more = name.includes('IPv6') ? ['fd00::7', 'fd00::8'] : ['192.0.2.7', '192.0.2.8'];
        const filter = { accepted: more.slice(0, 1), ownVnis: [7], dataPort: 4789 };
        const firewall = { op: 'write-firewall', ...filter } as const;
        const write = { op: 'write-egress', ...rules } as const;
        t.same(await codes(firewall, write), ['ok', 'ok']);
        t.match(await egress(), { rules, guard: true, present: true, forwarding: true });
        t.match((await kernel.observe()).firewall, filter);
        const long = 'longer-than-names-may-be';
        const results = await codes({ ...firewall, accepted: more }, { ...write, bridge: long });
        t.same(results, ['ok', name === 'fake' ? 'ok' : 'kernel-refused']);
        t.match((await kernel.observe()).firewall, { ...filter, accepted: more });
        const remove = { op: 'remove-egress', forwardingOff: true } as const;
        t.same(await codes({ op: 'remove-firewall' }, remove), ['ok', 'ok']);
      },
    );

    await t.test('a bridge made anew starts without ports', async (t) => {
      t.same(await codes({ op: 'delete-gateway-link', name: BRIDGE }, addGateway), ['ok', 'ok']);
      t.equal((await egress()).gatewayPorts.get(port.name)?.master, undefined);
      const place = { op: 'repair-gateway-port', name: port.name, netns, ifname: 'ovgw0' } as const;
      const lists = { addAddresses: [], dropAddresses: [] };
      t.same(await codes({ ...place, ...lists, master: BRIDGE }), ['ok']);
      const { master, altered } = (await egress()).gatewayPorts.get(port.name)!;
      t.same([master, altered], [BRIDGE, undefined], 'also cut off from other ports');
    });

    await t.test('removes everything of its own', async (t) => {
      t.same(await codes({ op: 'write-egress', ...rules }), ['ok']);
      await kernel.removeAll();
      await kernel.prepare();
      const { gateways, gatewayPorts, present, forwarding } = await egress();
      t.same([gateways.size, gatewayPorts.size, present, forwarding], [0, 0, false, false]);
    });
  });
}
