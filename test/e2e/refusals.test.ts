import t, { type Test } from 'tap';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { E2eCluster } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ managers: 1, workers: 1 });
t.teardown(() => cluster.down());

/** A host that is no member of anything. */
const spare = await E2eCluster.up({ plain: true, managers: 1, workers: 0 });
t.teardown(() => spare.down());

async function revision(): Promise<number> {
  return (await cluster.api().get<{ revision: number }>('/v1/networks')).revision;
}

/** Runs ovctl on m1 and expects a refusal that changes nothing. */
async function refused(t: Test, code: number, text: RegExp, ...argv: string[]): Promise<void> {
  const before = await revision();
  const result = await cluster.ovctl('m1', ...argv);
  t.equal(result.code, code, `ovctl ${argv.join(' ')}: ${result.stderr}`);
  t.match(result.stderr, text);
  t.equal(await revision(), before, 'nothing changed');
}

t.test('[check 1] the first manager leads, and a second init is refused', async (t) => {
  t.equal(await cluster.leader(['m1']), 'm1');
  const again = await cluster.ovctl('m1', 'manager', 'init', '--detach');
  t.equal(again.code, 73, again.stderr);
  t.match(again.stderr, /belongs to a cluster already/);
});

t.test('what names nothing, or is taken, is refused', async (t) => {
  t.equal(
    (await cluster.ovctl('m1', 'network', 'create', 'blue', '--subnet', '10.8.0.0/29')).code,
    0,
  );
  t.equal(
    (
      await cluster.ovctl(
        'm1',
        'endpoint',
        'create',
        '--network',
        'blue',
        '--node',
        'w1',
        '--name',
        'one',
      )
    ).code,
    0,
  );
  const create = ['endpoint', 'create', '--network', 'blue', '--node', 'w1'];
  await refused(t, 66, /nosuch/, 'endpoint', 'create', '--network', 'blue', '--node', 'nosuch');
  await refused(t, 66, /nosuch/, 'endpoint', 'create', '--network', 'nosuch', '--node', 'w1');
  await refused(t, 66, /nosuch/, 'network', 'inspect', 'nosuch');
  await refused(t, 73, /blue/, 'network', 'create', 'blue');
  await refused(t, 73, /one/, ...create, '--name', 'one');
  await refused(t, 73, /one/, ...create, '--ip', '10.8.0.2');
  await refused(t, 73, /overlap/i, 'subnet', 'add', 'blue', '10.8.0.0/24');
  await refused(
    t,
    65,
    /outside/i,
    'network',
    'create',
    'g',
    '--subnet',
    '10.9.0.0/24',
    '--gateway',
    '10.10.0.1',
  );
  await refused(t, 65, /encrypted/, 'network', 'create', 'secret', '--encrypted');
});

t.test('a full subnet has a code of its own, and takes one again when one is freed', async (t) => {
  const create = ['endpoint', 'create', '--network', 'blue', '--node', 'w1', '--name'];
  for (const name of ['two', 'three', 'four', 'five']) {
    t.equal((await cluster.ovctl('m1', ...create, name)).code, 0);
  }
  await refused(t, 69, /no free address/, ...create, 'six');
  t.equal((await cluster.ovctl('m1', 'endpoint', 'rm', 'two.blue')).code, 0);
  t.equal((await cluster.ovctl('m1', ...create, 'six')).code, 0);
});

t.test('malformed input is refused with its place', async (t) => {
  await refused(t, 65, /10\.1\.2\.3\/24/, 'network', 'create', 'x', '--subnet', '10.1.2.3/24');
  await refused(
    t,
    65,
    /MAC/,
    'endpoint',
    'create',
    '--network',
    'blue',
    '--node',
    'w1',
    '--mac',
    'zz',
  );
  await refused(t, 2, /16777215/, 'network', 'create', 'x', '--vni', '16777216');
  await refused(t, 65, /name/i, 'network', 'create', 'Not_A_Name!');
  const body = { name: 'x', colour: 'red' };
  await t.rejects(cluster.network(body), {
    code: 'unknown-member',
    errors: [{ pointer: '/colour' }],
  });
  const labels = { k: 'v'.repeat(1_100_000) };
  await t.rejects(cluster.network({ name: 'x', labels }), { code: 'body-too-large' });
});

