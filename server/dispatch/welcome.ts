/** What an agent is told about the managers: who speaks, and whom else it can reach. */
import type { ManagerAddress } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { StateView } from '../state/view.js';

export function managersOf(view: Pick<StateView, 'managers'>): ManagerAddress[] {
  return view
    .managers()
    .map(({ id: nodeId, address, grpcPort, apiPort }) => ({ nodeId, address, grpcPort, apiPort }));
}

export function encodeWelcome(view: StateView, managerId: string, nodeId: string): Buffer {
  const cluster = view.cluster();
  return encodeManagerMessage({
    kind: 'welcome',
    clusterId: cluster?.id ?? '',
    clusterName: cluster?.name ?? '',
    nodeId,
    nodeName: view.node(nodeId)?.name ?? '',
    epoch: cluster?.epoch ?? 0,
    managers: managersOf(view),
    managerId,
  });
}

/** This manager is left out: the agent should try the others first. */
export function encodeElsewhere(view: StateView, managerId: string, reason: string): Buffer {
  const managers = managersOf(view).filter(({ nodeId }) => nodeId !== managerId);
  return encodeManagerMessage({ kind: 'elsewhere', reason, managers });
}
