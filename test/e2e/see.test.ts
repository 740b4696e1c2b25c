/** `ovctl verify`, `trace` and `network check` over real daemons: sound at first, then with faults that no agent can repair. */
import t from 'tap';
import type { CheckAnswer, TraceAnswer, VerifyAnswer } from '../../cli/client/shapes.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ workers: 2, prefix: 'ovse' });
t.teardown(() => cluster.down());

interface WithConditions {
  readonly conditions: readonly { readonly code: string; readonly detail: string }[];
}

/** Of datagrams in tunnels those that have a checksum: what becomes of wrong ones. */
const SUMMED = '0>>22&0x3C@36&0xFF=17 && 0>>22&0x3C@54&0xFFFF=1:0xFFFF';
const wrongSums = (change: '-A' | '-D'): Promise<unknown> => {
  const match = ['-p', 'udp', '--dport', '4789', '-m', 'u32', '--u32', SUMMED];
  const rule = ['PREROUTING', ...match, '-j', 'DROP'];
  return cluster.lab.exec('w2', ['iptables', '-t', 'raw', change, ...rule]);
};
await wrongSums('-A');

await cluster.network({ name: 'blue' });
await cluster.endpoint('blue', 'w1', 'web');
await cluster.endpoint('blue', 'w2', 'db');

interface Answers {
  readonly verify: VerifyAnswer;
  readonly trace: TraceAnswer;
  readonly 'network check': CheckAnswer;
}

/** Each manager serves some of the workers at most: it asks the others for the rest. */
async function ask<K extends keyof Answers>(
  at: string,
  command: K,
  ...argv: string[]
): Promise<{ code: number; answer: Answers[K] }> {
  const line = [...command.split(' '), ...argv];
  const { code, stdout, stderr } = await cluster.ovctl(at, ...line, '-o', 'json');
  if (stdout === '') throw new Error(`${line.join(' ')}: ${stderr}`);
  return { code, answer: JSON.parse(stdout) as Answers[K] };
}

t.test('a card that gets checksums wrong is a condition of the host that has it', async (t) => {
  const offload = async (name: string): Promise<string | undefined> => {
    const node = await cluster.api().get<WithConditions>(`/v1/nodes/${name}`);
    return node.conditions.find(({ code }) => code === 'offload-broken')?.detail;
  };
  const detail = await until('the sender to be blamed', () => offload('w1'), 90_000);
  t.match(detail, /tried with packets: .* do not arrive whole at \S+, others do; .* ethtool -K /);
  t.equal(await offload('w2'), undefined, 'the other one sends right ones');
  const { stdout } = await cluster.ovctl('m1', 'node', 'inspect', 'w1');
  t.match(stdout, 'offload-broken');
  await wrongSums('-D');
  const isMended = async (): Promise<true | undefined> =>
    (await offload('w1')) === undefined ? true : undefined;
  await until('it to be mended', isMended, 90_000);
});

t.test('on every manager a sound cluster is equal, open and without loss', async (t) => {
  for (const at of ['m1', 'm2', 'm3']) {
    const verified = await ask(at, 'verify');
    t.equal(verified.code, 0, JSON.stringify(verified.answer));
    t.same(verified.answer.workers.map(({ nodeName, state }) => [nodeName, state]).sort(), [
      ['w1', 'equal'],
      ['w2', 'equal'],
    ]);
    const traced = await ask(at, 'trace', 'web.blue', 'db.blue');
    t.equal(traced.code, 0, JSON.stringify(traced.answer.fault));
    const followed = await ask(at, 'trace', 'web.blue', 'db.blue', '--live');
    t.equal(followed.code, 0, JSON.stringify(followed.answer.fault));
    const probed = followed.answer.hops.filter(({ object }) => object === 'probe');
    t.equal(probed.length, 17, 'sent, seen at eight places there and at eight back');
  }
  const { code, answer } = await ask('m1', 'network check', 'blue');
  t.equal(code, 0, JSON.stringify(answer));
  t.match(answer.pairs, [{ state: 'ok', received: 5, pathMtu: 1450 }]);
});

t.test('a rule of somebody else that drops tunnel packets is named', async (t) => {
  const rule = ['PREROUTING', '-p', 'udp', '--dport', '4789', '-j', 'DROP'];
  await cluster.lab.exec('w2', ['iptables', '-t', 'raw', '-A', ...rule]);
  const { code, answer } = await ask('m2', 'trace', 'web.blue', 'db.blue');
  t.equal(code, 1);
  t.match(answer.fault, { host: 'w2', object: 'firewall', found: /dropped by -A PREROUTING/ });
  const followed = await ask('m1', 'trace', 'web.blue', 'db.blue', '--live');
  t.match(followed.answer.hops.at(-1), { host: 'w2', object: 'probe', name: 'entering vxlan' });
  const checked = await ask('m3', 'network check', 'blue');
  t.equal(checked.code, 1);
  t.match(checked.answer.pairs, [{ state: 'unreachable', sent: 5, received: 0 }]);
  await cluster.lab.exec('w2', ['iptables', '-t', 'raw', '-D', ...rule]);
  t.equal((await ask('m1', 'trace', 'web.blue', 'db.blue')).code, 0);
});

t.test('a worker whose agent is dead is unreachable: exit 69', async (t) => {
  await cluster.lab.fault.kill(cluster.lab.host('w2'));
  const { answer } = await until('the worker to be gone', async () => {
    const verified = await ask('m1', 'verify');
    return verified.code === 69 ? verified : undefined;
  });
  t.same(answer.workers.map(({ nodeName, state }) => [nodeName, state]).sort(), [
    ['w1', 'equal'],
    ['w2', 'unreachable'],
  ]);
  const traced = await ask('m2', 'trace', 'web.blue', 'db.blue');
  t.equal(traced.code, 69);
  t.match(traced.answer.fault, { host: 'w2', object: 'agent' });
});
