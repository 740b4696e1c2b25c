/** A backup of a running cluster, and the next life that begins from it. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { RestClient } from '../../cli/client/rest-client.js';
import { leaveManager } from '../../server/manager-leave.js';
import { restoreManager, type RestoreReport } from '../../server/manager-restore.js';
import type { RunningManager } from '../../server/manager.js';
import {
  eventually,
  networkCommand,
  propose,
  testCluster,
  tokenFor,
  type TestCluster,
} from '../support/managers.js';
import { TestAgent } from '../support/test-agent.js';
import { askToWatch, Watcher } from '../support/watcher.js';
import { leaderOf, membersOf, three } from '../support/three-managers.js';
import { addWorker, endpointCommand } from '../support/workers.js';

const socketOf = (cluster: TestCluster, name: string): string =>
  join(cluster.dir, `run-${name}`, 'manager.sock');

async function download(cluster: TestCluster, name: string): Promise<Buffer> {
  const path = socketOf(cluster, name);
  const client = new RestClient({ kind: 'socket', path }, { timeoutMs: 20_000 });
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of await client.download('/v1/backup')) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await client.close();
  }
}

/** Into an empty directory of that name, at the place the manager of that name had. */
async function restore(
  cluster: TestCluster,
  name: string,
  backup: Buffer,
  place: { readonly apiPort: number; readonly grpcPort: number },
  nowMs?: () => number,
): Promise<RestoreReport> {
  return restoreManager({
    dataDir: cluster.dataDir(name),
    input: Readable.from([backup]),
    name,
    advertise: { host: '127.0.0.1' },
    ...place,
    ...(nowMs && { nowMs }),
  });
}

const placeOf = ({ info }: RunningManager) => ({ apiPort: info.apiPort, grpcPort: info.grpcPort });

/** As anyone would read it. */
const objectsOf = ({ core: { state } }: RunningManager): unknown =>
  JSON.parse(
    JSON.stringify({
      networks: [...state.networks()],
      subnets: [...state.subnets()],
      endpoints: [...state.endpoints()],
      workers: [...state.nodes()].filter(({ role }) => role === 'worker').map(({ id }) => id),
      keys: [...state.keys()],
    }),
  );

t.test('the next life holds the objects of the backup, not those written after it', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager: old, adminDir } = await cluster.init('m1');
  const place = placeOf(old);
  const worker = await addWorker(cluster, old, 'w', '192.0.2.1');
  const blue = await propose(old, networkCommand('blue'));
  await propose(old, endpointCommand(blue.id, worker.id, 'one'));
  const before = objectsOf(old);
  const saved = old.core.state.revision;
  const key = await readFile(join(adminDir, 'key'), 'utf8');
  const backup = await download(cluster, 'm1');
  const lost = await propose(old, networkCommand('lost'));
  await old.stop();
  await rm(cluster.dataDir('m1'), { recursive: true });

  const report = await restore(cluster, 'm1', backup, place);
  t.match(report, {
    clusterId: old.info.clusterId,
    name: 'm1',
    removed: ['m1'],
    backup: { revision: saved, epoch: 1 },
  });
  const manager = await cluster.run('m1');
  await manager.core.proposer.readBarrier();
  t.same(objectsOf(manager), before);
  const { state } = manager.core;
  t.match(state.cluster(), { id: old.info.clusterId, epoch: report.epoch });
  t.ok(report.epoch > 1);
  t.ok(state.revision > lost.revision + 1_000_000, 'revisions jump ahead');
  t.not(manager.info.nodeId, old.info.nodeId);
  t.same(membersOf(manager), { voters: ['m1'], learners: [] });
  const next = await propose(manager, networkCommand('next'));
  t.ok(next.revision > report.revision);
  t.equal(await readFile(join(report.adminDir, 'key'), 'utf8'), key, 'the key is derived again');
  t.equal((await stat(join(report.adminDir, 'key'))).mode & 0o777, 0o600);
  await manager.stop();
  const again = await cluster.run('m1');
  await again.core.proposer.readBarrier();
  t.ok(again.core.state.network('next'), 'and it goes on like any other');
});

