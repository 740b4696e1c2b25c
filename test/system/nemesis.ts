/** Breaks things for a while: managers, workers, links, kernels. */
import { portName } from '../../agent/kernel/naming.js';
import type { Chance } from './chance.js';
import type { Fault, Profile } from './profile.js';
import type { SimAgent } from './sim-agent.js';
import type { SimManager } from './sim-manager.js';
import { joinManager, type World } from './world.js';
import type { Workload } from './workload.js';

export interface NemesisDeps {
  readonly world: World;
  readonly workload: Workload;
  readonly chance: Chance;
  readonly count: (fault: Fault) => void;
}

/** Mean pause between two faults. */
const PAUSE_MS = 900;
/** Missing namespaces appear after so long at most. */
const NAMESPACES_MS = 4000;
/** How far behind the manager is that a cluster is recovered from. */
const RECOVERY_MS = 1200;
/** Pause of a manager that could not join. */
const REJOIN_MS = 100;

export class Nemesis {
  readonly #deps: NemesisDeps;
  readonly #profile: Profile;
  #isOver = false;
  #nextManager = 100;
  #recovering = false;

  constructor(deps: NemesisDeps, profile: Profile) {
    this.#deps = deps;
    this.#profile = profile;
  }

  start(): void {
    if (Object.keys(this.#profile).length > 0) this.#later(() => this.#strike());
    const appear = (): void => {
      if (this.#isOver) return;
      this.addNamespaces();
      setTimeout(appear, this.#deps.chance.integer(100, NAMESPACES_MS));
    };
    appear();
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Nothing is broken any more. */
  heal(): void {
    const { world } = this.#deps;
    world.network.heal();
    world.consensus.unlag();
    for (const manager of world.managers.values()) if (!manager.isAlive) manager.start();
    for (const agent of world.agents.values()) {
      agent.heal();
      agent.start();
    }
    this.addNamespaces();
  }

  #strike(): void {
    const { chance, count } = this.#deps;
    if (this.#isOver) return;
    const fault: Fault = chance.weighted(this.#profile);
    if (this.#inflict(fault)) count(fault);
    this.#later(() => this.#strike());
  }

  #later(run: () => void): void {
    setTimeout(run, this.#deps.chance.next() * 2 * PAUSE_MS);
  }

  /** Runs after a while unless the storm is over, when everything is mended at once. */
  #undo(lowMs: number, highMs: number, run: () => void): true {
    setTimeout(
      () => {
        if (!this.#isOver) run();
      },
      this.#deps.chance.integer(lowMs, highMs),
    );
    return true;
  }

  /** Whether there was anything to break. */
  #inflict(fault: Fault): boolean {
    const { world, chance } = this.#deps;
    const manager = chance.one(world.alive());
    const agent = chance.one([...world.agents.values()].filter((one) => one.state === 'running'));
    if (fault === 'recover') return this.#recover(manager);
    if (fault === 'depose') {
      world.consensus.depose();
      return true;
    }
    if (isOfManagers(fault)) return manager !== undefined && this.#atManager(fault, manager);
    if (!agent) return false;
    return isOfLinks(fault) ? this.#atLinks(fault, agent) : this.#atAgent(fault, agent);
  }

  #atManager(fault: ManagerFault, manager: SimManager): boolean {
    const { world, chance } = this.#deps;
    const { network } = world;
    const others = [...world.managers.values()].filter((one) => one !== manager);
    switch (fault) {
      case 'manager-crash':
      case 'manager-stop':
        manager.end(fault === 'manager-crash' ? 'crash' : 'stop', chance.integer(0, 12));
        return this.#undo(100, 6000, () => {
          if (!manager.isAlive && world.managers.has(manager.nodeId)) manager.start();
        });
      case 'lag':
        world.consensus.lag(manager.raftId, chance.integer(300, 6000));
        return true;
      case 'isolate':
        return this.#cutFor(
          10_000,
          others.map((one) => [manager.place, one.place] as const),
        );
      case 'cut-peers': {
        const other = chance.one(others);
        return other !== undefined && this.#cutFor(14_000, [[manager.place, other.place]]);
      }
      case 'rack':
        return this.#rack(manager);
      case 'slow-link':
        network.slow(manager.place, chance.integer(10, 300));
        return this.#undo(500, 6000, () => network.slow(manager.place, 0));
    }
  }

  /** A manager goes down together with the workers it serves, for longer than anybody waits. */
  #rack(manager: SimManager): boolean {
    const agents = [...this.#deps.world.agents.values()].filter((agent) => {
      return agent.manager === manager.nodeId;
    });
    for (const agent of agents) agent.crash();
    manager.end('crash');
    return this.#undo(25_000, 30_000, () => {
      for (const agent of agents) agent.start();
      if (!manager.isAlive && this.#deps.world.managers.has(manager.nodeId)) manager.start();
    });
  }

  #atLinks(fault: LinkFault, agent: SimAgent): boolean {
    const { world, chance } = this.#deps;
    const managers = [...world.managers.values()];
    const some = fault === 'cut-agent' ? managers.filter(() => chance.maybe(0.6)) : managers;
    return this.#cutFor(
      12_000,
      some.map(({ place }) => [agent.nodeId, place] as const),
    );
  }

  #cutFor(longestMs: number, pairs: readonly (readonly [string, string])[]): boolean {
    const { network } = this.#deps.world;
    for (const [a, b] of pairs) network.cut(a, b);
    return this.#undo(200, longestMs, () => {
      for (const [a, b] of pairs) network.mend(a, b);
    });
  }

  #atAgent(fault: AgentFault, agent: SimAgent): boolean {
    const { chance } = this.#deps;
    const restart = (): void => agent.start();
    switch (fault) {
      case 'agent-restart':
        agent.crash();
        return this.#undo(10, 4000, restart);
      case 'agent-down':
        agent.crash();
        return this.#undo(25_000, 40_000, restart);
      case 'power-cut':
        agent.powerCut(chance.integer(0, 10));
        return this.#undo(500, 4000, restart);
      case 'old-cache':
        agent.cache.isStuck = true;
        return this.#undo(500, 6000, () => {
          agent.crash();
          agent.cache.isStuck = false;
          restart();
        });
      case 'readdress':
        agent.crash();
        agent.vtep = `192.0.77.${chance.integer(1, 250)}`;
        return this.#undo(10, 2000, restart);
      case 'slow-kernel':
        agent.host.slowMs = chance.integer(5, 300);
        return this.#undo(500, 6000, () => (agent.host.slowMs = 0));
      case 'slow-reader':
        agent.readMs = chance.integer(20, 800);
        return this.#undo(500, 8000, () => (agent.readMs = 0));
      case 'refusals':
        agent.host.refusing = chance.next() * 0.5;
        return this.#undo(300, 5000, () => (agent.host.refusing = 0));
      case 'overflow':
        agent.host.fake.emit({ object: 'overflow' });
        return true;
    }
  }

  #recover(survivor: SimManager | undefined): boolean {
    const { world } = this.#deps;
    if (!survivor || this.#recovering || !this.#mayRecover(survivor)) return false;
    this.#recovering = true;
    // It is often not the one that knows most.
    world.consensus.lag(survivor.raftId, RECOVERY_MS);
    setTimeout(() => this.#begin(survivor), RECOVERY_MS);
    return true;
  }

  /** Its log holds the recovery that the present epoch began with, even if its state has lost it: that is not undone. */
  #mayRecover({ nodeId, state }: SimManager): boolean {
    return state.node(nodeId) !== undefined && state.cluster()?.epoch === this.#deps.world.epoch;
  }

  #begin(survivor: SimManager): void {
    const { world, workload } = this.#deps;
    if (!survivor.isAlive || !this.#mayRecover(survivor)) {
      this.#recovering = false;
      return;
    }
    world.recover(survivor);
    const join = async (): Promise<void> => {
      const raftId = (this.#nextManager += 1);
      const command = { ...joinManager(raftId), ...world.level, tokenHash: 'hash-m' };
      const outcome = await workload.carryOut(command);
      // Who does not know whether it has joined asks again, with another name here.
      if (outcome.kind !== 'answered' || !outcome.result.ok) {
        // A manager that has long had no leader refuses at once.
        await new Promise((resolve) => setTimeout(resolve, REJOIN_MS));
        return join();
      }
      world.addManager(command.id, raftId);
    };
    setTimeout(() => {
      void join()
        .then(join)
        .then(() => (this.#recovering = false));
    }, 200);
  }

  get isRecovering(): boolean {
    return this.#recovering;
  }

  /** Workloads start late: what is plugged into them waits. */
  addNamespaces(): void {
    const { world } = this.#deps;
    for (const endpoint of world.reference.state.endpoints()) {
      const { attachment, node, id } = endpoint;
      const agent = world.agents.get(node);
      if (!attachment || attachment.create || attachment.tap || !agent) continue;
      const { fake } = agent.host;
      if (!fake.namespaces.has(attachment.netns) && !fake.state.ports.has(portName(id))) {
        fake.addNamespace(attachment.netns);
      }
    }
  }
}

type ManagerFault =
  'manager-crash' | 'manager-stop' | 'lag' | 'isolate' | 'cut-peers' | 'rack' | 'slow-link';
type LinkFault = 'cut-agent' | 'cut-all-managers';
type AgentFault = Exclude<Fault, ManagerFault | LinkFault | 'recover' | 'depose'>;

const OF_MANAGERS: readonly Fault[] = [
  'manager-crash',
  'manager-stop',
  'lag',
  'isolate',
  'cut-peers',
  'rack',
  'slow-link',
] satisfies ManagerFault[];

function isOfManagers(fault: Fault): fault is ManagerFault {
  return OF_MANAGERS.includes(fault);
}

function isOfLinks(fault: Fault): fault is LinkFault {
  return fault === 'cut-agent' || fault === 'cut-all-managers';
}
