/** Managers that come and go on purpose: promotion, demotion, removal, and what is refused. In this process, over mTLS. */
import t from 'tap';
import type { RunningManager } from '../../server/manager.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { eventually, networkCommand, propose, testCluster, tokenFor } from '../support/managers.js';
import { leaderOf, membersOf, three, voting } from '../support/three-managers.js';

type Wanted = 'voter' | 'learner';

function want(through: RunningManager, name: string, raft: Wanted) {
  const command = { kind: 'node.update', node: `manager/${name}`, raft } as const;
  return through.core.proposer.propose({ command, actor: 'test' });
}

function remove(through: RunningManager, name: string) {
  const command = { kind: 'node.remove', node: `manager/${name}`, force: true } as const;
  return through.core.proposer.propose({ command, actor: 'test' });
}

async function becomes(seen: RunningManager, voters: readonly string[]): Promise<void> {
  await eventually(`the voters to be ${voters.join()}`, () => {
    const names = membersOf(seen).voters;
    const { votersOutgoing } = seen.core.raft.status().configuration;
    return votersOutgoing.length === 0 && names.join() === voters.join();
  });
}

t.test(
  '[check 16] the leader is demoted and the cluster serves on, down to one; the last one stays a voter',
  async (t) => {
    const { managers } = await three(t);
    const leader = leaderOf(managers);
    const rest = managers.filter((one) => one !== leader);
    const [other, last] = rest;
    if (!other || !last) throw new Error('three managers');
    t.match(await want(other, leader.info.name, 'learner'), { ok: true });
    await becomes(other, [other.info.name, last.info.name].sort());
    t.same(membersOf(other).learners, [leader.info.name]);
    await propose(leader, networkCommand('through-the-learner'));
    await other.core.proposer.readBarrier();
    t.ok(
      other.core.state.network('through-the-learner'),
      'served through the one that was demoted',
    );
    const leading = leaderOf(rest);
    t.same(leading.core.membership.plan().changes, [], 'who was demoted by hand is not promoted');

    t.match(await want(other, leader.info.name, 'voter'), { ok: true });
    await becomes(other, managers.map(({ info }) => info.name).sort());

    t.match(await want(last, leader.info.name, 'learner'), { ok: true });
    await becomes(last, [other.info.name, last.info.name].sort());
    t.match(await want(last, other.info.name, 'learner'), { ok: true });
    await becomes(last, [last.info.name]);
    for (const refused of [
      await want(last, last.info.name, 'learner'),
      await remove(last, last.info.name),
    ]) {
      t.match(refused, { ok: false, refusal: { code: 'in-use', detail: /last voter/ } });
    }
    await propose(other, networkCommand('by-one'));
  },
);

t.test('two wishes at once are one joint change', async (t) => {
  const { managers } = await three(t);
  const leader = leaderOf(managers);
  const rest = managers.filter((one) => one !== leader);
  const commands = rest.map(
    ({ info }) => ({ kind: 'node.update', node: info.nodeId, raft: 'learner' }) as const,
  );
  let wasJoint = false;
  leader.core.raft.onChange(({ configuration }) => {
    wasJoint ||= configuration.votersOutgoing.length > 0;
  });
  await propose(leader, { kind: 'batch', commands });
  await becomes(leader, [leader.info.name]);
  t.ok(wasJoint);
});

t.test(
  '[check 17] who is needed for a quorum is neither removed nor demoted, even by force; the dead one goes',
  async (t) => {
    const { managers } = await three(t);
    const leader = leaderOf(managers);
    const [needed, dead] = managers.filter((one) => one !== leader);
    if (!needed || !dead) throw new Error('three managers');
    await dead.stop();
    await eventually(
      'the dead one to be silent',
      () => !leader.core.membership.isAlive(dead.info.raftId),
    );
    const expected = {
      ok: false,
      refusal: {
        code: 'quorum-at-risk',
        detail: new RegExp(`${dead.info.name} does not answer.*manager recover`, 's'),
      },
    };
    t.match(await remove(needed, needed.info.name), expected);
    t.match(await want(leader, needed.info.name, 'learner'), expected);
    t.match(await want(needed, leader.info.name, 'learner'), expected);
    await propose(needed, networkCommand('unharmed'));
    t.match(await remove(needed, dead.info.name), { ok: true });
    await becomes(leader, [leader.info.name, needed.info.name].sort());
    await eventually('its row to be gone', () => leader.core.state.isRemoved(dead.info.nodeId));
  },
);

