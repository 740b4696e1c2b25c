/** Moving messages: delivering or dropping them, running nodes until nothing is left, sending a snapshot by hand. */
import { LabError } from './lab-error.js';
import { readType } from './message-types.js';
import type { Arguments } from './arguments.js';
import type { Lab } from './lab.js';
import type { LabNode } from './node.js';
import type { ReadAnswer } from './read-requests.js';

/** Rounds of `stabilize` after which the nodes are taken to keep each other busy for ever. */
const MAX_ROUNDS = 10_000;

/**
 * Only what waits now: messages made by delivering wait for the next time. `drop` true loses them instead; as a list
 * it names further nodes whose messages are lost.
 */
export function deliver(lab: Lab, given: Arguments): object {
  const from = given.optionalId('from');
  const type = readType(given);
  const to = given.ids('to').map((id) => lab.node(id));
  const drop = given.optionalBooleanOrIds('drop') ?? false;
  const losing = typeof drop === 'boolean' ? (drop ? to : []) : drop.map((id) => lab.node(id));
  let delivered = 0;
  let dropped = 0;
  for (const { id } of losing) dropped += lab.pool.take({ to: id, from, type }).length;
  for (const node of to) {
    const messages = lab.pool.take({ to: node.id, from, type });
    for (const message of messages) node.step(message);
    delivered += messages.length;
  }
  return { delivered, dropped };
}

/**
 * Rounds of: every node's `Ready`, every message to these nodes from whomever, every queued write, every queued
 * application. Messages to other nodes stay.
 */
export function stabilize(lab: Lab, given: Arguments): object {
  const ids = given.optionalIds('nodes');
  const nodes = ids?.map((id) => lab.node(id)) ?? lab.nodes;
  const reads: ReadAnswer[] = [];
  let delivered = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const moved = runRound(lab, nodes, reads);
    delivered += moved.delivered;
    if (moved.steps + moved.delivered === 0) return { delivered, reads };
  }
  throw new LabError('not-stable', `something still moves after ${MAX_ROUNDS} rounds`);
}

function runRound(
  lab: Lab,
  nodes: readonly LabNode[],
  reads: ReadAnswer[],
): { readonly steps: number; readonly delivered: number } {
  const running = nodes.filter((node) => !node.isStopped);
  let steps = 0;
  let delivered = 0;
  for (const node of running) steps += takeReady(lab, node, reads) ? 1 : 0;
  for (const node of running) {
    const messages = lab.pool.take({ to: node.id });
    for (const message of messages) node.step(message);
    delivered += messages.length;
  }
  for (const node of running) while (node.processAppend()) steps += 1;
  for (const node of running) while (node.processApply()) steps += 1;
  return { steps, delivered };
}

/** The sender's applied state, in its current term, whatever the receiver needs. */
export function sendSnapshot(lab: Lab, given: Arguments): object {
  const from = lab.node(given.id('from'));
  const to = lab.node(given.id('to'));
  const snapshot = from.snapshot();
  const { term } = from.core;
  lab.pool.send([{ type: 'install-snapshot', from: from.id, to: to.id, term, snapshot }]);
  return { index: snapshot.index, term: snapshot.term };
}

/** Whether there was anything to do. */
function takeReady(lab: Lab, node: LabNode, reads: ReadAnswer[]): boolean {
  const done = node.processReady();
  reads.push(...lab.reads.finish(done.reads));
  const { messages, entries, committed, hardState, snapshot } = done;
  return messages + entries + committed + done.reads.length > 0 || hardState || snapshot;
}
