import t from 'tap';
import { follow } from '../../agent/inspect/packet-filter.js';
import { renderRestore } from '../../agent/kernel/parse/firewall.js';

const PACKET = {
  ...{ source: '192.0.2.1', destination: '192.0.2.2', device: 'eth0' },
  ...{ port: 4789, vni: 1_048_577 },
};
const HOOKS = ['raw PREROUTING', 'filter INPUT'];

function filter(lines: readonly string[], policy = 'ACCEPT'): string {
  return ['*filter', `:INPUT ${policy} [0:0]`, ':OTHER - [0:0]', ...lines, 'COMMIT'].join('\n');
}

const CASES: readonly [string, string, 'accept' | 'drop'][] = [
  ['nothing at all', '', 'accept'],
  ['a policy', filter([], 'DROP'), 'drop'],
  ['a policy after an accept', filter(['-A INPUT -p udp -j ACCEPT'], 'DROP'), 'accept'],
  ['every packet', filter(['-A INPUT -j DROP']), 'drop'],
  ['another protocol', filter(['-A INPUT -p tcp -j DROP']), 'accept'],
  ['its port', filter(['-A INPUT -p udp -m udp --dport 4789 -j REJECT']), 'drop'],
  ['a range of ports', filter(['-A INPUT -p udp -m udp --dport 4000:5000 -j DROP']), 'drop'],
  ['several ports', filter(['-A INPUT -p udp -m multiport --dports 53,4789 -j DROP']), 'drop'],
  ['other ports', filter(['-A INPUT -p udp -m multiport --dports 53,80 -j DROP']), 'accept'],
  ['its source', filter(['-A INPUT -s 192.0.2.0/24 -j DROP']), 'drop'],
  ['all sources but its own', filter(['-A INPUT ! -s 192.0.2.0/24 -j DROP']), 'accept'],
  ['another source', filter(['-A INPUT -s 198.51.100.0/24 -j DROP']), 'accept'],
  ['its device', filter(['-A INPUT -i eth+ -j DROP']), 'drop'],
  ['loopback', filter(['-A INPUT -i lo -j DROP']), 'accept'],
  ['a match not understood', filter(['-A INPUT -m conntrack --ctstate INVALID -j DROP']), 'accept'],
  ['a comment', filter(['-A INPUT -m comment --comment "a -j b" -j DROP']), 'drop'],
  ['a chain', filter(['-A INPUT -j OTHER', '-A OTHER -p udp -j DROP']), 'drop'],
  [
    'a chain that returns',
    filter(['-A INPUT -j OTHER', '-A OTHER -p udp -j RETURN', '-A OTHER -j DROP']),
    'accept',
  ],
  ['a drop behind an accept', filter(['-A INPUT -p udp -j ACCEPT', '-A INPUT -j DROP']), 'accept'],
  ['an earlier table', '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j DROP\nCOMMIT', 'drop'],
];

for (const [name, save, verdict] of CASES) {
  t.test(`a rule about ${name}: ${verdict}`, (t) => {
    t.equal(follow([save], PACKET, HOOKS).verdict, verdict);
    t.end();
  });
}

t.test('a packet meets the rules of both back ends', (t) => {
  const drops = filter(['-A INPUT -j DROP']);
  t.same(follow([filter([]), drops], PACKET, HOOKS), { verdict: 'drop', rule: '-A INPUT -j DROP' });
  t.end();
});

t.test('our own chain lets members in and drops our VNIs from others', (t) => {
  for (const family of [4, 6] as const) {
    const [member, vtep] =
      family === 4 ? ['192.0.2.1', '192.0.2.2'] : ['2001:db8::1', '2001:db8::2'];
    const content = { accepted: [member], ownVnis: [PACKET.vni], dataPort: 4789 };
    const options = { chain: 'OVNET-INPUT', family, u32: true, content, jumps: [] };
    const save = renderRestore(options).replace('-I INPUT 1', '-A INPUT');
    const packet = { ...PACKET, source: member, destination: vtep };
    t.equal(follow([save], packet, HOOKS).verdict, 'accept');
    const stranger = { ...packet, source: family === 4 ? '192.0.2.9' : '2001:db8::9' };
    t.equal(follow([save], stranger, HOOKS).verdict, 'drop', `${family}`);
    t.equal(follow([save], { ...stranger, vni: 7 }, HOOKS).verdict, 'accept', 'of another VNI');
  }
  t.end();
});
