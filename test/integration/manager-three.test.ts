/** Three managers in this process over gRPC with mTLS: joining, writes and reads anywhere, and a leader that goes. */
import { rm } from 'node:fs/promises';
import t from 'tap';
import type { RunningManager } from '../../server/manager.js';
import type { ApplyResult } from '../../server/state/event.js';
import { eventually, networkCommand, propose, tokenFor } from '../support/managers.js';
import { leaderOf, three } from '../support/three-managers.js';

function objectsOf({ core }: RunningManager): unknown {
  const rows = [...core.state.rows()].filter(({ table }) => table !== 'meta');
  const sorted = rows.sort((a, b) => (`${a.table}/${a.key}` < `${b.table}/${b.key}` ? -1 : 1));
  return JSON.parse(JSON.stringify(sorted)) as unknown;
}

t.test('joiners become voters, and a manager token works once', async (t) => {
  const { cluster, managers, managerToken } = await three(t);
  t.equal(new Set(managers.map(({ info }) => info.raftId)).size, 3);
  await t.rejects(cluster.join('m4', managerToken), { code: 'invalid-token' });
  await t.rejects(cluster.run('m4'), { code: 'not-initialized' });
});

t.test('a write through any manager is read on every other at once', async (t) => {
  const { managers } = await three(t);
  for (const [at, writer] of managers.entries()) {
    const { id, revision } = await propose(writer, networkCommand(`n${at}`));
    t.equal(writer.core.state.network(id)?.version, revision, 'applied where it was written');
    for (const { core } of managers) {
      await core.proposer.readBarrier();
      t.equal(core.state.network(`n${at}`)?.id, id);
    }
  }
});

t.test('the same key gives the same answer through another manager', async (t) => {
  const { managers } = await three(t);
  const command = networkCommand('blue');
  const idempotency = { caller: 'test', key: 'k1', bodyHash: 'h' };
  const results: ApplyResult[] = [];
  for (const { core } of managers) {
    results.push(await core.proposer.propose({ command, actor: 'test', idempotency }));
  }
  const [first, ...others] = results;
  t.match(first, { ok: true, replayed: false });
  for (const other of others) {
    t.match(other, { ok: true, replayed: true, revision: first?.revision });
  }
});

t.test(
  'a batch with a key is answered in full through any manager, and again by the others',
  async (t) => {
    const { managers } = await three(t);
    for (const [at, { core }] of managers.entries()) {
      const commands = [0, 1, 2].map((n) => networkCommand(`n${at}-${n}`));
      const idempotency = { caller: 'test', key: `k${at}`, bodyHash: 'h' };
      const request = { command: { kind: 'batch', commands }, actor: 'test', idempotency } as const;
      const first = await core.proposer.propose(request);
      t.match(first, { ok: true, replayed: false, results: commands.map(({ id }) => ({ id })) });
      for (const other of managers) {
        const again = await other.core.proposer.propose(request);
        t.match(again, { ok: true, replayed: true, revision: first.revision });
        t.match(again, { results: commands.map(({ id }) => ({ id })) });
      }
    }
  },
);

t.test('writes go on when the leader leaves, and nothing acknowledged is missing', async (t) => {
  const { cluster, managers } = await three(t);
  const before = await propose(leaderOf(managers), networkCommand('before'));
  const leader = leaderOf(managers);
  const rest = managers.filter((one) => one !== leader);
  const writes = rest.flatMap((one, at) =>
    Array.from({ length: 20 }, (_, i) => ({ one, command: networkCommand(`w${at}-${i}`) })),
  );
  const stopping = leader.stop();
  const results = await Promise.all(
    writes.map(({ one, command }, i) => {
      const idempotency = { caller: 'test', key: `w${i}`, bodyHash: '' };
      return one.core.proposer.propose({ command, actor: 'test', idempotency });
    }),
  );
  await stopping;
  for (const one of rest) {
    await one.core.proposer.readBarrier();
    t.equal(one.core.state.network('before')?.version, before.revision);
    for (const result of results) t.ok(result.ok && one.core.state.network(result.id));
  }
  t.not(leaderOf(rest).info.nodeId, leader.info.nodeId);
  const back = await cluster.run(leader.info.name);
  await back.core.proposer.readBarrier();
  t.same(objectsOf(back), objectsOf(rest[0] ?? back));
});

t.test('[check 13] all managers restarted from disk: same objects, same revisions', async (t) => {
  const { cluster, managers } = await three(t);
  await propose(leaderOf(managers), networkCommand('blue'));
  await propose(leaderOf(managers), networkCommand('green'));
  for (const { core } of managers) await core.proposer.readBarrier();
  const before = objectsOf(leaderOf(managers));
  await Promise.all(managers.map((one) => one.stop()));
  const again = await Promise.all(managers.map(({ info }) => cluster.run(info.name)));
  for (const one of again) {
    await one.core.proposer.readBarrier();
    t.same(objectsOf(one), before);
  }
  const { revision } = await propose(again[0] ?? leaderOf(again), networkCommand('red'));
  t.ok(revision > 0);
});

t.test('a removed manager leaves the configuration, also the one that leads', async (t) => {
  const { managers } = await three(t);
  const leader = leaderOf(managers);
  const rest = managers.filter((one) => one !== leader);
  const command = { kind: 'node.remove', node: leader.info.nodeId, force: true } as const;
  await propose(rest[0] ?? leader, command);
  await eventually('two voters', () =>
    rest.every(({ core }) => {
      const { voters } = core.raft.status().configuration;
      return voters.length === 2 && !voters.includes(leader.info.raftId);
    }),
  );
  await propose(leaderOf(rest), networkCommand('after'));
  await t.rejects(leader.core.proposer.readBarrier(), { code: 'no-quorum' });
});

t.test('[raft 49] a removed manager comes back only as another member', async (t) => {
  const { cluster, managers } = await three(t);
  const [one, , gone] = managers;
  if (!one || !gone) throw new Error('too few managers');
  const { name, raftId, nodeId } = gone.info;
  await propose(one, { kind: 'node.remove', node: nodeId, force: true });
  await t.rejects(gone.done, { code: 'node-removed' }, 'it ends by itself');
  await t.rejects(
    cluster.run(name).then((again) => again.done),
    { code: 'node-removed' },
  );
  await rm(cluster.dataDir(name), { recursive: true });
  const back = await cluster.join(name, await tokenFor(cluster, one, 'manager'));
  t.not(back.info.raftId, raftId);
  t.not(back.info.nodeId, nodeId);
  await eventually('three voters', () => {
    const { voters } = one.core.raft.status().configuration;
    return voters.length === 3 && voters.includes(back.info.raftId) && !voters.includes(raftId);
  });
});

t.test('without a majority writes and reads are refused, not answered wrongly', async (t) => {
  const { managers } = await three(t);
  const [last, ...others] = managers;
  if (!last) throw new Error('no manager');
  await Promise.all(others.map((one) => one.stop()));
  const { proposer } = last.core;
  const [read, write] = await Promise.allSettled([
    proposer.readBarrier(),
    proposer.propose({ command: networkCommand('x'), actor: 'test' }),
  ]);
  t.match(read, { status: 'rejected', reason: { code: 'no-quorum' } });
  t.match(write, { status: 'rejected', reason: { code: /no-quorum|outcome-unknown/ } });
});
