/** Managers, workers and what lies between them, in one virtual time; and those who know what really happens there. */
import type { Entry } from '../../raft/core/types.js';
import { ensure } from '../../raft/sim/breach.js';
import type { VirtualTime } from '../../raft/sim/virtual-time.js';
import type { Command, Proposal } from '../../server/state/command.js';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { stateHash } from '../../server/state/state-hash.js';
import { managersOf } from '../../server/dispatch/welcome.js';
import type { AppliedEntry } from '../../server/storage/state-machine.js';
import type { Chance } from './chance.js';
import { Consensus } from './consensus.js';
import { ConvergenceCheck } from './convergence-check.js';
import { FoldCheck } from './fold-check.js';
import { Network } from './network.js';
import { PeerLinks } from './peer-links.js';
import { isHashed, Reference } from './reference.js';
import { SimAgent } from './sim-agent.js';
import { SimManager } from './sim-manager.js';
import { Truth } from './truth.js';
import { EPOCH_MS } from './virtual-globals.js';
import { Witness } from './witness.js';

export const CLUSTER_ID = 'cluster-sim';

/** Beyond the run's own chance: without them a seed stays what it was. */
export interface Extra {
  /** Of managers in the middle of an entry; absent: there are none. */
  readonly pauses?: Chance | undefined;
  /** Of what others do to workers' kernels; absent: nothing. */
  readonly intruder?: Chance | undefined;
}

export class World {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly network: Network;
  readonly consensus: Consensus;
  readonly managers = new Map<string, SimManager>();
  readonly agents = new Map<string, SimAgent>();
  readonly truth: Truth;
  readonly convergence: ConvergenceCheck;
  readonly witness = new Witness();
  readonly folds = new FoldCheck();
  /** By epoch, from 1. */
  readonly #lives: Reference[] = [new Reference()];
  readonly #extra: Extra;

  constructor(time: VirtualTime, chance: Chance, extra: Extra = {}) {
    this.#extra = extra;
    this.time = time;
    this.chance = chance;
    this.network = new Network(chance.fork());
    const onCommitted = (entry: Entry): void => this.witness.see(() => this.reference.take(entry));
    this.consensus = new Consensus(
      { network: this.network, chance: chance.fork(), onCommitted },
      { snapshotBehind: chance.one([10, 30, 100]) ?? 30 },
    );
    const byEpoch = (epoch: number): Reference => this.life(epoch);
    this.truth = new Truth(byEpoch);
    this.convergence = new ConvergenceCheck(this.truth, byEpoch);
  }

  /** A cluster with three managers and a token for workers, at index 5. */
  begin(): void {
    const ids = [1, 2, 3];
    for (const raftId of ids) this.#makeManager(`node-m${raftId}`, raftId);
    this.consensus.branch(
      0,
      founding(ids, this.level).map((command, i) => entryOf(command, i)),
    );
    for (const manager of this.managers.values()) manager.start();
    new PeerLinks(this.network, () => [...this.managers.values()]).start();
  }

  /** Of its members: workloads that an intruder can rename take the highest. */
  get level(): { readonly featureLevel?: number } {
    return this.#extra.intruder ? { featureLevel: FEATURE_LEVEL } : {};
  }

