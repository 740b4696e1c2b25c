/** `ovctl verify`, `trace` and `network check` over real daemons: sound at first, then with faults that no agent can repair. */
import t from 'tap';
import type { CheckAnswer, TraceAnswer, VerifyAnswer } from '../../cli/client/shapes.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ workers: 2, prefix: 'ovse' });
t.teardown(() => cluster.down());

await cluster.network({ name: 'blue' });
await cluster.endpoint('blue', 'w1', 'web');
await cluster.endpoint('blue', 'w2', 'db');

/** Each manager serves some of the workers at most: it asks the others for the rest. */
// The caller knows what the command answers.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
async function ask<T>(at: string, ...argv: string[]): Promise<{ code: number; answer: T }> {
  const { code, stdout, stderr } = await cluster.ovctl(at, ...argv, '-o', 'json');
  if (stdout === '') throw new Error(`${argv.join(' ')}: ${stderr}`);
  return { code, answer: JSON.parse(stdout) as T };
}

t.test('on every manager a sound cluster is equal, open and without loss', async (t) => {
  for (const at of ['m1', 'm2', 'm3']) {
    const verified = await ask<VerifyAnswer>(at, 'verify');
    t.equal(verified.code, 0, JSON.stringify(verified.answer));
    t.same(verified.answer.workers.map(({ nodeName, state }) => [nodeName, state]).sort(), [
      ['w1', 'equal'],
      ['w2', 'equal'],
    ]);
    const traced = await ask<TraceAnswer>(at, 'trace', 'web.blue', 'db.blue');
    t.equal(traced.code, 0, JSON.stringify(traced.answer.fault));
  }
  const { code, answer } = await ask<CheckAnswer>('m1', 'network', 'check', 'blue');
  t.equal(code, 0, JSON.stringify(answer));
  t.match(answer.pairs, [{ state: 'ok', received: 5, pathMtu: 1450 }]);
});

t.test('a rule of somebody else that drops tunnel packets is named', async (t) => {
  const rule = ['PREROUTING', '-p', 'udp', '--dport', '4789', '-j', 'DROP'];
  await cluster.lab.exec('w2', ['iptables', '-t', 'raw', '-A', ...rule]);
  const { code, answer } = await ask<TraceAnswer>('m2', 'trace', 'web.blue', 'db.blue');
  t.equal(code, 1);
  t.match(answer.fault, { host: 'w2', object: 'firewall', found: /dropped by -A PREROUTING/ });
  const checked = await ask<CheckAnswer>('m3', 'network', 'check', 'blue');
  t.equal(checked.code, 1);
  t.match(checked.answer.pairs, [{ state: 'unreachable', sent: 5, received: 0 }]);
  await cluster.lab.exec('w2', ['iptables', '-t', 'raw', '-D', ...rule]);
  t.equal((await ask('m1', 'trace', 'web.blue', 'db.blue')).code, 0);
});

t.test('a worker whose agent is dead is unreachable: exit 69', async (t) => {
  await cluster.lab.fault.kill(cluster.lab.host('w2'));
  const { answer } = await until('the worker to be gone', async () => {
    const verified = await ask<VerifyAnswer>('m1', 'verify');
    return verified.code === 69 ? verified : undefined;
  });
  t.same(answer.workers.map(({ nodeName, state }) => [nodeName, state]).sort(), [
    ['w1', 'equal'],
    ['w2', 'unreachable'],
  ]);
  const traced = await ask<TraceAnswer>('m2', 'trace', 'web.blue', 'db.blue');
  t.equal(traced.code, 69);
  t.match(traced.answer.fault, { host: 'w2', object: 'agent' });
});
