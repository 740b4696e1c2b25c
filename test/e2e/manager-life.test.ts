/** Managers that change places: promoted and demoted, moved, removed, and one that begins anew when the others are lost. */
import t, { type Test } from 'tap';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RaftAnswer } from '../../cli/client/shapes.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const cluster = await E2eCluster.up({ workers: 2 });
t.teardown(() => cluster.down());
const MANAGERS = ['m1', 'm2', 'm3'];
let written = 0;

async function done(t: Test, host: string, ...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await cluster.ovctl(host, ...argv);
  t.equal(code, 0, `${argv.join(' ')} on ${host}: ${stderr}`);
  return stdout;
}

async function refused(t: Test, host: string, expected: RegExp, ...argv: string[]): Promise<void> {
  const { code, stderr } = await cluster.ovctl(host, ...argv);
  t.equal(code, 73, `${argv.join(' ')} on ${host}: ${stderr}`);
  t.match(stderr, expected);
}

/** Raft as that manager knows it: who votes, in order. */
async function voters(manager: string): Promise<string> {
  const { members } = await cluster.api(manager).get<RaftAnswer>('/v1/raft');
  const voting = members.filter(({ role }) => role !== 'learner');
  return voting
    .map(({ name }) => name)
    .sort()
    .join();
}

const voting = (manager: string, names: string): Promise<true> =>
  until(`${names} to be the voters`, async () => (await voters(manager)) === names || undefined);

/** A change reaches both kernels through that manager, and packets pass. */
async function serves(t: Test, manager: string): Promise<void> {
  written += 1;
  const { addresses } = await cluster.endpoint('blue', 'w2', `e${written}`, {}, manager);
  const address = (addresses[0] ?? '').split('/')[0] ?? '';
  // A worker that is between two managers is named as unreachable, not waited for.
  await until('every worker to have applied it', async () => {
    const { workers } = await cluster.convergence({}, manager);
    return workers.every(({ state }) => state === 'applied') || undefined;
  });
  t.equal((await cluster.ping('w1', 'base', address)).code, 0, `a ping to e${written}`);
}

t.test('[check 16] demote the leader, down to one: the cluster serves throughout', async (t) => {
  await cluster.network({ name: 'blue' });
  await cluster.endpoint('blue', 'w1', 'base');
  const first = await cluster.leader();
  await done(t, 'm1', 'node', 'demote', `manager/${first}`);
  const rest = MANAGERS.filter((name) => name !== first);
  await voting('m1', rest.join());
  const [one = '', two = ''] = rest;
  await serves(t, first);
  t.match(await done(t, first, 'node', 'inspect', `manager/${first}`), /raft: learner/);
  await done(t, first, 'node', 'demote', `manager/${one}`);
  await voting('m1', two);
  await serves(t, one);
  await refused(t, 'm1', /last voter/, 'node', 'demote', `manager/${two}`);
  await refused(t, 'm1', /last voter/, 'node', 'rm', `manager/${two}`, '--force', '--yes');
  for (const name of [first, one]) await done(t, 'm1', 'node', 'promote', `manager/${name}`);
  await voting('m1', MANAGERS.join());
  await done(t, 'm1', 'raft', 'transfer', '--to', first);
  t.equal(await cluster.leader(), first);
  t.match(await done(t, one, 'raft', 'status'), new RegExp(`as seen by ${first}`));
});

t.test('[check 19] managers move one by one, and peers and agents follow', async (t) => {
  const moved = new Map<string, string>();
  for (const name of MANAGERS) {
    const host = cluster.lab.host(name);
    const to = host.address.replace(/\d+$/, (last) => String(Number(last) + 100));
    await done(t, name, 'manager', 'stop');
    const link = (await host.exec(['ip', '-o', '-4', 'addr', 'show', 'to', host.address])).stdout;
    const device = link.split(/\s+/)[1] ?? '';
    const change = `ip addr del ${host.address}/24 dev ${device} && ip addr add ${to}/24 dev ${device}`;
    t.equal((await host.exec(['sh', '-c', change])).code, 0);
    await done(t, name, 'manager', 'run', '--detach', '--advertise', to);
    moved.set(name, to);
    const nodes = await until(`${name} to be known at ${to}`, async () => {
      const known = await cluster.nodes(name).catch(() => undefined);
      return known?.some((node) => node.name === name && node.address === to) ? known : undefined;
    });
    t.ok(nodes);
    await voting(name, MANAGERS.join());
  }
  for (const name of MANAGERS) await serves(t, name);
  for (const worker of ['w1', 'w2']) {
    const status = JSON.parse(await done(t, worker, 'worker', 'status', '-o', 'json')) as {
      readonly managers: readonly { readonly address: string }[];
    };
    const known = JSON.stringify(status.managers);
    for (const to of moved.values()) t.match(known, to, `${worker} knows ${to}`);
  }
});