  get reference(): Reference {
    return this.life(this.#lives.length);
  }

  get epoch(): number {
    return this.#lives.length;
  }

  life(epoch: number): Reference {
    const life = this.#lives[epoch - 1];
    ensure(life !== undefined, `epoch ${epoch} does not exist`);
    return life;
  }

  lives(): readonly Reference[] {
    return this.#lives;
  }

  alive(): SimManager[] {
    return [...this.managers.values()].filter(({ isAlive }) => isAlive);
  }

  /** Everything up to `ms` from here; throws what was found. */
  async run(ms: number): Promise<void> {
    await this.time.runUntil(this.time.now + ms, () => this.witness.tell());
    this.witness.tell();
  }

  /** False when it does not become so within `limitMs`. */
  async runUntil(isSo: () => boolean, limitMs: number, lookMs = 100): Promise<boolean> {
    const limit = this.time.now + limitMs;
    while (!isSo()) {
      if (this.time.now >= limit) return false;
      await this.run(lookMs);
    }
    return true;
  }

  joined(nodeId: string, vtep: string): void {
    if (this.agents.has(nodeId)) return;
    const { truth, witness } = this;
    const agent = new SimAgent(
      {
        network: this.network,
        chance: this.chance.fork(),
        witness,
        manager: (id) => this.managers.get(id),
        managers: () => managersOf(this.reference.state),
        intruder: this.#extra.intruder,
        events: {
          accepted: (one, networkId) => witness.see(() => truth.accepted(one, networkId)),
          applied: (one, notice) => witness.see(() => truth.applied(one, notice)),
          synced: (one, point) => witness.see(() => truth.synced(one, point)),
          pruned: (one, point) => witness.see(() => truth.pruned(one, point)),
        },
      },
      { clusterId: CLUSTER_ID, nodeId, vtep },
    );
    this.agents.set(nodeId, agent);
    agent.start();
  }

  /** Quorum is lost for good: one manager goes on alone with what it has, under a new epoch. */
  recover(survivor: SimManager): void {
    const cut = survivor.appliedIndex;
    for (const manager of this.managers.values()) manager.end('crash');
    const others = [...this.managers.values()].filter((one) => one !== survivor);
    for (const { nodeId, raftId } of others) {
      this.managers.delete(nodeId);
      this.consensus.remove(raftId);
    }
    const life = new Reference();
    for (const entry of this.consensus.entries.slice(0, cut)) life.take(entry);
    this.#lives.push(life);
    const command: Command = { kind: 'cluster.recover', node: survivor.nodeId };
    this.consensus.branch(cut, [entryOf(command, this.time.now, 'system')]);
    survivor.start();
  }

  /** A new one, in the state already. */
  addManager(nodeId: string, raftId: number): void {
    this.#makeManager(nodeId, raftId).start();
  }

  #makeManager(nodeId: string, raftId: number): SimManager {
    const { network, consensus, witness } = this;
    const manager = new SimManager(
      {
        network,
        consensus,
        peer: (id) => [...this.managers.values()].find((one) => one.raftId === id),
        pauses: this.#extra.pauses,
        events: {
          applied: (one, entry) => witness.see(() => this.#applied(one, entry)),
          paused: (one) => witness.see(() => this.#compareIfHashed(one)),
          began: (one) => witness.see(() => this.#began(one)),
        },
      },
      { nodeId, raftId },
    );
    this.managers.set(nodeId, manager);
    return manager;
  }

  #applied(manager: SimManager, { index, events }: AppliedEntry): void {
    if (isHashed(index)) this.#compare(manager);
    for (const { kind, type, object, before } of events) {
      if (kind === 'cluster' && before && before.epoch !== object.epoch) {
        this.convergence.epochBegan(manager);
      }
      if (type === 'deleted') this.convergence.forgotten(manager);
    }
  }

  #began(manager: SimManager): void {
    this.convergence.began(manager);
    this.#compareIfHashed(manager);
  }

  #compareIfHashed(manager: SimManager): void {
    if (isHashed(manager.appliedIndex) && manager.appliedIndex > 0) this.#compare(manager);
  }

  #compare(manager: SimManager): void {
    const { appliedIndex } = manager;
    const expected = this.reference.hashAt(appliedIndex);
    const found = stateHash(manager.state);
    ensure(found === expected, `${manager.nodeId} has another state at index ${appliedIndex}`);
  }
}

function entryOf(command: Command, timeMs: number, actor = 'system'): Omit<Entry, 'term'> {
  const proposal: Proposal = { command, actor, timeMs: EPOCH_MS + Math.floor(timeMs) };
  return { index: 0, type: 'normal', data: Buffer.from(JSON.stringify(proposal)) };
}

function founding(managers: readonly number[], level: { featureLevel?: number }): Command[] {
  const token = (id: string, role: 'worker' | 'manager', secretHash: string): Command => {
    return { kind: 'token.create', id, role, secretHash, ttlMs: 1e12 };
  };
  return [
    {
      kind: 'cluster.init',
      id: CLUSTER_ID,
      name: 'sim',
      caBundle: 'pem',
      pools: [{ cidr: '10.0.0.0/12', subnetPrefix: 24 }],
      vniRange: { first: 1_048_576, last: 16_777_215 },
      dataPort: 4789,
      ...level,
    },
    ...managers.slice(0, 1).map((raftId) => ({ ...joinManager(raftId), ...level })),
    token('tok-w', 'worker', 'hash-w'),
    token('tok-m', 'manager', 'hash-m'),
    ...managers
      .slice(1)
      .map((raftId) => ({ ...joinManager(raftId), ...level, tokenHash: 'hash-m' })),
  ];
}

export function joinManager(raftId: number): Extract<Command, { kind: 'node.join' }> {
  return {
    kind: 'node.join',
    id: `node-m${raftId}`,
    role: 'manager',
    name: `m${raftId}`,
    keyDigest: `key-m${raftId}`,
    address: `198.51.100.${raftId % 250}`,
    apiPort: 7070,
    grpcPort: 7071,
    raftId,
  };
}
