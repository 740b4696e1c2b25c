/** The node loop on real timers and an in-memory network: what its callers see. */
import t from 'tap';
import { MemoryLog } from '../sim/memory-log.js';
import { MemoryNetwork } from '../sim/memory-network.js';
import { ProcessClock } from '../node/process-clock.js';
import { RaftError } from '../node/raft-error.js';
import { RaftNode } from '../node/raft-node.js';
import { SeededRandom } from '../core/random.js';
import { soleVoter } from '../core/configuration.js';
import type { Entry, MemberId } from '../core/types.js';
import type { LogStore } from '../node/ports.js';
import type { RaftStatus } from '../node/status.js';

interface Member {
  readonly id: MemberId;
  readonly node: RaftNode;
  readonly applied: string[];
  readonly failures: unknown[];
}

function startMember(network: MemoryNetwork, id: MemberId, log: LogStore): Member {
  const applied: string[] = [];
  const failures: unknown[] = [];
  const apply = (entry: Entry): unknown => {
    if (entry.type !== 'normal') return undefined;
    return applied.push(new TextDecoder().decode(entry.data));
  };
  const node = RaftNode.start(
    {
      log,
      transport: network.transport(id),
      stateMachine: { appliedIndex: 0, apply: (entries) => entries.map(apply) },
      clock: new ProcessClock(),
      random: new SeededRandom(id),
      onFatal: (error) => failures.push(error),
    },
    { id, tickMs: 10 },
  );
  return { id, node, applied, failures };
}

function reaches(node: RaftNode, holds: (status: RaftStatus) => boolean): Promise<RaftStatus> {
  return new Promise((resolve) => {
    const stop = node.onChange((status) => {
      if (!holds(status)) return;
      stop();
      resolve(status);
    });
    if (holds(node.status())) {
      stop();
      resolve(node.status());
    }
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const leads = (status: RaftStatus): boolean => status.role === 'leader';

async function promote(leader: RaftNode, id: MemberId): Promise<void> {
  for (;;) {
    try {
      await leader.changeMembership([{ type: 'voter', id }]);
      return;
    } catch (error) {
      if (!(error instanceof RaftError) || error.code !== 'learner-behind') throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function startThree(network: MemoryNetwork): Promise<[Member, Member, Member]> {
  const first = startMember(network, 1, new MemoryLog(soleVoter(1)));
  const second = startMember(network, 2, new MemoryLog());
  const third = startMember(network, 3, new MemoryLog());
  await reaches(first.node, leads);
  for (const id of [2, 3]) {
    // The barrier of a fresh leader lifts with its first commit, which a read waits for.
    await first.node.readIndex();
    await first.node.changeMembership([{ type: 'learner', id }]);
    await promote(first.node, id);
  }
  // In force with the leader is not yet in force everywhere: until it is, the old majority elects.
  await Promise.all([second.node.readIndex(), third.node.readIndex()]);
  return [first, second, third];
}

void t.test('a sole voter elects itself, commits and reads alone', async (t) => {
  const only = startMember(new MemoryNetwork(), 1, new MemoryLog(soleVoter(1)));
  t.teardown(() => only.node.stop());
  await reaches(only.node, leads);
  const { index, result } = await only.node.propose(bytes('a'));
  t.equal(result, 1);
  t.ok((await only.node.readIndex()) >= index);
  t.same(only.applied, ['a']);
  t.same(only.failures, []);
});

void t.test('two joiners become voters and hold what was written before they came', async (t) => {
  const members = await startThree(new MemoryNetwork());
  t.teardown(() => Promise.all(members.map(({ node }) => node.stop())));
  const [first, second, third] = members;
  await Promise.all(['a', 'b', 'c'].map((text) => first.node.propose(bytes(text))));
  await Promise.all([second.node.readIndex(), third.node.readIndex()]);
  t.same(second.applied, ['a', 'b', 'c']);
  t.same(third.applied, ['a', 'b', 'c']);
  t.same(third.node.status().configuration.voters, [1, 2, 3]);
  await t.rejects(second.node.propose(bytes('d')), { code: 'not-leader', leader: 1 });
});

void t.test('[raft 33] leadership is handed over on request', async (t) => {
  const members = await startThree(new MemoryNetwork());
  t.teardown(() => Promise.all(members.map(({ node }) => node.stop())));
  const [first, second] = members;
  await first.node.propose(bytes('a'));
  await first.node.transferLeadership(2);
  t.equal(first.node.status().leader, 2);
  await second.node.propose(bytes('b'));
  t.same(second.applied, ['a', 'b']);
});

void t.test(
  '[raft 20] a cut-off leader steps down and leaves its callers with an unknown outcome',
  async (t) => {
    const network = new MemoryNetwork();
    const members = await startThree(network);
    t.teardown(() => Promise.all(members.map(({ node }) => node.stop())));
    const [first, second, third] = members;
    network.isolate(1);
    const lost = first.node.propose(bytes('lost'));
    await t.rejects(lost, { code: 'outcome-unknown' });
    t.not(first.node.status().role, 'leader');
    const winner = [second, third].find(({ node }) => node.status().role === 'leader');
    const next =
      winner ??
      (await Promise.race(
        [second, third].map(async (member) => {
          await reaches(member.node, leads);
          return member;
        }),
      ));
    await next.node.propose(bytes('kept'));
    network.heal(1);
    await first.node.readIndex();
    t.same(first.applied, ['kept']);
  },
);

void t.test('[raft 71] a failed write ends the node and acknowledges nothing', async (t) => {
  const disk = new MemoryLog(soleVoter(1));
  let broken = false;
  const log: LogStore = {
    image: disk.image,
    append: (batch) => (broken ? Promise.reject(new Error('EIO')) : disk.append(batch)),
    compact: () => Promise.resolve(),
    close: () => disk.close(),
  };
  const { node, failures } = startMember(new MemoryNetwork(), 1, log);
  t.teardown(() => node.stop());
  await reaches(node, leads);
  broken = true;
  await t.rejects(node.propose(bytes('a')), { code: 'outcome-unknown' });
  t.match(failures, [{ message: 'EIO' }]);
  await t.rejects(node.propose(bytes('b')), { code: 'stopped' });
});
