/** All managers are lost with their disks; a backup begins the next life, and the workers' traffic goes on throughout. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ workers: 2 });
t.teardown(() => cluster.down());
const dir = await mkdtemp(join(tmpdir(), 'ovnet-backup-'));
t.teardown(() => rm(dir, { recursive: true }));
const file = join(dir, 'cluster.ovbackup');

async function exits(code: number, host: string, ...argv: string[]): Promise<string> {
  const answer = await cluster.ovctl(host, ...argv);
  t.equal(answer.code, code, `${argv.join(' ')} on ${host}: ${answer.stderr}`);
  return answer.stdout + answer.stderr;
}

const addressOf = ({ addresses }: { readonly addresses: readonly string[] }): string =>
  (addresses[0] ?? '').split('/')[0] ?? '';

t.test('a backup is for administrators, in a file that only its owner reads', async (t) => {
  await cluster.network({ name: 'blue' });
  await cluster.endpoint('blue', 'w1', 'a');
  const { address } = cluster.lab.host('m2');
  const admin = '/var/lib/ovnet/manager/admin';
  for (const role of ['viewer', 'operator']) {
    const made = await exits(0, 'm1', 'key', 'create', role, '--role', role, '-o', 'json');
    const { key } = JSON.parse(made) as { readonly key: string };
    const keyFile = join(dir, role);
    const write = ['sh', '-c', `umask 077; cat > ${keyFile}`];
    await cluster.lab.exec('m1', write, { input: `${key}\n` });
    const target = ['--server', `https://${address}:7070`, '--ca', `${admin}/ca.pem`];
    t.match(
      await exits(77, 'm1', 'backup', join(dir, 'none'), ...target, '--key-file', keyFile),
      /needs admin/,
    );
    await t.rejects(stat(join(dir, 'none')), { code: 'ENOENT' });
  }
  t.match(await exits(0, 'm2', 'backup', file), /key of the CA/);
  t.equal((await stat(file)).mode & 0o777, 0o600);
  const before = await readFile(file);
  t.match(await exits(73, 'm1', 'backup', file), /exists/);
  t.same(await readFile(file), before);
});

t.test('the next life: same network, same endpoints, same workers, no packet lost', async (t) => {
  const base = await cluster.endpoint('blue', 'w2', 'b');
  await exits(0, 'm1', 'backup', join(dir, 'second'));
  const late = await cluster.endpoint('blue', 'w2', 'late');
  t.equal((await cluster.ping('w1', 'a', addressOf(late))).code, 0);
  const ping = cluster.startPing('w1', 'a', addressOf(base));
  t.match(await exits(73, 'm1', 'restore', join(dir, 'second')), /belongs to manager 'm1'/);
  for (const name of ['m1', 'm2', 'm3']) await cluster.lab.fault.kill(cluster.lab.host(name));
  await cluster.lab.exec('m1', ['sh', '-c', 'rm -rf /var/lib/ovnet/manager/*']);
  t.match(await exits(65, 'm1', 'restore', join(dir, 'viewer')), /no backup/);
  const { address } = cluster.lab.host('m1');
  const place = ['--name', 'm1', '--advertise', address];
  t.match(await exits(0, 'm1', 'restore', join(dir, 'second'), ...place), /m1, m2, m3/);
  await exits(0, 'm1', 'manager', 'run', '--detach', '--advertise', address);
  await until('the workers to be back', async () => {
    const nodes = await cluster.nodes('m1').catch(() => []);
    const up = nodes.filter(({ role, status }) => role === 'worker' && status === 'ready');
    const { converged, workers } = await cluster.convergence({}, 'm1');
    return (up.length === 2 && converged && workers.length > 0) || undefined;
  });
  const next = await cluster.endpoint('blue', 'w2', 'next');
  t.equal((await cluster.ping('w1', 'a', addressOf(next))).code, 0);
  const names = (await exits(0, 'm1', 'endpoint', 'ls', '-o', 'json')).match(/"name": "\w+"/g);
  t.same(names?.map((text) => text.slice(9, -1)).sort(), ['a', 'b', 'next'], 'late was not saved');
  const { sent, received } = await ping.stop();
  t.ok(sent > 0);
  t.equal(received, sent, 'what was there all the time was reached all the time');

  await cluster.ovctl(
    'm2',
    'manager',
    'run',
    '--detach',
    '--advertise',
    cluster.lab.host('m2').address,
  );
  const log = join(cluster.lab.host('m2').paths.log, 'manager.log');
  await until(
    'm2 to hear that it is of the life before',
    async () => (await readFile(log, 'utf8')).includes('group-changed') || undefined,
  );
  await exits(0, 'm2', 'manager', 'leave', '--force');
  const token = await cluster.lab.daemons.token(cluster.lab.host('m1'), 'manager', 1);
  const join2 = ['ovctl', 'manager', 'join', '-', '--detach', '--advertise'];
  const joined = await cluster.lab.exec('m2', [...join2, cluster.lab.host('m2').address], {
    input: token,
  });
  t.equal(joined.code, 0, joined.stderr);
});
