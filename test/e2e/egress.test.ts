/** How workloads leave their host in a running cluster. */
import t from 'tap';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ managers: 1, workers: 1, prefix: 'oveg' });
t.teardown(() => cluster.down());

/** Outside the overlay: the manager's host. */
const OUTSIDE = cluster.lab.host('m1').address;

async function onWorker(...argv: string[]): Promise<string> {
  return (await cluster.lab.exec('w1', argv)).stdout;
}

function inside(netns: string, ...argv: string[]): Promise<string> {
  return onWorker('ip', 'netns', 'exec', netns, ...argv);
}

async function gatewayAddress(netns: string): Promise<string> {
  const text = await inside(netns, 'ip', '-4', '-o', 'addr', 'show', 'dev', 'ovgw0');
  return / inet ([^/]+)\//.exec(text)?.[1] ?? '';
}

await cluster.network({ name: 'red' });
await cluster.network({ name: 'blue' });
await cluster.network({ name: 'vault', internal: true });

t.test('[check 50] egress is masqueraded; an internal network has none', async (t) => {
  for (const [network, name] of [
    ['red', 'ra'],
    ['blue', 'ba'],
    ['vault', 'va'],
  ] as const) {
    t.equal((await cluster.endpoint(network, 'w1', name)).converged, true);
  }
  const argv = ['tcpdump', '-l', '-n', '-c', '1', '-i', 'any', 'icmp[icmptype]=icmp-echo'];
  const capture = cluster.lab.spawn('m1', argv);
  let text = '';
  capture.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  let notes = '';
  capture.stderr?.on('data', (chunk: Buffer) => (notes += chunk.toString()));
  await until('tcpdump', () => Promise.resolve(/listening on/.test(notes) || undefined));
  t.equal((await cluster.ping('w1', 'ra', OUTSIDE)).code, 0);
  await until('a packet', () => Promise.resolve(text.includes('echo request') || undefined));
  t.match(text, `${cluster.lab.host('w1').address} > ${OUTSIDE}`);
  t.not((await cluster.ping('w1', 'va', OUTSIDE, 1)).code, 0);
  t.equal(await inside('va', 'ip', 'route', 'show', 'default'), '');
  t.notMatch(await inside('va', 'ip', '-o', 'link'), 'ovgw');
});

t.test('[check 50] networks do not meet on the gateway bridge', async (t) => {
  const address = await gatewayAddress('ba');
  t.match(address, /^\d/);
  t.not((await cluster.ping('w1', 'ra', address, 1)).code, 0);
  const gateway = /via (\S+)/.exec(await inside('ra', 'ip', 'route', 'show', 'default'))?.[1] ?? '';
  await inside('ra', 'ip', 'route', 'add', `${address}/32`, 'via', gateway, 'dev', 'ovgw0');
  t.not((await cluster.ping('w1', 'ra', address, 1)).code, 0, 'nor when routed');
  t.equal((await cluster.ping('w1', 'ra', gateway, 1)).code, 0, 'the gateway itself answers');
});

t.test('[check 51] a flushed firewall is restored, the administrator’s chain first', async (t) => {
  const isWhole = async (): Promise<true | undefined> => {
    const rules = (await onWorker('iptables', '-S', 'FORWARD')).split('\n').slice(1);
    const nat = await onWorker('iptables', '-t', 'nat', '-S');
    const first = rules[0]?.endsWith('-j OVNET-USER') === true;
    const second = rules[1]?.endsWith('-j OVNET-FORWARD') === true;
    return (first && second && nat.includes('MASQUERADE')) || undefined;
  };
  t.ok(await isWhole());
  await onWorker('sh', '-c', 'iptables -F; iptables -X; iptables -t nat -F; iptables -t nat -X');
  await until('the chains are back', isWhole);
  t.equal((await cluster.ping('w1', 'ra', OUTSIDE, 1)).code, 0);
  const status = async (): Promise<{ drift: { firewall?: number } }> =>
    JSON.parse(await onWorker('ovctl', 'worker', 'status', '-o', 'json')) as never;
  await until('it is counted', async () => ((await status()).drift.firewall ?? 0) > 0 || undefined);
});

t.test('the last endpoint that may leave takes bridge and chains along', async (t) => {
  for (const name of ['ra.red', 'ba.blue']) {
    t.equal((await cluster.remove(`/v1/endpoints/${name}`)).converged, true);
  }
  t.not((await cluster.lab.exec('w1', ['ip', 'link', 'show', 'ov_gwbridge'])).code, 0);
  t.notMatch(await onWorker('iptables-save'), 'OVNET-FORWARD');
  t.equal((await onWorker('cat', '/proc/sys/net/ipv4/ip_forward')).trim(), '0');
});
