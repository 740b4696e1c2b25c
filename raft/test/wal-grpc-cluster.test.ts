/** Three members on their real parts: write-ahead logs on disk, gRPC over loopback, real timers. */
import t, { type Test } from 'tap';
import { credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { join } from 'node:path';
import { soleVoter } from '../core/configuration.js';
import type { ConfigurationChange } from '../core/change.js';
import type { CoreOptions } from '../core/options.js';
import { SeededRandom } from '../core/random.js';
import type { Configuration, MemberId } from '../core/types.js';
import { ProcessClock } from '../node/process-clock.js';
import { RaftError } from '../node/raft-error.js';
import { RaftNode } from '../node/raft-node.js';
import { GrpcTransport } from '../transport/grpc-transport.js';
import { MAX_MESSAGE_BYTES, METADATA, raftServiceDefinition } from '../transport/raft-service.js';
import { WriteAheadLog } from '../wal/write-ahead-log.js';
import { waitFor } from './support/wait-for.js';

const GROUP = 'green';
const SEGMENT_BYTES = 16 * 1024;
const EMPTY: Configuration = {
  voters: [],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
};

interface Member {
  readonly id: MemberId;
  readonly node: RaftNode;
  readonly applied: string[];
  readonly transport: GrpcTransport;
  stop(): Promise<void>;
}

class Cluster {
  readonly #addresses = new Map<MemberId, string>();
  readonly #directory: string;
  readonly #test: Test;
  readonly members = new Map<MemberId, Member>();

  constructor(test: Test) {
    this.#test = test;
    this.#directory = test.testdir();
    test.teardown(async () => {
      for (const member of this.members.values()) await member.stop();
    });
  }

  async start(
    id: MemberId,
    create?: Configuration,
    core: Partial<CoreOptions> = {},
  ): Promise<Member> {
    const directory = join(this.#directory, String(id));
    const identity = { clusterId: GROUP, memberId: id, segmentBytes: SEGMENT_BYTES };
    const log = create
      ? await WriteAheadLog.create(directory, {
          ...identity,
          snapshot: { index: 0, term: 0, configuration: create },
        })
      : await WriteAheadLog.open(directory, identity);
    const transport = new GrpcTransport(
      {
        dial: (peer) => {
          const address = this.#addresses.get(peer);
          return address ? { address, credentials: credentials.createInsecure() } : undefined;
        },
        identify: (call) => Number(call.metadata.get(METADATA.from)[0]),
      },
      { groupId: GROUP, memberId: id },
    );
    const server = await this.#serve(id, transport);
    const applied: string[] = [];
    const node = RaftNode.start(
      {
        log,
        transport,
        stateMachine: {
          appliedIndex: 0,
          apply: (entries) =>
            entries.map(({ type, data }) =>
              type === 'normal' ? applied.push(new TextDecoder().decode(data)) : undefined,
            ),
        },
        clock: new ProcessClock(),
        random: new SeededRandom(id),
        onFatal: (error) => this.#test.fail(`member ${id}: ${String(error)}`),
      },
      { ...core, id, tickMs: 20 },
    );
    const stop = async (): Promise<void> => {
      this.members.delete(id);
      await node.stop();
      server.forceShutdown();
    };
    const member = { id, node, applied, transport, stop };
    this.members.set(id, member);
    return member;
  }

  async leader(): Promise<Member> {
    let found: Member | undefined;
    await waitFor(() => {
      const all = [...this.members.values()];
      found = all.find(({ node }) => node.status().role === 'leader');
      return found !== undefined;
    });
    if (found === undefined) throw new Error('no leader');
    return found;
  }

  /** Repeats while the leader is not yet sure of itself or the learner is behind. */
  async change(change: ConfigurationChange): Promise<void> {
    for (;;) {
      const { node } = await this.leader();
      try {
        await node.readIndex();
        await node.changeMembership([change]);
        return;
      } catch (error) {
        if (!(error instanceof RaftError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  /** Proposes until it is acknowledged; returns how it is known. */
  async write(text: string): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const { node } = await this.leader();
      try {
        await node.propose(new TextEncoder().encode(`${text}#${attempt}`));
        return;
      } catch (error) {
        if (!(error instanceof RaftError) || attempt > 500) throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }

  async #serve(id: MemberId, transport: GrpcTransport): Promise<Server> {
    const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
    server.addService(raftServiceDefinition, transport.handlers);
    const wanted = this.#addresses.get(id) ?? '127.0.0.1:0';
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(wanted, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    this.#addresses.set(id, `127.0.0.1:${port}`);
    return server;
  }
}

const named = (member: Member): string[] =>
  member.applied
    .map((text) => text.split('#')[0] ?? '')
    .filter((text, at, all) => all.indexOf(text) === at);

t.test(
  'what was acknowledged survives the loss of the leader and a restart of everybody',
  async (t) => {
    const cluster = new Cluster(t);
    await cluster.start(1, soleVoter(1));
    for (const id of [2, 3]) {
      await cluster.start(id, EMPTY);
      await cluster.change({ type: 'learner', id });
      await cluster.change({ type: 'voter', id });
    }
    const expected: string[] = [];
    const write = async (name: string): Promise<void> => {
      await cluster.write(name);
      expected.push(name.split('#')[0] ?? '');
    };
    for (let at = 0; at < 60; at += 1) await write(`first ${at} ${'x'.repeat(500)}`);

    const old = await cluster.leader();
    await old.stop();
    for (let at = 0; at < 20; at += 1) await write(`second ${at}`);
    const again = await cluster.start(old.id);
    await waitFor(() => named(again).length === expected.length);
    t.same(named(again), expected, 'the old leader has caught up');

    await Promise.all([...cluster.members.values()].map((member) => member.stop()));
    for (const id of [1, 2, 3]) await cluster.start(id);
    await write('after the restart');
    for (const member of [...cluster.members.values()]) {
      await waitFor(() => named(member).length === expected.length);
      t.same(named(member), expected, `member ${member.id}`);
      t.same(member.node.status().configuration.voters, [1, 2, 3]);
    }
  },
);

t.test('a leader that ends is replaced by who would never time out', async (t) => {
  const cluster = new Cluster(t);
  await cluster.start(1, soleVoter(1));
  for (const id of [2, 3]) {
    await cluster.start(id, EMPTY, { electionTicks: 1_000_000 });
    await cluster.change({ type: 'learner', id });
    await cluster.change({ type: 'voter', id });
  }
  await cluster.write('before');
  const first = await cluster.leader();
  t.equal(first.id, 1);
  await first.stop();
  await cluster.write('after');
  for (const member of [...cluster.members.values()]) {
    await waitFor(() => named(member).length === 2);
    t.same(named(member), ['before', 'after']);
  }
});

t.test('voters are connected with each other before one of them has to lead', async (t) => {
  const cluster = new Cluster(t);
  await cluster.start(1, soleVoter(1));
  for (const id of [2, 3]) {
    await cluster.start(id, EMPTY);
    await cluster.change({ type: 'learner', id });
    await cluster.change({ type: 'voter', id });
  }
  const connected = (id: MemberId): MemberId[] =>
    [...(cluster.members.get(id)?.transport.stats.connected ?? [])].sort();
  for (const id of [1, 2, 3]) {
    const others = [1, 2, 3].filter((other) => other !== id);
    await waitFor(() => connected(id).length === others.length);
    t.same(connected(id), others);
  }
});
