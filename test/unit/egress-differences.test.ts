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

function told(operation: Operation): unknown {
  const [first] = differencesOf(
    [{ networkId: EGRESS, endpointId: '/run/netns/w1', operation }],
    [],
    mirror,
  );
  return first && [first.object, first.name, first.found, first.wanted];
}

t.test('what differs of egress is told in words', (t) => {
  const port = { op: 'add-gateway-port', ...place, bridge: 'gw', owner } as const;
  const added = { ...port, address: '172.18.0.9/20', via: '172.18.0.1', mtu: 1500 };
  t.same(told(added), ['gateway-port', 'gw-1', null, 'ovgw0 in w1, address 172.18.0.9/20']);
  const lists = { addAddresses: [], dropAddresses: ['172.18.0.7/20'] };
  const repair = { op: 'repair-gateway-port', ...place, ...lists, addVia: '172.18.0.1' } as const;
  const wanted = 'dropAddresses 172.18.0.7/20, addVia 172.18.0.1';
  t.same(told(repair), ['gateway-port', 'gw-1', 'different', wanted]);
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
