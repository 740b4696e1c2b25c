import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import t from 'tap';
import type { NameEntry } from '../../agent/dns/names.js';
import { resolverSocket } from '../../agent/dns/paths.js';
import { idAt } from '../../agent/kernel/namespaces.js';
import { liveResolver } from '../../agent/dns/process.js';
import type { OrderBody } from '../../agent/dns/protocol.js';
import { isLive } from '../../identity/pid-file.js';
import { ask, dataOf, loopCommand } from '../support/dns/client.js';
import { directory, namespace, Told } from '../support/dns/resolver.js';
import { inside, sh, until } from '../support/kernel-hosts.js';

if (process.getuid?.() !== 0) t.bailout('namespaces need root');

const ENTRIES: readonly NameEntry[] = [
  { kind: 'network', id: 'net-b', name: 'blue', internal: false },
  { kind: 'subnet', id: 'sub-b', cidr: '10.0.0.0/24' },
  { kind: 'endpoint', id: 'ep-1', names: ['db', 'store'], addresses: ['10.0.0.2'] },
  ...Array.from({ length: 60 }, (_, i) => ({
    kind: 'endpoint' as const,
    id: `ep-w${i}`,
    names: [`web${i}`, 'web'],
    addresses: [`10.0.0.${100 + i}`],
  })),
];
const NAMES: OrderBody = {
  ...{ kind: 'set', networkId: 'net-b', epoch: 1, revision: 5, entries: ENTRIES },
};

function places(...namespaces: readonly string[]): OrderBody {
  const all = namespaces.map((netns) => ({ netns, pin: idAt(netns) ?? '', networkIds: ['net-b'] }));
  return { kind: 'places', places: all };
}

t.test('names are answered inside a namespace over UDP and TCP', async (t) => {
  const netns = namespace(t, 'one');
  const told = new Told(t, directory(t));
  told.orders = [NAMES, places(netns)];
  await told.up();

  await t.test('[check 54] name, alias and full name resolve there', async (t) => {
    for (const name of ['db', 'store', 'db.blue']) {
      t.strictSame(dataOf(await ask(netns, name)), ['10.0.0.2'], name);
    }
    t.match(await ask(netns, 'nope'), { rcode: 'NXDOMAIN' });
    t.match(await ask(netns, 'example.com'), { rcode: 'NXDOMAIN' }, 'nothing is forwarded');
  });

  await t.test('[check 55] AAAA of a name with IPv4 only is empty', async (t) => {
    t.match(await ask(netns, 'db', { type: 'AAAA' }), { rcode: 'NOERROR', records: [] });
  });

  await t.test('[check 56] a long answer is cut over UDP, whole with EDNS and TCP', async (t) => {
    const short = await ask(netns, 'web');
    t.equal(short.truncated, true);
    t.ok(short.bytes <= 512);
    for (const options of [{ edns: 4096 }, { transport: 'tcp' as const }]) {
      const whole = await ask(netns, 'web', options);
      t.equal(whole.truncated, false);
      t.equal(whole.records.length, 60);
    }
    const reverse = { type: 'PTR' };
    t.strictSame(dataOf(await ask(netns, '2.0.0.10.in-addr.arpa', reverse)), ['db.blue']);
    const service = { type: 'SRV' };
    t.match(await ask(netns, '_pg._tcp.db', service), { rcode: 'NOERROR', records: [] });
  });

  await t.test('[check 57] a name taken back is unknown once that was acknowledged', async (t) => {
    const change = { kind: 'change', networkId: 'net-b', epoch: 1, revision: 6 } as const;
    await told.send({ ...change, upserts: [], removals: ['endpoint/ep-1'] });
    t.match(await ask(netns, 'db'), { rcode: 'NXDOMAIN' });
  });

  await t.test('what it did is counted', async (t) => {
    // Reports come by the second: this one follows the last query.
    await until('a report', () => told.report?.counters.queries.unknown === 3);
    t.match(told.report, { served: 1, names: 60, troubles: [] });
  });

  await t.test('a namespace that is not named any more is left', async (t) => {
    await told.send(places());
    t.notMatch(inside(netns, 'ss -Huln'), /127\.0\.0\.11/);
  });
});

t.test(
  'an agent that comes back finds the resolver as it was, and nobody was kept waiting',
  async (t) => {
    const netns = namespace(t, 'kept');
    const dir = directory(t);
    const first = new Told(t, dir);
    first.orders = [NAMES, places(netns)];
    await first.up();
    const pid = first.link.identity?.pid;
    const client = spawn('nsenter', [`--net=/run/netns/${netns}`, '--', ...loopCommand('db')]);
    let text = '';
    client.stdout.on('data', (part: Buffer) => (text += part.toString()));
    await until('answers', () => text.length > 10);
    first.link.close();

    const second = new Told(t, dir);
    await second.link.adopt();
    t.equal(second.link.identity?.pid, pid);
    t.strictSame(second.held, [{ networkId: 'net-b', epoch: 1, revision: 5 }]);
    const before = text.length;
    await until('more answers', () => text.length > before + 10);
    client.kill('SIGINT');
    await until('the totals', () => text.includes('}'));
    t.match(JSON.parse(text.slice(text.indexOf('{'))), { unanswered: 0, wrong: 0 });
  },
);

t.test('a resolver that dies is started anew and told everything', async (t) => {
  const netns = namespace(t, 'dead');
  const told = new Told(t, directory(t));
  told.orders = [NAMES, places(netns)];
  await told.up();
  const { pid = 0 } = told.link.identity ?? {};
  process.kill(pid, 'SIGKILL');
  await until('another one', () => (told.link.identity?.pid ?? pid) !== pid, 30_000);
  await told.settled();
  t.strictSame(dataOf(await ask(netns, 'db')), ['10.0.0.2']);
  t.equal(told.warnings.length, 1);
});

