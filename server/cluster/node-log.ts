/** Nodes that come, go, or change between ready and down: one line each, on every manager. */
import type { Logger } from '../../observe/logger.js';
import type { AppliedEntry } from '../storage/state-machine.js';

export function logNodes(log: Logger): (entry: AppliedEntry) => void {
  return ({ events }) => {
    for (const { kind, type, object, before, revision } of events) {
      if (kind !== 'node') continue;
      const { id: peer, role, name, status } = object;
      const fields = { peer, role, name, revision };
      if (type === 'created') log.info(fields, 'node joined');
      else if (type === 'deleted') log.info(fields, 'node removed');
      else if (before && before.status !== status) {
        log[status === 'down' ? 'warn' : 'info'](fields, `node is ${status}`);
      }
    }
  };
}
