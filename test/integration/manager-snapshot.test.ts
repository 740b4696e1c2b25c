/** Managers whose logs are shortened: who was away, or is new, gets the state in one piece, from disk to disk. */
import t, { type Test } from 'tap';
import { endOf } from '../../model/event-position.js';
import type { RunningManager } from '../../server/manager.js';
import type { ApplyResult } from '../../server/state/event.js';
import type { Command } from '../../server/state/command.js';
import { eventually, networkCommand, propose, tokenFor } from '../support/managers.js';
import { leaderOf, three, voting } from '../support/three-managers.js';

/** Small enough that a few dozen writes leave nobody else's beginning in the log. */
const compaction = { maxEntries: 20, keepEntries: 5, laggardBytes: 0 };

function objectsOf({ core }: RunningManager): unknown {
  const rows = [...core.state.rows()].filter(({ table }) => table !== 'meta');
  const sorted = rows.sort((a, b) => (`${a.table}/${a.key}` < `${b.table}/${b.key}` ? -1 : 1));
  return JSON.parse(JSON.stringify(sorted)) as unknown;
}

/** Networks `prefix`0 …, one entry each. */
async function write(to: RunningManager, prefix: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await propose(to, networkCommand(`${prefix}${n}`));
}

const keyed = (to: RunningManager, command: Command): Promise<ApplyResult> =>
  to.core.proposer.propose({
    command,
    actor: 'test',
    idempotency: { caller: 'test', key: 'k1', bodyHash: 'h' },
  });

const firstIndexOf = ({ core }: RunningManager): number => core.raft.status().firstIndex;

/** Three voters, one of them stopped; the log of the others no longer reaches back to where it was. */
async function leftBehind(t: Test) {
  const { cluster, managers } = await three(t, { compaction });
  const leader = leaderOf(managers);
  const [absent, present] = managers.filter((one) => one !== leader);
  if (!absent || !present) throw new Error('three managers were asked for');
  await write(leader, 'before', 3);
  await absent.core.proposer.readBarrier();
  await absent.stop();
  const { revision } = absent.core.state;
  const stoppedAt = absent.core.raft.status().lastIndex;
  return { cluster, leader, absent, present, stoppedAt, revision };
}

t.test(
  '[check 14] [raft 59] a manager left behind by a shortened log catches up, and nobody is elected',
  async (t) => {
    const { cluster, leader, absent, present, stoppedAt, revision } = await leftBehind(t);
    await write(leader, 'away', 60);
    await eventually('the log to begin behind it', () => firstIndexOf(leader) > stoppedAt + 1);
    const { term } = leader.core.raft.status();
    const begin = firstIndexOf(leader);
    const starting = cluster.run(absent.info.name);
    await write(leader, 'meanwhile', 40);
    const back = await starting;
    await back.core.proposer.readBarrier();
    t.same(objectsOf(back), objectsOf(leader));
    t.ok(firstIndexOf(back) > stoppedAt + 1, 'its log begins behind a received state');
    t.ok(firstIndexOf(leader) > begin, 'the leader shortened its own meanwhile');
    for (const one of [leader, present, back]) {
      t.equal(one.core.raft.status().term, term, 'the term stays');
      t.equal(one.core.raft.status().leader, leader.info.raftId, 'the leader stays');
    }
    const missed = back.core.watch.after(endOf(revision), 1000) ?? [];
    const networks = missed.filter(({ kind }) => kind === 'network').map(({ name }) => name);
    t.equal(new Set(networks).size, 100, 'watches go on: it tells every change it has not seen');
    t.equal(networks.length, 100);
  },
);

t.test(
  '[raft 79] a retried command takes effect once, across a received state and a restart',
  async (t) => {
    const { cluster, leader, absent, stoppedAt } = await leftBehind(t);
    const command = networkCommand('once');
    const first = await keyed(leader, command);
    t.match(first, { ok: true, replayed: false });
    await write(leader, 'away', 60);
    await eventually('the log to begin behind it', () => firstIndexOf(leader) > stoppedAt + 1);
    const back = await cluster.run(absent.info.name);
    await back.core.proposer.readBarrier();
    t.ok(firstIndexOf(back) > stoppedAt + 1, 'it knows the key from a state alone');
    const answer = { ok: true, replayed: true, revision: first.revision };
    t.match(await keyed(back, networkCommand('once')), answer, 'to a retry');
    await back.stop();
    const again = await cluster.run(absent.info.name);
    await leader.core.raft.transferLeadership(again.info.raftId);
    await eventually('it to lead', () => again.core.raft.status().role === 'leader');
    t.match(await keyed(again, networkCommand('once')), answer, 'as leader, after a restart');
    t.equal([...again.core.state.networks()].filter(({ name }) => name === 'once').length, 1);
  },
);

t.test('a manager that joins late gets the state in place of the log and votes', async (t) => {
  const { cluster, managers } = await three(t, { compaction });
  const leader = leaderOf(managers);
  await write(leader, 'early', 60);
  await eventually('the beginning to go', () => firstIndexOf(leader) > 20);
  const { term } = leader.core.raft.status();
  const joiner = await cluster.join('m4', await tokenFor(cluster, leader, 'manager'));
  await voting([...managers, joiner]);
  await joiner.core.proposer.readBarrier();
  t.ok(firstIndexOf(joiner) > 20, 'by a state');
  t.same(objectsOf(joiner), objectsOf(leader));
  t.equal(leader.core.raft.status().term, term, 'nobody was elected');
  await joiner.stop();
  const again = await cluster.run('m4');
  await again.core.proposer.readBarrier();
  t.same(objectsOf(again), objectsOf(leader), 'also from disk');
});
