/** Runs operations over the batch pipes: rows together in one write per pipe, everything else one by one in order. */
import type { ErrorCode } from '../../model/errors.js';
import { BatchPipe, type LineErrors } from './batch-pipe.js';
import type { Egress } from './egress.js';
import type { Firewall } from './firewall.js';
import type { Iproute2Observer } from './iproute2-observer.js';
import {
  addBridgeLines,
  addPortLines,
  addVxlanLines,
  guardLine,
  isWord,
  pinLine,
  repairLinkLines,
  rowLine,
} from './link-lines.js';
import { isTapPlace } from './naming.js';
import { createNetns, isSameNetns, type Namespaces, type OpenNetns } from './namespaces.js';
import type { RowTable } from './netlink/row-table.js';
import { formatMark, MAX_ALIAS } from './parse/owner-mark.js';
import { missingPlace, type Processes } from './processes.js';
import { badWord, DONE, isGone, refused, resultOf, wordsOf } from './operation-results.js';
import type { LinkOperation as NetworkOperation, Operation, OperationResult } from './port.js';
import { isEgressOperation } from './port-egress.js';
import { isRowOperation, type RowOperation } from './port-mirror.js';
import type { Taps } from './taps.js';
import { hasInterface, plumbingLines, repairLines, runInside } from './workload.js';

/** Namespaces that a pipe may keep open. */
const MAX_OPENED = 100;

/** A deleted vxlan device may hold its VNI for a while after its namespace is gone. */
const VNI_RETRY = { forMs: 3_000, everyMs: 50 } as const;

export interface ExecutorDeps {
  readonly firewall: Firewall;
  readonly egress: Egress | undefined;
  readonly observer: Iproute2Observer;
  readonly namespaces: Namespaces;
  readonly processes: Processes;
  readonly taps: Taps;
  /** Writes rows by netlink; undefined: by the pipes. */
  readonly rows: () => Pick<RowTable, 'write'> | undefined;
}

export interface ExecutorOptions {
  /** Path of the fabric namespace. */
  readonly fabric: string;
  readonly hostNetns: string | undefined;
}

type Of<Name extends Operation['op']> = Extract<Operation, { op: Name }>;

type LinkOperation = Of<
  'add-bridge' | 'add-vxlan' | 'add-port' | 'repair-link' | 'pin-port' | 'delete-link'
>;

export class Iproute2Executor {
  readonly #deps: ExecutorDeps;
  readonly #options: ExecutorOptions;
  readonly #host: BatchPipe;
  readonly #ip: BatchPipe;
  readonly #bridge: BatchPipe;
  /** Names the pipes may have resolved: iproute2 keeps name → index for the life of the process. */
  readonly #resolved = new Set<string>();
  readonly #opened = new Map<BatchPipe, number>();
  #queue: Promise<unknown> = Promise.resolve();
  #releasedAt = performance.now();
  /** Lines and transactions that changed something or tried to. */
  writes = 0;

  constructor(deps: ExecutorDeps, options: ExecutorOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#host = new BatchPipe('ip', options.hostNetns);
    this.#ip = new BatchPipe('ip', options.fabric);
    this.#bridge = new BatchPipe('bridge', options.fabric);
  }

