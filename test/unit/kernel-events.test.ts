import t from 'tap';
import {
  parseHostLine,
  parseRowLine,
  parseStructureLine,
} from '../../agent/kernel/parse/monitor.js';
import { Plugged } from '../../agent/kernel/netlink/plugged.js';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import { NO_EGRESS } from '../../agent/kernel/port-egress-mirror.js';
import { Echoes } from '../../agent/reconcile/echoes.js';

const OVERFLOW = { object: 'overflow' } as const;

t.test('what the kernel does by itself in a workload is no reason to look', (t) => {
  for (const line of [
    '[nsid 0]2: eth0    inet6 fe80::9478:8dff:fe32:339c/64 scope link ',
    '[nsid 0]fe80::/64 dev eth0 proto kernel metric 256 pref medium',
    '[nsid 0]multicast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium',
    '[nsid 0]local fe80::9478:8dff:fe32:339c dev eth0 table local proto kernel metric 0 pref medium',
    '[nsid current]2: eth7: <BROADCAST,MULTICAST,UP> mtu 1450 qdisc noqueue state UP group default ',
    '       valid_lft forever preferred_lft forever',
  ]) {
    t.equal(parseStructureLine(line), undefined, line);
  }
  t.end();
});

t.test('a foreign hand in a workload is', (t) => {
  for (const [line, object] of [
    ['[nsid 0]Deleted 2: eth0    inet 10.0.0.5/24 scope global eth0', 'address'],
    ['[nsid 12]2: eth0    inet6 fd00::5/64 scope global ', 'address'],
    ['[nsid 0]Deleted 10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5 ', 'route'],
    ['[nsid 0]2: eth0@if3: <BROADCAST,MULTICAST> mtu 1450 qdisc noqueue state DOWN ', 'link'],
  ] as const) {
    t.match(parseStructureLine(line), { object, workload: true }, line);
  }
  t.end();
});

t.test('a row is told of with the port and VNI that it leads to, where they are its own', (t) => {
  const to = (rest: string) =>
    parseRowLine(`02:42:0a:00:00:03 dev vx-000001 dst 192.0.2.2 ${rest}self permanent`)?.row?.value;
  t.equal(to(''), '192.0.2.2');
  t.equal(to('port 4790 vni 77 '), '192.0.2.2@port=4790@vni=77');
  t.equal(to('via ifindex 3 '), '192.0.2.2@via=3');
  t.end();
});

t.test('that a bridge finds a MAC at a port of ours, or no longer, calls for a look', (t) => {
  const told = (dev: string, gone = '') =>
    parseRowLine(`${gone}02:42:0a:00:00:03 dev ${dev} master br-000001 static`);
  for (const dev of ['ve0123456789ab', 'vx-000001']) {
    t.same(told(dev), { object: 'link', dev });
    t.same(told(dev, 'Deleted '), { object: 'link', dev });
  }
  t.equal(told('eth0'), undefined, 'a foreign port');
  t.end();
});

t.test('of settings of the host only its own forwarding of IPv4 counts', (t) => {
  const told = (line: string) => parseHostLine(line, 'gw');
  t.same(told('inet all forwarding off '), { object: 'firewall' });
  t.same(told('inet all forwarding on rp_filter strict '), { object: 'firewall' });
  for (const line of [
    'inet all rp_filter strict ',
    'inet default forwarding off ',
    'inet dev eth0 forwarding off ',
    'inet6 all forwarding off ',
    'Deleted inet dev eth0 ',
  ]) {
    t.equal(told(line), undefined, line);
  }
  t.end();
});

t.test('events while we change links, and shortly after, are our own echoes', (t) => {
  const echoes = new Echoes();
  const mirror = new KernelMirror();
  const event = { object: 'address', workload: true } as const;
  const looks = (at: number): string | undefined => {
    echoes.add(event, at);
    return echoes.take(mirror)?.scope;
  };
  t.equal(looks(0), 'all');
  echoes.structuralBegins();
  t.equal(looks(10), undefined, 'while the change is under way');
  t.equal(looks(10_000), undefined, 'however long it takes');
  echoes.structuralEnds(10_000);
  t.equal(looks(10_199), undefined, 'and shortly after');
  t.equal(looks(10_200), 'all');
  t.end();
});

t.test('an address of the gateway bridge calls for a look when it is not as we made it', (t) => {
  const echoes = new Echoes();
  const mirror = new KernelMirror();
  mirror.egress = NO_EGRESS;
  const owner = { cluster: 'c', node: 'n', network: '' };
  const gateway = { name: 'ov_gwbridge', mtu: 1500, address: '172.18.0.1/20', guarded: false };
  const tell = (...lines: string[]): string | undefined => {
    for (const line of lines) echoes.add(parseHostLine(line, gateway.name) ?? OVERFLOW, 0);
    return echoes.take(mirror)?.scope;
  };
  const added = '4: ov_gwbridge    inet 172.18.0.1/20 scope global ov_gwbridge';
  mirror.apply({ op: 'add-gateway', ...gateway, owner });
  t.equal(tell(added), undefined, 'the one it has');
  t.equal(tell(`Deleted ${added}`, added), undefined, 'the last word counts');
  t.equal(tell(added, `Deleted ${added}`), 'fabric', 'ours, taken away');
  t.equal(tell(added.replace('18.0.1/20', '18.0.9/20')), 'fabric', 'another one');
  mirror.apply({ op: 'delete-gateway-link', name: gateway.name });
  t.equal(tell(`Deleted ${added}`), undefined, 'gone with its bridge');
  t.end();
});

