import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { EndpointAnswer } from '../../cli/client/shapes.js';
import type { AgentStatus } from '../../agent/local/status.js';
import { isLive } from '../../identity/pid-file.js';
import {
  askCommand,
  dataOf,
  loopCommand,
  type AskOptions,
  type DnsAnswer,
} from '../support/dns/client.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ managers: 1, workers: 2 });
t.teardown(() => cluster.down());

async function ask(
  host: string,
  netns: string,
  name: string,
  options: AskOptions = {},
): Promise<DnsAnswer> {
  const argv = ['nsenter', `--net=/run/netns/${netns}`, '--', ...askCommand(name, options)];
  const { code, stdout, stderr } = await cluster.lab.exec(host, argv);
  if (code !== 0) throw new Error(`${name} asked in ${netns} of ${host}: ${stderr}`);
  return JSON.parse(stdout) as DnsAnswer;
}

async function status(host: string): Promise<AgentStatus> {
  const { stdout } = await cluster.ovctl(host, 'worker', 'status', '-o', 'json');
  return JSON.parse(stdout) as AgentStatus;
}

function addressOf({ addresses }: EndpointAnswer): string {
  return (addresses[0] ?? '').split('/')[0] ?? '';
}

await cluster.network({ name: 'blue' });
await cluster.network({ name: 'red' });
await cluster.endpoint('blue', 'w1', 'web');
const db = await cluster.endpoint('blue', 'w2', 'db', { aliases: ['store'] });
const red = await cluster.endpoint('red', 'w2', 'cache');

t.test('[check 54] names and aliases resolve on their network only, at once', async (t) => {
  for (const name of ['db', 'store', 'db.blue', 'DB.blue']) {
    t.strictSame(dataOf(await ask('w1', 'web', name)), [addressOf(db)], name);
  }
  t.strictSame(dataOf(await ask('w2', 'cache', 'cache')), [addressOf(red)]);
  for (const name of ['cache', 'nope', 'nope.blue']) {
    t.match(await ask('w1', 'web', name), { rcode: 'NXDOMAIN' }, name);
  }
  // Known to the host, not here.
  t.match(await ask('w2', 'cache', 'db.blue'), { rcode: 'NXDOMAIN' });
  t.match(await ask('w2', 'db', 'cache.red'), { rcode: 'NXDOMAIN' });
});

t.test('[check 55] AAAA of a name with IPv4 only is empty', async (t) => {
  t.match(await ask('w1', 'web', 'db', { type: 'AAAA' }), { rcode: 'NOERROR', records: [] });
});

t.test('[check 56] PTR and SRV answer, and long answers come whole over TCP', async (t) => {
  const reverse = `${addressOf(db).split('.').reverse().join('.')}.in-addr.arpa`;
  t.strictSame(dataOf(await ask('w1', 'web', reverse, { type: 'PTR' })), ['db.blue']);
  t.match(await ask('w1', 'web', '_pg._tcp.db', { type: 'SRV' }), { rcode: 'NOERROR' });
  const operations = Array.from({ length: 40 }, (_, i) => ({
    ...{ op: 'create', kind: 'endpoint' },
    body: { network: 'blue', node: 'w2', name: `many${i}`, aliases: ['many'] },
  }));
  const written = await cluster.api().call<{ revision: number }>('POST', '/v1/batch', {
    body: { operations },
  });
  await cluster.ovctl('m1', 'wait', '--revision', String(written.revision), '--timeout', '20s');
  const short = await ask('w1', 'web', 'many');
  t.equal(short.truncated, true);
  t.ok(short.bytes <= 512);
  const whole = await ask('w1', 'web', 'many', { transport: 'tcp' });
  t.equal(whole.records.length, 40);
  t.equal(whole.truncated, false);
});

t.test('an agent killed and started again leaves no query unanswered', async (t) => {
  const before = await status('w1');
  const client = cluster.lab.spawn('w1', [
    ...['nsenter', '--net=/run/netns/web', '--'],
    ...loopCommand('db'),
  ]);
  let text = '';
  client.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  const more = async (): Promise<void> => {
    const length = text.length;
    await until('answers', () => Promise.resolve(text.length > length + 10 || undefined));
  };
  await more();
  await cluster.lab.fault.kill(cluster.lab.host('w1'));
  await more();
  await cluster.lab.daemons.restart(cluster.lab.host('w1'));
  await until('the agent is in sync', async () =>
    (await status('w1')).state === 'in-sync' ? true : undefined,
  );
  await more();
  client.kill('SIGINT');
  await once(client, 'close');
  t.match(JSON.parse(text.slice(text.indexOf('{'))), { unanswered: 0, wrong: 0 });
  const after = await status('w1');
  t.not(after.pid, before.pid);
  t.equal(after.dns?.pid, before.dns?.pid, 'the same resolver');
  const human = await cluster.ovctl('w1', 'worker', 'status');
  t.match(human.stdout, /^names +\d+ for 1 namespaces, \d+ queries, process \d+$/m);
});

