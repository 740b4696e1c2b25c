/** Endpoints: a lease of name, addresses and MAC in a network, and the worker that hosts it. */
import { mergeLabels, NO_LABELS, parseLabels } from '../../../model/labels.js';
import { parseName } from '../../../model/name.js';
import type { ClusterNode, Endpoint, Network, Reservation } from '../../../model/objects.js';
import type { Command } from '../command.js';
import { NO_ALIASES } from '../tables/endpoints.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { attachmentOf } from './attachments.js';
import { delayReuse, leaseAddresses, leaseMac } from './leases.js';
import { checkNewId, checkVersion, needEndpoint, needNetwork, needNode, refuse } from './refuse.js';
import { reservationFor, withReservation } from './reservations.js';

type Create = Extract<Command, { kind: 'endpoint.create' }>;

/** Characters of an id's random part that make a default name. */
const NAME_CHARS = 8;

export function createEndpoint(tx: Transaction, command: Create): Made {
  const network = needNetwork(tx, command.network);
  const node = needHost(tx, command.node);
  checkNewId(tx.tables.endpoints, command.id);
  const reservation = reservationFor(tx, network, command);
  const name = nameOf(tx, network, command, reservation);
  const claimant = { network, reservation: reservation?.id };
  const { addresses, mac } = withReservation(reservation, command);
  const leases = leaseAddresses(tx, claimant, addresses);
  const object = tx.create('endpoint', {
    id: command.id,
    network: network.id,
    node: node.id,
    name,
    addresses: leases.map((lease) => lease.address),
    mac: leaseMac(tx, claimant, mac, leases),
    aliases: aliasesOf(command.aliases ?? []),
    labels: command.labels ? parseLabels(command.labels) : NO_LABELS,
    attachment: attachmentOf(tx, command.attachment, { network, node, id: command.id }),
  });
  return tx.made('endpoint', { object, changed: true });
}

function needHost(tx: Transaction, ref: string): ClusterNode {
  const node = needNode(tx, ref, 'worker');
  if (node.availability === 'drain') {
    refuse('node-draining', `worker '${node.name}' is drained: activate it or choose another`);
  }
  return node;
}

function nameOf(
  tx: Transaction,
  network: Network,
  command: Create,
  reservation: Reservation | undefined,
): string {
  const given = command.name ?? reservation?.name;
  if (given === undefined) return defaultName(tx, network, command.id);
  const name = parseName(given);
  const holder = tx.tables.endpoints.named(network, name);
  if (!holder) return name;
  return refuse(
    'name-taken',
    `endpoint '${name}' of network '${network.name}' exists (${holder.id})`,
  );
}

/** The end of the id, where its randomness is; all of it where that is taken. */
function defaultName(tx: Transaction, network: Network, id: string): string {
  const body = id.slice(id.indexOf('-') + 1);
  const short = `e${body.slice(-NAME_CHARS)}`;
  return parseName(tx.tables.endpoints.named(network, short) ? `e${body}` : short);
}

function aliasesOf(inputs: readonly string[]): readonly string[] {
  return inputs.length === 0 ? NO_ALIASES : [...new Set(inputs.map(parseName))].sort();
}

export function updateEndpoint(
  tx: Transaction,
  command: Extract<Command, { kind: 'endpoint.update' }>,
): Made {
  const endpoint = needEndpoint(tx, command.endpoint);
  checkVersion(endpoint, command.ifVersion, `endpoint '${endpoint.name}'`);
  const { labels, aliases } = command;
  const result = tx.update('endpoint', endpoint, {
    ...(labels && { labels: mergeLabels(endpoint.labels, labels) }),
    ...(aliases && { aliases: aliasesOf(aliases) }),
  });
  return tx.made('endpoint', result);
}

/** Keeps addresses and MAC. Without an attachment it is a lease without plumbing on the new host. */
export function moveEndpoint(
  tx: Transaction,
  command: Extract<Command, { kind: 'endpoint.move' }>,
): Made {
  const endpoint = needEndpoint(tx, command.endpoint);
  checkVersion(endpoint, command.ifVersion, `endpoint '${endpoint.name}'`);
  const stays = needNode(tx, command.node, 'worker').id === endpoint.node;
  const host = stays ? needNode(tx, command.node, 'worker') : needHost(tx, command.node);
  const { id, network: networkId } = endpoint;
  const place = { network: tx.tables.networks.require(networkId), node: host, id };
  const asked = attachmentOf(tx, command.attachment, place);
  const attachment = asked ?? (stays ? endpoint.attachment : undefined);
  return tx.made('endpoint', tx.update('endpoint', endpoint, { node: host.id, attachment }));
}

export function deleteEndpoint(
  tx: Transaction,
  command: Extract<Command, { kind: 'endpoint.delete' }>,
): Made {
  const endpoint = needEndpoint(tx, command.endpoint);
  checkVersion(endpoint, command.ifVersion, `endpoint '${endpoint.name}'`);
  releaseEndpoint(tx, endpoint);
  return tx.made('endpoint', { object: endpoint, changed: true });
}

/** Its addresses are free again, unless a reservation keeps them. */
export function releaseEndpoint(tx: Transaction, endpoint: Endpoint): void {
  tx.remove('endpoint', endpoint);
  delayReuse(tx, endpoint);
}
