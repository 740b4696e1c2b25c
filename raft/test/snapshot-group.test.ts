/** Groups whose logs are shortened: who was away comes back by a state, over gRPC, and disturbs nobody. */
import t, { type Test } from 'tap';
import { addresses, endpoint } from './support/grpc-endpoint.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { MemoryLog } from '../sim/memory-log.js';
import { MemoryMachine } from './support/memory-machine.js';
import { ProcessClock } from '../node/process-clock.js';
import { RaftNode } from '../node/raft-node.js';
import { waitFor } from './support/wait-for.js';
import type { MemberId } from '../core/types.js';

const VOTERS = [1, 2, 3];

interface Member {
  readonly node: RaftNode;
  readonly machine: MemoryMachine;
  stop(): Promise<void>;
}

class Group {
  readonly members = new Map<MemberId, Member>();
  readonly #logs = new Map<MemberId, MemoryLog>();
  readonly #test: Test;

  constructor(test: Test) {
    this.#test = test;
    test.teardown(async () => {
      for (const member of this.members.values()) await member.stop();
    });
  }

  /** The state is lost with the process; what the log lacks must come from others. */
  async start(id: MemberId, first = VOTERS): Promise<Member> {
    const log = this.#logs.get(id) ?? new MemoryLog({ ...EMPTY_CONFIGURATION, voters: first });
    this.#logs.set(id, log);
    const place = endpoint(this.#test, id);
    await place.serve();
    const machine = new MemoryMachine(String(id), log.image.snapshot);
    const node = RaftNode.start(
      {
        log,
        transport: place.transport,
        stateMachine: machine,
        clock: new ProcessClock(),
        random: { next: Math.random },
        onFatal: (error) => this.#test.fail(String(error)),
      },
      {
        id,
        tickMs: 20,
        compaction: { maxEntries: 20, keepEntries: 5, laggardBytes: 40 },
      },
    );
    const stop = async (): Promise<void> => {
      this.members.delete(id);
      await node.stop();
      place.shutdown();
    };
    const member = { node, machine, stop };
    this.members.set(id, member);
    return member;
  }

  get leader(): Member | undefined {
    return [...this.members.values()].find(({ node }) => node.status().role === 'leader');
  }

  async write(from: number, to: number): Promise<void> {
    for (let n = from; n <= to; n += 1) {
      await waitFor(() => this.leader !== undefined);
      await this.leader?.node.propose(new TextEncoder().encode(`text ${n}`));
    }
  }
}

async function founded(t: Test): Promise<Group> {
  addresses.clear();
  const group = new Group(t);
  for (const id of VOTERS) await group.start(id);
  await waitFor(() => group.leader !== undefined);
  return group;
}

const expected = (count: number): string[] =>
  Array.from({ length: count }, (_unused, n) => `text ${n + 1}`);

void t.test('the log is shortened behind a window, on every member', async (t) => {
  const group = await founded(t);
  await group.write(1, 60);
  for (const { node } of group.members.values()) {
    await waitFor(() => node.status().applied >= 60 && node.status().firstIndex > 20);
    const { applied, firstIndex } = node.status();
    t.ok(applied - firstIndex >= 4, 'some entries stay');
  }
});

void t.test('[raft 59] who was away catches up by a state while the leader goes on', async (t) => {
  const group = await founded(t);
  const [absent = 0] = VOTERS.filter((id) => group.members.get(id) !== group.leader);
  await group.write(1, 5);
  await group.members.get(absent)?.stop();
  await group.write(6, 100);
  const { term } = group.leader?.node.status() ?? { term: 0 };
  const back = await group.start(absent);
  await group.write(101, 160);
  await waitFor(() => back.machine.texts.length === 160);
  t.same(back.machine.texts, expected(160));
  t.ok(back.machine.installed.length >= 1, 'by a state');
  t.ok(back.node.status().firstIndex > 50, 'and its log begins behind it');
  t.equal(group.leader?.node.status().term, term, 'nobody was elected meanwhile');
});

void t.test('a joiner gets a state in place of a history that is gone', async (t) => {
  const group = await founded(t);
  await group.write(1, 80);
  const joiner = await group.start(4, []);
  await group.leader?.node.changeMembership([{ type: 'learner', id: 4 }]);
  await waitFor(() => joiner.machine.texts.length === 80);
  t.equal(joiner.machine.installed.length, 1);
  t.same(joiner.machine.texts, expected(80));
  await waitFor(() =>
    (group.leader?.node.status().progress ?? []).some(
      ({ id, match, recentlyActive }) => id === 4 && match >= 80 && recentlyActive,
    ),
  );
  await group.leader?.node.changeMembership([{ type: 'voter', id: 4 }]);
  await waitFor(() => joiner.node.status().configuration.voters.length === 4);
});
