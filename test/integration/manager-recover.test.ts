/** A quorum is lost for good: one manager begins anew, keeps everything it holds, and the old members are refused. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { leaveManager } from '../../server/manager-leave.js';
import { recoverManager, type RecoveryPlan } from '../../server/manager-recover.js';
import type { RunningManager } from '../../server/manager.js';
import { openStorage } from '../../server/storage/open-storage.js';
import { eventually, networkCommand, propose, testCluster, tokenFor } from '../support/managers.js';
import { leaderOf, membersOf, three } from '../support/three-managers.js';

const agreed = (): Promise<void> => Promise.resolve();

/** As anyone would read it. */
const networksOf = ({ core }: RunningManager): unknown =>
  JSON.parse(JSON.stringify([...core.state.networks()]));

t.test(
  '[check 18] [raft 51, 76] recovery keeps every committed object and refuses the members of old',
  async (t) => {
    const { cluster, managers } = await three(t);
    for (const name of ['blue', 'green']) await propose(leaderOf(managers), networkCommand(name));
    for (const { core } of managers) await core.proposer.readBarrier();
    const [before] = managers.map(networksOf);
    await t.rejects(recoverManager(cluster.dataDir('m1'), agreed), { code: 'data-locked' });
    await Promise.all(managers.map((manager) => manager.stop()));

    const refusal = new Error('no');
    await t.rejects(
      recoverManager(cluster.dataDir('m1'), () => Promise.reject(refusal)),
      refusal,
    );
    const shown: RecoveryPlan[] = [];
    const plan = await recoverManager(cluster.dataDir('m1'), (one) => {
      shown.push(one);
      return Promise.resolve();
    });
    t.same(shown, [plan]);
    t.match(plan, {
      name: 'm1',
      epoch: 2,
      nextGroup: `${plan.clusterId}.2`,
      group: plan.clusterId,
    });
    t.same([...plan.discarded].sort(), ['m2', 'm3']);

    const m1 = await cluster.run('m1');
    await m1.core.proposer.readBarrier();
    t.same(networksOf(m1), before, 'same objects, same versions');
    t.match(m1.core.state.cluster(), { epoch: 2, id: plan.clusterId });
    t.same(membersOf(m1), { voters: ['m1'], learners: [] });
    t.same(
      [...m1.core.state.nodes()].map(({ name }) => name),
      ['m1'],
    );
    const { id } = await propose(m1, networkCommand('after'));

    const m2 = await cluster.run('m2');
    await eventually(
      'm2 to hear that it is of another group',
      () => m2.core.standing.fault() !== undefined,
    );
    t.match(m2.core.standing.fault(), { code: 'group-changed', message: /leave --force/ });
    await t.rejects(m2.core.proposer.readBarrier(), { code: 'no-quorum' });
    t.equal(m2.core.state.network(id), undefined);
    t.same(membersOf(m1).voters, ['m1']);
    t.equal(m1.core.raft.status().role, 'leader', 'undisturbed');
    await m2.stop();

    t.match(await leaveManager(cluster.dataDir('m2'), { force: true }), {
      name: 'm2',
      told: true,
    });
    await cluster.join('m2', await tokenFor(cluster, m1, 'manager'));
    await eventually('m2 to vote', () => membersOf(m1).voters.length === 2);
    await cluster.stop('m1');
    const again = await cluster.run('m1');
    await again.core.proposer.readBarrier();
    t.match(again.core.state.cluster(), { epoch: 2 }, 'recovered once');
  },
);

t.test('[check 18] what a survivor holds without knowing it committed is kept', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const { clusterId, raftId: memberId } = manager.info;
  await manager.stop();
  const ports = { onFatal: () => undefined, onRebuild: () => undefined };
  const { log, state } = await openStorage(cluster.dataDir('m1'), { clusterId, memberId }, ports);
  const { hardState, entries } = log.image;
  const last = entries.at(-1);
  if (!last) throw new Error('an empty log');
  const proposal = { command: networkCommand('lone'), actor: 'test', timeMs: Date.now() };
  const entry = {
    index: last.index + 1,
    term: last.term,
    type: 'normal',
    data: Buffer.from(JSON.stringify(proposal)),
  } as const;
  // As from a leader that is gone: it may have acknowledged it with the third manager's help.
  await log.append({ entries: [entry], hardState, mustSync: true });
  await state.close();
  await log.close();

  const plan = await recoverManager(cluster.dataDir('m1'), agreed);
  t.equal(plan.lastIndex, entry.index);
  t.ok(plan.commit < entry.index);
  const survivor = await cluster.run('m1');
  await survivor.core.proposer.readBarrier();
  t.ok(survivor.core.state.network('lone'));
});

