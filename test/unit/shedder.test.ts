/** Managers that shed agents, in virtual time: how many, how fast, when, and that it comes to rest. */
import t from 'tap';
import type { ClusterNode } from '../../model/objects.js';
import type { Directions } from '../../proto/agent-messages.js';
import { decodeManagerMessage } from '../../proto/manager-codec.js';
import { Presence } from '../../server/dispatch/presence.js';
import type { AgentSession } from '../../server/dispatch/session.js';
import { Shedder, type MoveOutcome } from '../../server/dispatch/shedder.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const IDS = ['node-m1', 'node-m2', 'node-m3', 'node-m4'];
const NODES = IDS.map((id) => {
  return { id, role: 'manager', address: '192.0.2.1', grpcPort: 7071, apiPort: 7070 };
}) as unknown as ClusterNode[];

/** A fixed sequence that looks like chance. */
function chance(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Told {
  readonly nodeId: string;
  readonly by: string;
  readonly at: number;
}

/** Takes the place of the session of an agent. */
class Seat {
  readonly nodeId: string;
  readonly canMove: boolean;
  readonly #told: (directions: Directions) => void;

  constructor(nodeId: string, canMove: boolean, told: (directions: Directions) => void) {
    this.nodeId = nodeId;
    this.canMove = canMove;
    this.#told = told;
  }

  send(frame: Buffer): void {
    const message = decodeManagerMessage(frame);
    if (message.kind === 'move') this.#told(message);
  }
}

class Manager {
  readonly id: string;
  readonly presence: Presence;
  readonly seats = new Map<string, Seat>();
  readonly outcomes: Record<MoveOutcome, number> = { moved: 0, stayed: 0, lost: 0 };
  readonly shedder: Shedder;
  steadyMs = (): number => 1e9;
  accepts = true;

  constructor(id: string, timers: VirtualTimers, random: () => number) {
    this.id = id;
    this.presence = new Presence({ now: () => timers.now() });
    this.shedder = new Shedder({
      view: { managers: () => [...NODES.values()] },
      sessions: {
        all: () => this.seats.values() as unknown as Iterable<AgentSession>,
        isOpen: (session) => this.seats.get(session.nodeId) === (session as unknown as Seat),
      },
      presence: this.presence,
      leader: { steadyMs: () => this.steadyMs() },
      moved: (outcome) => (this.outcomes[outcome] += 1),
      log: { info: () => undefined },
      now: () => timers.now(),
      after: (ms, callback) => timers.after(ms, callback),
      random,
    });
  }
}

/** Agents attach, and move when told, over managers that hear of each other at once. */
class Fleet {
  readonly timers = new VirtualTimers();
  readonly random = chance();
  readonly managers = new Map<string, Manager>();
  readonly told: Told[] = [];
  moveMs = 80;
  /** For so long both managers have an agent that moves. */
  overlapMs = 20;
  #agents = 0;

  join(id: string): Manager {
    const manager = new Manager(id, this.timers, this.random);
    for (const other of this.managers.values()) {
      const nodes = [...other.seats.keys()];
      const known = nodes.map((nodeId) => ({ nodeId, connected: true, session: 1 }));
      manager.presence.told(other.id, { acks: [], presence: known, complete: true });
      other.presence.told(id, { acks: [], presence: [], complete: true });
    }
    this.managers.set(id, manager);
    manager.shedder.start();
    return manager;
  }

  leave(id: string): void {
    this.managers.get(id)?.shedder.stop();
    this.managers.delete(id);
    for (const other of this.managers.values()) other.presence.lost(id);
  }

  attach(count: number, at: Manager, canMove = true): void {
    for (let n = 0; n < count; n++) this.#connect(`node-w${++this.#agents}`, at, canMove);
  }

  counts(): number[] {
    return [...this.managers.values()].map(({ seats }) => seats.size);
  }

  async pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) await this.timers.pass(1000, () => Promise.resolve());
  }

  #connect(nodeId: string, at: Manager, canMove: boolean): void {
    const seat = new Seat(nodeId, canMove, ({ managers }) => {
      this.told.push({ nodeId, by: at.id, at: this.timers.now() });
      const next = managers.map((one) => this.managers.get(one.nodeId)).find((m) => m?.accepts);
      if (!next) return;
      this.timers.after(this.moveMs * (0.5 + this.random()), () => {
        this.#connect(nodeId, next, canMove);
        this.timers.after(this.overlapMs, () => {
          at.seats.delete(nodeId);
          this.#spread(at, nodeId, false);
        });
      });
    });
    at.seats.set(nodeId, seat);
    this.#spread(at, nodeId, true);
  }

  #spread(at: Manager, nodeId: string, connected: boolean): void {
    if (connected) at.presence.connected(nodeId, 1);
    else at.presence.disconnected(nodeId, 1);
    const presence = [{ nodeId, connected, session: 1 }];
    for (const other of this.managers.values()) {
      if (other !== at) other.presence.told(at.id, { acks: [], presence, complete: false });
    }
  }
}

