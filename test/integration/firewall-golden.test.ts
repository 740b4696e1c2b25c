/**
 * Every rule of a reference host, as iptables-save prints it: test/golden/firewall.txt; with OVNET_UPDATE_GOLDEN=1 it
 * is written anew, to be read before it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { Egress } from '../../agent/kernel/egress.js';
import { Firewall } from '../../agent/kernel/firewall.js';
import { Iptables } from '../../agent/kernel/iptables.js';
import { NamespacePrograms } from '../../agent/kernel/namespace-reader.js';
import { Namespaces } from '../../agent/kernel/namespaces.js';
import { Sysctls } from '../../agent/kernel/sysctls.js';
import { inputChain, netnsPath } from '../../agent/kernel/naming.js';
import { inside, Underlay } from '../support/kernel-hosts.js';

const GOLDEN = 'test/golden/firewall.txt';
const FABRIC = 'ovnet';
const BRIDGE = 'ov_gwbridge';

const underlay = new Underlay('g', 'oveg-');
t.teardown(() => underlay.close());

interface Rules {
  readonly iptables: Iptables;
  readonly firewall: Firewall;
  readonly egress: Egress;
}

async function rulesOf(netns: string): Promise<Rules> {
  const hostNetns = netnsPath(netns);
  const chain = inputChain(FABRIC);
  const iptables = new Iptables({ family: 4, hostNetns, chains: [chain] });
  await iptables.prepare();
  const firewall = new Firewall(iptables, { chain, family: 4 });
  await firewall.prepare();
  const sysctls = new Sysctls(hostNetns, () => undefined);
  const egress = new Egress(
    {
      ...{ iptables, sysctls, namespaces: new Namespaces() },
      ...{ links: () => undefined, reader: () => new NamespacePrograms() },
    },
    { fabric: FABRIC, bridge: BRIDGE, hostNetns },
  );
  await egress.prepare();
  return { iptables, firewall, egress };
}

async function write(t: Test, { firewall, egress }: Rules): Promise<void> {
  const content = {
    accepted: ['192.0.2.2', '192.0.2.3'],
    ownVnis: [1_048_576, 1_048_577],
    dataPort: 4789,
  };
  t.equal(await firewall.write({ op: 'write-firewall', ...content }), undefined);
  const rules = {
    bridge: BRIDGE,
    subnet: '172.18.0.0/20',
    closed: ['ov_gwbridge2'],
    dataPorts: [4789],
    guard: true,
  };
  t.same(await egress.execute({ op: 'write-egress', ...rules }), { ok: true });
  t.match(await firewall.observe(), { ...content, present: true }, 'read back as written');
  t.match(await egress.observe('all'), { rules, present: true }, 'read back as written');
}

/** Without dates, counters and built-in chains that we do not touch. */
function tablesOf(netns: string, program: string): string {
  const tables = ['filter', 'nat'].map((table) => inside(netns, `${program}-save -t ${table}`));
  const isKept = (line: string): boolean => line !== '' && !line.startsWith('#');
  const lines = tables.flatMap((text) => text.split('\n')).filter(isKept);
  return `${lines.map((line) => line.replace(/\[\d+:\d+\]/, '[0:0]')).join('\n')}\n`;
}

t.test('the rules of a reference host, beside those of others', async (t) => {
  const { netns } = underlay.cable('nft', 1);
  inside(netns, 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT');
  inside(netns, 'iptables -P FORWARD DROP');
  inside(netns, 'iptables -A FORWARD -i docker0 -j ACCEPT');
  inside(netns, 'iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE');
  const rules = await rulesOf(netns);
  await write(t, rules);
  const text = tablesOf(netns, 'iptables');
  if (process.env['OVNET_UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
  t.equal(text, readFileSync(GOLDEN, 'utf8'), 'OVNET_UPDATE_GOLDEN=1 writes it anew');
  t.same(await rules.egress.execute({ op: 'remove-egress', forwardingOff: true }), { ok: true });
  t.equal(await rules.firewall.remove(), undefined);
  t.notMatch(tablesOf(netns, 'iptables'), 'OVNET');
  const forwarding = inside(netns, 'cat /proc/sys/net/ipv4/ip_forward').trim();
  t.equal(forwarding, '1', 'others have rules for forwarded packets: it stays on');
});

t.test(
  'where the legacy back end is in use, the same rules are there and nowhere else',
  async (t) => {
    const { netns } = underlay.cable('legacy', 2);
    inside(netns, 'iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT');
    inside(netns, 'iptables-legacy -P FORWARD DROP');
    inside(netns, 'iptables-legacy -A FORWARD -i docker0 -j ACCEPT');
    const nat = 'POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE';
    inside(netns, `iptables-legacy -t nat -A ${nat}`);
    const rules = await rulesOf(netns);
    t.equal(rules.iptables.backend, 'legacy');
    await write(t, rules);
    t.equal(tablesOf(netns, 'iptables-legacy').replace(/^:(PRE|OUT|IN).*\n/gm, ''), builtIns());
    t.notMatch(inside(netns, 'iptables-nft-save'), 'OVNET');
  },
);

/** The legacy back end lists the built-in chains of a table in another order. */
function builtIns(): string {
  return readFileSync(GOLDEN, 'utf8').replace(/^:(PRE|OUT|IN).*\n/gm, '');
}
