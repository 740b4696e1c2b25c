/** Managers that come to different states from one log: the odd one ends, says so and stays away; the others go on. */
import { join } from 'node:path';
import t from 'tap';
import type { Network } from '../../model/objects.js';
import { recoverManager } from '../../server/manager-recover.js';
import { leaveManager } from '../../server/manager-leave.js';
import type { RunningManager } from '../../server/manager.js';
import { StateStore } from '../../server/storage/state-store.js';
import {
  eventually,
  networkCommand,
  propose,
  testCluster,
  tokenFor,
  type TestCluster,
} from '../support/managers.js';
import { leaderOf, three, voting } from '../support/three-managers.js';

const OFTEN = { intervalMs: 100, pollMs: 20 };
/** The test says when. */
const NEVER = { intervalMs: 3_600_000, entries: 1_000_000, pollMs: 20 };

/** Of a stopped manager: one member of one row is another one, and the database knows nothing of it. */
async function plant(cluster: TestCluster, { info }: RunningManager, network: string) {
  const directory = join(cluster.dataDir(info.name), 'state');
  const fail = (error: unknown): never => {
    throw error;
  };
  const store = await StateStore.open(directory, info, { onFatal: fail });
  const { rows, appliedIndex, term, configuration } = store.stored;
  const row = rows.find(({ table, value }) => {
    return table === 'networks' && (value as Network).name === network;
  });
  if (!row || term === undefined || !configuration) throw new Error('nothing to change');
  const value = { ...(row.value as Network), mtu: 1234 };
  store.write({ rows: [{ ...row, value }], appliedIndex, term, configuration });
  await store.close();
}

const agree = (managers: readonly RunningManager[], after = 0): Promise<void> =>
  eventually('the managers to agree', () =>
    managers.every(({ core: { audit } }) => audit.agreedIndex > after && audit.odd.length === 0),
  );

const mtuOf = ({ core }: RunningManager, network: string) => core.state.network(network)?.mtu;

t.test(
  '[raft 81] a follower that came to another state ends, is refused at its next start, and joins anew',
  async (t) => {
    const { cluster, managers } = await three(t, { stateChecks: OFTEN });
    const leader = leaderOf(managers);
    await propose(leader, networkCommand('blue'));
    await agree(managers);
    const [odd, ...others] = managers.filter((one) => one !== leader);
    if (!odd) throw new Error('three managers were asked for');
    const good = [leader, ...others];
    await odd.stop();
    await plant(cluster, odd, 'blue');

    const back = await cluster.run(odd.info.name);
    t.equal(mtuOf(back, 'blue'), 1234, 'nothing was seen when it was opened');
    await t.rejects(back.done, { code: 'state-diverged', message: /at entry \d+ .*a majority/ });
    await t.rejects(cluster.run(odd.info.name), {
      code: 'state-diverged',
      message: /a majority came to .*`ovctl manager leave`/,
    });
    await propose(leader, networkCommand('green'));
    for (const one of good) {
      await one.core.proposer.readBarrier();
      t.ok(one.core.state.network('green'));
    }

    const told = await leaveManager(cluster.dataDir(odd.info.name), { force: false });
    t.same(told, { name: odd.info.name, told: true });
    await eventually('it to be out', () => leader.core.state.node(odd.info.name) === undefined);
    const token = await tokenFor(cluster, leader, 'manager');
    const anew = await cluster.join(odd.info.name, token);
    await voting([...good, anew]);
    const { agreedIndex } = leader.core.audit;
    await propose(leader, networkCommand('red'));
    await agree([...good, anew], agreedIndex);
    t.equal(mtuOf(anew, 'blue'), mtuOf(leader, 'blue'));
  },
);

