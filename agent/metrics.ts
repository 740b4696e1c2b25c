/** The agent's own metrics, read at each scrape. */
import type { Metrics } from '../observe/metrics.js';
import type { AgentStatus } from './local/status.js';

export function declareAgentMetrics(metrics: Metrics, status: () => AgentStatus): void {
  const gauge = (name: string, help: string, value: (now: AgentStatus) => number) =>
    metrics.gauge({ name, help, collect: (own) => own.set(value(status())) });
  gauge('agent_in_sync', 'Whether a manager serves this agent and everything was received', (s) =>
    s.state === 'in-sync' ? 1 : 0,
  );
  gauge('agent_revision', 'Highest revision held', (s) => s.revision);
  gauge('agent_networks', 'Networks held', (s) => s.networks.length);
  gauge('agent_failures', 'Endpoints and networks that the kernel does not hold', (s) =>
    s.networks.reduce((sum, { failed }) => sum + failed.length, 0),
  );
  gauge('agent_kernel_writes', 'Writes to the kernel since the start', (s) => s.kernelWrites);
  gauge('agent_sessions', 'Streams opened since the start', (s) => s.counters.sessions);
  gauge('agent_resyncs', 'Complete sets asked for again', (s) => s.counters.resyncs);
  gauge('agent_digest_mismatches', 'Sets whose own digest differed', (s) => {
    return s.counters.digestMismatches;
  });
  metrics.gauge({
    name: 'agent_drift_repaired',
    help: 'Repairs of what changed behind our back since the start',
    labels: ['object'],
    collect: (own) => {
      for (const [object, count] of Object.entries(status().drift)) own.set({ object }, count);
    },
  });
}
