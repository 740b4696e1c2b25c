/** An agent killed at each single operation: the next one starts from the cache and ends where it would have ended. */
import t, { type Test } from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import type { Kernel, KernelState, Operation } from '../../agent/kernel/port.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { DesiredEntry, DesiredKey, NetworkDelta, NetworkImage } from '../../model/desired.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { canEnd, MortalKernel, type Cut } from '../support/mortal-kernel.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const ME = 'node-a';
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const options = {
  ...{ clusterId: 'c', nodeId: ME, vtep: '192.0.2.1' },
  egress: { enabled: true, bridge: 'gw0' },
};

interface Agent {
  readonly reconciler: Reconciler;
  /** Until nothing is to be done, not even later. */
  readonly rest: () => Promise<void>;
}

function agentOf(kernel: Kernel): Agent {
  const timers = new VirtualTimers();
  const reconciler = new Reconciler({ kernel, timers, log, onApplied: () => undefined }, options);
  return { reconciler, rest: () => timers.pass(20_000, () => reconciler.settled()) };
}

function machine(): FakeKernel {
  const fake = new FakeKernel();
  for (const name of ['w1', 'w2', 'w3']) fake.addNamespace(name);
  return fake;
}

type Network = 'blue' | 'green' | 'inner';

/** What changes in one step: entries of a network, or that it is gone. */
interface Change {
  readonly title: string;
  readonly network: Network;
  readonly upserts?: readonly DesiredEntry[];
  readonly removals?: readonly DesiredKey[];
  readonly gone?: true;
}

const local = (id: string, n: number, netns: string, ifname = 'eth0'): DesiredEntry =>
  endpoint({ id, node: ME, address: `10.0.0.${n}/24`, netns, ifname });
const remote = (id: string, n: number, node = 'node-b'): DesiredEntry =>
  endpoint({ id, node, address: `10.0.0.${n}/24` });
const members = [member(ME, '192.0.2.1'), member('node-b', '192.0.2.2')];

const STORY: readonly Change[] = [
  {
    title: 'a network with egress and an endpoint on it',
    network: 'blue',
    upserts: [...members, local('ep-1', 2, 'w1'), remote('ep-2', 3)],
  },
  {
    title: 'another endpoint and another member',
    network: 'blue',
    upserts: [local('ep-3', 4, 'w2'), member('node-c', '192.0.2.3'), remote('ep-4', 5, 'node-c')],
  },
  {
    title: 'a network that floods, with an endpoint in the same namespace',
    network: 'green',
    upserts: [...members, local('ep-5', 6, 'w1', 'eth1'), remote('ep-6', 7)],
  },
  {
    title: 'a network that nothing may leave',
    network: 'inner',
    upserts: [...members, endpoint({ id: 'ep-7', node: ME, address: '10.0.1.8/24', netns: 'w3' })],
  },
  {
    title: 'one endpoint comes from another host, one goes there',
    network: 'blue',
    upserts: [local('ep-2', 3, 'w3', 'eth1'), remote('ep-1', 2)],
  },
  {
    title: 'an endpoint moves to another namespace of the host',
    network: 'blue',
    upserts: [local('ep-3', 4, 'w3', 'eth2')],
  },
  {
    title: 'endpoints are removed',
    network: 'blue',
    removals: ['endpoint/ep-2', 'endpoint/ep-4', 'member/node-c'],
  },
  { title: 'a network is left', network: 'green', gone: true },
  { title: 'the last one that may leave goes', network: 'blue', gone: true },
];

/** What managers say at each step, and what is held before and after. */
interface Chapter {
  readonly title: string;
  readonly before: readonly NetworkImage[];
  readonly after: readonly NetworkImage[];
  readonly say: (reconciler: Reconciler) => void;
}

function chapters(): Chapter[] {
  const networks = new Map<Network, TestNetwork>();
  const fresh: Record<Network, () => TestNetwork> = {
    blue: () => new TestNetwork('blue', 100),
    green: () => new TestNetwork('green', 200, { flood: true }),
    inner: () => new TestNetwork('inner', 300, { internal: true, subnets: ['10.0.1.0/24'] }),
  };
  const images = (): NetworkImage[] => [...networks.values()].map((network) => network.image());
  return STORY.map(({ title, network: name, upserts = [], removals = [], gone }) => {
    const before = images();
    const known = networks.get(name);
    if (gone && known) {
      const { networkId, revision } = known;
      networks.delete(name);
      const say = (to: Reconciler): void =>
        to.removeNetwork({ networkId, epoch: 1, revision: revision + 1 });
      return { title, before, after: images(), say };
    }
    const network = known ?? fresh[name]();
    networks.set(name, network);
    const delta: NetworkDelta = network.delta(upserts, removals);
    const image = network.image();
    const say = (to: Reconciler): void => {
      if (known) to.applyDelta(delta);
      else to.setImage(image);
    };
    return { title, before, after: images(), say };
  });
}