/** Two managers with agents, and one that has just joined. */
async function joined(each: number) {
  const fleet = new Fleet();
  const first = fleet.join('node-m1');
  const second = fleet.join('node-m2');
  fleet.attach(each, first);
  fleet.attach(each, second);
  await fleet.pass(60);
  const third = fleet.join('node-m3');
  return { fleet, first, second, third };
}

/** Most that one manager told within any second. */
function mostInASecond(told: readonly Told[], by: string): number {
  const times = told.filter((one) => one.by === by).map(({ at }) => at);
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length),
  );
}

t.test('a manager that joins gets its share, slowly, and nobody moves twice', async (t) => {
  const { fleet, first } = await joined(150);
  await fleet.pass(180);
  t.same(fleet.counts(), [100, 100, 100]);
  t.equal(new Set(fleet.told.map(({ nodeId }) => nodeId)).size, fleet.told.length);
  t.equal(fleet.told.length, 100);
  t.same(first.outcomes, { moved: 50, stayed: 0, lost: 0 });
  t.ok(mostInASecond(fleet.told, 'node-m1') <= 6, 'twice 2 % of 150, as the pauses are by chance');
  await fleet.pass(600);
  t.equal(fleet.told.length, 100, 'it has come to rest');
});

t.test('nobody is told before the cluster has been calm for a while', async (t) => {
  const { fleet, second } = await joined(150);
  const joinedAt = fleet.timers.now();
  let leads = false;
  second.steadyMs = () => (leads ? 1e9 : 0);
  await fleet.pass(120);
  t.ok((fleet.told[0]?.at ?? 0) - joinedAt >= 10_000);
  t.same([...new Set(fleet.told.map(({ by }) => by))], ['node-m1'], 'the other knows no leader');
  leads = true;
  await fleet.pass(120);
  t.same(fleet.counts(), [100, 100, 100]);
});

t.test('a manager that goes, and agents that come in numbers, end the calm', async (t) => {
  const { fleet, first } = await joined(150);
  await fleet.pass(14);
  const before = fleet.told.length;
  t.ok(before > 0 && before < 50);
  fleet.join('node-m4');
  await fleet.pass(8);
  t.equal(fleet.told.length, before);
  fleet.leave('node-m4');
  await fleet.pass(8);
  t.equal(fleet.told.length, before);
  fleet.attach(60, first);
  await fleet.pass(8);
  t.equal(fleet.told.length, before);
  await fleet.pass(300);
  const counts = fleet.counts();
  t.ok(Math.max(...counts) <= 120, counts.join());
});

t.test('a little more than the share is left as it is', async (t) => {
  for (const each of [3, 6, 8]) {
    const { fleet } = await joined(each);
    await fleet.pass(300);
    t.same(fleet.counts(), [each, each, 0]);
  }
  const fleet = new Fleet();
  const [first, second] = [fleet.join('node-m1'), fleet.join('node-m2')];
  fleet.attach(115, first);
  fleet.attach(90, second);
  await fleet.pass(300);
  t.same(fleet.told, []);
});

t.test('who is on the move counts as gone: no manager ends below its share', async (t) => {
  const { fleet } = await joined(150);
  fleet.moveMs = 5000;
  await fleet.pass(300);
  t.same(fleet.counts(), [100, 100, 100]);
});

t.test('an agent that two managers have while it moves counts once', async (t) => {
  const { fleet } = await joined(9);
  fleet.overlapMs = 1500;
  await fleet.pass(120);
  t.same(fleet.counts(), [6, 6, 6]);
});

t.test('two managers that join share what the others are rid of', async (t) => {
  const { fleet } = await joined(200);
  fleet.join('node-m4');
  await fleet.pass(300);
  const counts = fleet.counts();
  t.ok(Math.max(...counts) <= 110 && Math.min(...counts) >= 90, counts.join());
});

t.test('agents that do not know the word are not told', async (t) => {
  const fleet = new Fleet();
  const first = fleet.join('node-m1');
  fleet.attach(30, first, false);
  await fleet.pass(30);
  fleet.join('node-m2');
  await fleet.pass(300);
  t.same(fleet.told, []);
});

t.test('when agents find nobody who takes them, few are told, and seldom', async (t) => {
  const { fleet, first, third } = await joined(150);
  third.accepts = false;
  await fleet.pass(600);
  t.same(fleet.counts(), [150, 150, 0]);
  const told = fleet.told.filter(({ by }) => by === 'node-m1').length;
  t.ok(told > 7 && told <= 70, `${told} in ten minutes`);
  t.ok(first.outcomes.stayed > 0);
  third.accepts = true;
  await fleet.pass(300);
  t.same(fleet.counts(), [100, 100, 100]);
});

t.test('a manager that stops tells nobody any more', async (t) => {
  const { fleet, first, second } = await joined(150);
  first.shedder.stop();
  second.shedder.stop();
  await fleet.pass(120);
  t.same(fleet.told, []);
});
