/** What is inside a namespace: told alike by a program and over netlink. */
import t, { type Test } from 'tap';
import { NamespacePrograms, type NamespaceReader } from '../../agent/kernel/namespace-reader.js';
import { loadNative } from '../../agent/kernel/native/native.js';
import { NamespaceDumps } from '../../agent/kernel/netlink/namespace-dumps.js';
import { parseGatewayPeer } from '../../agent/kernel/parse/egress.js';
import { parseHostRoutes, parsePeer } from '../../agent/kernel/parse/workload.js';
import { inside, sh } from '../support/kernel-hosts.js';

if (process.getuid?.() !== 0) t.bailout('namespaces need root');

const NAME = 'ovk-reader';
const PATH = `/run/netns/${NAME}`;
const PLACE = { netns: NAME, ifname: 'eth0' };
const readers: Readonly<Record<string, NamespaceReader>> = {
  programs: new NamespacePrograms(),
  netlink: new NamespaceDumps(await loadNative()),
};

const drop = (): void => void sh(`ip netns del ${NAME} 2>/dev/null || true`);
drop();
t.teardown(drop);

const DEVICES = [
  'link set lo up',
  'link add eth0 address 02:42:0a:14:00:07 mtu 1450 type veth peer name peer0',
  'link add other type veth peer name peer1',
  ...['eth0', 'other', 'peer0', 'peer1'].map((name) => `link set ${name} addrgenmode none up`),
];

/** A namespace with eth0 and other, changed by lines of `ip -batch`. */
function workload(...lines: readonly string[]): void {
  drop();
  sh(`ip netns add ${NAME}`);
  inside(NAME, `ip -batch - <<'LINES'\n${[...DEVICES, ...lines].join('\n')}\nLINES`);
}

/** Names, from each reader, what the test is about. */
async function each(t: Test, look: (reader: NamespaceReader, t: Test) => Promise<void>) {
  for (const [name, reader] of Object.entries(readers)) {
    await t.test(name, (t) => look(reader, t));
  }
}

const peerOf = async (reader: NamespaceReader) => {
  const { links, routes } = await reader.workload(PATH);
  return parsePeer(PLACE, links, routes);
};

const gatewayEndOf = async (reader: NamespaceReader) => {
  const { links, routes } = await reader.gatewayEnd(PATH);
  return parseGatewayPeer('eth0', links, routes);
};

t.test('an interface with its addresses and the routes of ours over it', async (t) => {
  workload(
    'addr add 10.20.0.7/24 dev eth0',
    'addr add 10.20.0.8/24 dev eth0',
    'addr add 10.30.0.1/31 dev eth0',
    'addr add 10.40.0.1/32 dev eth0',
    'addr add fd00:20::7/64 dev eth0 nodad',
    'addr add 10.50.0.1/24 dev other',
    'route add 10.21.0.0/24 dev eth0 proto 79',
    'route add 10.22.0.9 dev eth0 proto 79',
    'route add fd00:21::/64 dev eth0 proto 79',
    'route add fd00:22::9 dev eth0 proto 79',
    'route add default via 10.20.0.1 dev eth0 proto 79 metric 2047',
    'route add default via fd00:20::1 dev eth0 proto 79 metric 2047',
    'route add 10.23.0.0/24 dev eth0 proto static',
    'route add 10.24.0.0/24 dev other proto 79',
    'route add blackhole 10.25.0.0/24 proto 79',
    'route add 10.26.0.0/24 dev eth0 proto 79 table 77',
  );
  await each(t, async (reader, t) => {
    const { addresses = [], ...peer } = (await peerOf(reader)) ?? {};
    t.same([...addresses].sort(), [
      ...['10.20.0.7/24', '10.20.0.8/24', '10.30.0.1/31', '10.40.0.1/32'],
      'fd00:20::7/64',
    ]);
    t.same(peer, {
      netns: NAME,
      ifname: 'eth0',
      mac: '02:42:0a:14:00:07',
      mtu: 1450,
      up: true,
      routes: [
        '10.21.0.0/24',
        '10.22.0.9/32',
        '10.26.0.0/24',
        'default via 10.20.0.1',
        'default via fd00:20::1',
        'fd00:21::/64',
        'fd00:22::9/128',
      ],
    });
  });
});

