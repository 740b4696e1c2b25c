import t from 'tap';
import { differencesOf } from '../../agent/inspect/differences.js';
import { NO_EGRESS } from '../../agent/kernel/port-egress-mirror.js';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import type { Operation } from '../../agent/kernel/port.js';
import { EGRESS } from '../../agent/reconcile/retries.js';

const owner = { cluster: 'c', node: 'n', network: '' };
const mirror = new KernelMirror();
mirror.egress = NO_EGRESS;
const place = { name: 'gw-1', netns: 'w1', ifname: 'ovgw0' };

function allTold(operation: Operation, actual = mirror): unknown[] {
  const steps = [{ networkId: EGRESS, endpointId: '/run/netns/w1', operation }];
  return differencesOf(steps, [], actual).map(({ object, name, found, wanted }) => [
    ...[object, name, found, wanted],
  ]);
}

const told = (operation: Operation): unknown => allTold(operation)[0];

t.test('what differs of egress is told in words', (t) => {
  const port = { op: 'add-gateway-port', ...place, bridge: 'gw', owner } as const;
  const added = { ...port, address: '172.18.0.9/20', via: '172.18.0.1', mtu: 1500 };
  t.same(told(added), ['gateway-port', 'gw-1', null, 'ovgw0 in w1, address 172.18.0.9/20']);
  const lists = { addAddresses: [], dropAddresses: ['172.18.0.7/20'] };
  const repair = { op: 'repair-gateway-port', ...place, ...lists, addVia: '172.18.0.1' } as const;
  t.same(allTold(repair), [
    ['address', 'ovgw0 in w1 172.18.0.7/20', 'present', null],
    ['route', 'ovgw0 in w1 default via 172.18.0.1', null, 'present'],
  ]);
  const rules = {
    bridge: 'gw',
    subnet: '172.18.0.0/20',
    closed: ['gw2'],
    dataPorts: [4789],
    guard: true,
  };
  const text = '172.18.0.0/20 from gw, not into gw2, guarded';
  t.same(told({ op: 'write-egress', ...rules }), ['firewall', 'FORWARD', null, text]);
  t.same(told({ op: 'delete-gateway-link', name: 'gw-1' }), [
    ...['gateway-port', 'gw-1', 'present', null],
  ]);
  t.end();
});

t.test('what somebody altered of the gateway and its ports is told with its value', (t) => {
  const actual = new KernelMirror();
  const address = '172.18.0.1/20';
  actual.egress = NO_EGRESS;
  actual.apply({ op: 'add-gateway', name: 'gw', address, mtu: 1500, guarded: true, owner });
  const plug = { ...place, bridge: 'gw', owner, address: '172.18.0.9/20', via: '172.18.0.1' };
  actual.apply({ op: 'add-gateway-port', ...plug, mtu: 1500 });
  t.same(
    allTold(
      {
        ...{ op: 'repair-gateway', name: 'gw', up: true, mtu: 1400, reach: address },
        restore: ['stp_state', 'arp'],
      },
      actual,
    ),
    [
      ['gateway', 'gw', 'down', 'up'],
      ['gateway', 'gw', 'mtu 1500', 'mtu 1400'],
      ['gateway', 'gw', 'other stp_state, arp off', 'stp_state 0, arp on'],
      ['route', 'gw 172.18.0.0/20', null, 'present'],
    ],
  );
  const port = actual.egress.gatewayPorts.get('gw-1')!;
  const peer = { ...port.peer!, mtu: 1400 };
  const gatewayPorts = new Map([['gw-1', { ...port, master: 'br0', peer }]]);
  actual.egress = { ...actual.egress, gatewayPorts };
  const lists = { addAddresses: [], dropAddresses: [] };
  const inside = { mac: '02:42:ac:12:00:07', arp: true, mtu: 1400 } as const;
  const repair = { op: 'repair-gateway-port', ...place, ...lists, ...inside } as const;
  t.same(allTold({ ...repair, master: 'gw', restore: ['isolated', 'flood', 'state'] }, actual), [
    ['gateway-port', 'gw-1', 'mtu 1500', 'mtu 1400'],
    ['gateway-port', 'gw-1', 'in bridge br0', 'in bridge gw'],
    [
      ...['gateway-port', 'gw-1'],
      'isolated off, flood off, other state',
      'isolated on, flood on, state forwarding',
    ],
    ['interface', 'ovgw0 in w1', 'arp off', 'arp on'],
    ['interface', 'ovgw0 in w1', 'mac 02:42:ac:12:00:09', 'mac 02:42:ac:12:00:07'],
  ]);
  t.end();
});

t.test('a link that is made anew is told once', (t) => {
  const add = { op: 'add-gateway', name: 'gw', address: '172.18.0.1/20', mtu: 1500 } as const;
  const steps = [
    { op: 'delete-gateway-link', name: 'gw' } as const,
    { ...add, guarded: true, owner },
  ];
  const all = steps.map((operation) => ({ networkId: EGRESS, endpointId: '', operation }));
  t.match(differencesOf(all, [], mirror), [{ object: 'gateway', wanted: 'address 172.18.0.1/20' }]);
  t.equal(differencesOf(all, [], mirror).length, 1);
  t.end();
});

t.test('what several endpoints lack is told of each', (t) => {
  const affects = ['ep-1', 'ep-2'].map((endpointId) => ({ networkId: 'net-1', endpointId }));
  const failure = {
    networkId: EGRESS,
    endpointId: '',
    code: 'gateway-taken',
    detail: 'x',
  } as const;
  t.match(differencesOf([], [{ ...failure, affects }], mirror), [
    { object: 'endpoint', name: 'ep-1', network: 'net-1', code: 'gateway-taken' },
    { object: 'endpoint', name: 'ep-2', network: 'net-1', code: 'gateway-taken' },
  ]);
  t.end();
});
