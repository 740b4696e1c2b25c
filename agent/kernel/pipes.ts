/** Links and rows over long-lived `ip -batch` and `bridge -batch` processes: where netlink cannot be had. */
import { setTimeout as delay } from 'node:timers/promises';
import { BatchPipe, type LineErrors } from './batch-pipe.js';
import {
  addBridgeLines,
  addPortLines,
  addVxlanLines,
  guardLine,
  isWord,
  pinLine,
  repairLinkLines,
  rowLine,
  unpinLine,
} from './link-lines.js';
import type { Links, Of } from './links.js';
import type { OpenNetns } from './namespaces.js';
import { badWord, DONE, isGone, refused, resultOf, wordsOf } from './operation-results.js';
import type { OperationResult } from './port.js';
import type { RowOperation } from './port-row-mirror.js';
import { inNetns, run } from './run.js';
import { hasInterface, plumbingLines, repairLines, runInside } from './workload.js';

/** Namespaces that a pipe may keep open. */
const MAX_OPENED = 100;

/** Kernels before 6.8 take note of a carrier when they come to it, which is within a second. */
const CARRIER = { withinMs: 3_000, everyMs: 20 } as const;

export interface PipeOptions {
  /** Path of the fabric namespace. */
  readonly fabric: string;
  readonly hostNetns: string | undefined;
}

/** One call at a time. */
export class Pipes implements Links {
  readonly #fabric: string;
  readonly #host: BatchPipe;
  readonly #ip: BatchPipe;
  readonly #bridge: BatchPipe;
  /** Names the pipes may have resolved: iproute2 keeps name → index for the life of the process. */
  readonly #resolved = new Set<string>();
  readonly #opened = new Map<BatchPipe, number>();
  /** Lines that changed something or tried to. */
  writes = 0;

  constructor({ fabric, hostNetns }: PipeOptions) {
    this.#fabric = fabric;
    this.#host = new BatchPipe('ip', hostNetns);
    this.#ip = new BatchPipe('ip', fabric);
    this.#bridge = new BatchPipe('bridge', fabric);
  }

  /** Lets go of the workloads' namespaces. What the host's pipe keeps open is the fabric. */
  rest(): void {
    this.#recycle(this.#ip, 1);
  }

  /** Ends the pipes; the next call starts them anew. */
  async stop(): Promise<void> {
    await this.#host.stop();
    await this.#renew();
  }

