/** Membership of workers on real hosts: joining shows no secret, leaving leaves nothing, an address may change. */
import t, { type Test } from 'tap';
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ plain: true, managers: 2, workers: 3 });
t.teardown(() => cluster.down());
/** What daemons in the foreground say, each with all its details. */
const spoken: string[] = [];

function foreground(host: string, argv: readonly string[]): ChildProcess {
  const child = cluster.lab.spawn(host, [...argv, '--log-level', 'debug']);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => spoken.push(chunk.toString()));
  }
  return child;
}

async function done(t: Test, host: string, ...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await cluster.ovctl(host, ...argv);
  t.equal(code, 0, `${argv.slice(0, 2).join(' ')} on ${host}: ${stderr}`);
  return stdout;
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every process of the machine with its arguments. */
function processList(): { readonly pid: string; readonly text: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return { pid, text: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
      } catch {
        return []; // Ended meanwhile.
      }
    });
}

t.test('no secret is in a log or a process list', async (t) => {
  const address = cluster.lab.host('m1').address;
  const printed = await done(
    t,
    'm1',
    'manager',
    'init',
    '--detach',
    '--log-level',
    'debug',
    '--advertise',
    address,
  );
  const command = (role: string): string[] =>
    (printed.split('\n').find((line) => line.includes(`ovctl ${role} join `)) ?? '')
      .trim()
      .split(' ');
  foreground('m2', command('manager'));
  foreground('w1', command('worker'));
  const token = command('worker').at(-1) ?? '';
  for (const host of ['w2', 'w3']) {
    const argv = ['ovctl', 'worker', 'join', '-', '--detach', '--log-level', 'debug'];
    const joined = await cluster.lab.exec(host, argv, { input: token });
    t.equal(joined.code, 0, joined.stderr);
  }
  await until('all to be members that serve', async () => {
    const nodes = await cluster.nodes();
    const isComplete = nodes.length === 5 && nodes.every(({ status }) => status === 'ready');
    return isComplete || undefined;
  });
  const secretOf = (text: string) => /^OVTKN-1-[0-9a-z]+-([0-9a-z]+)@/.exec(text)?.[1] ?? '';
  const { data } = cluster.lab.host('m1').paths;
  const adminDir = join(data, 'manager', 'admin');
  const bodyOf = (pem: string): string => pem.split('\n')[1] ?? '';
  const secrets = {
    'the worker token': secretOf(token),
    'the manager token': secretOf(command('manager').at(-1) ?? ''),
    'the admin key': readFileSync(join(adminDir, 'key'), 'utf8').trim(),
    "the administrator's private key": bodyOf(readFileSync(join(adminDir, 'key.pem'), 'utf8')),
    'the private key of the CA': bodyOf(
      readFileSync(join(data, 'manager', 'ca', 'ca-key.pem'), 'utf8'),
    ),
  };
  const logs = cluster.lab.hosts.flatMap(({ paths }) =>
    filesBelow(paths.log).map((file) => ({ file, text: readFileSync(file, 'utf8') })),
  );
  t.ok(
    logs.some(({ text }) => text.includes('agent started')),
    'the logs say something',
  );
  t.match(spoken.join(''), /agent started/);
  const processes = processList();
  t.ok(
    processes.some(({ text }) => text.startsWith('ovnet-worker')),
    'daemons are listed',
  );
  for (const [what, secret] of Object.entries(secrets)) {
    t.ok(secret.length >= 20, `${what} is known here`);
    t.same(
      logs.filter(({ text }) => text.includes(secret)).map(({ file }) => file),
      [],
      `${what} is in no log`,
    );
    t.notOk(spoken.join('').includes(secret), `${what} is not said in the foreground`);
    const shown = processes.filter(({ text }) => text.includes(secret)).map(({ pid }) => pid);
    t.same(shown, [], `${what} is in no process list`);
  }
});