t.test(
  '[raft 81] a leader that came to another state ends, and another one takes over',
  async (t) => {
    const { cluster, managers } = await three(t, { stateChecks: NEVER });
    const first = leaderOf(managers);
    await propose(first, networkCommand('blue'));
    const [odd, ...others] = managers.filter((one) => one !== first);
    if (!odd) throw new Error('three managers were asked for');
    const good = [first, ...others];
    await odd.core.proposer.readBarrier();
    await odd.stop();
    await plant(cluster, odd, 'blue');
    const back = await cluster.run(odd.info.name);
    await back.core.proposer.readBarrier();
    await first.core.raft.transferLeadership(back.info.raftId);
    await propose(back, networkCommand('green'));
    t.equal(leaderOf([back]), back);

    void first.core.proposer.propose({ command: { kind: 'state.checkpoint' }, actor: 'test' });
    await t.rejects(back.done, { code: 'state-diverged' });
    await eventually('another leader', () =>
      good.some(({ core }) => core.raft.status().role === 'leader'),
    );
    await propose(first, networkCommand('red'));
    for (const one of good) {
      await one.core.proposer.readBarrier();
      t.ok(one.core.state.network('red'));
      t.not(mtuOf(one, 'blue'), 1234);
    }
  },
);

t.test(
  '[raft 81] where nobody can tell who is right all end, and an operator chooses one',
  async (t) => {
    const cluster = await testCluster({ stateChecks: OFTEN });
    t.teardown(() => cluster.close());
    const { manager, managerToken } = await cluster.init('m1');
    const second = await cluster.join('m2', managerToken);
    await voting([manager, second]);
    await propose(manager, networkCommand('blue'));
    await agree([manager, second]);
    await second.stop();
    await plant(cluster, second, 'blue');
    const back = await cluster.run('m2');
    for (const { done } of [manager, back]) {
      await t.rejects(done, { code: 'state-diverged', message: /no majority/ });
    }
    for (const name of ['m1', 'm2']) {
      await t.rejects(cluster.run(name), { code: 'state-diverged', message: /manager recover/ });
    }

    const plan = await recoverManager(cluster.dataDir('m1'), () => Promise.resolve());
    t.match(plan, { name: 'm1', diverged: /no majority/ });
    const chosen = await cluster.run('m1');
    await propose(chosen, networkCommand('green'));
    await leaveManager(cluster.dataDir('m2'), { force: true });
    const joined = await cluster.join('m2', await tokenFor(cluster, chosen, 'manager'));
    await voting([chosen, joined]);
    const { agreedIndex } = chosen.core.audit;
    await propose(chosen, networkCommand('red'));
    await agree([chosen, joined], agreedIndex);
    t.not(mtuOf(joined, 'blue'), 1234);
  },
);

t.test('a manager that received its state in one piece agrees with the others', async (t) => {
  const compaction = { maxEntries: 20, keepEntries: 5, laggardBytes: 0 };
  const { cluster, managers } = await three(t, { compaction, stateChecks: OFTEN });
  const leader = leaderOf(managers);
  for (let n = 0; n < 60; n += 1) await propose(leader, networkCommand(`n${n}`));
  const joined = await cluster.join('m4', await tokenFor(cluster, leader, 'manager'));
  t.ok(joined.core.raft.status().firstIndex > 1, 'in one piece');
  await voting([...managers, joined]);
  const { agreedIndex } = leader.core.audit;
  await propose(leader, networkCommand('after'));
  await agree([...managers, joined], agreedIndex);
});

t.test(
  'managers of an older release are not asked, and all are once the last is newer',
  async (t) => {
    const cluster = await testCluster({ stateChecks: OFTEN, featureLevel: 1 });
    t.teardown(() => cluster.close());
    const { manager, managerToken } = await cluster.init('m1');
    const second = await cluster.join('m2', managerToken);
    await voting([manager, second]);
    await cluster.stop('m2');
    const newer = await cluster.run('m2', { featureLevel: 2 });
    await propose(newer, networkCommand('blue'));
    await eventually('it to be announced', () => newer.core.state.node('m2')?.featureLevel === 2);
    for (const { core } of [manager, newer]) {
      t.equal(core.state.cluster()?.featureLevel, 1);
      t.equal(core.audit.last, undefined);
    }
    await cluster.stop('m1');
    await agree([newer, await cluster.run('m1', { featureLevel: 2 })]);
  },
);
