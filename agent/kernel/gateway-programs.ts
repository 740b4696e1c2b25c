/** The gateway's links by `ip -batch` in the host's namespace and a script in the workload's: where netlink cannot be had. */
import {
  addGatewayLines,
  addGatewayPortLines,
  plugScript,
  repairGatewayLines,
  repairPortLines,
  repairScript,
  type GatewayPlace,
  type LinkLines,
} from './egress-lines.js';
import type { GatewayLinks, Of } from './gateway-links.js';
import type { OpenNetns } from './namespaces.js';
import { DONE, resultOf } from './operation-results.js';
import type { OperationResult } from './port.js';
import { inNetns, run } from './run.js';
import { hasInterface } from './workload.js';

export class GatewayPrograms implements GatewayLinks {
  readonly #hostNetns: string | undefined;
  /** Lines and scripts that changed something or tried to. */
  writes = 0;

  /** Path of the host's namespace; undefined: that of the process. */
  constructor(hostNetns: string | undefined) {
    this.#hostNetns = hostNetns;
  }

  addBridge(operation: Of<'add-gateway'>, place: GatewayPlace): Promise<OperationResult> {
    return this.#make(operation.name, addGatewayLines(operation, place));
  }

  repairBridge(operation: Of<'repair-gateway'>, place: GatewayPlace): Promise<OperationResult> {
    return this.#lines(repairGatewayLines(operation, place));
  }

  async plug(
    operation: Of<'add-gateway-port'>,
    place: GatewayPlace,
    netns: OpenNetns,
  ): Promise<OperationResult> {
    const { name, ifname } = operation;
    const made = await this.#make(name, addGatewayPortLines(operation, place, netns));
    if (!made.ok) {
      const detail = `${ifname} exists in ${operation.netns}`;
      const isTaken = await hasInterface(netns, ifname);
      return isTaken ? { ok: false, code: 'ifname-taken', detail } : made;
    }
    const inside = await this.#inside(netns, plugScript(operation));
    if (!inside.ok) await this.remove(name);
    return inside;
  }

  repairPort(operation: Of<'repair-gateway-port'>): Promise<OperationResult> {
    return this.#lines(repairPortLines(operation));
  }

  repairInside(operation: Of<'repair-gateway-port'>, netns: OpenNetns): Promise<OperationResult> {
    return this.#inside(netns, repairScript(operation));
  }

  async remove(name: string): Promise<OperationResult> {
    const result = await this.#lines([`link del dev ${name}`]);
    return !result.ok && result.detail.includes('Cannot find device') ? DONE : result;
  }

  async #make(name: string, { add, rest }: LinkLines): Promise<OperationResult> {
    const made = await this.#lines([add, ...rest]);
    // Where the first line failed there is nothing of ours to take away.
    if (!made.ok && !made.detail.endsWith('Command failed -:1')) await this.remove(name);
    return made;
  }

  async #lines(lines: readonly string[]): Promise<OperationResult> {
    if (lines.length === 0) return DONE;
    this.writes += lines.length;
    const command = inNetns(this.#hostNetns, ['ip', '-batch', '-']);
    const result = await run(command, `${lines.join('\n')}\n`);
    return resultOf(result.code === 0 ? undefined : oneLine(result.stderr));
  }

  async #inside(netns: OpenNetns, script: string): Promise<OperationResult> {
    this.writes++;
    const result = await run(['nsenter', `--net=${netns.path}`, '--', 'sh', '-c', script]);
    return resultOf(result.code === 0 ? undefined : oneLine(result.stderr));
  }
}

function oneLine(text: string): string {
  return text.trim().replaceAll('\n', '; ');
}
