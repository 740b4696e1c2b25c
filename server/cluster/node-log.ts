/**
 * Nodes that come, go, or change between ready and down, on every manager: one line each, or one for all where many change by one
 * entry, as when their network comes back.
 */
import type { ClusterNode, NodeStatus } from '../../model/objects.js';
import type { Logger } from '../../observe/logger.js';
import type { AppliedEntry } from '../storage/state-machine.js';

/** So many have a line of their own. */
const MOST_LINES = 3;

export function logNodes(log: Pick<Logger, 'info' | 'warn'>): (entry: AppliedEntry) => void {
  return ({ events }) => {
    const turned = new Map<NodeStatus, ClusterNode[]>();
    for (const { kind, type, object, before, revision } of events) {
      if (kind !== 'node') continue;
      if (type === 'created') log.info(fieldsOf(object, revision), 'node joined');
      else if (type === 'deleted') log.info(fieldsOf(object, revision), 'node removed');
      else if (before && before.status !== object.status) {
        const nodes = turned.get(object.status);
        if (nodes) nodes.push(object);
        else turned.set(object.status, [object]);
      }
    }
    for (const [status, nodes] of turned) tellTurned(log, status, nodes, events[0]?.revision ?? 0);
  };
}

function tellTurned(
  log: Pick<Logger, 'info' | 'warn'>,
  status: NodeStatus,
  nodes: readonly ClusterNode[],
  revision: number,
): void {
  const level = status === 'down' ? 'warn' : 'info';
  if (nodes.length > MOST_LINES) {
    const fields = { count: nodes.length, peers: nodes.map(({ id }) => id), revision };
    log[level](fields, `nodes are ${status}`);
    return;
  }
  for (const node of nodes) log[level](fieldsOf(node, revision), `node is ${status}`);
}

function fieldsOf({ id: peer, role, name }: ClusterNode, revision: number) {
  return { peer, role, name, revision };
}