t.test(
  'of what a tap is wired by own changes are told in time: what comes after is another',
  (t) => {
    const echoes = new Echoes();
    const mirror = new KernelMirror();
    const event = { object: 'redirect', dev: 'vm1' } as const;
    echoes.structuralBegins();
    echoes.add(event, 0);
    echoes.structuralEnds(10);
    t.equal(echoes.take(mirror), undefined, 'while the change was under way');
    echoes.add(event, 11);
    t.match(echoes.take(mirror), { scope: 'fabric' });
    t.end();
  },
);

t.test(
  'what is told of known ports in time is no echo, and calls for their namespaces alone',
  (t) => {
    const echoes = new Echoes();
    const mirror = new KernelMirror();
    const event = { object: 'address', workload: true, ports: ['ve1', 've2'] } as const;
    echoes.structuralBegins();
    echoes.add(event, 0);
    echoes.structuralEnds(10);
    t.equal(echoes.take(mirror), undefined, 'while the change was under way');
    echoes.add(event, 11);
    echoes.add({ ...event, object: 'link', ports: ['ve3'] }, 11);
    t.same(echoes.take(mirror), { scope: undefined, ports: new Set(['ve1', 've2']) });
    echoes.add(event, 500);
    echoes.add({ object: 'link', dev: 'br-000001' }, 500);
    t.match(echoes.take(mirror), { scope: 'fabric', ports: new Set(['ve1', 've2']) });
    t.end();
  },
);

t.test('a port is known by the namespace it ends in, until it goes', (t) => {
  const plugged = new Plugged();
  const link = {
    ifindex: 1,
    up: true,
    running: true,
    mtu: 1450,
    master: undefined,
    guarded: true,
    altered: [],
  };
  const port = { ...link, name: 've0123456789ab', endsIn: 3, ofBridge: false, gone: false };
  plugged.learn(port);
  plugged.learn({ ...port, name: 've0123456789cd' });
  plugged.learn({ ...port, name: 'vx-000001' });
  t.same(plugged.portsIn(3), ['ve0123456789ab', 've0123456789cd']);
  plugged.learn({ ...port, gone: true });
  plugged.learn({ ...port, name: 've0123456789cd', endsIn: 4 });
  t.equal(plugged.portsIn(3), undefined, 'the number may be given again');
  t.same(plugged.portsIn(4), ['ve0123456789cd']);
  t.end();
});

t.test('of the routes of a host that to the subnet of the gateway bridge counts', (t) => {
  const told = (line: string) => parseHostLine(line, 'gw');
  const text = '172.18.0.0/20';
  const line = `${text} dev gw proto kernel scope link src 172.18.0.1 linkdown `;
  const event = { object: 'route', dev: 'gw', subnet: { text, gone: false } };
  t.same(told(line), event);
  t.same(told(`Deleted ${line}`), { ...event, subnet: { text, gone: true } });
  for (const other of [
    '172.18.0.0/20 dev gw2 proto kernel scope link src 172.18.0.1 ',
    `10.0.0.0/8 via 172.18.0.9 dev eth0 `,
    'local 172.18.0.1 dev gw table local proto kernel scope host src 172.18.0.1 ',
    `${text} dev gw table 100 scope link `,
  ]) {
    t.equal(told(other), undefined, other);
  }
  t.end();
});

t.test(
  'that this route came or went as it should is our own echo, else it calls for a look',
  (t) => {
    const gateway = { name: 'gw', mtu: 1500, up: true, address: '172.18.0.1/20', addressed: true };
    const owner = { cluster: 'c', node: 'n', network: '' };
    const mirror = new KernelMirror();
    const looks = (text: string, gone: boolean, changes = {}): boolean => {
      const gateways = new Map([['gw', { ...gateway, guarded: false, owner, ...changes }]]);
      mirror.egress = { ...NO_EGRESS, gateways };
      const echoes = new Echoes();
      echoes.add({ object: 'route', dev: 'gw', subnet: { text, gone } }, 0);
      return echoes.take(mirror) !== undefined;
    };
    t.notOk(looks('172.18.0.0/20', false), 'it is there');
    t.ok(looks('172.18.0.0/20', true), 'somebody took it away');
    t.notOk(looks('10.0.0.0/8', true), 'somebody else routes over the bridge');
    t.notOk(looks('172.18.0.0/20', true, { up: false }), 'a bridge that is down has none');
    t.notOk(looks('172.18.0.0/20', true, { unreached: true }), 'it is known to be missing');
    t.ok(looks('172.18.0.0/20', false, { unreached: true }), 'it is there again');
    t.end();
  },
);
