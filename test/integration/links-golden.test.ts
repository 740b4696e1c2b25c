/**
 * Every link, entry and neighbour of reference networks, as `ip -d link`, `bridge fdb` and `ip neigh` print them:
 * test/golden/links.txt; with OVNET_UPDATE_GOLDEN=1 it is written anew, to be read before it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { inside, Underlay } from '../support/kernel-hosts.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';

const GOLDEN = 'test/golden/links.txt';

const underlay = new Underlay('l', 'oveg-');
t.teardown(() => underlay.close());
const [a, b, c] = [await underlay.host('a'), await underlay.host('b'), await underlay.host('c')];
const workloads = ['1', '2'].map((name) => underlay.workload(name));

/** What we set, or rely on; the rest are this kernel's defaults, counters, timers and addresses drawn at random. */
const KEPT = {
  bridge: ['forward_delay', 'stp_state', 'vlan_filtering', 'mcast_snooping', 'nf_call_iptables'],
  bridge_slave: [
    'state',
    'hairpin',
    'guard',
    'learning',
    'flood',
    'mcast_flood',
    'bcast_flood',
    'neigh_suppress',
    'isolated',
  ],
} as const;

/** Of one link, as lines. */
function linkLines(block: string): string {
  const [head = '', ...lines] = block.split('\n').map((line) => line.trim());
  const [, name, flags] = /^\d+: ([^:@]+)[^<]*<([^>]+)>/.exec(head) ?? [];
  const kept = lines.flatMap((line) => {
    const [kind = ''] = line.split(' ');
    if (kind === 'bridge' || kind === 'bridge_slave') return [`${kind} ${pairs(line, KEPT[kind])}`];
    if (kind === 'vxlan') return [line.replace(/ addrgenmode.*/, '')];
    if (kind === 'alias') return [line.replace(/,"pin".*/, ',"pin":…}')];
    return kind === 'altname' || kind === 'veth' ? [line.replace(/ addrgenmode.*/, '')] : [];
  });
  const own = `${name}: <${flags}> ${pairs(head, ['mtu', 'master', 'group'])}`;
  const mode = / addrgenmode (\w+)/.exec(block)?.[1] ?? '';
  return [own, ...[`addrgenmode ${mode}`, ...kept].map((line) => `    ${line.trim()}`)].join('\n');
}

function pairs(line: string, names: readonly string[]): string {
  const words = line.split(/ +/);
  const found = names.filter((name) => words.includes(name));
  return found.map((name) => `${name} ${words[words.indexOf(name) + 1]}`).join(' ');
}

function links(netns: string): string {
  const blocks = inside(netns, 'ip -d link').split(/\n(?=\d+: )/);
  return blocks
    .filter((block) => !block.includes('LOOPBACK'))
    .map(linkLines)
    .sort()
    .join('\n');
}

/** Sorted; without what every interface has of its own. */
function rows(netns: string, command: string): string {
  const isOwn = (line: string): boolean => /^(01:00:5e|33:33)|master \S+ permanent/.test(line);
  const lines = inside(netns, command)
    .split('\n')
    .filter((line) => line !== '' && !isOwn(line));
  return lines
    .map((line) => line.replace(/ link-netnsid \d+/, '').trim())
    .sort()
    .join('\n');
}

function dumpOf(netns: string): string {
  const tables = ['bridge fdb', 'ip -4 neigh', 'ip -6 neigh'].map(
    (command) => `$ ${command}\n${rows(netns, command)}\n`,
  );
  return [`$ ip -d link\n${links(netns)}\n`, ...tables].join('\n');
}

t.test('links, entries and neighbours of reference networks', async (t) => {
  const members = [a, b, c].map(({ nodeId, vtep }) => member(nodeId, vtep));
  const place = { node: a.nodeId, netns: workloads[0]! };
  const blue = new TestNetwork('blue', 1_048_576, {
    subnets: ['10.0.0.0/24', '10.1.0.0/24', 'fd00::/64'],
  });
  blue.delta([
    ...members,
    endpoint({ id: 'ep-1', ...place, address: '10.0.0.2/24' }),
    endpoint({ id: 'ep-2', node: b.nodeId, address: '10.0.0.3/24' }),
    endpoint({ id: 'ep-3', node: c.nodeId, address: '10.1.0.2/24' }),
    endpoint({ id: 'ep-6', node: c.nodeId, address: 'fd00::6/64' }),
  ]);
  const loud = new TestNetwork('loud', 1_048_577, { flood: true, dataPort: 4790, mtu: 1400 });
  loud.delta([
    ...members,
    endpoint({ id: 'ep-4', node: a.nodeId, netns: workloads[1]!, address: '10.0.0.2/24' }),
    endpoint({ id: 'ep-5', node: b.nodeId, address: '10.0.0.3/24' }),
  ]);
  for (const network of [blue, loud]) a.reconciler.setImage(network.image());
  a.reconciler.synced({ epoch: 1, revision: blue.revision });
  await a.reconciler.settled();
  const text = dumpOf(a.fabric);
  if (process.env['OVNET_UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
  t.equal(text, readFileSync(GOLDEN, 'utf8'), 'OVNET_UPDATE_GOLDEN=1 writes it anew');
});
