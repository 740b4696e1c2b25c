/** Carries what agents say of themselves into the log when it changed: one write per worker and kind at a time, the newest only. */
import { formatIp, parseIp } from '../../model/ip.js';
import type { ClusterNode } from '../../model/objects.js';
import type { Report } from '../../proto/agent-messages.js';
import type { Proposer } from '../propose/port.js';
import type { Command } from '../state/command.js';
import type { StateView } from '../state/view.js';
import type { DispatchLog } from './log.js';

export interface ReporterDeps {
  readonly view: StateView;
  readonly proposer: Pick<Proposer, 'propose'>;
  readonly log: DispatchLog;
}

type Fact = Extract<Command, { kind: 'node.report' | 'node.announce' }>;

/** After a write, done or not: an agent whose facts change all the time is no load on the log. */
const PAUSE_MS = 1000;

export class Reporter {
  readonly #deps: ReporterDeps;
  readonly #waiting = new Map<string, Fact>();
  readonly #writing = new Set<string>();
  #stopped = false;

  constructor(deps: ReporterDeps) {
    this.#deps = deps;
  }

  report(nodeId: string, report: Report): void {
    const { underlayMtu: mtu, routes, capabilities, agentVersion } = report;
    this.#put({ kind: 'node.report', node: nodeId, mtu, routes, capabilities, agentVersion });
  }

  /** `vtep`: what the worker was started with. Throws `invalid-address`. */
  announce(nodeId: string, vtep: string): void {
    this.#put({ kind: 'node.announce', node: nodeId, vtep: formatIp(parseIp(vtep)) });
  }

  /** The agent is gone: what was not written yet is for the manager that serves it next, and may be outdated by then. */
  forget(nodeId: string): void {
    for (const [key, { node }] of this.#waiting) if (node === nodeId) this.#waiting.delete(key);
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  #put(fact: Fact): void {
    const key = `${fact.kind} ${fact.node}`;
    this.#waiting.set(key, fact);
    if (!this.#writing.has(key)) void this.#write(key);
  }

  async #write(key: string): Promise<void> {
    this.#writing.add(key);
    for (let attempt = 1; ; attempt++) {
      const fact = this.#waiting.get(key);
      if (!fact || this.#stopped || this.#isKnown(fact)) break;
      const isDone = await this.#propose(fact, attempt);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
      if (isDone && this.#waiting.get(key) === fact) break;
    }
    this.#waiting.delete(key);
    this.#writing.delete(key);
  }

  async #propose(command: Fact, attempt: number): Promise<boolean> {
    const { proposer, log } = this.#deps;
    const { kind, node: nodeId } = command;
    try {
      const result = await proposer.propose({ command, actor: `node:${nodeId}` });
      if (!result.ok) log.warn({ peer: nodeId, kind, code: result.refusal.code }, 'report refused');
      return true;
    } catch (err) {
      if (attempt === 1) log.warn({ peer: nodeId, kind, err }, 'report not written yet');
      else log.debug({ peer: nodeId, kind, attempt, err }, 'report not written yet');
      return false;
    }
  }

  #isKnown(fact: Fact): boolean {
    const node = this.#deps.view.node(fact.node);
    if (!node) return false;
    return fact.kind === 'node.announce'
      ? fact.vtep === node.vtep
      : reportText(fact) === reportText(node);
  }
}

type Reported = Pick<ClusterNode, 'mtu' | 'routes' | 'capabilities' | 'agentVersion'>;

function reportText({ mtu, routes, capabilities, agentVersion }: Reported): string {
  return JSON.stringify([mtu, routes, capabilities, agentVersion]);
}
