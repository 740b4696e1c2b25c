/** From a command's kind to the function that carries it out. */
import type { Command, CommandKind } from '../command.js';
import type { Made } from '../tables/sessions.js';
import { checkLevel, type FeatureLevels } from '../feature-level.js';
import type { Transaction } from '../transaction.js';
import { runBatch } from './batch.js';
import {
  initCluster,
  raiseCluster,
  recoverCluster,
  restoreCluster,
  updateCluster,
} from './cluster.js';
import { createEndpoint, deleteEndpoint, moveEndpoint, updateEndpoint } from './endpoints.js';
import { createKey, deleteKey } from './keys.js';
import { createNetwork, deleteNetwork, updateNetwork } from './networks.js';
import {
  announceNode,
  joinNode,
  removeNode,
  reportNode,
  setNodeStatus,
  updateNode,
} from './nodes.js';
import { refuse } from './refuse.js';
import { createReservation, deleteReservation } from './reservations.js';
import { compareStates } from './state.js';
import { addSubnet, removeSubnet } from './subnets.js';
import { createToken, deleteToken } from './tokens.js';

type Single = Exclude<CommandKind, 'batch'>;
type Handler<K extends Single> = (tx: Transaction, command: Extract<Command, { kind: K }>) => Made;

const HANDLERS: { readonly [K in Single]: Handler<K> } = {
  'cluster.init': initCluster,
  'cluster.update': updateCluster,
  'cluster.raise': raiseCluster,
  'cluster.recover': recoverCluster,
  'cluster.restore': restoreCluster,
  'node.join': joinNode,
  'node.update': updateNode,
  'node.announce': announceNode,
  'node.status': setNodeStatus,
  'node.report': reportNode,
  'node.remove': removeNode,
  'network.create': createNetwork,
  'network.update': updateNetwork,
  'network.delete': deleteNetwork,
  'subnet.add': addSubnet,
  'subnet.remove': removeSubnet,
  'endpoint.create': createEndpoint,
  'endpoint.update': updateEndpoint,
  'endpoint.move': moveEndpoint,
  'endpoint.delete': deleteEndpoint,
  'reservation.create': createReservation,
  'reservation.delete': deleteReservation,
  'token.create': createToken,
  'token.delete': deleteToken,
  'key.create': createKey,
  'key.delete': deleteKey,
  'state.checkpoint': compareStates,
  'state.attest': compareStates,
};

/** A batch in steps of so many operations, anything else in one. */
export function* running(
  tx: Transaction,
  command: Command,
  { levels, perStep }: { readonly levels: FeatureLevels; readonly perStep: number },
): Generator<void, Made> {
  const single = (one: Command): Made => runSingle(tx, one, levels);
  return command.kind === 'batch' ? yield* runBatch(command, perStep, single) : single(command);
}

/** A kind that this version does not know came from a newer manager, or is a batch inside a batch. */
function runSingle(tx: Transaction, command: Command, levels: FeatureLevels): Made {
  if (!Object.hasOwn(HANDLERS, command.kind)) {
    return refuse('not-supported', `command '${command.kind}' is not known here`);
  }
  checkLevel(tx, command.kind, levels);
  const handler = HANDLERS[command.kind as Single] as (tx: Transaction, command: Command) => Made;
  return handler(tx, command);
}
