/** A host's kernel in the hands of an agent: watches what it takes away, and that it leaves alone what is not its own. */
import type {
  Kernel,
  KernelEvent,
  KernelState,
  Operation,
  OperationResult,
} from '../../agent/kernel/port.js';
import { ensure } from '../../raft/sim/breach.js';
import { FOREIGN_NAMES } from './foreign-links.js';
import type { SimHost } from './sim-host.js';
import type { Witness } from './witness.js';

/** What the managers have told one process of the agent, as far as it matters for what may be removed. */
export interface Told {
  /** Networks of which something was accepted. */
  readonly networks: ReadonlySet<string>;
  readonly synced: boolean;
}

/** The host's kernel in the hands of one process of the agent; when that has died it answers no more. */
export class KernelHandle implements Kernel {
  readonly #host: SimHost;
  readonly #told: Told;
  readonly #isLive: () => boolean;
  readonly #witness: Witness;

  constructor(
    deps: { readonly host: SimHost; readonly told: Told; readonly witness: Witness },
    isLive: () => boolean,
  ) {
    this.#host = deps.host;
    this.#told = deps.told;
    this.#witness = deps.witness;
    this.#isLive = isLive;
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async observe(): Promise<KernelState> {
    const state = this.#host.fake.state.toState();
    await this.#host.pause();
    await this.#living();
    return state;
  }

  async peers(): ReturnType<Kernel['peers']> {
    const peers = await this.#host.fake.peers();
    await this.#host.pause();
    await this.#living();
    return peers;
  }

  async chains(): ReturnType<Kernel['chains']> {
    const chains = await this.#host.fake.chains();
    await this.#host.pause();
    await this.#living();
    return chains;
  }

  async execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results: OperationResult[] = [];
    for (const operation of operations) {
      const pause = this.#host.pause();
      if (pause) await pause;
      await this.#living();
      this.#witness.see(() => this.#checkMayRemove(operation));
      this.#witness.see(() => checkOwn(operation));
      const done = await this.#host.fake.execute([operation]);
      if (done[0]?.ok === true) this.#host.executed(operation);
      results.push(...done);
    }
    return results;
  }

  pinOf(port: string): string | undefined {
    return this.#host.fake.pinOf(port);
  }

  async forgetPorts(ports: readonly string[]): Promise<void> {
    await this.#living();
    await this.#host.fake.forgetPorts(ports);
  }

  watch(listener: (event: KernelEvent) => void): void {
    this.#host.fake.watch((event) => {
      if (this.#isLive()) listener(event);
    });
  }

  transport(): ReturnType<Kernel['transport']> {
    return this.#host.fake.transport();
  }

  facts(): ReturnType<Kernel['facts']> {
    return this.#host.fake.facts();
  }

  writes(): number {
    return this.#host.fake.writes();
  }

  async removeAll(): Promise<void> {
    await this.#host.fake.removeAll();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** A dead process waits for ever. */
  #living(): Promise<void> {
    return this.#isLive() ? Promise.resolve() : new Promise(() => undefined);
  }

  #checkMayRemove(operation: Operation): void {
    if (this.#told.synced) return;
    const network = this.#network(operation);
    if (network === undefined) return;
    ensure(
      this.#told.networks.has(network),
      `${operation.op} of network ${network} before synced, though nobody has said so: ${JSON.stringify(operation)}`,
    );
  }

  /** Whose traffic the operation takes away; undefined when it takes nothing. */
  #network(operation: Operation): string | undefined {
    const { fake } = this.#host;
    const { op } = operation;
    if (op === 'delete-link') {
      // A port without its other end, which is made anew, serves nobody.
      const port = fake.state.ports.get(operation.name);
      return port && !port.peer ? undefined : this.#host.networkOf(operation.name);
    }
    if (op === 'delete-fdb' || op === 'delete-neighbour') {
      return this.#host.networkOf(operation.dev);
    }
    if (op === 'repair-peer') {
      const drops = operation.dropAddresses.length + operation.dropRoutes.length > 0;
      return drops ? this.#host.networkOf(operation.port) : undefined;
    }
    if (op === 'remove-firewall') return 'all (firewall)';
    if (op !== 'write-firewall') return undefined;
    const kept = new Set(operation.accepted);
    const isLess = fake.state.firewall.accepted?.some((vtep) => !kept.has(vtep)) === true;
    return isLess ? 'all (firewall)' : undefined;
  }
}

/** Names of links that the operation changes. */
function checkOwn(operation: Operation): void {
  for (const member of ['name', 'dev', 'port', 'bridge', 'master'] as const) {
    const name = (operation as Partial<Record<typeof member, unknown>>)[member];
    const isOwn = typeof name !== 'string' || !FOREIGN_NAMES.has(name);
    ensure(isOwn, `touches what is foreign: ${JSON.stringify(operation)}`);
  }
}