t.test('[check 17] who is needed stays even by force; the dead one goes and is told', async (t) => {
  const m3 = cluster.lab.host('m3');
  await cluster.lab.fault.kill(m3);
  await cluster.leader(['m1', 'm2']);
  const why = /m3 does not answer[^]*manager recover/;
  const rm = ['node', 'rm', '--force', '--yes'];
  await until('its silence to be noticed', async () => {
    const { members } = await cluster.api().get<RaftAnswer>('/v1/raft');
    const silent = members.find(({ name }) => name === 'm3')?.lastContactMs ?? Infinity;
    return silent > 1500 || undefined;
  });
  for (const needed of ['m1', 'm2']) await refused(t, 'm1', why, ...rm, `manager/${needed}`);
  await serves(t, 'm1');
  await done(t, 'm1', ...rm, 'manager/m3');
  await voting('m1', 'm1,m2');
  const address = m3.address.replace(/\d+$/, (last) => String(Number(last) + 100));
  await cluster.ovctl('m3', 'manager', 'run', '--detach', '--advertise', address);
  await until('m3 to end by itself', () =>
    Promise.resolve(m3.daemon('manager') === undefined || undefined),
  );
  const log = readFileSync(join(m3.paths.log, 'manager.log'), 'utf8');
  t.match(log, /this manager was removed from its cluster/);
  await done(t, 'm3', 'manager', 'leave');
  await serves(t, 'm2');
});

t.test(
  '[check 18] [raft 51] one manager begins anew, workers go on, the old member is refused',
  async (t) => {
    const [m1, m2] = [cluster.lab.host('m1'), cluster.lab.host('m2')];
    await serves(t, 'm1');
    const before = (await cluster.api('m2').get<{ items: object[] }>('/v1/endpoints')).items.length;
    await cluster.lab.fault.kill(m1);
    await cluster.lab.fault.kill(m2);
    const unsaid = await cluster.ovctl('m2', 'manager', 'recover');
    t.equal(unsaid.code, 2, unsaid.stderr);
    const said = await cluster.ovctl('m2', 'manager', 'recover', '--yes');
    t.equal(said.code, 0, said.stderr);
    t.match(said.stderr, /removed {4}managers: m1;/);
    const place = (host: typeof m1): string =>
      host.address.replace(/\d+$/, (last) => String(Number(last) + 100));
    await done(t, 'm2', 'manager', 'run', '--detach', '--advertise', place(m2));
    t.equal(await voters('m2'), 'm2');
    await until('the workers to be back', async () => {
      const nodes = await cluster.nodes('m2').catch(() => []);
      const up = nodes.filter(({ role, status }) => role === 'worker' && status === 'ready');
      const { converged, workers } = await cluster.convergence({}, 'm2');
      return (up.length === 2 && converged && workers.length > 0) || undefined;
    });
    const after = (await cluster.api('m2').get<{ items: object[] }>('/v1/endpoints')).items.length;
    t.equal(after, before, 'every object is there');
    await serves(t, 'm2');

    await cluster.ovctl('m1', 'manager', 'run', '--detach', '--advertise', place(m1));
    const log = join(m1.paths.log, 'manager.log');
    await until('m1 to hear that it is of another group', () =>
      Promise.resolve(readFileSync(log, 'utf8').includes('group-changed') || undefined),
    );
    const write = await cluster.ovctl('m1', 'network', 'create', 'split', '--timeout', '7s');
    t.equal(write.code, 69, write.stderr);
    await serves(t, 'm2');
    t.equal(await voters('m2'), 'm2');
    await done(t, 'm1', 'manager', 'leave', '--force');
    const token = await cluster.lab.daemons.token(m2, 'manager', 1);
    const joined = await cluster.lab.exec(
      'm1',
      ['ovctl', 'manager', 'join', '-', '--detach', '--advertise', place(m1)],
      { input: token },
    );
    t.equal(joined.code, 0, joined.stderr);
    await voting('m2', 'm1,m2');
    await done(t, 'm1', 'manager', 'leave');
    await voting('m2', 'm2');
    await refused(t, 'm2', /last voter/, 'manager', 'leave');
    await serves(t, 'm2');
  },
);
