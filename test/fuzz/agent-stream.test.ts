/** Whatever an agent with a valid certificate says: the manager stays, refuses by name, believes no lie, and serves the others. */
import { status } from '@grpc/grpc-js';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { digestOf } from '../../model/digest.js';
import { ERRORS } from '../../model/errors.js';
import type { Have } from '../../proto/agent-messages.js';
import type { RunningManager } from '../../server/manager.js';
import { codeOf, frames, hello, RawAgent } from '../support/fuzz/agent-fuzz.js';
import { heapInUse } from '../support/fuzz/heap.js';
import { fuzzScale, fuzzSeed } from '../support/fuzz/seed.js';
import { eventually, networkCommand, propose, testCluster } from '../support/managers.js';
import { checkSound } from '../support/sound-state.js';
import { TestAgent } from '../support/test-agent.js';
import { addWorker, endpointCommand, type TestWorker } from '../support/workers.js';

const MIB = 1024 * 1024;
/** An end without a reproach, and one of this side's own. */
const WITHOUT_CODE = new Set<number>([status.OK, status.CANCELLED]);

/** A manager, an honest worker and a hostile one, both hosts of one network. */
async function arena(t: Test) {
  const cluster = await testCluster({ compaction: { maxEntries: 400, keepEntries: 50 } });
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const good = await addWorker(cluster, manager, 'good', '192.0.2.1');
  const bad = await addWorker(cluster, manager, 'bad', '192.0.2.2');
  const { id: blue } = await propose(manager, networkCommand('blue'));
  await propose(manager, endpointCommand(blue, good.id, 'g'));
  await propose(manager, endpointCommand(blue, bad.id, 'b'));
  const target = `127.0.0.1:${manager.info.grpcPort}`;
  const honest = new TestAgent(target, good.credentials);
  t.teardown(() => honest.close());
  await honest.next('synced');
  const beats = setInterval(() => honest.say({ kind: 'heartbeat' }), 1_000);
  t.teardown(() => clearInterval(beats));
  const dial = (worker: TestWorker, options: { readonly reads?: boolean } = {}): RawAgent => {
    const agent = new RawAgent(target, worker.credentials, options);
    t.teardown(() => agent.close());
    return agent;
  };
  let changes = 0;
  /** A change reaches the honest worker, and only what it has applied counts as applied. */
  const served = async (): Promise<void> => {
    changes += 1;
    const change = await propose(manager, endpointCommand(blue, good.id, `c${changes}`));
    await honest.holds(blue, change.revision);
    await eventually('the honest ack', () => stateOf(manager, good, change.revision) === 'applied');
    t.not(stateOf(manager, bad, change.revision), 'applied', 'nobody vouches for the other one');
    await propose(manager, { kind: 'endpoint.delete', endpoint: change.id });
  };
  return { cluster, manager, good, bad, blue, honest, dial, served };
}

function stateOf({ core }: RunningManager, { id }: TestWorker, revision: number) {
  const { workers } = core.dispatch.convergence.snapshot(revision, undefined);
  return workers.find(({ node }) => node === id)?.state;
}

t.test(
  'garbage and lies: known refusals, the others undisturbed, nothing left behind',
  async (t) => {
    const seed = fuzzSeed();
    t.comment(`again with OVNET_FUZZ_SEED=${seed}`);
    const { manager, bad, blue, dial, served } = await arena(t);
    const codes = new Set<string>();
    const session = fc.record({
      greets: fc.boolean(),
      said: fc.array(frames([blue]), { minLength: 1, maxLength: 12 }),
      half: fc.boolean(),
    });
    const run = async (from: number, numRuns: number): Promise<void> => {
      const property = fc.asyncProperty(session, async ({ greets, said, half }) => {
        const agent = dial(bad);
        if (greets) agent.tell(hello());
        for (const bytes of said) agent.say(bytes);
        if (half) agent.finish();
        // A stream that was not refused goes on: it is left when the manager has read all of it.
        const open = new Promise<undefined>((resolve) => setTimeout(resolve, 20, undefined));
        const end = await Promise.race([agent.status, open]);
        agent.close();
        const code = end && codeOf(end);
        if (end && !WITHOUT_CODE.has(end.code) && code === undefined) {
          throw new Error(`ended without a code: ${end.code} ${end.details}`);
        }
        if (code === undefined) return;
        if (!Object.hasOwn(ERRORS, code) || code === 'internal') throw new Error(`code ${code}`);
        codes.add(code);
      });
      await fc.assert(property, { seed: from, numRuns, endOnFailure: true });
    };
    const sessions = 100 * fuzzScale();
    await run(seed, sessions);
    await served();
    const before = await heapInUse();
    await run(seed + 1, sessions);
    await served();
    await eventually(
      'the streams to be forgotten',
      () => manager.core.dispatch.sessions.count === 1,
    );
    const grown = (await heapInUse()) - before;
    t.ok(grown < 12 * MIB, `${grown} bytes more`);
    t.comment(`refused with ${[...codes].join()}`);
    const garbage = dial(bad);
    garbage.say(Buffer.from([0xff]));
    t.equal(codeOf(await garbage.status), 'invalid-message');
    checkSound(manager.core.state);
  },
);

