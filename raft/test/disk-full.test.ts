/** A disk without room: what a member still does, what it refuses, and that it goes on when there is room. */
import t from 'tap';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { CoreGroup } from './support/core-group.js';
import { MemoryLog } from '../sim/memory-log.js';
import { MemoryNetwork } from '../sim/memory-network.js';
import { ProcessClock } from '../node/process-clock.js';
import { RaftNode } from '../node/raft-node.js';
import { waitFor } from './support/wait-for.js';
import type { LogBatch } from '../node/ports.js';
import type { Write } from '../core/ready.js';

class Full extends Error {
  readonly code = 'log-full';
}

/** Takes the hard state always, entries only while there is room. */
class SmallDisk extends MemoryLog {
  full = false;

  override append(batch: LogBatch): Promise<void> {
    if (this.full && batch.entries.length > 0) return Promise.reject(new Full('no room'));
    return super.append(batch);
  }
}

function startGroup(): { nodes: RaftNode[]; disks: SmallDisk[]; failures: unknown[] } {
  const network = new MemoryNetwork();
  const voters = [1, 2, 3];
  const failures: unknown[] = [];
  const disks = voters.map(() => new SmallDisk({ ...EMPTY_CONFIGURATION, voters }));
  const nodes = voters.map((id, at) => {
    let appliedIndex = 0;
    return RaftNode.start(
      {
        log: disks[at] ?? new SmallDisk(),
        transport: network.transport(id),
        stateMachine: {
          get appliedIndex() {
            return appliedIndex;
          },
          apply: (entries) => {
            appliedIndex = entries.at(-1)?.index ?? appliedIndex;
            return entries.map(() => undefined);
          },
        },
        clock: new ProcessClock(),
        random: { next: Math.random },
        onFatal: (error) => failures.push(error),
      },
      { id, tickMs: 10 },
    );
  });
  return { nodes, disks, failures };
}

const leads = (nodes: readonly RaftNode[]) =>
  nodes.findIndex((one) => one.status().role === 'leader');

void t.test(
  '[raft 72] a leader without room refuses, hands over, follows, and comes back',
  async (t) => {
    const { nodes, disks, failures } = startGroup();
    t.teardown(() => Promise.all(nodes.map((node) => node.stop())));
    await waitFor(() => leads(nodes) >= 0);
    const old = leads(nodes);
    const disk = disks[old];
    const node = nodes[old];
    if (disk === undefined || node === undefined) throw new Error('nobody leads');
    await node.propose(new Uint8Array(1));
    disk.full = true;
    const last = node.propose(new Uint8Array(2)).catch(() => undefined);
    await waitFor(() => node.status().diskFull);
    await t.rejects(node.propose(new Uint8Array(3)), { code: /^(disk-full|not-leader|busy)$/ });
    await waitFor(() => leads(nodes) >= 0 && leads(nodes) !== old);
    const next = nodes[leads(nodes)];
    const { index } = (await next?.propose(new Uint8Array(4))) ?? { index: 0 };
    await waitFor(() => node.status().commit >= 2 && node.status().leader !== 0);
    t.ok(node.status().applied < index, 'it applies nothing that its disk does not hold');
    disk.full = false;
    await waitFor(() => node.status().applied >= index);
    t.equal(node.status().diskFull, false);
    await last;
    t.same(failures, []);
  },
);

void t.test('[raft 72] a voter without room still votes, and acknowledges no entry', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  const two = group.get(2);
  two.slowDisk = true;
  group.propose(1, 'a');
  group.settle();
  const refused = two.underway as Write;
  two.underway = undefined;
  two.slowDisk = false;
  group.sent.length = 0;
  two.core.notWritten(refused);
  group.pump(2);
  t.notOk(group.sent.some((one) => one.type === 'append-response' && one.from === 2));
  t.equal(two.entries.length, 1, 'nothing but the entry of the election is stored');
  group.isolate(1);
  group.campaign(3);
  group.settle();
  group.pass(40);
  t.equal(group.core(3).role, 'leader', 'by the vote of the full member');
  t.same([two.hardState.term, two.hardState.vote], [group.core(3).term, 3]);
  t.ok(group.core(3).commit < group.core(3).lastIndex, 'but nothing is committed with it');
  two.core.diskHasRoom();
  group.pump(2);
  group.pass(4);
  t.equal(group.core(3).commit, group.core(3).lastIndex);
  t.end();
});

void t.test('a candidate that finds no room asks nobody to vote for entries it may lose', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  const two = group.get(2);
  two.slowDisk = true;
  group.core(1).propose(new Uint8Array(1));
  group.pass(3);
  const refused = two.underway as unknown as Write;
  two.underway = undefined;
  two.core.notWritten(refused);
  two.core.diskHasRoom();
  group.isolate(1);
  group.sent.length = 0;
  two.core.step({ type: 'timeout-now', from: 1, to: 2, term: two.core.term });
  group.pump(2);
  const election = two.underway as unknown as Write;
  two.underway = undefined;
  two.slowDisk = false;
  two.core.notWritten(election);
  group.pump(2);
  t.notOk(group.sent.some((one) => one.type === 'vote-request'));
  t.end();
});
