/** Every operation by its name. The table is the interface: names and arguments here are fixed. */
import { addNodes } from './add-nodes.js';
import { deliver, sendSnapshot, stabilize } from './movement.js';
import { log, messages, progress, state } from './queries.js';
import * as act from './actions.js';
import type { Arguments } from './arguments.js';
import type { Lab } from './lab.js';

/** Returns what the answer holds besides `ok`; throws a `LabError`. */
export type Operation = (lab: Lab, given: Arguments) => object;

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['add-nodes', addNodes],
  ['campaign', act.campaign],
  ['tick', act.tick],
  ['propose', act.propose],
  ['propose-conf-change', act.proposeConfChange],
  ['process-ready', act.processReady],
  ['process-append', act.processAppend],
  ['process-apply', act.processApply],
  ['deliver', deliver],
  ['stabilize', stabilize],
  ['compact', act.compact],
  ['send-snapshot', sendSnapshot],
  ['report-unreachable', act.reportUnreachable],
  ['transfer-leadership', act.transferLeadership],
  ['read-index', act.readIndex],
  ['set-election-timeout', act.setElectionTimeout],
  ['restart', act.restart],
  ['state', state],
  ['log', log],
  ['progress', progress],
  ['messages', messages],
]);
