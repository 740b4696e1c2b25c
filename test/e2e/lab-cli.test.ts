import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { exitCode, run, type ExecOptions, type ExecResult } from '../../lab/command.js';
import { Lab } from '../../lab/lab.js';
import { DEFAULT_ROOT, ovctlPath } from '../../lab/layout.js';

if (process.getuid?.() !== 0) t.bailout('the lab needs root');

const name = `t-cli-${process.pid}`;

async function ovctl(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  return run([process.execPath, ovctlPath(), 'lab', ...argv], options);
}

const namespaces = (): string[] =>
  readdirSync('/run/netns').filter((netns) => netns.startsWith(`ovnet-lab-${name}`));

t.teardown(() => Lab.down({ name }));

t.test('up prints the hosts, ls lists them, another process finds them', async (t) => {
  const up = ['up', '--name', name, '--managers', '1', '--workers', '2', '--plain', '-o', 'json'];
  const { code, stdout, stderr } = await ovctl(up);
  t.equal(code, 0, stderr);
  t.match(JSON.parse(stdout), { name, hosts: [{ name: 'm1' }, { name: 'w1' }, { name: 'w2' }] });
  const listed = JSON.parse((await ovctl(['ls', '-o', 'json'])).stdout) as {
    readonly items: readonly { readonly name: string }[];
  };
  t.ok(listed.items.some((lab) => lab.name === name));
  t.match((await ovctl(['ls'])).stdout, new RegExp(`${name} +w2 +172\\.31\\.\\d+\\.102 +up`));
  t.equal((await ovctl(up)).code, 73, 'it exists already');
});

t.test('exec passes input, output and exit code through, with and without dashes', async (t) => {
  const script = 'read word; echo "$word on $(hostname)"; exit 9';
  const { code, stdout } = await ovctl(['exec', 'w1', '--name', name, '--', 'sh', '-c', script], {
    input: 'hello\n',
  });
  t.equal(stdout, 'hello on w1\n');
  t.equal(code, 9);
  t.equal((await ovctl(['exec', '--name', name, 'w1', 'hostname'])).stdout, 'w1\n');
  const version = await ovctl(['exec', '--name', name, 'w1', '--', 'ovctl', 'version']);
  t.match(version, { code: 0, stdout: /^ovctl / }, 'ovctl is in the path of a host');
  t.equal((await ovctl(['exec', '--name', name, 'w9', '--', 'true'])).code, 66);
  t.equal((await ovctl(['exec', '--name', `${name}-x`, 'w1', '--', 'true'])).code, 66);
});

t.test('env names a socket that is that of the host', async (t) => {
  const { stdout } = await ovctl(['env', '--name', name]);
  const socket = /^export OVNET_SOCKET='(.+)'$/m.exec(stdout)?.[1] ?? '';
  t.equal(socket, join(DEFAULT_ROOT, name, 'hosts/m1/run/ovnet/manager.sock'));
});

t.test('fault commands cut and heal, and say why they cannot', async (t) => {
  const rules = async (host: string): Promise<string> =>
    (await Lab.load({ name }).exec(host, ['iptables', '-t', 'raw', '-S'])).stdout;
  t.equal(
    (await ovctl(['fault', 'partition', 'm1,w1', 'w2', '--one-way', '--name', name])).code,
    0,
  );
  t.equal((await rules('w2')).match(/-j DROP/g)?.length, 2);
  t.notMatch(await rules('m1'), 'DROP');
  t.match((await ovctl(['ls'])).stdout, /w2 .*hears nothing from 2 hosts/);
  t.equal((await ovctl(['fault', 'heal', '--name', name])).code, 0);
  t.notMatch(await rules('w2'), 'DROP');
  const killed = await ovctl(['fault', 'kill', 'w1', '--name', name]);
  t.match(killed, { code: 1, stderr: /no daemon runs on w1/ });
  t.equal((await ovctl(['fault', 'partition', 'm1', 'nobody', '--name', name])).code, 66);
});

t.test('a lab whose hosts died is shown as gone, and down removes it', async (t) => {
  const holders = join(DEFAULT_ROOT, name, 'hosts');
  for (const host of readdirSync(holders)) {
    const text = readFileSync(join(holders, host, 'holder.json'), 'utf8');
    process.kill((JSON.parse(text) as { pid: number }).pid, 'SIGKILL');
  }
  const host = Lab.load({ name }).host('m1');
  while (host.isUp) await delay(5);
  t.match((await ovctl(['ls'])).stdout, new RegExp(`${name} +m1 .*gone`));
  const refused = await ovctl(['exec', '--name', name, 'm1', '--', 'true']);
  t.match(refused, { code: 1, stderr: new RegExp(`ovctl lab down --name ${name}`) });
  t.equal((await ovctl(['down', '--name', name])).code, 0);
  t.same(namespaces(), []);
  t.notOk(existsSync(join(DEFAULT_ROOT, name)));
  t.equal((await ovctl(['down', '--name', name])).code, 0, 'twice is no error');
});

t.test('an interrupted up ends with 130 and leaves nothing behind', async (t) => {
  const argv = [ovctlPath(), 'lab', 'up', '--name', name, '--plain', '--workers', '40'];
  const child = spawn(process.execPath, argv, { stdio: 'ignore' });
  const ended = new Promise<number>((resolve) =>
    child.once('exit', (code, signal) => resolve(exitCode(code, signal))),
  );
  while (namespaces().length < 3 && child.exitCode === null) await delay(1);
  child.kill('SIGINT');
  t.equal(await ended, 130);
  t.same(namespaces(), []);
  t.notOk(existsSync(join(DEFAULT_ROOT, name)));
});

t.test('removing several labs at once asks, which needs a terminal or --yes', async (t) => {
  const root = join(DEFAULT_ROOT, `.${name}`);
  const options = { env: { ...process.env, OVNET_LAB_ROOT: root } };
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const names = [`${name}-a`, `${name}-b`];
  t.teardown(() => Promise.all(names.map((lab) => Lab.down({ name: lab, root }))));
  for (const lab of names) {
    const argv = ['up', '--name', lab, '--managers', '1', '--workers', '0', '--plain'];
    t.equal((await ovctl(argv, options)).code, 0);
  }
  t.match(await ovctl(['down', '--all'], options), { code: 2, stderr: /--yes/ });
  t.same(Lab.names(root), names);
  t.equal((await ovctl(['down', '--all', '--yes'], options)).code, 0);
  t.same(Lab.names(root), []);
  t.same(namespaces(), []);
});

t.test('bad command lines are refused with 2', async (t) => {
  for (const argv of [
    ['up', '--name', 'UPPER', '--plain'],
    ['up', '--managers', '-1'],
    ['exec', 'w1'],
    ['fault', 'explode', 'w1'],
  ]) {
    t.match(await ovctl(argv), { code: 2, stderr: /./ }, argv.join(' '));
  }
});