t.test(
  'a manager that is removed ends by itself and says why, also the one that leads',
  async (t) => {
    const { managers, cluster } = await three(t);
    const leader = leaderOf(managers);
    const [one, two] = managers.filter((other) => other !== leader);
    if (!one || !two) throw new Error('three managers');
    const ended = leader.done.then(
      () => undefined,
      (error: unknown) => error,
    );
    t.match(await remove(one, leader.info.name), { ok: true });
    t.match(await ended, { code: 'node-removed', message: /was removed/ });
    await becomes(one, [one.info.name, two.info.name].sort());
    await propose(two, networkCommand('after'));
    const back = await cluster.run(leader.info.name);
    await t.rejects(back.done, { code: 'node-removed' }, 'and again when it is started again');
  },
);

t.test(
  'a learner catches up, is promoted by itself, and leads when told so by a follower',
  async (t) => {
    const { managers } = await three(t);
    const leader = leaderOf(managers);
    const [one, two] = managers.filter((other) => other !== leader);
    if (!one || !two) throw new Error('three managers');
    await one.core.control.transfer(two.info.raftId);
    t.equal(two.core.raft.status().role, 'leader');
    const report = await one.core.control.leading();
    t.equal(report?.status.id, two.info.raftId);
    t.equal(report?.status.progress.length, 2);
    await t.rejects(one.core.control.transfer(4711), { code: 'in-use' });
  },
);

t.test(
  '[check 19] managers that move one by one are found by the others, also what moved while it was off',
  async (t) => {
    const { managers, cluster } = await three(t);
    await propose(leaderOf(managers), networkCommand('before'));
    const now = [...managers];
    for (const [at, manager] of managers.entries()) {
      await manager.stop();
      const place = await cluster.move(manager.info.name);
      now[at] = await cluster.run(manager.info.name);
      const moved = now[at];
      await eventually('the new place to be known everywhere', () =>
        now.every(({ core }) => core.state.node(manager.info.nodeId)?.grpcPort === place.grpcPort),
      );
      await moved.core.proposer.readBarrier();
      await propose(moved, networkCommand(`moved-${at}`));
    }
    await voting(now);
    for (const { core } of now) {
      await core.proposer.readBarrier();
      for (const name of ['before', 'moved-0', 'moved-1', 'moved-2'])
        t.ok(core.state.network(name));
    }
  },
);

t.test(
  'the level rises once every manager supports it, and who does not is kept out',
  async (t) => {
    const cluster = await testCluster();
    t.teardown(() => cluster.close());
    const { manager, managerToken } = await cluster.init('m1');
    await cluster.join('m2', managerToken);
    t.equal(manager.core.state.cluster()?.featureLevel, FEATURE_LEVEL);
    const restarted: RunningManager[] = [];
    for (const name of ['m2', 'm1']) {
      await cluster.stop(name);
      restarted.push(await cluster.run(name, { featureLevel: FEATURE_LEVEL + 1 }));
    }
    const [m2] = restarted;
    if (!m2) throw new Error('two managers');
    await eventually(
      'the next level',
      () => m2.core.state.cluster()?.featureLevel === FEATURE_LEVEL + 1,
    );
    await t.rejects(cluster.join('m3', await tokenFor(cluster, m2, 'manager')), {
      code: 'feature-level',
    });
    await cluster.stop('m2');
    await t.rejects(cluster.run('m2'), {
      code: 'feature-level',
      message: new RegExp(`this program supports ${FEATURE_LEVEL}`),
    });
  },
);