t.test(
  'agents come back with their certificates and take whole images, however new their caches',
  async (t) => {
    const cluster = await testCluster();
    t.teardown(() => cluster.close());
    const { manager: old } = await cluster.init('m1');
    const place = placeOf(old);
    const [a, b] = [
      await addWorker(cluster, old, 'a', '192.0.2.1'),
      await addWorker(cluster, old, 'b', '192.0.2.2'),
    ];
    const blue = await propose(old, networkCommand('blue'));
    await propose(old, endpointCommand(blue.id, a.id, 'one'));
    const backup = await download(cluster, 'm1');
    const green = await propose(old, networkCommand('green'));
    await propose(old, endpointCommand(green.id, a.id, 'two'));
    const latest = await propose(old, endpointCommand(blue.id, b.id, 'three'));
    const target = `127.0.0.1:${place.grpcPort}`;
    const agent = new TestAgent(target, a.credentials);
    await agent.holds(blue.id, latest.revision);
    await agent.next('synced');
    agent.close();
    await old.stop();
    await rm(cluster.dataDir('m1'), { recursive: true });

    // Twice from the same backup: each life is another one to who has seen both.
    let sets = agent.sets;
    let now = Date.now();
    const epochs = [1];
    for (const life of ['first', 'second']) {
      now += 60_000;
      const report = await restore(cluster, 'm1', backup, place, () => now);
      const manager = await cluster.run('m1');
      await manager.core.proposer.readBarrier();
      const back = new TestAgent(target, a.credentials, sets);
      const welcome = await back.next('welcome');
      t.equal(welcome.epoch, report.epoch, life);
      t.notOk(epochs.includes(report.epoch));
      epochs.push(report.epoch);
      await back.next('synced');
      t.equal(back.received.filter(({ kind }) => kind === 'delta').length, 0);
      t.match(back.received.filter(({ kind }) => kind === 'image').length, 1, 'blue, whole');
      t.equal(back.sets.get(blue.id)?.epoch, report.epoch);
      const names = [...(back.sets.get(blue.id)?.entries.values() ?? [])].filter(
        ({ kind }) => kind === 'endpoint',
      );
      t.equal(names.length, 1, 'of the backup, not of the cache');
      t.notOk(back.sets.has(green.id), 'a network made after the backup is gone');
      const more = await propose(manager, endpointCommand(blue.id, b.id, `in-${life}`));
      await back.holds(blue.id, more.revision);
      sets = back.sets;
      back.close();
      await manager.stop();
      await rm(cluster.dataDir('m1'), { recursive: true });
    }
  },
);

t.test('who has seen what the next life does not know begins anew, others go on', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager: old } = await cluster.init('m1');
  const place = placeOf(old);
  const kept = await propose(old, networkCommand('kept'));
  const backup = await download(cluster, 'm1');
  const lost = await propose(old, networkCommand('lost'));
  await old.stop();
  await rm(cluster.dataDir('m1'), { recursive: true });
  const report = await restore(cluster, 'm1', backup, place);
  const manager = await cluster.run('m1');
  await manager.core.proposer.readBarrier();
  const socketPath = socketOf(cluster, 'm1');
  const client = new RestClient({ kind: 'socket', path: socketPath }, { timeoutMs: 20_000 });
  t.teardown(() => client.close());
  // Behind its last change, and up to where the next life begins.
  for (const from of [lost.revision, lost.revision + 5_000, report.revision - 1]) {
    const refused = { code: 'revision-compacted', message: new RegExp(`: ${report.revision} is`) };
    const { status, body } = await askToWatch({ socketPath }, `?from=${from}`);
    body.destroy();
    t.equal(status, 410, `watch from ${from}`);
    await t.rejects(client.get('/v1/events', { since: String(from) }), refused);
  }
  const { items } = await client.get<{ items: { name: string }[] }>('/v1/events', {
    since: String(kept.revision - 1),
  });
  t.match(items.slice(0, 2), [{ name: 'kept' }, { kind: 'subnet' }], 'what it holds is told');
  const watcher = await Watcher.open({ socketPath }, `?from=${report.revision}`);
  await propose(manager, networkCommand('next'));
  t.match(await watcher.changes(1), [{ name: 'next' }]);
  watcher.close();
});

