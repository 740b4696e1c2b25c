/** A quorum is lost for good: one manager begins anew, keeps everything it holds, and the old members are refused. */
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
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
      nextGroup: `${plan.clusterId}.${plan.epoch}`,
      group: plan.clusterId,
    });
    t.ok(plan.epoch > 1);
    t.same([...plan.discarded].sort(), ['m2', 'm3']);

    const m1 = await cluster.run('m1');
    await m1.core.proposer.readBarrier();
    t.same(networksOf(m1), before, 'same objects, same versions');
    t.match(m1.core.state.cluster(), { epoch: plan.epoch, id: plan.clusterId });
    t.equal(m1.core.state.revision, plan.revision);
    t.ok(plan.revision > plan.lastIndex + 1_000_000, 'revisions jump ahead');
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
    t.match(again.core.state.cluster(), { epoch: plan.epoch }, 'recovered once');
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
  const { epoch } = await recoverManager(cluster.dataDir(name), agreed);
  const again = await cluster.run(name);
  await again.core.proposer.readBarrier();
  t.same(networksOf(again), before);
  t.same(membersOf(again), { voters: [name], learners: [] });
  t.match(again.core.state.cluster(), { epoch });
  await propose(again, networkCommand('after'));
});

t.test('[check 18] recovering goes on after a crash between its two steps', async (t) => {
  const { cluster, managers } = await three(t);
  await propose(leaderOf(managers), networkCommand('blue'));
  const [survivor] = managers;
  if (!survivor) throw new Error('three managers were asked for');
  await survivor.core.proposer.readBarrier();
  const before = networksOf(survivor);
  const { raftId: memberId } = survivor.info;
  await Promise.all(managers.map((manager) => manager.stop()));
  const path = cluster.dataDir('m1');
  const kept = join(cluster.dir, 'before');
  const [log, state, incoming] = ['log', 'state', 'state.incoming'].map((name) => join(path, name));
  if (!log || !state || !incoming) throw new Error('three places');
  for (const name of ['log', 'state']) {
    await cp(join(path, name), join(kept, name), { recursive: true });
  }
  const first = await recoverManager(path, agreed);
  const ports = { onFatal: () => undefined, onRebuild: () => undefined };
  const stored = await openStorage(path, { clusterId: first.clusterId, memberId }, ports);
  const { snapshot } = stored.log.image;
  t.equal(snapshot.index, first.revision);
  await stored.state.close();
  await stored.log.close();
  await cp(log, join(kept, 'log-after'), { recursive: true });

  // The disk as a crash leaves it: node.json is written, the next state too, and the log is what it was.
  await mkdir(incoming);
  await rename(state, join(incoming, 'db'));
  for (const name of ['offer', 'complete']) {
    await writeFile(join(incoming, name), JSON.stringify({ id: 'recovery', snapshot }));
  }
  await cp(incoming, join(kept, 'incoming'), { recursive: true });
  await rm(log, { recursive: true });
  for (const name of ['log', 'state']) {
    await cp(join(kept, name), join(path, name), { recursive: true });
  }
  const lost = await cluster.run('m1');
  await t.rejects(lost.core.proposer.readBarrier(), { code: 'no-quorum' }, 'its peers are gone');
  await lost.stop();

  const second = await recoverManager(path, agreed);
  t.match(second, {
    group: first.nextGroup,
    nextGroup: `${second.clusterId}.${second.epoch}`,
  });
  t.same([...second.discarded].sort(), ['m2', 'm3']);
  const again = await cluster.run('m1');
  await again.core.proposer.readBarrier();
  t.same(networksOf(again), before);
  t.same(membersOf(again), { voters: ['m1'], learners: [] });
  t.match(again.core.state.cluster(), { epoch: second.epoch }, 'of the second try');
  await again.stop();

  // A crash later: the log begins behind the next state already, which has not yet taken its place.
  await rm(log, { recursive: true });
  await rm(state, { recursive: true });
  await cp(join(kept, 'log-after'), log, { recursive: true });
  await cp(join(kept, 'state'), state, { recursive: true });
  await cp(join(kept, 'incoming'), incoming, { recursive: true });
  const whole = await cluster.run('m1');
  await whole.core.proposer.readBarrier();
  t.same(networksOf(whole), before);
  t.match(whole.core.state.cluster(), { epoch: first.epoch }, 'of the first');
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