t.test(
  'a resolver that stands still is killed: it might answer with what was taken back',
  async (t) => {
    const netns = namespace(t, 'stuck');
    const told = new Told(t, directory(t), { answerMs: 500 });
    told.orders = [NAMES, places(netns)];
    await told.up();
    const { pid = 0 } = told.link.identity ?? {};
    process.kill(pid, 'SIGSTOP');
    told.link.send(NAMES);
    await until('another one', () => (told.link.identity?.pid ?? pid) !== pid, 60_000);
    await told.settled();
    t.strictSame(dataOf(await ask(netns, 'db')), ['10.0.0.2']);
  },
);

t.test('a namespace where something else answers is left alone and told', async (t) => {
  const netns = namespace(t, 'taken');
  const holder = spawn('nsenter', [
    ...[`--net=/run/netns/${netns}`, '--', process.execPath, '-e'],
    "require('dgram').createSocket('udp4').bind(53, '127.0.0.11', () => console.log('up'))",
  ]);
  t.teardown(() => holder.kill('SIGKILL'));
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const told = new Told(t, directory(t));
  told.orders = [NAMES, places(netns)];
  await told.up();
  t.match(told.report?.troubles, [{ netns, code: 'dns-port-taken' }]);
  holder.kill('SIGKILL');
  await until('it is served', () => told.report?.troubles.length === 0);
  t.strictSame(dataOf(await ask(netns, 'db')), ['10.0.0.2']);
});

t.test('a namespace whose lo is down is answered as soon as it is up', async (t) => {
  const netns = namespace(t, 'lo', 'down');
  const told = new Told(t, directory(t));
  told.orders = [NAMES, places(netns)];
  await told.up();
  t.match(told.report, { served: 1, troubles: [] });
  inside(netns, 'ip link set lo up');
  t.strictSame(dataOf(await ask(netns, 'db')), ['10.0.0.2']);
});

t.test('another namespace under the same name is not entered', async (t) => {
  const netns = namespace(t, 'other');
  const told = new Told(t, directory(t));
  const meant = { netns, pin: '1:1', networkIds: ['net-b'] };
  told.orders = [NAMES, { kind: 'places', places: [meant] }];
  await told.up();
  t.equal(told.report?.served, 0);
  t.equal(inside(netns, 'ss -Huln'), '');
});

t.test('a namespace that was deleted goes, though it was served', async (t) => {
  const [netns, outside] = [namespace(t, 'gone'), namespace(t, 'outside')];
  inside(netns, `ip link add ovdn-in type veth peer name ovdn-out netns ${outside}`);
  const told = new Told(t, directory(t));
  told.orders = [NAMES, places(netns)];
  await told.up();
  sh(`ip netns del ${netns}`);
  await until('its interfaces are gone', () => !inside(outside, 'ip -o link').includes('ovdn-out'));
  await until('the report', () => told.report?.served === 0);
  t.strictSame(told.report?.troubles, []);
});

t.test('other names are asked of the resolvers that are set', async (t) => {
  const netns = namespace(t, 'fwd');
  // The host of this resolver is this machine: its resolvers listen on loopback here.
  const seen: Buffer[] = [];
  const upstream = createSocket('udp4');
  t.teardown(() => upstream.close());
  await new Promise<void>((resolve, reject) => {
    upstream.once('error', reject).bind(53, '127.0.53.2', resolve);
  });
  upstream.on('message', (query, { port, address }) => {
    seen.push(query);
    const reply = Buffer.from(query);
    reply.writeUInt16BE(0x8180, 2);
    upstream.send(reply, port, address);
  });
  const told = new Told(t, directory(t));
  // Nobody listens at the first.
  const settings: OrderBody = { kind: 'settings', upstreams: ['127.0.53.1', '127.0.53.2'] };
  told.orders = [settings, NAMES, places(netns)];
  await told.up();
  t.match(await ask(netns, 'example.com'), { rcode: 'NOERROR' });
  t.equal(seen.length, 1);
  await t.test('[check 54] and single labels and names of networks never are', async (t) => {
    for (const name of ['nope', 'nope.blue', '99.0.0.10.in-addr.arpa']) {
      t.match(await ask(netns, name), { rcode: 'NXDOMAIN' }, name);
    }
    t.equal(seen.length, 1);
  });
});

t.test('it ends when it is told, and with its directory, and leaves nothing', async (t) => {
  const dir = directory(t);
  const told = new Told(t, dir);
  await told.up();
  t.equal(statSync(resolverSocket(dir)).mode & 0o077, 0, 'for root only');
  await told.link.end();
  t.equal(await liveResolver(dir), undefined);
  t.equal(existsSync(resolverSocket(dir)), false);

  const again = new Told(t, dir);
  await again.up();
  const mark = await liveResolver(dir);
  again.link.close();
  rmSync(dir, { recursive: true });
  await until('it has ended', () => mark !== undefined && !isLive(mark));
});

t.test('one that is not wanted any more while it starts leaves nothing either', async (t) => {
  const dir = directory(t);
  const { link } = new Told(t, dir);
  link.ensure();
  let pid: string | undefined;
  await until('its process has begun', () => (pid = processOf(dir)) !== undefined);
  await link.end();
  await until('it has ended', () => argumentsOf(pid ?? '').length === 0);
  t.equal(existsSync(resolverSocket(dir)), false);
});

/** The process with the directory as an argument, until it gives itself a title. */
function processOf(dir: string): string | undefined {
  return readdirSync('/proc').find((pid) => argumentsOf(pid).includes(dir));
}

/** None of a process that has ended. */
function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}