t.test('[check 18] a log that begins behind a compacted state is recovered whole', async (t) => {
  const { cluster, managers } = await three(t, {
    compaction: { maxEntries: 20, keepEntries: 5, laggardBytes: 0 },
  });
  const leader = leaderOf(managers);
  for (let n = 0; n < 60; n += 1) await propose(leader, networkCommand(`n${n}`));
  const [survivor] = managers.filter((one) => one !== leader);
  if (!survivor) throw new Error('three managers were asked for');
  await survivor.core.proposer.readBarrier();
  await eventually('the log to begin later', () => survivor.core.raft.status().firstIndex > 20);
  const before = networksOf(survivor);
  await Promise.all(managers.map((manager) => manager.stop()));

  const { name } = survivor.info;
  await recoverManager(cluster.dataDir(name), agreed);
  const again = await cluster.run(name);
  await again.core.proposer.readBarrier();
  t.same(networksOf(again), before);
  t.same(membersOf(again), { voters: [name], learners: [] });
  t.match(again.core.state.cluster(), { epoch: 2 });
  await propose(again, networkCommand('after'));
});

t.test('[check 18] recovering goes on after a crash between its two steps', async (t) => {
  const { cluster, managers } = await three(t);
  await propose(leaderOf(managers), networkCommand('blue'));
  const [survivor] = managers;
  if (!survivor) throw new Error('three managers were asked for');
  await survivor.core.proposer.readBarrier();
  const before = networksOf(survivor);
  await Promise.all(managers.map((manager) => manager.stop()));
  const path = cluster.dataDir('m1');
  const [log, kept] = [join(path, 'log'), join(cluster.dir, 'log-before')];
  await cp(log, kept, { recursive: true });
  const first = await recoverManager(path, agreed);
  // The disk as a crash leaves it: node.json is written, and nothing is added to the log.
  await rm(log, { recursive: true });
  await cp(kept, log, { recursive: true });

  const lost = await cluster.run('m1');
  await t.rejects(lost.core.proposer.readBarrier(), { code: 'no-quorum' }, 'its peers are gone');
  await lost.stop();

  const second = await recoverManager(path, agreed);
  t.match(second, { group: first.nextGroup, nextGroup: first.nextGroup, epoch: 2 });
  t.same([...second.discarded].sort(), ['m2', 'm3']);
  const again = await cluster.run('m1');
  await again.core.proposer.readBarrier();
  t.same(networksOf(again), before);
  t.same(membersOf(again), { voters: ['m1'], learners: [] });
  t.match(again.core.state.cluster(), { epoch: 2 }, 'raised once');
});

t.test('managers known by names join, are recovered, and join again', async (t) => {
  const { cluster, managers } = await three(t, { advertise: { host: 'localhost' } });
  for (const { info } of managers) t.equal(info.advertise, 'localhost');
  for (const [at, manager] of managers.entries()) await propose(manager, networkCommand(`n${at}`));
  for (const { core } of managers) await core.proposer.readBarrier();
  await Promise.all(managers.map((manager) => manager.stop()));
  await recoverManager(cluster.dataDir('m1'), agreed);
  const m1 = await cluster.run('m1');
  await m1.core.proposer.readBarrier();
  await leaveManager(cluster.dataDir('m2'), { force: true });
  const m2 = await cluster.join('m2', await tokenFor(cluster, m1, 'manager'));
  await eventually('m2 to vote', () => membersOf(m1).voters.length === 2);
  await m2.core.proposer.readBarrier();
  t.same(networksOf(m2), networksOf(m1));
});

t.test(
  'who was removed leaves without force, and nothing of it is left to begin anew from',
  async (t) => {
    const { cluster, managers } = await three(t);
    const leader = leaderOf(managers);
    const [gone] = managers.filter((one) => one !== leader);
    if (!gone) throw new Error('three managers');
    const ended = gone.done.catch((error: unknown) => error);
    const command = { kind: 'node.remove', node: gone.info.nodeId, force: true } as const;
    await propose(leader, command);
    t.match(await ended, { code: 'node-removed' });
    await t.resolves(leaveManager(cluster.dataDir(gone.info.name), { force: false }));
    await t.rejects(recoverManager(cluster.dataDir(gone.info.name), agreed), {
      code: 'not-initialized',
    });
  },
);