t.test(
  'a claim to have applied what is not there yet ends the stream and counts for nothing',
  async (t) => {
    const { manager, bad, blue, dial, served } = await arena(t);
    const { appliedIndex } = manager.core.state;
    const rest = { digest: '', failed: [], gone: false };
    for (const [epoch, revision] of [
      [1, appliedIndex + 1_000],
      [1, Number.MAX_SAFE_INTEGER],
      [2, 1],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ] as const) {
      const agent = dial(bad);
      agent.tell(hello());
      await eventually('its welcome', () => agent.received > 0);
      agent.tell({ kind: 'ack', networkId: blue, epoch, revision, ...rest });
      t.equal(codeOf(await agent.status), 'invalid-message');
      agent.close();
    }
    await served();
  },
);

t.test(
  'acks of networks that are not there, and of the one that is, leave nothing behind',
  async (t) => {
    const { manager, bad, blue, dial, served } = await arena(t);
    const agent = dial(bad);
    agent.tell(hello());
    await eventually('its welcome', () => agent.received > 0);
    const revision = manager.core.state.appliedIndex;
    const rest = { epoch: 1, digest: 'x', gone: false, failed: [] };
    for (let n = 0; n < 5_000; n++) {
      agent.tell({ kind: 'ack', networkId: `net-${n}`, revision, ...rest });
      if (n % 10 === 0)
        agent.tell({ kind: 'ack', networkId: blue, revision: n % revision, ...rest });
    }
    agent.tell({
      kind: 'report',
      underlayMtu: 1400,
      ...{ routes: [], capabilities: [] },
      drift: [],
      agentVersion: 'z',
    });
    await eventually('all of it to be read', () => manager.core.state.node('bad')?.mtu === 1400);
    const known = new Set([...manager.core.dispatch.acks.all()].map(({ networkId }) => networkId));
    t.same([...known], [blue]);
    await served();
  },
);

t.test('a flood of changing reports is few writes', async (t) => {
  const { manager, bad, dial, served } = await arena(t);
  const agent = dial(bad);
  agent.tell(hello());
  await eventually('its welcome', () => agent.received > 0);
  const from = manager.core.state.appliedIndex;
  const rest = { routes: [], capabilities: [], drift: [] };
  for (let n = 1; n <= 5_000; n++) {
    agent.tell({ kind: 'report', underlayMtu: 1000 + n, ...rest, agentVersion: `v${n}` });
  }
  await eventually('the last one', () => manager.core.state.node('bad')?.mtu === 6_000);
  const entries = manager.core.state.appliedIndex - from;
  t.ok(entries < 50, `${entries} entries`);
  await served();
});

t.test('limits on what an agent says, each with its code', async (t) => {
  const { bad, dial, served } = await arena(t);
  const have = Array.from({ length: 10_001 }, (_, n): Have => ({
    ...{ networkId: `net-${n}`, epoch: 1, revision: 1, digest: 'x' },
  }));
  const over = dial(bad);
  over.tell(hello(have));
  t.equal(codeOf(await over.status), 'have-too-long');
  const most = dial(bad);
  most.tell(hello(have.slice(1)));
  await eventually('each to be told gone', () => most.received >= 10_000);
  most.close();
  const large = dial(bad);
  large.say(Buffer.alloc(5 * MIB));
  t.equal(codeOf(await large.status), 'message-too-large');
  const early = dial(bad);
  early.tell({ kind: 'heartbeat' });
  t.equal(codeOf(await early.status), 'invalid-message');
  const silent = Array.from({ length: 8 }, () => dial(bad));
  const ninth = dial(bad);
  ninth.tell(hello());
  // Whichever of them arrives last.
  const ends = await Promise.race([...silent, ninth].map((agent) => agent.status));
  t.equal(codeOf(ends), 'too-many-streams');
  for (const agent of [...silent, ninth]) agent.close();
  await served();
});

t.test(
  'of two agents with one identity the newer is served, and the other one ended',
  async (t) => {
    const { manager, bad, dial, served } = await arena(t);
    const first = dial(bad);
    first.tell(hello());
    await eventually('a welcome', () => first.received > 0);
    const second = dial(bad);
    second.tell(hello());
    await first.status;
    await eventually('a welcome', () => second.received > 0);
    first.tell(hello());
    await served();
    t.equal(manager.core.dispatch.sessions.count, 2);
  },
);

t.test(
  'an agent that never reads holds up nobody and costs no more than its buffers',
  async (t) => {
    const { manager, good, bad, blue, honest, dial } = await arena(t);
    const agents = [dial(bad, { reads: false }), dial(bad, { reads: false })];
    for (const agent of agents) agent.tell(hello());
    const labels = { filling: 'x'.repeat(200) };
    const write = async (n: number): Promise<number> => {
      const command = { ...endpointCommand(blue, good.id, `e${n}`), labels };
      const { id, revision } = await propose(manager, command);
      await propose(manager, { kind: 'endpoint.delete', endpoint: id });
      return revision;
    };
    for (let n = 0; n < 200; n++) await write(n);
    const before = await heapInUse();
    let last = 0;
    for (let n = 200; n < 700; n++) last = await write(n);
    const set = await honest.holds(blue, last);
    t.equal(digestOf(set.entries.values()).length > 0, true);
    const grown = (await heapInUse()) - before;
    t.ok(grown < 16 * MIB, `${grown} bytes more`);
  },
);