t.test('a worker that leaves takes everything of ours with it', async (t) => {
  await cluster.network({ name: 'blue' });
  const one = await cluster.endpoint('blue', 'w1', 'one');
  const two = await cluster.endpoint('blue', 'w2', 'two');
  const gone = await cluster.endpoint('blue', 'w3', 'three');
  const addressOf = ({ addresses }: typeof one): string => (addresses[0] ?? '').split('/')[0] ?? '';
  t.equal((await cluster.ping('w3', 'three', addressOf(one))).code, 0);
  const leaver = cluster.lab.host('w3');
  const rules = async () => (await leaver.exec(['iptables-save'])).stdout;
  t.match(await rules(), /OVNET/, 'there is something to remove');

  const { code, stderr } = await cluster.ovctl('w3', 'worker', 'leave');
  t.equal(code, 0, stderr);
  t.match(stderr, /Worker w3 has left\.\n$/, 'the managers were told');
  t.notOk((await cluster.nodes()).some(({ name }) => name === 'w3'));
  t.notMatch(await done(t, 'm1', 'node', 'ls'), /\bw3\b/);
  t.notMatch(await done(t, 'm1', 'endpoint', 'ls'), /three/, 'its leases are freed');
  t.notMatch(await rules(), /OVNET/, 'no firewall chain is left');
  const namespaces = await leaver.exec(['ip', 'netns', 'list']);
  t.notMatch(namespaces.stdout, /\bovnet\b/, 'no fabric is left');
  const links = await leaver.exec(['ip', '-o', 'link']);
  t.notMatch(links.stdout, /vxlan|veth|\bov/, 'no device is left on the host');
  const inside = await leaver.exec(['ip', 'netns', 'exec', 'three', 'ip', '-o', 'link']);
  t.notMatch(inside.stdout, /eth0/, 'nor in the namespace of the workload');
  t.same(readdirSync(join(leaver.paths.data, 'worker')), [], 'no key or cache is left');

  for (const host of ['w1', 'w2']) {
    await until(`${host} to drop its entries`, async () => {
      const { address } = leaver;
      const fdb = (await cluster.fdb(host)).filter(({ dst }) => dst === address);
      const neighbours = (await cluster.neighbours(host)).filter(
        ({ dst }) => dst === addressOf(gone),
      );
      const { stdout } = await cluster.lab.host(host).exec(['iptables-save']);
      const isDropped = fdb.length + neighbours.length === 0 && !stdout.includes(address);
      return isDropped || undefined;
    });
  }
  t.equal((await cluster.ping('w1', 'one', addressOf(two))).code, 0, 'the others go on');
  const reused = await cluster.ovctl(
    'm1',
    ...['endpoint', 'create', '--network', 'blue', '--node', 'w1', '--ip', addressOf(gone)],
  );
  t.equal(reused.code, 0, `the address is free: ${reused.stderr}`);
  const run = await cluster.ovctl('w3', 'worker', 'run', '--detach');
  t.not(run.code, 0, 'what has left does not run again');
});

t.test('a worker that runs with another --vtep is reached there by all', async (t) => {
  const host = cluster.lab.host('w2');
  const moved = host.address.replace(/\d+$/, '200');
  await done(t, 'w2', 'worker', 'stop');
  const link = (await host.exec(['ip', '-o', '-4', 'addr', 'show', 'to', host.address])).stdout;
  const device = link.split(/\s+/)[1] ?? '';
  const change = `ip addr del ${host.address}/24 dev ${device} && ip addr add ${moved}/24 dev ${device}`;
  t.equal((await host.exec(['sh', '-c', change])).code, 0);
  await done(t, 'w2', 'worker', 'run', '--detach', '--vtep', moved);
  await until('the others to send there', async () => {
    const fdb = await cluster.fdb('w1');
    const isMoved = fdb.length > 0 && fdb.every(({ dst }) => dst === moved);
    return isMoved || undefined;
  });
  t.match(
    (await cluster.nodes()).find(({ name }) => name === 'w2'),
    { vtep: moved },
  );
  const address = (await cluster.api().get<{ addresses: string[] }>('/v1/endpoints/two.blue'))
    .addresses[0];
  t.equal((await cluster.ping('w1', 'one', address?.split('/')[0] ?? '')).code, 0);
  await done(t, 'w2', 'worker', 'stop');
  await done(t, 'w2', 'worker', 'run', '--detach');
  t.match(await done(t, 'w2', 'worker', 'status', '-o', 'json'), moved, 'kept without the flag');
});
