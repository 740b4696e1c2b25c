/** After the storm: everybody comes to agree, and when everything is deleted nothing is left. */
import { ensure } from '../../raft/sim/breach.js';
import { stateHash } from '../../server/state/state-hash.js';
import type { Drift } from './drift.js';
import { checkHolds, checkHoldsNothing } from './expected-kernel.js';
import type { Nemesis } from './nemesis.js';
import type { SimAgent } from './sim-agent.js';
import type { Workload } from './workload.js';
import type { World } from './world.js';

/** Two election timeouts, the longest back-off and retry pauses, a new leader's grace and an audit. */
const SETTLE_MS = 60_000;
/** Within which an agent has read its cache and its kernel. */
const START_MS = 500;
/** Looking at everything costs more than what happens between. */
const LOOK_MS = 1000;
const DRIFT_ROUNDS = 3;

export interface EndingDeps {
  readonly world: World;
  readonly workload: Workload;
  readonly nemesis: Nemesis;
  /** Absent: nobody disturbs anything. */
  readonly drift?: Drift | undefined;
}

export class Ending {
  readonly #deps: EndingDeps;
  #trouble = '';
  hash = '';

  constructor(deps: EndingDeps) {
    this.#deps = deps;
  }

  async agree(): Promise<void> {
    const { world, workload, nemesis } = this.#deps;
    nemesis.heal();
    const isQuiet = (): boolean => workload.outstanding === 0 && !nemesis.isRecovering;
    ensure(
      await world.runUntil(isQuiet, SETTLE_MS),
      `commands do not finish: ${workload.outstanding}, ${nemesis.isRecovering}`,
    );
    nemesis.heal();
    // A join of unknown outcome may be committed later still.
    do {
      await this.#dismissStrangers();
      const isOver = (): boolean => this.#hasUnmanned() || this.#isInSync();
      ensure(await world.runUntil(isOver, SETTLE_MS, LOOK_MS), `no rest: ${this.#trouble}`);
    } while (this.#hasUnmanned());
    this.hash = stateHash(world.reference.state);
  }

  /** While nothing else goes on, what somebody does to kernels is undone. */
  async undergo(): Promise<void> {
    const { world, drift } = this.#deps;
    if (!drift) return;
    for (let round = 0; round < DRIFT_ROUNDS; round += 1) {
      drift.strikeEverywhere();
      // What is told is repaired a moment later, the rest by the next audit.
      await world.run(1);
      ensure(
        await world.runUntil(() => this.#isInSync(), SETTLE_MS, LOOK_MS),
        `no repair: ${this.#trouble}`,
      );
    }
  }

  async deleteAll(): Promise<void> {
    const { world, workload } = this.#deps;
    for (const { id } of [...world.reference.state.networks()]) {
      await this.#do({ kind: 'network.delete', network: id, force: true });
    }
    for (const { used } of [...world.reference.state.subnets()].map(({ id }) =>
      world.reference.state.usage(id),
    )) {
      ensure(used === 0, `${used} addresses are still used`);
    }
    const tables = [...world.reference.state.tables.rows()].map(
      ({ table, key }) => `${table} ${key}`,
    );
    const left = tables.filter((row) => /^(networks|subnets|endpoints|cursors subnet)/.test(row));
    ensure(left.length === 0, `the state still has ${left.join(', ')}`);
    ensure(
      await world.runUntil(() => this.#isInSync(), SETTLE_MS, LOOK_MS),
      `no rest: ${this.#trouble}`,
    );
    for (const agent of world.agents.values()) this.#checkEmpty(agent);
    for (const { id, role } of [...world.reference.state.nodes()]) {
      if (role === 'worker') await this.#do({ kind: 'node.remove', node: id, force: true });
    }
    const agents = [...world.agents.values()];
    const isGone = (): boolean => agents.every(({ state }) => state === 'removed');
    ensure(await world.runUntil(isGone, SETTLE_MS), 'removed workers are still there');
    ensure(workload.outstanding === 0, 'commands are outstanding');
    await world.run(1000);
    for (const manager of world.alive()) {
      const acks = [...manager.dispatch.acks.all()].map(({ nodeId }) => nodeId);
      ensure(acks.length === 0, `${manager.nodeId} remembers acks of ${acks.join(', ')}`);
      ensure(manager.dispatch.sessions.count === 0, `${manager.nodeId} still has sessions`);
    }
  }

  /** Workers that this epoch does not know, and nodes whose worker has gone in another: an operator's task. */
  async #dismissStrangers(): Promise<void> {
    const { world } = this.#deps;
    // Who has just started does not know yet what its cache says about managers.
    await world.run(START_MS);
    for (const [nodeId, agent] of [...world.agents]) {
      if (!this.#isStranger(agent)) continue;
      agent.crash();
      world.agents.delete(nodeId);
    }
    for (const id of this.#unmanned()) {
      await this.#do({ kind: 'node.remove', node: id, force: true });
    }
  }

  /** Workers that the state knows and nobody runs. */
  #unmanned(): string[] {
    const { world } = this.#deps;
    return [...world.reference.state.nodes()]
      .filter(({ role }) => role === 'worker')
      .map(({ id }) => id)
      .filter((id) => (world.agents.get(id)?.state ?? 'removed') === 'removed');
  }

  #hasUnmanned(): boolean {
    return this.#unmanned().length > 0;
  }

  #isStranger({ nodeId, process }: SimAgent): boolean {
    const { reference, managers } = this.#deps.world;
    const { state } = reference;
    if (!state.node(nodeId) && !state.isRemoved(nodeId)) return true;
    // A worker that slept through more than one recovery knows nobody who is left.
    const book = process?.sync.status().managers ?? [];
    return process !== undefined && !book.some((one) => managers.has(one.nodeId));
  }

