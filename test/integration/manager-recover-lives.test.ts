/** What was seen of a life that was lost with its majority is not taken for what the recovered cluster has. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { RestClient } from '../../cli/client/rest-client.js';
import { formatPosition } from '../../model/event-position.js';
import { recoverManager } from '../../server/manager-recover.js';
import { openStorage } from '../../server/storage/open-storage.js';
import {
  eventually,
  networkCommand,
  propose,
  testCluster,
  type TestCluster,
} from '../support/managers.js';
import { TestAgent } from '../support/test-agent.js';
import { leaderOf, three } from '../support/three-managers.js';
import { askToWatch, Watcher } from '../support/watcher.js';
import { addWorker, endpointCommand } from '../support/workers.js';

const agreed = (): Promise<void> => Promise.resolve();

function clientOf(t: Test, { dir }: TestCluster, name: string): RestClient {
  const path = join(dir, `run-${name}`, 'manager.sock');
  const client = new RestClient({ kind: 'socket', path }, { timeoutMs: 20_000 });
  t.teardown(() => client.close());
  return client;
}

t.test('who has seen what was lost with the majority is told, others go on', async (t) => {
  const { cluster, managers } = await three(t);
  const leader = leaderOf(managers);
  const [survivor] = managers.filter((one) => one !== leader);
  if (!survivor) throw new Error('three managers were asked for');
  const { name } = survivor.info;
  await propose(leader, networkCommand('kept'));
  await survivor.core.proposer.readBarrier();
  await survivor.stop();
  const known = { revision: survivor.core.state.revision, end: survivor.core.watch.end };
  const lost = [];
  for (const one of ['lost', 'lost-too']) lost.push(await propose(leader, networkCommand(one)));
  const reader = clientOf(t, cluster, leader.info.name);
  const page = await reader.get<{ continue: string }>('/v1/events', { limit: '1' });
  await Promise.all(managers.map((manager) => manager.stop()));

  const plan = await recoverManager(cluster.dataDir(name), agreed);
  const manager = await cluster.run(name);
  await manager.core.proposer.readBarrier();
  t.notOk(manager.core.state.network('lost'));
  const socketPath = join(cluster.dir, `run-${name}`, 'manager.sock');
  const client = clientOf(t, cluster, name);
  const begins = manager.core.watch.foreign(plan.lastIndex + 1) ?? 0;
  t.ok(begins > plan.lastIndex + 1_000_000 && begins <= plan.revision);
  const later = [plan.lastIndex + 1, begins - 1];
  for (const from of [...lost.map(({ revision }) => revision), ...later]) {
    const refused = { code: 'revision-compacted', message: new RegExp(`: ${begins} is`) };
    const { status, body } = await askToWatch({ socketPath }, `?from=${from}`);
    body.destroy();
    t.equal(status, 410, `watch from ${from}`);
    await t.rejects(client.get('/v1/events', { since: String(from) }), refused);
    await t.rejects(client.get('/v1/convergence', { revision: String(from) }), refused);
  }
  await t.rejects(
    client.get('/v1/events', { limit: '1', continue: page.continue }),
    { code: 'revision-compacted' },
    'a list that was to hold what is lost',
  );
  // With the end of the last revision, and with its last change.
  for (const from of [String(known.revision), formatPosition(known.end)]) {
    const watcher = await Watcher.open({ socketPath }, `?kinds=node,cluster&from=${from}`);
    const told = [];
    while (told.length < 3) {
      const [change] = await watcher.changes(1);
      if (change?.revision === plan.revision) told.push(`${change.kind} ${change.type}`);
    }
    t.same(told.sort(), ['cluster updated', 'node deleted', 'node deleted'], `from ${from}`);
    watcher.close();
    t.match(await client.get('/v1/convergence', { revision: String(known.revision) }), {
      converged: true,
    });
  }
  const next = await propose(manager, networkCommand('next'));
  t.ok(next.revision > plan.revision);
});

t.test(
  'what may have had another content elsewhere gets a revision that nobody has seen',
  async (t) => {
    const cluster = await testCluster();
    t.teardown(() => cluster.close());
    const { manager } = await cluster.init('m1');
    const { clusterId, raftId: memberId } = manager.info;
    const known = await propose(manager, networkCommand('known'));
    await manager.stop();
    const ports = { onFatal: () => undefined, onRebuild: () => undefined };
    const { log, state } = await openStorage(cluster.dataDir('m1'), { clusterId, memberId }, ports);
    const { hardState, entries } = log.image;
    const last = entries.at(-1);
    if (!last) throw new Error('an empty log');
    const entryOf = (name: string, n: number) => {
      const proposal = { command: networkCommand(name), actor: 'test', timeMs: Date.now() };
      const data = Buffer.from(JSON.stringify(proposal));
      return { index: last.index + n, term: last.term, type: 'normal', data } as const;
    };
    const open = [entryOf('lone', 1), entryOf('other', 2)];
    await log.append({ entries: open, hardState, mustSync: true });
    await state.close();
    await log.close();

    const plan = await recoverManager(cluster.dataDir('m1'), agreed);
    t.ok(plan.commit >= known.revision && plan.commit <= last.index);
    t.equal(plan.lastIndex, last.index + 2);
    const survivor = await cluster.run('m1');
    await survivor.core.proposer.readBarrier();
    const { watch } = survivor.core;
    for (const { index } of open) {
      t.ok((watch.lostBehind({ revision: index, n: 0 }) ?? 0) > last.index + 1_000_000);
      t.ok((watch.foreign(index) ?? 0) > last.index + 1_000_000, 'others had something else there');
    }
    t.equal(watch.lostBehind({ revision: known.revision, n: 1 }), undefined);
    const told = watch.after({ revision: known.revision, n: 1 }, 100) ?? [];
    t.same(
      told.filter(({ kind }) => kind === 'network').map(({ name, revision }) => [name, revision]),
      [
        ['lone', plan.revision - 2],
        ['other', plan.revision - 1],
      ],
    );
  },
);

t.test(
  'what agents applied in the life that was lost counts for nothing in the next',
  async (t) => {
    const { cluster, managers } = await three(t);
    const leader = leaderOf(managers);
    const [survivor] = managers.filter((one) => one !== leader);
    if (!survivor) throw new Error('three managers were asked for');
    const { name, grpcPort } = survivor.info;
    const a = await addWorker(cluster, leader, 'a', '192.0.2.1');
    const b = await addWorker(cluster, leader, 'b', '192.0.2.2');
    const blue = await propose(leader, networkCommand('blue'));
    await propose(leader, endpointCommand(blue.id, a.id, 'one'));
    await survivor.core.proposer.readBarrier();
    await survivor.stop();
    const lost = await propose(leader, endpointCommand(blue.id, b.id, 'lost'));
    const agent = new TestAgent(`127.0.0.1:${leader.info.grpcPort}`, a.credentials);
    await agent.holds(blue.id, lost.revision);
    await eventually('the agent to have applied it', () => {
      const told = leader.core.dispatch.convergence.worker(a.id, lost.revision, blue.id);
      return told?.state === 'applied';
    });
    agent.close();
    await Promise.all(managers.map((manager) => manager.stop()));

    const { epoch } = await recoverManager(cluster.dataDir(name), agreed);
    const manager = await cluster.run(name);
    await manager.core.proposer.readBarrier();
    const back = new TestAgent(`127.0.0.1:${grpcPort}`, a.credentials, agent.sets, { acks: false });
    t.teardown(() => back.close());
    t.equal((await back.next('welcome')).epoch, epoch);
    await back.next('synced');
    const { convergence, acks } = manager.core.dispatch;
    const { revision } = manager.core.state;
    // As an agent does that acknowledges late what it was told in the life before.
    const { digest } = agent.have().find(({ networkId }) => networkId === blue.id) ?? {};
    if (digest === undefined) throw new Error('the agent held blue');
    acks.record({
      ...{ nodeId: a.id, networkId: blue.id, epoch: 1, revision: lost.revision, digest },
      ...{ appliedAtMs: Date.now(), failed: [], gone: false },
    });
    t.equal(convergence.worker(a.id, revision, blue.id)?.state, 'pending');
    t.match(convergence.snapshot(revision, blue.id), { converged: false });
    const held = back.sets.get(blue.id);
    t.equal(held?.epoch, epoch, 'a whole image of the next life');
    const names = [...(held?.entries.values() ?? [])].filter(({ kind }) => kind === 'endpoint');
    t.equal(names.length, 1, 'without what was lost');
    back.ack(blue.id);
    await eventually('it to have applied that', () => {
      return convergence.worker(a.id, revision, blue.id)?.state === 'applied';
    });
  },
);

t.test('of two recoveries from the same disk nobody takes one for the other', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  await propose(manager, networkCommand('blue'));
  await manager.stop();
  const path = cluster.dataDir('m1');
  const kept = join(cluster.dir, 'kept');
  await cp(path, kept, { recursive: true });
  const now = Date.now();
  const first = await recoverManager(path, agreed, () => now);
  await rm(path, { recursive: true });
  await cp(kept, path, { recursive: true });
  const second = await recoverManager(path, agreed, () => now + 60_000);
  t.equal(second.epoch, first.epoch + 60);
  t.not(second.nextGroup, first.nextGroup);
  t.ok(second.revision > first.revision);
});
