/** Runs operations: rows together, everything else one by one in order, over netlink or else over the batch pipes. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Egress } from './egress.js';
import type { Firewall } from './firewall.js';
import type { Iproute2Observer } from './iproute2-observer.js';
import { JointChains } from './joint-chains.js';
import { isWord } from './link-lines.js';
import type { Links, Of } from './links.js';
import type { Namespaces } from './namespaces.js';
import type { RowTable } from './netlink/row-table.js';
import { badWord, DONE, refused, resultOf, wordsOf } from './operation-results.js';
import { Pipes, type PipeOptions } from './pipes.js';
import { Plugging } from './plugging.js';
import type { LinkOperation as NetworkOperation, Operation, OperationResult } from './port.js';
import { isEgressOperation } from './port-egress.js';
import { isFirewallOperation, type FirewallOperation } from './port-mirror.js';
import { isRowOperation, type RowOperation } from './port-row-mirror.js';
import type { Processes } from './processes.js';
import type { Taps } from './taps.js';

/** A deleted vxlan device may hold its VNI for a while after its namespace is gone. */
const VNI_RETRY = { forMs: 3_000, everyMs: 50 } as const;

export interface ExecutorDeps {
  readonly firewall: Firewall;
  readonly egress: Egress | undefined;
  /** Undefined where the two have nothing in common. */
  readonly chains: JointChains | undefined;
  readonly observer: Iproute2Observer;
  readonly namespaces: Namespaces;
  readonly processes: Processes;
  readonly taps: Taps;
  /** Rows and links by netlink; undefined: by the pipes. */
  readonly rows: () => Pick<RowTable, 'write'> | undefined;
  readonly links: () => Links | undefined;
}

export class Iproute2Executor {
  readonly #deps: ExecutorDeps;
  readonly #pipes: Pipes;
  readonly #plugging: Plugging;
  #queue: Promise<unknown> = Promise.resolve();
  #releasedAt = performance.now();
  #writes = 0;

  constructor(deps: ExecutorDeps, options: PipeOptions) {
    this.#deps = deps;
    this.#pipes = new Pipes(options);
    this.#plugging = new Plugging(deps);
  }

  /** Lines and transactions that changed something or tried to; requests by netlink are counted there. */
  get writes(): number {
    return this.#writes + this.#pipes.writes + this.#plugging.writes;
  }

  /** Calls queue up. Results have the order and length of the operations. */
  execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const result = this.#queue.then(() => this.#execute(operations));
    this.#queue = result.catch(() => undefined);
    // Nobody waits for it.
    void this.#queue.then(() => setImmediate(() => this.#pipes.rest()));
    return result;
  }

  async forgetPorts(ports: readonly string[]): Promise<void> {
    for (const port of ports) await this.#plugging.forget(port);
  }

  /** Ends the pipes; the next call starts them anew. */
  async stop(): Promise<void> {
    await this.#queue;
    await this.#pipes.stop();
  }

  async #execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results: OperationResult[] = [];
    const written = await this.#chains(operations);
    while (results.length < operations.length) {
      const rows: RowOperation[] = [];
      for (const operation of operations.slice(results.length)) {
        if (!isRowOperation(operation)) break;
        rows.push(operation);
      }
      // One by one: a hundred thousand are too many arguments.
      if (rows.length > 0) for (const result of await this.#rows(rows)) results.push(result);
      const next = operations[results.length];
      if (!next || isRowOperation(next)) continue;
      results.push(await (written.has(next) ? this.#written(next) : this.#single(next)));
    }
    return results;
  }

  /** Those of the operations that are done with our chains having been written. */
  async #chains(operations: readonly Operation[]): Promise<ReadonlySet<Operation>> {
    const { chains } = this.#deps;
    const both = chains && JointChains.among(operations);
    if (!both || !(await chains.write(both))) return new Set();
    this.#writes += 2;
    return new Set([both.firewall, both.egress]);
  }

  async #written({ op }: Operation): Promise<OperationResult> {
    return op === 'write-egress' ? ((await this.#deps.egress?.forward()) ?? DONE) : DONE;
  }

  #rows(rows: readonly RowOperation[]): Promise<OperationResult[]> {
    const table = this.#deps.rows();
    if (!table) return this.#pipes.write(rows);
    this.#writes += rows.length;
    return table.write(rows);
  }

  async #single(operation: Exclude<Operation, RowOperation>): Promise<OperationResult> {
    if (!isEgressOperation(operation)) return this.#network(operation);
    const refusal =
      operation.op === 'add-gateway-port' &&
      (await this.#deps.processes.refusalBeside(operation.netns));
    if (refusal) return { ok: false, ...refusal };
    const done = this.#deps.egress?.execute(operation);
    return done ?? refused('this kernel was not told of a gateway bridge');
  }

  async #network(operation: Exclude<NetworkOperation, RowOperation>): Promise<OperationResult> {
    if (!wordsOf(operation).every(isWord)) return badWord(operation);
    if (!isFirewallOperation(operation)) {
      return this.#link(operation, this.#deps.links() ?? this.#pipes);
    }
    this.#writes++;
    const { firewall } = this.#deps;
    if (operation.op === 'write-firewall') return resultOf(await firewall.write(operation));
    const isStale = operation.op === 'remove-stale-firewall';
    return resultOf(await (isStale ? firewall.removeStale() : firewall.remove()));
  }

  #link(
    operation: Exclude<NetworkOperation, RowOperation | FirewallOperation>,
    links: Links,
  ): Promise<OperationResult> {
    switch (operation.op) {
      case 'add-bridge':
        return links.addBridge(operation);
      case 'add-vxlan':
        return this.#addVxlan(operation, links);
      case 'add-port':
        return this.#plugging.plug(operation, links);
      case 'repair-link':
        return links.repair(operation);
      case 'repair-peer':
        return this.#plugging.repair(operation, links);
      case 'pin-port':
        return links.pin(operation);
      case 'unpin-port':
        return links.unpin(operation);
      case 'delete-link':
        return this.#deleteLink(operation.name, links);
    }
  }

  async #addVxlan(operation: Of<'add-vxlan'>, links: Links): Promise<OperationResult> {
    const until = this.#releasedAt + VNI_RETRY.forMs;
    for (;;) {
      const made = await links.addVxlan(operation);
      if (made.ok || made.code !== 'vni-in-use' || performance.now() > until) return made;
      await delay(VNI_RETRY.everyMs);
    }
  }

  async #deleteLink(name: string, links: Links): Promise<OperationResult> {
    const removed = await links.remove(name);
    this.#releasedAt = performance.now();
    const unplugged = await this.#plugging.unplugged(name);
    return unplugged.ok ? removed : unplugged;
  }
}