t.test('the HTTPS port wants a key or a certificate, and answers those who have one', async (t) => {
  const host = cluster.lab.host('m1');
  const admin = join(host.paths.data, 'manager', 'admin');
  const key = readFileSync(join(admin, 'key'), 'utf8').trim();
  const script = [
    `curl -s -o /dev/null -w '%{http_code}\\n' --cacert /var/lib/ovnet/manager/admin/ca.pem`,
    `https://${host.address}:7070/v1/networks`,
  ].join(' ');
  const get = async (extra: string): Promise<string> => {
    const { stdout } = await cluster.lab.exec('m1', ['bash', '-c', `${script} ${extra}`]);
    return stdout.trim();
  };
  t.equal(await get(''), '401');
  t.equal(await get(`-H 'Authorization: Bearer ${key.slice(0, -1)}x'`), '401');
  t.equal(await get(`-H 'Authorization: Bearer ${key}'`), '200');
  t.equal(
    await get(
      '--cert /var/lib/ovnet/manager/admin/cert.pem --key /var/lib/ovnet/manager/admin/key.pem',
    ),
    '200',
  );
});

t.test('a token that is wrong in any part joins nobody', async (t) => {
  const token = await cluster.lab.daemons.token(cluster.lab.host('m1'), 'worker');
  const [, , digest = '', rest = ''] = token.split('-');
  const [secret = '', place = ''] = rest.split('@');
  const swap = (text: string): string => (text.startsWith('a') ? 'b' : 'a') + text.slice(1);
  const join = (given: string, role = 'worker') =>
    cluster.lab.exec(
      'm1',
      [
        'ovctl',
        role,
        'join',
        '-',
        '--no-start',
        '--name',
        'stranger',
        '--data-dir',
        '/tmp/stranger',
      ],
      {
        input: given,
      },
    );
  const nodes = (await cluster.nodes()).length;
  for (const wrong of [
    `OVTKN-1-${digest}-${swap(secret)}@${place}`,
    `OVTKN-1-${swap(digest)}-${secret}@${place}`,
    `OVTKN-1-${digest}-${secret.slice(1)}@${place}`,
    'hello',
  ]) {
    const result = await join(wrong);
    t.equal(result.code, 77, result.stderr);
    t.notMatch(result.stderr, secret, 'the secret is not repeated');
  }
  const role = await join(token, 'manager');
  t.equal(role.code, 77, role.stderr);
  t.equal((await cluster.nodes()).length, nodes);
  const left = await cluster.lab.exec('m1', ['ls', '-A', '/tmp/stranger']);
  t.equal(left.stdout.trim(), '', 'nothing was left on disk');
});

t.test('a host that cannot run a daemon says why', async (t) => {
  const host = spare.lab.host('m1');
  const busy = spare.lab.spawn('m1', [
    process.execPath,
    '-e',
    "require('net').createServer().listen(7070, () => console.log('up'))",
  ]);
  await new Promise((resolve) => busy.stdout?.once('data', resolve));
  const taken = await host.exec(['ovctl', 'manager', 'init', '--detach']);
  t.equal(taken.code, 73, taken.stderr);
  t.match(taken.stderr, /7070/);
  busy.kill('SIGKILL');
  const wrong = await host.exec(['ovctl', 'manager', 'init', '--detach', '--api-port', 'x']);
  t.match(wrong, { code: 2, stderr: /--api-port/ }, 'what the daemon refuses, its starter says');
  const token = await cluster.lab.daemons.token(cluster.lab.host('m1'), 'worker');
  const join = [process.execPath, ovctlScript(), 'worker', 'join', '-', '--data-dir', '/tmp/none'];
  const bare = ['env', 'PATH=/nonexistent', ...join];
  const missing = await host.exec(bare, { input: token });
  t.equal(missing.code, 78, missing.stderr);
  t.match(missing.stderr, /ip/);
  const nobody = ['setpriv', '--reuid', '65534', '--clear-groups', ...join];
  const user = await host.exec(nobody, { input: token });
  t.equal(user.code, 77, user.stderr);
  t.match(user.stderr, /root/);
  const left = await host.exec(['ls', '-A', '/tmp/none']);
  t.equal(left.stdout.trim(), '', 'nothing was left on disk');
});

function ovctlScript(): string {
  return new URL('../../cli/ovctl.js', import.meta.url).pathname;
}