t.test('what anybody may have done to it', async (t) => {
  workload(
    'addr add 10.20.0.7/24 dev eth0',
    'addr add fd00:20::7/64 dev eth0 nodad',
    'addr add 10.60.0.1/24 dev eth0',
    'route del 10.20.0.0/24 dev eth0',
    'route del fd00:20::/64 dev eth0',
    // In another table, or behind a router, it leads nowhere of what is meant.
    'route add 10.20.0.0/24 dev eth0 table 77',
    'route add fd00:20::/64 via fd00:20::9 dev eth0 onlink',
    'link set eth0 arp off',
  );
  await each(t, async (reader, t) => {
    const peer = await peerOf(reader);
    t.equal(peer?.noArp, true);
    t.same(peer?.unreached, ['10.20.0.7/24', 'fd00:20::7/64']);
    t.same(peer?.routes, []);
  });
  inside(NAME, 'ip link set eth0 down');
  await each(t, async (reader, t) => {
    const peer = await peerOf(reader);
    t.equal(peer?.up, false);
    t.equal(peer?.unreached, undefined);
  });
});

t.test("somebody else's default routes, by family", async (t) => {
  workload(
    'addr add 10.50.0.1/24 dev other',
    'addr add fd00:50::1/64 dev other nodad',
    'route add default via 10.50.0.9 dev other',
    'route add default via fd00:50::9 dev other',
  );
  await each(t, async (reader, t) => {
    t.same((await peerOf(reader))?.foreignDefaults, [4, 6]);
    t.equal((await gatewayEndOf(reader))?.otherDefault, true);
  });
  inside(NAME, 'ip route del default');
  await each(t, async (reader, t) => {
    t.same((await peerOf(reader))?.foreignDefaults, [6]);
    t.equal((await gatewayEndOf(reader))?.otherDefault, false, 'the gateway is of IPv4');
  });
});

t.test('the end of a gateway port', async (t) => {
  workload(
    'addr add 172.31.0.5/16 dev eth0',
    'route add default via 172.31.0.1 dev eth0 proto 79 metric 100',
    'route add default via 172.31.0.2 dev eth0 proto 79 table 77',
  );
  await each(t, async (reader, t) => {
    t.same(await gatewayEndOf(reader), {
      mac: '02:42:0a:14:00:07',
      mtu: 1450,
      up: true,
      addresses: ['172.31.0.5/16'],
      via: '172.31.0.1',
      otherDefault: false,
    });
  });
});

t.test('no interface of that name', async (t) => {
  workload('link set eth0 down', 'link set eth0 name eth7');
  await each(t, async (reader, t) => {
    t.equal(await peerOf(reader), undefined);
    t.equal(await gatewayEndOf(reader), undefined);
  });
});

t.test("a host's addresses and where its main table leads", async (t) => {
  workload(
    'addr add 192.0.2.7/24 dev eth0',
    'addr add fd00:20::7/64 dev eth0 nodad',
    'route add default via 192.0.2.1 dev eth0',
    'route add blackhole 10.25.0.0/16',
    'route add 10.26.0.0/24 dev eth0 table 77',
    'route add 10.27.0.0/24 nexthop dev eth0 nexthop dev other',
  );
  await each(t, async (reader, t) => {
    const { links, routes } = await reader.host(PATH);
    t.same(parseHostRoutes(routes), [
      '10.25.0.0/16',
      '10.27.0.0/24',
      '192.0.2.0/24',
      'fd00:20::/64',
    ]);
    const local = links.find(({ ifname }) => ifname === 'eth0')?.addr_info;
    t.ok(local?.some((one) => one.local === '192.0.2.7' && one.prefixlen === 24));
  });
});

t.test('more routes than fit into one datagram', async (t) => {
  const lines = Array.from(
    { length: 3000 },
    (_, at) => `route add 10.${64 + (at >> 8)}.${at & 255}.0/24 dev eth0 proto 79`,
  );
  workload(...lines);
  await each(t, async (reader, t) => {
    t.equal((await peerOf(reader))?.routes.length, 3000);
  });
});

t.test('many looks at once do not mix', async (t) => {
  workload(
    ...Array.from(
      { length: 300 },
      (_, at) => `route add 10.64.${at & 255}.${at >> 8} dev eth0 proto 79`,
    ),
  );
  await each(t, async (reader, t) => {
    const one = await peerOf(reader);
    const many = await Promise.all(Array.from({ length: 20 }, () => peerOf(reader)));
    for (const peer of many) t.same(peer, one);
  });
});
