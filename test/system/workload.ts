/** What people and schedulers do: objects that come, change, move and go, through any manager, with names that collide. */
import { OvnetError } from '../../model/errors.js';
import type { Command } from '../../server/state/command.js';
import type { ApplyResult } from '../../server/state/event.js';
import type { State } from '../../server/state/state.js';
import type { Chance } from './chance.js';

export interface WorkloadDeps {
  readonly chance: Chance;
  /** State of some running manager, perhaps an old one. */
  readonly view: () => State | undefined;
  readonly propose: (
    command: Command,
    options: { readonly actor: string; readonly key?: string },
  ) => Promise<ApplyResult>;
  readonly finished: (actor: string, outcome: Outcome) => void;
  readonly joined: (nodeId: string, vtep: string) => void;
  /** Of workloads that are virtual machines; absent: there are none. */
  readonly taps?: Chance | undefined;
}

/** `refused`: certainly not done. */
export type Outcome =
  | { readonly kind: 'answered'; readonly result: ApplyResult }
  | { readonly kind: 'refused' | 'unknown'; readonly code: string };

const NETWORKS = ['red', 'green', 'blue', 'grey'] as const;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const NARROW = ['10.200.0.0/29', '10.200.0.8/29', '10.200.1.0/28'] as const;
const MOST_WORKERS = 7;

const WEIGHTS = {
  createEndpoint: 26,
  deleteEndpoint: 13,
  moveEndpoint: 10,
  updateEndpoint: 6,
  batch: 5,
  createNetwork: 5,
  deleteNetwork: 1.6,
  updateNetwork: 4,
  addSubnet: 2,
  removeSubnet: 2,
  updateCluster: 0.5,
  join: 1.5,
  drain: 2,
  removeNode: 1,
} as const;

type Action = keyof typeof WEIGHTS;

export class Workload {
  readonly #deps: WorkloadDeps;
  #number = 0;
  #isOver = false;
  outstanding = 0;

  constructor(deps: WorkloadDeps) {
    this.#deps = deps;
  }

  start(clients: number): void {
    for (let n = 0; n < clients; n += 1) void this.#client();
  }

  stop(): void {
    this.#isOver = true;
  }

  /** A command of its own, as part of the run's end. */
  async carryOut(command: Command): Promise<Outcome> {
    const actor = `key:end-${(this.#number += 1)}`;
    const outcome = await this.#propose(command, actor, true);
    this.#deps.finished(actor, outcome);
    return outcome;
  }

  join(): Promise<void> {
    return this.#send(this.#join());
  }

  createNetwork(): Promise<void> {
    return this.#send(this.#createNetwork());
  }