  /** Calls queue up. Results have the order and length of the operations. */
  execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const result = this.#queue.then(() => this.#execute(operations));
    this.#queue = result.catch(() => undefined);
    // Nobody waits for it. What the host's pipe keeps open is the fabric.
    void this.#queue.then(() => setImmediate(() => this.#recycle(this.#ip, 1)));
    return result;
  }

  /** Ends the pipes; the next call starts them anew. */
  async stop(): Promise<void> {
    await this.#queue;
    await this.#host.stop();
    await this.#renew();
  }

  /** A link that is made again under its old name has another index: the pipes must not know the old one. */
  async #renew(): Promise<void> {
    this.#resolved.clear();
    await Promise.all([this.#ip.stop(), this.#bridge.stop()]);
  }

  async #execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results: OperationResult[] = [];
    while (results.length < operations.length) {
      const rows: RowOperation[] = [];
      for (const operation of operations.slice(results.length)) {
        if (!isRowOperation(operation)) break;
        rows.push(operation);
      }
      // One by one: a hundred thousand are too many arguments.
      if (rows.length > 0) for (const result of await this.#rows(rows)) results.push(result);
      const next = operations[results.length];
      if (next && !isRowOperation(next)) results.push(await this.#single(next));
    }
    return results;
  }

  #rows(rows: readonly RowOperation[]): Promise<OperationResult[]> {
    const table = this.#deps.rows();
    if (!table) return this.#pipeRows(rows);
    this.writes += rows.length;
    return table.write(rows);
  }

  /** Both pipes at once: FDB and neighbours of one device do not depend on each other. */
  async #pipeRows(rows: readonly RowOperation[]): Promise<OperationResult[]> {
    for (const { dev } of rows) this.#resolved.add(dev);
    const results = rows.map((row) => (wordsOf(row).every(isWord) ? DONE : badWord(row)));
    const send = async (pipe: BatchPipe, kind: string): Promise<void> => {
      const chosen = rows.flatMap((row, index) =>
        row.op.endsWith(kind) && results[index] === DONE ? [{ row, index }] : [],
      );
      const errors = await this.#run(
        pipe,
        chosen.map(({ row }) => rowLine(row)),
      );
      for (const [i, { row, index }] of chosen.entries()) {
        const error = errors[i];
        if (error !== undefined && !isGone(row, error)) results[index] = refused(error);
      }
    };
    await Promise.all([send(this.#bridge, '-fdb'), send(this.#ip, '-neighbour')]);
    return results;
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

  /** From so many opened namespaces on. */
  #recycle(pipe: BatchPipe, from: number): void {
    if ((this.#opened.get(pipe) ?? 0) < from) return;
    this.#opened.delete(pipe);
    pipe.recycle();
  }

  /** A line that names a namespace. */
  async #opening(pipe: BatchPipe, line: string): Promise<string | undefined> {
    const [error] = await this.#run(pipe, [line]);
    this.#opened.set(pipe, (this.#opened.get(pipe) ?? 0) + 1);
    this.#recycle(pipe, MAX_OPENED);
    return error;
  }

  async #network(operation: Exclude<NetworkOperation, RowOperation>): Promise<OperationResult> {
    if (!wordsOf(operation).every(isWord)) return badWord(operation);
    if (operation.op === 'write-firewall' || operation.op === 'remove-firewall') {
      this.writes++;
      const { firewall } = this.#deps;
      const writes = operation.op === 'write-firewall';
      return resultOf(await (writes ? firewall.write(operation) : firewall.remove()));
    }
    if (operation.op === 'repair-peer') return this.#repairPeer(operation);
    if (operation.op.startsWith('add-') && this.#resolved.has(operation.name)) await this.#renew();
    for (const name of linksIn(operation)) this.#resolved.add(name);
    return this.#link(operation);
  }

  #link(operation: LinkOperation): Promise<OperationResult> {
    switch (operation.op) {
      case 'add-bridge':
        return this.#addBridge(operation);
      case 'add-vxlan':
        return this.#addVxlan(operation);
      case 'add-port':
        return this.#addPort(operation);
      case 'repair-link':
        return this.#lines(repairLinkLines(operation));
      case 'pin-port':
        return this.#pin(operation.name, operation.mac);
      case 'delete-link':
        return this.#deleteLink(operation.name);
    }
  }

  async #addBridge(operation: Of<'add-bridge'>): Promise<OperationResult> {
    const { add, rest } = addBridgeLines(operation);
    const made = await this.#lines([add]);
    if (!made.ok) return made;
    const result = await this.#lines(rest);
    // Only for humans: another link may have the name already.
    const { name, altname } = operation;
    await this.#run(this.#ip, [`link property add dev ${name} altname ${altname}`]);
    return result;
  }

  async #addVxlan(operation: Of<'add-vxlan'>): Promise<OperationResult> {
    const { add, rest } = addVxlanLines(operation, this.#options.fabric);
    const until = this.#releasedAt + VNI_RETRY.forMs;
    let error = await this.#opening(this.#host, add);
    while (error?.includes('VNI already exists') === true && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, VNI_RETRY.everyMs));
      error = await this.#opening(this.#host, add);
    }
    if (error !== undefined) {
      const code = error.includes('VNI already exists') ? 'vni-in-use' : 'kernel-refused';
      return { ok: false, code, detail: `VNI ${operation.vni}: ${error}` };
    }
    return this.#lines(rest);
  }

  async #deleteLink(name: string): Promise<OperationResult> {
    const [error] = await this.#run(this.#ip, [`link del dev ${name}`]);
    this.#releasedAt = performance.now();
    this.#deps.observer.forget(name);
    await this.#deps.processes.forget(name);
    const tap = await this.#deps.taps.remove(name);
    if (!tap.ok) return tap;
    return error?.startsWith('Cannot find device') === true ? DONE : resultOf(error);
  }

  async #addPort(operation: Of<'add-port'>): Promise<OperationResult> {
    if (isTapPlace(operation.netns)) return this.#deps.taps.plug(operation);
    const opened = await this.#open(operation);
    // After it was opened: from here on the number does not matter.
    const refusal = await this.#deps.processes.refusal(operation.name, operation.netns);
    if ('code' in opened) return { ok: false, ...opened, ...refusal };
    try {
      if (refusal) return { ok: false, ...refusal };
      return await this.#plug(operation, opened);
    } finally {
      await opened.close();
    }
  }

  /** The namespace to plug into: made if asked for, refused if it is another one than before. */
  async #open(operation: Of<'add-port'>): Promise<OpenNetns | { code: ErrorCode; detail: string }> {
    const { netns, create, name } = operation;
    const { namespaces, observer } = this.#deps;
    const found = await namespaces.open(netns);
    const pin = observer.pinOf(name);
    if (found) {
      if (pin === undefined || isSameNetns(pin, found.id)) return found;
      await found.close();
      const detail = `${netns} is another namespace than the endpoint was plugged into`;
      return { code: 'netns-changed', detail };
    }
    if (!create || netns.startsWith('/')) {
      return { code: 'netns-missing', detail: `no network namespace ${netns}` };
    }
    this.writes++;
    const error = await createNetns(netns);
    const made = error === undefined ? await namespaces.open(netns) : undefined;
    const detail = `cannot make network namespace ${netns}: ${error ?? 'it vanished'}`;
    return made ?? { code: 'netns-missing', detail };
  }

  async #plug(operation: Of<'add-port'>, netns: OpenNetns): Promise<OperationResult> {
    const { name, ifname, mac, owner, endpointId } = operation;
    const port = { endpoint: endpointId, netns: operation.netns, ifname, pin: netns.id };
    if (Buffer.byteLength(formatMark({ owner, port })) > MAX_ALIAS) {
      return refused(`the path ${operation.netns} is too long for the owner mark`);
    }
    const { add, rest } = addPortLines(operation, netns);
    const made = resultOf(await this.#opening(this.#ip, add));
    if (!made.ok) {
      const taken = await hasInterface(netns, ifname);
      const detail = `${ifname} exists in ${operation.netns}`;
      return taken ? { ok: false, code: 'ifname-taken', detail } : made;
    }
    const lines = plumbingLines(operation);
    this.writes += lines.length;
    const linked = await this.#lines(rest);
    const [pinned, error] = await Promise.all([
      this.#lines([pinLine(name, mac)], this.#bridge),
      runInside(netns, lines),
    ]);
    const failed = [linked, pinned, resultOf(error)].find((result) => !result.ok);
    if (!failed) {
      this.#deps.observer.setPin(name, netns.id);
      return DONE;
    }
    // All or nothing: the next try starts from scratch.
    await this.#run(this.#ip, [`link del dev ${name}`]);
    return failed;
  }

  async #pin(name: string, mac: string): Promise<OperationResult> {
    const guarded = await this.#lines([guardLine(name)]);
    return guarded.ok ? this.#lines([pinLine(name, mac)], this.#bridge) : guarded;
  }

  async #repairPeer(operation: Of<'repair-peer'>): Promise<OperationResult> {
    if (isTapPlace(operation.netns)) return this.#deps.taps.repair(operation);
    const netns = await this.#deps.namespaces.open(operation.netns);
    if (!netns) {
      return { ok: false, ...missingPlace(operation.netns) };
    }
    try {
      if (!isSameNetns(netns.id, this.#deps.observer.pinOf(operation.port) ?? '')) {
        return { ok: false, code: 'netns-changed', detail: operation.netns };
      }
      const lines = repairLines(operation);
      this.writes += lines.length;
      return resultOf(await runInside(netns, lines));
    } finally {
      this.#deps.observer.invalidate(operation.port);
      await netns.close();
    }
  }

  async #lines(lines: readonly string[], pipe = this.#ip): Promise<OperationResult> {
    const errors = await this.#run(pipe, lines);
    return resultOf(errors.find((error) => error !== undefined));
  }

  async #run(pipe: BatchPipe, lines: readonly string[]): Promise<LineErrors> {
    this.writes += lines.length;
    const errors = await pipe.run(lines);
    // Somebody else made a link anew: at the next try its index is looked up again.
    if (errors.some((error) => error?.includes('No such device') === true)) await this.#renew();
    return errors;
  }
}

/** Names that its lines look up, that of the bridge it is put into as well. */
function linksIn(operation: LinkOperation): string[] {
  if ('bridge' in operation) return [operation.name, operation.bridge];
  const master = 'master' in operation ? operation.master : undefined;
  return master === undefined ? [operation.name] : [operation.name, master];
}
