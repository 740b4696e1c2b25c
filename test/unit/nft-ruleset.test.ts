/** Rules of nftables judged from what `nft -j list ruleset` (1.0.6) prints; over real ones in integration/trace-faults. */
import t from 'tap';
import { followNft } from '../../agent/inspect/nft-ruleset.js';
import type { TunnelPacket } from '../../agent/inspect/packet-filter.js';

const PACKET: TunnelPacket = {
  ...{ source: '192.0.2.2', destination: '192.0.2.1', device: 'eth0', port: 4789, vni: 7 },
};

const at = { family: 'inet', table: 'mine' };
const base = { ...at, name: 'in', handle: 1, type: 'filter', hook: 'input', prio: 0 };
const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const dport = { payload: { protocol: 'udp', field: 'dport' } };
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const device = { meta: { key: 'iifname' } };
const DROP = { drop: null };
const ACCEPT = { accept: null };

interface Shape {
  readonly rules?: readonly (readonly object[])[];
  readonly chain?: object;
  readonly more?: readonly object[];
  readonly packet?: TunnelPacket;
}

function dropOf({ rules = [], chain = {}, more = [], packet = PACKET }: Shape): string {
  const own = { policy: 'accept', ...base, ...chain };
  const listed = rules.map((expr, i) => ({
    rule: { family: own.family, table: own.table, chain: 'in', handle: 10 + i, expr },
  }));
  const json = JSON.stringify({ nftables: [{ chain: own }, ...listed, ...more] });
  const options = { hooks: ['ingress', 'input'], others: new Set(['ip filter']) } as const;
  const { verdict, rule } = followNft(json, packet, options);
  return verdict === 'drop' ? rule : '';
}

t.test('a rule that the packet fits drops it, and is named by its place', (t) => {
  const named = 'nft inet mine in: rule of handle 10';
  for (const rule of [
    [DROP],
    [match(dport, 4789), { counter: {} }, DROP],
    [match(dport, { set: [53, { range: [4000, 5000] }] }), { reject: { type: 'icmpx' } }],
    [match(saddr, { prefix: { addr: '192.0.2.0', len: 24 } }), { log: null }, DROP],
    [match(saddr, { range: ['192.0.2.1', '192.0.2.9'] }), DROP],
    [match(saddr, '198.51.100.1', '!='), DROP],
    [match(device, 'eth*'), DROP],
    [match({ meta: { key: 'l4proto' } }, 'udp'), DROP],
    [match({ ct: { key: 'state' } }, ['invalid', 'new'], 'in'), DROP],
    [match(dport, 1024, '>='), DROP],
  ]) {
    t.equal(dropOf({ rules: [rule] }), named, JSON.stringify(rule));
  }
  t.end();
});

t.test('a rule for others, or that is not understood, does not', (t) => {
  for (const rule of [
    [match(dport, 53), DROP],
    [match(dport, { set: [53, 4790] }), DROP],
    [match(saddr, '198.51.100.1'), DROP],
    [match({ payload: { protocol: 'ip6', field: 'saddr' } }, 'fd00::1'), DROP],
    [match(device, 'lo'), DROP],
    [match({ meta: { key: 'mark' } }, 7), DROP],
    [match({ meta: { key: 'mark' } }, 7, '!='), DROP],
    [match(dport, '@unknown'), DROP],
    [match(dport, '@unknown', '!='), DROP],
    [{ limit: { rate: 5 } }, DROP],
    [{ xt: { type: 'match' } }, DROP],
    [{ vmap: {} }],
    [{ jump: { target: 'nowhere' } }],
  ]) {
    t.equal(dropOf({ rules: [rule] }), '', JSON.stringify(rule));
  }
  t.end();
});

t.test('chains are followed as the kernel follows them', (t) => {
  const rule = (chain: string, ...expr: object[]) => ({ rule: { ...at, chain, handle: 30, expr } });
  const jump = (target: string) => [{ jump: { target } }];
  const goTo = (target: string) => [{ goto: { target } }];
  const deep = 'nft inet mine deep: rule of handle 30';
  t.equal(dropOf({ rules: [jump('deep')], more: [rule('deep', DROP)] }), deep);
  const returns = [rule('deep', { return: null }), rule('deep', DROP)];
  t.equal(dropOf({ rules: [jump('deep')], more: returns }), '', 'returned from');
  t.match(dropOf({ rules: [jump('deep'), [DROP]], more: returns }), 'handle 11', 'then goes on');
  t.equal(dropOf({ rules: [goTo('deep'), [DROP]], more: returns }), '', 'not after goto');
  t.equal(dropOf({ rules: [[ACCEPT], [DROP]] }), '');
  const strict = { policy: 'drop' };
  t.equal(dropOf({ chain: strict }), 'nft inet mine in: policy drop');
  t.equal(dropOf({ chain: strict, rules: [[match(dport, 4789), ACCEPT]] }), '');
  t.match(dropOf({ chain: strict, rules: [goTo('deep'), [ACCEPT]] }), 'policy drop');
  const loop = [rule('deep', ...jump('deep'))];
  t.equal(dropOf({ rules: [jump('deep')], more: loop }), '', 'no loop without end');
  t.end();
});

t.test('what one chain accepts the next may drop, in the order of their priorities', (t) => {
  const chain = (name: string, prio: number) => ({
    chain: { ...base, table: name, prio, policy: 'drop' },
  });
  t.match(dropOf({ rules: [[ACCEPT]], more: [chain('later', 10)] }), 'inet later in');
  const both = [chain('later', 10), chain('sooner', -10)];
  t.match(dropOf({ rules: [[DROP]], more: both }), 'inet sooner in');
  t.end();
});

t.test(
  'only tables, hooks and devices that the packet meets count, and not those of iptables',
  (t) => {
    const strict = { policy: 'drop' };
    t.equal(dropOf({ chain: { ...strict, family: 'ip6' } }), '');
    t.equal(dropOf({ chain: { ...strict, family: 'bridge' } }), '');
    t.equal(dropOf({ chain: { ...strict, hook: 'output' } }), '');
    t.equal(dropOf({ chain: { ...strict, family: 'ip', table: 'filter' } }), '');
    t.match(dropOf({ chain: { ...strict, family: 'ip', table: 'other' } }), 'ip other in');
    const six = { ...PACKET, source: 'fd00::2', destination: 'fd00::1' };
    t.match(dropOf({ chain: { ...strict, family: 'ip6' }, packet: six }), 'ip6 mine in');
    const early = { ...strict, family: 'netdev', hook: 'ingress' };
    t.equal(dropOf({ chain: early }), '', 'of a device that is not told');
    t.equal(dropOf({ chain: { ...early, dev: 'eth1' } }), '');
    t.match(dropOf({ chain: { ...early, dev: ['eth1', 'eth0'] } }), 'netdev mine in');
    t.end();
  },
);