  async #client(): Promise<void> {
    const { chance } = this.#deps;
    while (!this.#isOver) {
      await new Promise((resolve) => setTimeout(resolve, chance.next() ** 2 * 1200));
      await this.#one();
    }
  }

  async #one(): Promise<void> {
    const command = this.#isOver ? undefined : this.#next();
    if (command) await this.#send(command);
  }

  async #send(command: Command): Promise<void> {
    const { chance, finished, joined } = this.#deps;
    const actor = `key:w-${(this.#number += 1)}`;
    this.outstanding += 1;
    const outcome = await this.#propose(command, actor, chance.maybe(0.3));
    this.outstanding -= 1;
    finished(actor, outcome);
    const isDone = outcome.kind === 'answered' && outcome.result.ok;
    if (isDone && command.kind === 'node.join') joined(command.id, command.vtep ?? '');
  }

  async #propose(command: Command, actor: string, isKeyed: boolean): Promise<Outcome> {
    try {
      const key = isKeyed ? { key: actor } : {};
      return { kind: 'answered', result: await this.#deps.propose(command, { actor, ...key }) };
    } catch (error) {
      if (!(error instanceof OvnetError)) throw error;
      return { kind: error.code === 'outcome-unknown' ? 'unknown' : 'refused', code: error.code };
    }
  }

  #next(): Command | undefined {
    const view = this.#deps.view();
    if (!view) return undefined;
    const action: Action = this.#deps.chance.weighted(WEIGHTS);
    return action === 'batch' ? this.#batch(view) : this.#single(action, view);
  }

  #single(action: Exclude<Action, 'batch'>, view: State): Command | undefined {
    const { chance } = this.#deps;
    if (action === 'createEndpoint') return this.#createEndpoint(view);
    if (action === 'createNetwork') return this.#createNetwork();
    if (action === 'updateCluster') {
      return { kind: 'cluster.update', dataPort: chance.maybe(0.5) ? 4789 : 4790 };
    }
    if (action === 'join') return workersOf(view).length < MOST_WORKERS ? this.#join() : undefined;
    if (action === 'drain' || action === 'removeNode') return this.#onNode(action, view);
    return isOfEndpoints(action) ? this.#onEndpoint(action, view) : this.#onNetwork(action, view);
  }

  #batch(view: State): Command | undefined {
    const { chance } = this.#deps;
    const commands: Command[] = [];
    for (let left = chance.integer(2, 6); left > 0; left -= 1) {
      const action = chance.weighted<'createEndpoint' | 'deleteEndpoint' | 'moveEndpoint'>({
        createEndpoint: 3,
        deleteEndpoint: 2,
        moveEndpoint: 2,
      });
      const command = this.#single(action, view);
      if (command) commands.push(command);
    }
    return commands.length > 0 ? { kind: 'batch', commands } : undefined;
  }

  #createEndpoint(view: State): Command | undefined {
    const { chance } = this.#deps;
    const network = chance.one([...view.networks()]);
    const node = chance.one(workersOf(view));
    if (!network || !node) return undefined;
    const id = `ep-${(this.#number += 1)}`;
    const [subnet] = network.subnets;
    const isNarrow = subnet !== undefined && !subnet.cidr.endsWith('/24');
    const base = subnet?.cidr.replace(/\d+\/\d+$/, '') ?? '';
    const address = `${base}${chance.integer(0, 15)}`;
    return {
      kind: 'endpoint.create',
      id,
      network: network.id,
      node: node.id,
      ...(chance.maybe(0.4) && { name: chance.one(NAMES) ?? 'a' }),
      ...(isNarrow && chance.maybe(0.2) && { addresses: [address] }),
      ...(chance.maybe(0.1) && { mac: `02:42:0a:09:00:0${chance.integer(0, 4)}` }),
      ...(chance.maybe(0.7) && { attachment: this.#attachment(id) }),
    };
  }

  #attachment(id: string) {
    const create = this.#deps.chance.maybe(0.85);
    const number = (this.#number += 1);
    if (this.#deps.taps?.maybe(0.2) === true) {
      return { netns: '', ifname: `tap${number}`, create: false, tap: {} };
    }
    return { netns: `ns-${id}-${number}`, ifname: 'eth0', create };
  }

  #onEndpoint(
    action: 'deleteEndpoint' | 'moveEndpoint' | 'updateEndpoint',
    view: State,
  ): Command | undefined {
    const { chance } = this.#deps;
    const endpoint = chance.one([...view.endpoints()]);
    const node = chance.one(workersOf(view));
    if (!endpoint || !node) return undefined;
    const { id } = endpoint;
    if (action === 'deleteEndpoint') return { kind: 'endpoint.delete', endpoint: id };
    if (action === 'updateEndpoint') {
      const aliases = chance.maybe(0.5) ? ['web'] : [];
      return { kind: 'endpoint.update', endpoint: id, aliases, labels: { l: 'x' } };
    }
    const attachment = chance.maybe(0.7) ? { attachment: this.#attachment(id) } : {};
    return { kind: 'endpoint.move', endpoint: id, node: node.id, ...attachment };
  }

  #createNetwork(): Command {
    const { chance } = this.#deps;
    const number = (this.#number += 1);
    const cidr = chance.maybe(0.3) ? chance.one(NARROW) : undefined;
    return {
      kind: 'network.create',
      id: `net-${number}`,
      name: chance.one(NETWORKS) ?? 'red',
      ipv6: chance.maybe(0.2),
      subnets: cidr === undefined ? [] : [{ id: `sub-${number}`, cidr }],
      defaultSubnetId: `sub-${number}x`,
    };
  }

  #onNetwork(
    action: 'deleteNetwork' | 'updateNetwork' | 'addSubnet' | 'removeSubnet',
    view: State,
  ): Command | undefined {
    const { chance } = this.#deps;
    const found = chance.one([...view.networks()]);
    if (!found) return undefined;
    const network = found.id;
    switch (action) {
      case 'deleteNetwork':
        return { kind: 'network.delete', network, force: chance.maybe(0.7) };
      case 'updateNetwork':
        return chance.integer(0, 1) === 0
          ? { kind: 'network.update', network, mtu: 1400, flood: false }
          : { kind: 'network.update', network, mtu: 1450, flood: true };
      case 'addSubnet':
        return {
          kind: 'subnet.add',
          network,
          subnet: { id: `sub-${(this.#number += 1)}`, cidr: chance.one(NARROW) ?? NARROW[0] },
        };
      case 'removeSubnet': {
        const subnet = chance.one(found.subnets)?.id ?? '';
        return { kind: 'subnet.remove', network, subnet };
      }
    }
  }

  #join(): Command {
    const number = (this.#number += 1);
    return {
      kind: 'node.join',
      id: `node-w${number}`,
      role: 'worker',
      name: `w${number}`,
      keyDigest: `key-${number}`,
      vtep: `192.0.${2 + Math.floor(number / 250)}.${1 + (number % 250)}`,
      tokenHash: 'hash-w',
    };
  }

  #onNode(action: 'drain' | 'removeNode', view: State): Command | undefined {
    const { chance } = this.#deps;
    const workers = workersOf(view);
    const node = chance.one(workers);
    if (!node) return undefined;
    if (action === 'drain') {
      const availability = node.availability === 'drain' ? 'active' : 'drain';
      return { kind: 'node.update', node: node.id, availability };
    }
    if (workers.length < 3) return undefined;
    return { kind: 'node.remove', node: node.id, force: chance.maybe(0.6) };
  }
}

type EndpointAction = 'deleteEndpoint' | 'moveEndpoint' | 'updateEndpoint';

function isOfEndpoints(action: string): action is EndpointAction {
  return ['deleteEndpoint', 'moveEndpoint', 'updateEndpoint'].includes(action);
}

function workersOf(view: State) {
  return [...view.nodes()].filter(({ role }) => role === 'worker');
}
