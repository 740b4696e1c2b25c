import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import type { LabHost } from '../../lab/host.js';
import { Lab } from '../../lab/lab.js';
import { DEFAULT_ROOT } from '../../lab/layout.js';
import { processesIn, refOf, namespaceAt, isStopped, isAlive } from '../../lab/process-ref.js';
import type { OvnetError } from '../../model/errors.js';

if (process.getuid?.() !== 0) t.bailout('the lab needs root');

const name = `t-plain-${process.pid}`;
const PORT = 4000;
const LISTENER = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (text) => console.log(String(text)));
socket.bind(${PORT}, () => console.log('ready'));
`;

/** Collects what a host hears until a given line has come; packets here arrive in the order they were sent. */
class Ear {
  readonly #lines: string[] = [];
  readonly #child: ChildProcess;
  #wake: () => void = () => undefined;

  constructor(host: LabHost) {
    this.#child = host.spawn([process.execPath, '-e', LISTENER]);
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
  }

  async until(last: string): Promise<string[]> {
    while (!this.#lines.includes(last)) await new Promise<void>((wake) => (this.#wake = wake));
    return this.#lines.splice(0, this.#lines.indexOf(last) + 1);
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}

async function say(from: LabHost, to: LabHost, text: string): Promise<void> {
  const { code } = await from.exec([
    'bash',
    '-c',
    `echo -n ${text} >/dev/udp/${to.address}/${PORT}`,
  ]);
  if (code !== 0) throw new Error(`${from.name} cannot send to ${to.name}`);
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as OvnetError).code;
  }
  return 'none';
}

/** A program that pretends to be the agent: it writes its pid file and sleeps. */
async function startPretender(host: LabHost): Promise<ChildProcess> {
  const script =
    'mkdir -p /run/ovnet; echo "{\\"pid\\":$$}" >/run/ovnet/agent.pid; echo ready; exec sleep 600';
  const child = host.spawn(['sh', '-c', script]);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

const namespaces = (): string[] =>
  readdirSync('/run/netns').filter((netns) => netns.startsWith(`ovnet-lab-${name}`));
const mounts = (): string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(name));

const linksBefore = execFileSync('ip', ['-o', 'link']).toString();
const lab = await Lab.up({ name, managers: 2, workers: 2, plain: true, owned: true });
t.teardown(() => lab.down());
const [m1, m2, w1] = ['m1', 'm2', 'w1'].map((host) => lab.host(host)) as [
  LabHost,
  LabHost,
  LabHost,
];

t.test('every host hears every other over the underlay', async (t) => {
  for (const to of lab.hosts) {
    const ear = new Ear(to);
    await ear.until('ready');
    for (const from of lab.hosts) {
      await say(from, to, from.name);
      t.match(await ear.until(from.name), [from.name]);
    }
    ear.close();
  }
});

t.test('nothing appears in the network namespace of the machine', (t) => {
  t.equal(execFileSync('ip', ['-o', 'link']).toString(), linksBefore);
  t.end();
});

t.test(
  'hosts have their own name, namespaces, sockets, configuration, data and devices',
  async (t) => {
    for (const host of [m1, w1]) {
      const script = `set -e
      ip netns add same-name
      mkdir /run/ovnet && echo ${host.name} >/run/ovnet/who
      for dir in /etc/ovnet /var/lib/ovnet /var/log/ovnet; do echo ${host.name} >$dir/t-who; done`;
      t.match(await host.exec(['sh', '-c', script]), { code: 0, stderr: '' });
    }
    for (const host of [m1, w1]) {
      const script = `hostname; cat /run/ovnet/who /etc/ovnet/t-who /var/lib/ovnet/t-who /var/log/ovnet/t-who
      ip netns ls; ls /sys/class/net`;
      const { stdout } = await host.exec(['sh', '-c', script]);
      t.same(stdout.trim().split(/\s+/), [
        ...Array<string>(5).fill(host.name),
        'same-name',
        'eth0',
        'lo',
      ]);
      t.equal(readFileSync(join(host.paths.run, 'ovnet/who'), 'utf8').trim(), host.name);
    }
    t.notOk(existsSync('/run/netns/same-name'));
    for (const dir of ['/etc/ovnet', '/var/lib/ovnet', '/var/log/ovnet']) {
      t.notOk(existsSync(join(dir, 't-who')), dir);
    }
  },
);

t.test('a program gets its input and gives its output and exit code', async (t) => {
  t.same(await lab.exec('w1', ['sh', '-c', 'cat; echo oops >&2; exit 7'], { input: 'hello' }), {
    code: 7,
    stdout: 'hello',
    stderr: 'oops\n',
  });
  t.equal((await lab.exec('w1', ['sh', '-c', 'kill -9 $$'])).code, 137);
  t.equal(await codeOf(() => lab.exec('w1', ['sleep', '60'], { timeout: 50 })), 'lab-failed');
  t.equal(await codeOf(() => lab.exec('w9', ['true'])), 'not-found');
});

t.test('a one-way partition drops packets one way only, and heal ends it', async (t) => {
  const [earM1, earW1] = [new Ear(m1), new Ear(w1)];
  t.teardown(() => [earM1, earW1].forEach((ear) => ear.close()));
  await Promise.all([earM1.until('ready'), earW1.until('ready')]);
  await lab.fault.partition([m1], [w1], { oneWay: true });
  t.same(lab.fault.of(w1).dropsFrom, [m1.address]);
  t.same(lab.fault.of(m1).dropsFrom, []);
  await say(m1, w1, 'lost');
  await say(m2, w1, 'from-m2');
  t.same(await earW1.until('from-m2'), ['from-m2'], 'm2 is heard, m1 is not');
  await say(w1, m1, 'back');
  t.same(await earM1.until('back'), ['back'], 'the other way is open');
  await lab.fault.heal();
  await say(m1, w1, 'again');
  t.same(await earW1.until('again'), ['again']);
  const { stdout } = await w1.exec(['iptables', '-t', 'raw', '-S']);
  t.notMatch(stdout, 'OVNET-LAB', 'no rule is left');
});

t.test('a partition comes before the rules of the host and drops both ways', async (t) => {
  const [earM1, earW1] = [new Ear(m1), new Ear(w1)];
  t.teardown(() => [earM1, earW1].forEach((ear) => ear.close()));
  await Promise.all([earM1.until('ready'), earW1.until('ready')]);
  await w1.exec(['iptables', '-I', 'INPUT', '-j', 'ACCEPT']);
  await lab.fault.partition([w1], []);
  await say(m1, w1, 'lost');
  await say(w1, m1, 'lost');
  await say(w1, w1, 'self');
  t.same(await earW1.until('self'), ['self']);
  await say(m2, m1, 'from-m2');
  t.same(await earM1.until('from-m2'), ['from-m2']);
  t.equal(await codeOf(() => lab.fault.partition([m1], [m1, w1])), 'usage');
  await lab.fault.heal();
  await say(w1, m1, 'again');
  t.same(await earM1.until('again'), ['again']);
});

t.test(
  'a daemon is killed, paused and resumed by its pid file, and only if it is the one',
  async (t) => {
    const child = await startPretender(w1);
    const ref = refOf(child.pid!)!;
    t.same(w1.daemon('agent'), ref);
    await lab.fault.pause(w1);
    t.ok(isStopped(ref));
    t.same(lab.fault.of(w1).paused, ['agent']);
    lab.fault.resume(w1);
    t.notOk(isStopped(ref));
    const pidFile = join(w1.paths.run, 'ovnet/agent.pid');
    writeFileSync(pidFile, JSON.stringify({ ...ref, startTime: '1' }));
    t.equal(await codeOf(() => lab.fault.kill(w1)), 'lab-failed', 'a reused pid is left alone');
    const outside = spawn('sleep', ['600']);
    t.teardown(() => outside.kill());
    writeFileSync(pidFile, JSON.stringify(refOf(outside.pid!)));
    t.equal(await codeOf(() => lab.fault.kill(w1)), 'lab-failed', 'so is a process elsewhere');
    t.ok(isAlive(refOf(outside.pid!)!));
    t.ok(isAlive(ref));
    writeFileSync(pidFile, JSON.stringify(ref));
    await lab.fault.kill(w1);
    t.notOk(isAlive(ref));
  },
);

t.test('a lab that exists is not made again, and not harmed', async (t) => {
  t.equal(await codeOf(() => Lab.up({ name, plain: true })), 'in-use');
  t.equal((await Lab.load({ name }).exec('m1', ['true'])).code, 0);
});

t.test('labs with different names run side by side', async (t) => {
  const other = await Lab.up({
    name: `${name}-b`,
    managers: 1,
    workers: 0,
    plain: true,
    owned: true,
  });
  t.teardown(() => other.down());
  t.not(other.plan.subnet, lab.plan.subnet);
  const copies = await other.exec('m1', ['grep', '-c', ' - nsfs ', '/proc/self/mountinfo']);
  t.equal(
    copies.stdout,
    '0\n',
    'it holds no copy of the namespaces of others, which would outlive them',
  );
  t.ok(Lab.names().includes(name) && Lab.names().includes(other.name));
  await other.down();
  t.equal((await lab.exec('m1', ['true'])).code, 0);
});

t.test(
  'down ends every process, also one in a namespace of its own, and leaves nothing',
  async (t) => {
    await w1.exec([
      'sh',
      '-c',
      'setsid ip netns exec same-name sleep 600 >/dev/null 2>&1 </dev/null &',
    ]);
    const paused = await startPretender(m1);
    paused.kill('SIGSTOP');
    const pins = lab.hosts.map((host) => namespaceAt(host.paths.uts)!);
    t.ok(processesIn(pins).length >= lab.hosts.length + 2);
    await lab.down();
    t.same(processesIn(pins), []);
    t.same(namespaces(), []);
    t.same(mounts(), []);
    t.notOk(existsSync(lab.dir));
    t.notOk(Lab.exists({ name }));
    t.equal(await Lab.down({ name }), false, 'twice is no error');
  },
);

t.test('a half-made lab is removed', async (t) => {
  mkdirSync(join(DEFAULT_ROOT, name, 'hosts', 'm1'), { recursive: true });
  execFileSync('ip', ['netns', 'add', `ovnet-lab-${name}-m1`]);
  t.ok(Lab.names().includes(name));
  t.equal(await codeOf(async () => Promise.resolve(Lab.load({ name }))), 'not-found');
  t.equal(await Lab.down({ name }), true);
  t.same(namespaces(), []);
  t.notOk(existsSync(join(DEFAULT_ROOT, name)));
});

t.test('what fails on the way up leaves nothing behind', async (t) => {
  execFileSync('ip', ['netns', 'add', `ovnet-lab-${name}-w1`]);
  t.equal(await codeOf(() => Lab.up({ name, plain: true })), 'lab-failed');
  t.same(namespaces(), []);
  t.notOk(Lab.exists({ name }));
});