t.test('managers of the old life are refused and join anew', async (t) => {
  const { cluster, managers } = await three(t);
  await propose(leaderOf(managers), networkCommand('blue'));
  for (const { core } of managers) await core.proposer.readBarrier();
  const [m1, m2] = managers;
  const follower = managers.find((one) => one !== leaderOf(managers));
  if (!m1 || !m2 || !follower) throw new Error('three managers were asked for');
  const place = placeOf(m1);
  const backup = await download(cluster, follower.info.name);
  await Promise.all(managers.map((manager) => manager.stop()));
  await rm(cluster.dataDir('m1'), { recursive: true });
  const report = await restore(cluster, 'm1', backup, place);
  t.same([...report.removed].sort(), ['m1', 'm2', 'm3']);

  const manager = await cluster.run('m1');
  await manager.core.proposer.readBarrier();
  t.same(membersOf(manager), { voters: ['m1'], learners: [] });
  const stranger = await cluster.run('m2');
  await eventually('m2 to hear that it is of another group', () => {
    return stranger.core.standing.fault() !== undefined;
  });
  t.match(stranger.core.standing.fault(), { code: 'group-changed' });
  t.equal(manager.core.raft.status().role, 'leader', 'undisturbed');
  await stranger.stop();

  t.match(await leaveManager(cluster.dataDir('m2'), { force: true }), { name: 'm2' });
  await propose(manager, networkCommand('green'));
  const joined = await cluster.join('m2', await tokenFor(cluster, manager, 'manager'));
  await eventually('m2 to vote', () => membersOf(manager).voters.length === 2);
  await joined.core.proposer.readBarrier();
  t.same(objectsOf(joined), objectsOf(manager));
});

t.test(
  'a backup is of one revision while writes go on, and they are not held up by it',
  async (t) => {
    const cluster = await testCluster();
    t.teardown(() => cluster.close());
    const { manager } = await cluster.init('m1');
    const place = placeOf(manager);
    const gate = { isOpen: true };
    const written: number[] = [];
    const writes = (async () => {
      for (let n = 0; gate.isOpen; n++) {
        // Two objects in one entry: a backup between them would hold one without the other.
        const pair = [networkCommand(`a${n}`), networkCommand(`b${n}`)];
        written.push((await propose(manager, { kind: 'batch', commands: pair })).revision);
      }
    })();
    await eventually('writes', () => written.length > 20);
    const during = written.length;
    const backups = [await download(cluster, 'm1'), await download(cluster, 'm1')];
    t.ok(written.length > during, 'writes went on meanwhile');
    gate.isOpen = false;
    await writes;
    for (const [at, backup] of backups.entries()) {
      const { revision } = (await restore(cluster, `r${at}`, backup, place)).backup;
      t.ok(written.includes(revision), 'of an entry as a whole');
      const restored = await cluster.run(`r${at}`);
      const names = new Set([...restored.core.state.networks()].map(({ name }) => name));
      t.equal(names.size, 2 * (written.indexOf(revision) + 1));
      await restored.stop();
    }
  },
);

t.test(
  'a directory that is not empty, and a file that is no whole backup, change nothing',
  async (t) => {
    const cluster = await testCluster();
    t.teardown(() => cluster.close());
    const { manager } = await cluster.init('m1');
    const place = placeOf(manager);
    await propose(manager, networkCommand('blue'));
    const backup = await download(cluster, 'm1');
    await t.rejects(restore(cluster, 'm1', backup, place), {
      code: 'already-initialized',
      message: /manager 'm1'/,
    });
    await mkdir(cluster.dataDir('other'));
    await writeFile(join(cluster.dataDir('other'), 'notes'), 'mine');
    await t.rejects(restore(cluster, 'other', backup, place), {
      code: 'already-initialized',
      message: /'notes'/,
    });
    t.equal(await readFile(join(cluster.dataDir('other'), 'notes'), 'utf8'), 'mine');

    const damaged = Buffer.from(backup);
    damaged[backup.length - 400] = (damaged[backup.length - 400] ?? 0) ^ 1;
    const cases = [
      [damaged, 'backup-corrupt'],
      [backup.subarray(0, backup.length - 10), 'backup-corrupt'],
      [Buffer.from('a text of somebody else'), 'backup-foreign'],
    ] as const;
    for (const [bytes, code] of cases) {
      await t.rejects(restore(cluster, 'next', bytes, place), { code });
    }
    // As a crash in the middle leaves it.
    await mkdir(cluster.dataDir('next'), { recursive: true });
    await writeFile(join(cluster.dataDir('next'), 'restoring'), '');
    await mkdir(join(cluster.dataDir('next'), 'state'));
    t.match(await restore(cluster, 'next', backup, place), { name: 'next' });
  },
);
