/** The facts of this host as the manager wants them. */
import type { Report } from '../../proto/agent-messages.js';
import type { Kernel } from '../kernel/port.js';
import type { DriftCounters } from '../reconcile/notices.js';

export function reportOf(
  facts: Awaited<ReturnType<Kernel['facts']>>,
  drift: DriftCounters,
  agentVersion: string,
): Report {
  return {
    underlayMtu: facts.mtu,
    routes: facts.routes,
    capabilities: facts.capabilities,
    drift: [...drift].map(([object, repaired]) => ({ object, repaired })),
    agentVersion,
  };
}