  /** Both pipes at once: FDB and neighbours of one device do not depend on each other. */
  async write(rows: readonly RowOperation[]): Promise<OperationResult[]> {
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

  async addBridge(operation: Of<'add-bridge'>): Promise<OperationResult> {
    const { name, altname } = operation;
    await this.#makes(name);
    const { add, rest } = addBridgeLines(operation);
    const made = await this.#lines([add]);
    if (!made.ok) return made;
    const result = await this.#lines(rest);
    // Only for humans: another link may have the name already.
    await this.#run(this.#ip, [`link property add dev ${name} altname ${altname}`]);
    return result;
  }

  async addVxlan(operation: Of<'add-vxlan'>): Promise<OperationResult> {
    const { name, bridge, vni } = operation;
    await this.#makes(name, bridge);
    const { add, rest } = addVxlanLines(operation, this.#fabric);
    const error = await this.#opening(this.#host, add);
    if (error === undefined) return this.#lines(rest);
    const code = error.includes('VNI already exists') ? 'vni-in-use' : 'kernel-refused';
    return { ok: false, code, detail: `VNI ${vni}: ${error}` };
  }

  async plug(operation: Of<'add-port'>, netns: OpenNetns): Promise<OperationResult> {
    const { name, ifname, bridge } = operation;
    await this.#makes(name, bridge);
    const { add, rest } = addPortLines(operation, netns);
    const made = resultOf(await this.#opening(this.#ip, add));
    if (!made.ok) {
      const taken = await hasInterface(netns, ifname);
      const detail = `${ifname} exists in ${operation.netns}`;
      return taken ? { ok: false, code: 'ifname-taken', detail } : made;
    }
    const wired = await this.#wire(operation, rest, netns);
    // All or nothing: the next try starts from scratch.
    if (!wired.ok) await this.#run(this.#ip, [`link del dev ${name}`]);
    return wired;
  }

  repair(operation: Of<'repair-link'>): Promise<OperationResult> {
    const { name, master } = operation;
    this.#resolved.add(name);
    if (master !== undefined) this.#resolved.add(master);
    return this.#lines(repairLinkLines(operation));
  }

  async pin({ name, mac }: Of<'pin-port'>): Promise<OperationResult> {
    this.#resolved.add(name);
    const guarded = await this.#lines([guardLine(name)]);
    return guarded.ok ? this.#pinned(name, mac) : guarded;
  }

  async unpin({ name, mac }: Of<'unpin-port'>): Promise<OperationResult> {
    this.#resolved.add(name);
    const [error] = await this.#run(this.#bridge, [unpinLine(name, mac)]);
    return error?.includes('No such file or directory') === true ? DONE : resultOf(error);
  }

  async remove(name: string): Promise<OperationResult> {
    this.#resolved.add(name);
    const [error] = await this.#run(this.#ip, [`link del dev ${name}`]);
    return error?.startsWith('Cannot find device') === true ? DONE : resultOf(error);
  }

  async repairPeer(operation: Of<'repair-peer'>, netns: OpenNetns): Promise<OperationResult> {
    return this.#inside(netns, repairLines(operation));
  }

  async #wire(
    operation: Of<'add-port'>,
    lines: readonly string[],
    netns: OpenNetns,
  ): Promise<OperationResult> {
    const { name, mac } = operation;
    const linked = await this.#lines(lines);
    const both = await Promise.all([
      this.#pinned(name, mac),
      this.#inside(netns, plumbingLines(operation)),
    ]);
    return [linked, ...both].find((result) => !result.ok) ?? this.#whenRunning(name);
  }

  /** At its start the process may have learned the index of a link that went since, not by us, and was made again. */
  async #pinned(name: string, mac: string): Promise<OperationResult> {
    const line = pinLine(name, mac);
    const [error] = await this.#run(this.#bridge, [line]);
    return error !== undefined && isStale(error)
      ? this.#lines([line], this.#bridge)
      : resultOf(error);
  }

  /** Asked for one link, the kernel takes note of its carrier first. */
  async #whenRunning(name: string): Promise<OperationResult> {
    const command = inNetns(this.#fabric, ['ip', 'link', 'show', 'up', 'dev', name]);
    const until = performance.now() + CARRIER.withinMs;
    for (;;) {
      const { stdout, stderr } = await run(command);
      if (/\bstate (UP|UNKNOWN)\b/.test(stdout)) return DONE;
      if (performance.now() > until) return refused(`${name} has no carrier: ${stdout}${stderr}`);
      await delay(CARRIER.everyMs);
    }
  }

  async #inside(netns: OpenNetns, lines: readonly string[]): Promise<OperationResult> {
    this.writes += lines.length;
    return resultOf(await runInside(netns, lines));
  }

  /** A link that is made again under its old name has another index: the pipes must not know the old one. */
  async #makes(name: string, ...others: readonly string[]): Promise<void> {
    if (this.#resolved.has(name)) await this.#renew();
    for (const one of [name, ...others]) this.#resolved.add(one);
  }

  async #renew(): Promise<void> {
    this.#resolved.clear();
    await Promise.all([this.#ip.stop(), this.#bridge.stop()]);
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

  async #lines(lines: readonly string[], pipe = this.#ip): Promise<OperationResult> {
    const errors = await this.#run(pipe, lines);
    return resultOf(errors.find((error) => error !== undefined));
  }

  async #run(pipe: BatchPipe, lines: readonly string[]): Promise<LineErrors> {
    this.writes += lines.length;
    const errors = await pipe.run(lines);
    // Somebody else made a link anew: at the next try its index is looked up again.
    if (errors.some((error) => error !== undefined && isStale(error))) await this.#renew();
    return errors;
  }
}

/** What the kernel says of an index that no link has: to rows of bridges in words of its own. */
function isStale(error: string): boolean {
  return error.includes('No such device') || error.includes('unknown ifindex');
}