/** A machine that holds the sets, brought there without trouble. */
async function machineWith(held: readonly NetworkImage[]): Promise<FakeKernel> {
  const fake = machine();
  const { reconciler } = await started(fake, held);
  for (const image of held) reconciler.setImage(image);
  reconciler.synced({ epoch: 1, revision: 100 });
  await reconciler.settled();
  await reconciler.stop();
  return fake;
}

async function started(kernel: Kernel, cached: readonly NetworkImage[]): Promise<Agent> {
  const agent = agentOf(kernel);
  agent.reconciler.loadCached(cached);
  await agent.reconciler.start();
  return agent;
}

function stateOf(fake: FakeKernel): unknown {
  const { bridges, vxlans, ports, fdb, neighbours, firewall, egress } = fake.state.toState();
  const table = (map: ReadonlyMap<string, unknown>): unknown =>
    [...map].sort(([x], [y]) => (x < y ? -1 : 1));
  const { gateways = new Map(), gatewayPorts = new Map(), ...rules } = egress ?? {};
  const maps = [bridges, vxlans, ports, fdb, neighbours, gateways, gatewayPorts];
  return [...maps.map((map: ReadonlyMap<string, unknown>) => table(map)), firewall, rules];
}

const finished = ({ bridges, vxlans, ports }: KernelState): string[] =>
  [...bridges.values(), ...vxlans.values(), ...ports.values()].flatMap(({ name, unfinished }) =>
    unfinished === true ? [] : [name],
  );

/** Names of finished links that the operations remove. */
function removed(operations: readonly Operation[], whole: readonly string[]): string[] {
  return operations.flatMap((operation) =>
    operation.op === 'delete-link' && whole.includes(operation.name) ? [operation.name] : [],
  );
}

async function killedAt(chapter: Chapter, at: number, cut: Cut): Promise<FakeKernel> {
  const fake = await machineWith(chapter.before);
  const mortal = new MortalKernel(fake, at, cut);
  const { reconciler } = await started(mortal.kernel, chapter.before);
  reconciler.synced({ epoch: 1, revision: 100 });
  await reconciler.settled();
  chapter.say(reconciler);
  await mortal.death;
  return fake;
}

/** What managers answer to what is held: the sets as they are now, and that the others are gone. */
function answerHello(reconciler: Reconciler, now: readonly NetworkImage[]): void {
  for (const { networkId } of reconciler.held()) {
    if (now.some((image) => image.networkId === networkId)) continue;
    reconciler.removeNetwork({ networkId, epoch: 1, revision: 100 });
  }
  for (const image of now) reconciler.setImage(image);
}

async function survives(
  t: Test,
  chapter: Chapter,
  at: number,
  cut: Cut,
  cache: 'before' | 'after',
) {
  const what = `${chapter.title}: ${cut} operation ${at}, cache from ${cache}`;
  const fake = await killedAt(chapter, at, cut);
  const [begun, whole] = [fake.executed.length, finished(fake.state.toState())];
  const { reconciler, rest } = await started(fake, chapter[cache]);
  t.strictSame(
    removed(fake.executed.slice(begun), whole),
    [],
    `${what}: the cache removes nothing`,
  );
  answerHello(reconciler, chapter.after);
  reconciler.synced({ epoch: 1, revision: 101 });
  await rest();
  t.strictSame(stateOf(fake), stateOf(await machineWith(chapter.after)), `${what}: as without`);
  t.strictSame(reconciler.difference(await fake.observe()).steps, [], `${what}: nothing to plan`);
  const writes = fake.writes();
  await reconciler.audit();
  t.equal(fake.writes(), writes, `${what}: nothing to write`);
  await reconciler.stop();
}

for (const chapter of chapters()) {
  t.test(`killed while ${chapter.title}`, async (t) => {
    const whole = await machineWith(chapter.before);
    const { reconciler } = await started(whole, chapter.before);
    reconciler.synced({ epoch: 1, revision: 100 });
    await reconciler.settled();
    const from = whole.executed.length;
    chapter.say(reconciler);
    await reconciler.settled();
    const operations = whole.executed.slice(from);
    t.ok(operations.length > 1, 'several operations');
    for (const [at, operation] of operations.entries()) {
      for (const cut of ['before', 'unmarked', 'marked'] as const) {
        if (!canEnd(operation, cut)) continue;
        for (const cache of ['before', 'after'] as const) {
          await survives(t, chapter, at, cut, cache);
        }
      }
    }
  });
}