  async #do(command: Parameters<Workload['carryOut']>[0]): Promise<void> {
    const { world, workload } = this.#deps;
    let isDone = false;
    let said = '';
    void workload.carryOut(command).then((outcome) => {
      isDone = outcome.kind === 'answered' && outcome.result.ok;
      said = JSON.stringify(outcome);
    });
    const isSo = await world.runUntil(() => said !== '', SETTLE_MS);
    ensure(isSo && isDone, `${command.kind} does not succeed: ${said}`);
  }

  /** Everybody knows the same, every kernel holds what it should, and every manager knows that it does. */
  #isInSync(): boolean {
    const { world, nemesis } = this.#deps;
    // Also for what was committed only after the storm.
    nemesis.addNamespaces();
    try {
      this.#checkManagers();
      for (const agent of world.agents.values()) this.#checkAgent(agent);
      this.#checkConverged();
      return true;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  #checkManagers(): void {
    const { world } = this.#deps;
    const expected = stateHash(world.reference.state);
    for (const manager of world.managers.values()) {
      ensure(manager.isAlive, `${manager.nodeId} is down`);
      const { appliedIndex } = manager;
      const last = world.consensus.lastIndex;
      ensure(appliedIndex === last, `${manager.nodeId} is at ${appliedIndex} of ${last}`);
      ensure(stateHash(manager.state) === expected, `${manager.nodeId} has another state`);
    }
  }

  #checkAgent(agent: SimAgent): void {
    const { reference, epoch } = this.#deps.world;
    const { nodeId, vtep } = agent;
    if (reference.state.isRemoved(nodeId)) {
      ensure(agent.state === 'removed', `${nodeId} is removed and goes on`);
      return this.#checkEmpty(agent);
    }
    const { process } = agent;
    ensure(process?.sync.status().state === 'in-sync', `${nodeId} is not in sync`);
    const { revision } = reference.state;
    const wanted = new Set(reference.networksOn(nodeId, revision));
    const failed: ReadonlySet<string> = new Set();
    for (const held of process.reconciler.held()) {
      const { networkId } = held;
      ensure(wanted.delete(networkId), `${nodeId} holds ${networkId}`);
      const { digest, entries } = reference.setAt(networkId, revision);
      const isSame = held.digest === digest && held.epoch === epoch;
      ensure(isSame, `${nodeId} holds ${networkId} of ${held.epoch}/${held.revision}`);
      checkHolds(agent.host.fake.state, networkId, { entries, failed, nodeId, vtep });
    }
    ensure(wanted.size === 0, `${nodeId} lacks ${[...wanted].join(', ')}`);
    for (const networkId of reference.networkIds()) {
      const isHost = reference.setAt(networkId, revision).members.includes(nodeId);
      if (!isHost) checkHoldsNothing(agent.host.fake.state, networkId);
    }
    checkPlanned(agent);
  }

  #checkConverged(): void {
    const { world } = this.#deps;
    const { revision } = world.reference.state;
    for (const manager of world.alive()) {
      for (const agent of world.agents.values()) {
        const isConnected = manager.dispatch.presence.isConnected(agent.nodeId);
        const isGone = agent.state === 'removed';
        ensure(isConnected !== isGone, `${manager.nodeId} misjudges ${agent.nodeId}'s presence`);
      }
      for (const networkId of world.reference.networkIds()) {
        const { workers } = manager.dispatch.convergence.snapshot(revision, networkId);
        const open = workers.filter(({ state }) => state !== 'applied');
        const what = `${manager.nodeId} on ${networkId} at ${revision}`;
        ensure(open.length === 0, `${what}: ${JSON.stringify(open)}`);
      }
      for (const node of manager.state.nodes()) {
        ensure(node.status === 'ready', `${node.id} is ${node.status}`);
      }
    }
  }

  #checkEmpty(agent: SimAgent): void {
    const left = agent.host.ownLinks();
    ensure(left.length === 0, `${agent.nodeId} has left ${left.join(', ')}`);
    const { present } = agent.host.fake.state.firewall;
    ensure(!present, `${agent.nodeId} has left its firewall`);
  }
}

/** Its kernel is what it would plan, and what is not its own is as it was. */
function checkPlanned({ nodeId, process, host }: SimAgent): void {
  const { steps = [], failures = [] } =
    process?.reconciler.difference(host.fake.state.toState()) ?? {};
  const [first] = steps;
  ensure(first === undefined, `${nodeId} would still do ${JSON.stringify(first?.operation)}`);
  ensure(failures.length === 0, `${nodeId} cannot do ${JSON.stringify(failures)}`);
  host.checkForeign();
}
