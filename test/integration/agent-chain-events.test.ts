/** A foreign hand in the packet filter is told by the kernel: periodic audits would find it too, but late. */
import { statSync } from 'node:fs';
import t, { type Test } from 'tap';
import { egressChains, inputChain } from '../../agent/kernel/naming.js';
import { member, endpoint, TestNetwork } from '../support/desired-network.js';
import { hold } from '../support/egress.js';
import { inside, Underlay, until, type Host } from '../support/kernel-hosts.js';

if (process.getuid?.() !== 0) t.bailout('namespaces need root');

const underlay = new Underlay('ce');
t.teardown(() => underlay.close());

/** The kernel names processes as the first namespace of processes numbers them (PROC_PID_INIT_INO). */
const TELLS_OWN = statSync('/proc/self/ns/pid').ino === 0xeffffffc;

interface Setup {
  readonly host: Host;
  readonly network: TestNetwork;
  /** How often the chains alone, and how often everything was read. */
  readonly reads: { chains: number; everything: number };
}

async function setup(name: string, index: number, before: string): Promise<Setup> {
  const place = underlay.cable(name, index);
  inside(place.netns, before);
  const bridge = `ovce_${name}`;
  const host = await underlay.hostAt(name, place, {
    auditIntervalMs: 3_600_000,
    egress: { enabled: true, bridge },
  });
  const network = new TestNetwork(name, 1_048_620 + index);
  const netns = underlay.workload(name);
  network.delta([
    member(host.nodeId, host.vtep),
    member('node-z', '192.0.2.77'),
    endpoint({ id: `ep-${name}`, node: host.nodeId, address: '10.0.0.2/24', netns }),
  ]);
  await hold(host, network);
  const reads = { chains: 0, everything: 0 };
  const { kernel } = host;
  const [chains, observe] = [kernel.chains.bind(kernel), kernel.observe.bind(kernel)];
  kernel.chains = () => {
    reads.chains++;
    return chains();
  };
  kernel.observe = (scope) => {
    reads.everything++;
    return observe(scope);
  };
  // What was just built has echoes that lead to a look, as long as bridges and addresses settle.
  let [seen, calmSince] = [reads.everything, performance.now()];
  await until('calm', () => {
    if (reads.everything !== seen) [seen, calmSince] = [reads.everything, performance.now()];
    return performance.now() - calmSince > 1_500;
  });
  return { host, network, reads };
}

function isWhole({ netns, fabric }: Host, program: string): boolean {
  const { user, forward, nat } = egressChains(fabric);
  const input = inputChain(fabric);
  const filter = inside(netns, `${program}-save -t filter`);
  const translation = inside(netns, `${program}-save -t nat`);
  return (
    [`-A INPUT .*-j ${input}`, `-A ${input} .*192.0.2.77`, `-A FORWARD .*-j ${user}`].every(
      (line) => new RegExp(line).test(filter),
    ) &&
    new RegExp(`-A FORWARD .*-j ${forward}`).test(filter) &&
    filter.includes(`-A ${forward} `) &&
    new RegExp(`-A POSTROUTING .*-j ${nat}`).test(translation) &&
    translation.includes('MASQUERADE')
  );
}

async function repaired(
  t: Test,
  { host, reads }: Setup,
  program: string,
  flush: string,
): Promise<void> {
  const count = (): number => host.reconciler.drift().get('firewall') ?? 0;
  await host.reconciler.settled();
  t.ok(isWhole(host, program), 'whole before');
  const [before, dumps] = [count(), reads.everything];
  inside(host.netns, `sh -c '${flush}'`);
  await until(`${flush}: repaired`, () => count() > before && isWhole(host, program));
  await host.reconciler.settled();
  t.equal(reads.everything, dumps, `${flush}: nothing but the chains was read`);
}

const flushes = (host: Host, program: string): string[] => [
  `${program} -F`,
  `${program} -t nat -F`,
  `${program} -F INPUT`,
  `${program} -F FORWARD`,
  `${program} -F ${egressChains(host.fabric).forward}`,
  `${program} -F; ${program} -X`,
];

t.test('[check 51] with nftables a flush is repaired by its event', async (t) => {
  const made = await setup('n', 1, 'true');
  const { host, reads } = made;
  t.ok((await host.kernel.facts()).capabilities.includes('firewall-events'));
  for (const flush of flushes(host, 'iptables-nft')) await repaired(t, made, 'iptables-nft', flush);
  const none = reads.chains;
  inside(host.netns, 'iptables-nft -N FOREIGN');
  inside(host.netns, 'iptables-nft -A FOREIGN -j ACCEPT');
  await repaired(t, made, 'iptables-nft', 'iptables-nft -F INPUT');
  const own = TELLS_OWN ? 0 : Infinity;
  t.ok(reads.chains - none <= 1 + own, 'chains of others lead to no check, nor does the repair');
});

t.test('what it writes itself is nothing to check', async (t) => {
  const made = await setup('o', 2, 'true');
  const { host, network, reads } = made;
  host.reconciler.applyDelta(network.delta([member('node-y', '192.0.2.78')]));
  await host.reconciler.settled();
  await until('written', () => inside(host.netns, 'iptables-nft-save').includes('192.0.2.78'));
  await repaired(t, made, 'iptables-nft', 'iptables-nft -F INPUT');
  t.ok(reads.chains <= (TELLS_OWN ? 1 : Infinity));
});

t.test('[check 51] with iptables-legacy it is seen by the sizes of the tables', async (t) => {
  const made = await setup('l', 3, 'iptables-legacy -A INPUT -i lo -j ACCEPT');
  const { host } = made;
  const { capabilities } = await host.kernel.facts();
  t.ok(['firewall-sizes', 'iptables-legacy'].every((name) => capabilities.includes(name)));
  for (const flush of flushes(host, 'iptables-legacy')) {
    await repaired(t, made, 'iptables-legacy', flush);
  }
});
