/** Carries changed reports of agents into the log, one write per worker at a time, the newest report only. */
import type { Report } from '../../proto/agent-messages.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';
import type { DispatchLog } from './log.js';

export interface ReporterDeps {
  readonly view: StateView;
  readonly proposer: Pick<Proposer, 'propose'>;
  readonly log: DispatchLog;
}

const RETRY_MS = 1000;

export class Reporter {
  readonly #deps: ReporterDeps;
  readonly #waiting = new Map<string, Report>();
  readonly #writing = new Set<string>();
  #stopped = false;

  constructor(deps: ReporterDeps) {
    this.#deps = deps;
  }

  report(nodeId: string, report: Report): void {
    this.#waiting.set(nodeId, report);
    if (!this.#writing.has(nodeId)) void this.#write(nodeId);
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  async #write(nodeId: string): Promise<void> {
    this.#writing.add(nodeId);
    for (;;) {
      const report = this.#waiting.get(nodeId);
      if (!report || this.#stopped || this.#isKnown(nodeId, report)) break;
      if (await this.#propose(nodeId, report)) {
        if (this.#waiting.get(nodeId) === report) break;
      } else {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    this.#waiting.delete(nodeId);
    this.#writing.delete(nodeId);
  }

  async #propose(node: string, report: Report): Promise<boolean> {
    const { proposer, log } = this.#deps;
    const { underlayMtu: mtu, routes, capabilities, agentVersion } = report;
    const command = { kind: 'node.report', node, mtu, routes, capabilities, agentVersion } as const;
    try {
      const result = await proposer.propose({ command, actor: `node:${node}` });
      if (!result.ok) log.warn({ nodeId: node, code: result.refusal.code }, 'report refused');
      return true;
    } catch (err) {
      log.warn({ nodeId: node, err }, 'report not written yet');
      return false;
    }
  }

  #isKnown(nodeId: string, report: Report): boolean {
    const node = this.#deps.view.node(nodeId);
    if (!node) return false;
    const { mtu, routes, capabilities, agentVersion } = node;
    return (
      JSON.stringify([mtu, routes, capabilities, agentVersion]) ===
      JSON.stringify([report.underlayMtu, report.routes, report.capabilities, report.agentVersion])
    );
  }
}