t.test('[check 57] a removed name is unknown everywhere once the removal is applied', async (t) => {
  await cluster.endpoint('blue', 'w2', 'gone');
  t.match(await ask('w1', 'web', 'gone'), { rcode: 'NOERROR' });
  const removed = await cluster.remove('/v1/endpoints/gone.blue');
  t.equal(removed.converged, true);
  t.match(await ask('w1', 'web', 'gone'), { rcode: 'NXDOMAIN' });
  t.match(await ask('w2', 'db', 'gone'), { rcode: 'NXDOMAIN' });
});

t.test('[check 57] also on a worker that was cut off meanwhile', async (t) => {
  const lost = await cluster.endpoint('blue', 'w2', 'lost');
  const [m1, w1] = [cluster.lab.host('m1'), cluster.lab.host('w1')];
  await cluster.lab.fault.partition([w1], [m1]);
  const removed = await cluster.remove('/v1/endpoints/lost.blue');
  t.match(removed.laggards, [{ nodeName: 'w1' }]);
  t.strictSame(dataOf(await ask('w1', 'web', 'lost')), [addressOf(lost)], 'as its FDB entry');
  await cluster.lab.fault.heal();
  const { revision } = removed;
  await until('w1 has applied it', async () => {
    const { workers } = await cluster.convergence({ revision: String(revision) });
    return workers.every(({ state }) => state === 'applied') || undefined;
  });
  t.match(await ask('w1', 'web', 'lost'), { rcode: 'NXDOMAIN' });
});

t.test('a namespace with a resolver of its own keeps it, and the endpoint says so', async (t) => {
  const server = "require('dgram').createSocket('udp4').bind(53, '127.0.0.11')";
  await cluster.lab.exec('w1', ['ip', 'netns', 'add', 'own']);
  await cluster.lab.exec('w1', ['ip', '-n', 'own', 'link', 'set', 'lo', 'up']);
  const enter = ['nsenter', '--net=/run/netns/own', '--'];
  const holder = cluster.lab.spawn('w1', [...enter, process.execPath, '-e', server]);
  await until('it listens', async () => {
    const { stdout } = await cluster.lab.exec('w1', [...enter, 'ss', '-Huln']);
    return stdout.includes('127.0.0.11:53') || undefined;
  });
  const made = await cluster.endpoint('blue', 'w1', 'own');
  t.equal(made.converged, true, 'its packets flow');
  const shown = (): Promise<EndpointAnswer> => cluster.api().get('/v1/endpoints/own.blue');
  t.match(await shown(), {
    state: 'ready',
    conditions: [
      { type: 'Applied', status: true },
      { type: 'Names', status: false, code: 'dns-port-taken' },
    ],
  });
  holder.kill('SIGKILL');
  await until('the condition is gone', async () => {
    const { conditions } = await shown();
    return conditions.length === 1 || undefined;
  });
  t.strictSame(dataOf(await ask('w1', 'own', 'db')), [addressOf(db)]);
});

t.test('names are answered while every manager is away', async (t) => {
  await cluster.lab.fault.kill(cluster.lab.host('m1'));
  t.strictSame(dataOf(await ask('w1', 'web', 'db')), [addressOf(db)]);
  await cluster.lab.fault.kill(cluster.lab.host('w1'));
  t.strictSame(dataOf(await ask('w1', 'web', 'db')), [addressOf(db)]);
  await cluster.lab.daemons.restart(cluster.lab.host('w1'));
  t.strictSame(dataOf(await ask('w1', 'web', 'db')), [addressOf(db)]);
  const { pid = 0 } = (await status('w1')).dns ?? {};
  await cluster.lab.exec('w1', ['kill', '-9', String(pid)]);
  await until('another resolver', async () => {
    const { dns } = await status('w1');
    return (dns?.state === 'up' && dns.pid !== pid) || undefined;
  });
  t.strictSame(dataOf(await ask('w1', 'web', 'db')), [addressOf(db)], 'from the cache');
});

t.test('a worker that leaves takes its resolver along', async (t) => {
  const file = join(cluster.lab.host('w2').paths.data, 'worker', 'dns.pid');
  const mark = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startTime: string };
  t.equal(isLive(mark), true);
  await cluster.lab.daemons.restart(cluster.lab.host('m1'));
  const left = await cluster.ovctl('w2', 'worker', 'leave');
  t.equal(left.code, 0, left.stderr);
  t.equal(isLive(mark), false);
  t.equal(existsSync(file), false);
});
