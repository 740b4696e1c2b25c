/** One operation of a batch as a command: the same bodies, checks and defaults as the routes of its kind. */
import type { Static, TSchema } from 'typebox';
import { OvnetError } from '../../model/errors.js';
import type { Command } from '../state/command.js';
import { inBatches } from '../state/steps.js';
import type { ApiContext } from './context.js';
import { omit } from './omit.js';
import type { Patch } from './patch.js';
import { endpointCreate, endpointPatch } from './routes/endpoints.js';
import { networkCreate, networkPatch } from './routes/networks.js';
import { reservationCreate } from './routes/reservations.js';
import { subnetRequest } from './routes/subnets.js';
import { SubnetPlace, type BatchOperation } from './schemas/batch.js';
import { EndpointCreate, EndpointPatch } from './schemas/endpoints.js';
import { NetworkCreate, NetworkPatch, SubnetCreate } from './schemas/networks.js';
import { strict } from './schemas/objects.js';
import { ReservationCreate } from './schemas/reservations.js';
import { bodyCheck, escapePointer } from './validation.js';

type Operation = Static<typeof BatchOperation>;
/** A patch of what cannot be changed is put into `faults`. */
type Handler = (context: ApiContext, operation: Operation, faults: OvnetError[]) => Command;

const network = { create: typed(NetworkCreate), change: typed(NetworkPatch) };
const endpoint = { create: typed(EndpointCreate), change: typed(EndpointPatch) };
const subnet = {
  create: typed(strict({ ...SubnetPlace, ...SubnetCreate.properties })),
  place: typed(strict(SubnetPlace)),
};
const reservation = typed(ReservationCreate);
const nothing = typed(strict({}));

const HANDLERS: Readonly<Record<`${Operation['op']} ${Operation['kind']}`, Handler>> = {
  'create network': (context, { body }) => networkCreate(context, network.create(body), ''),
  'update network': (context, operation, faults) => {
    const body = network.change(operation.body);
    return patched(networkPatch(context, idOf(operation), body, ''), operation, faults);
  },
  'delete network': (_context, operation) => {
    nothing(operation.body);
    return { kind: 'network.delete', network: idOf(operation), force: false };
  },
  'create endpoint': (context, { body }) => endpointCreate(context, endpoint.create(body), ''),
  'update endpoint': (context, operation, faults) => {
    const body = endpoint.change(operation.body);
    return patched(endpointPatch(context, idOf(operation), body, ''), operation, faults);
  },
  'delete endpoint': (_context, operation) => {
    nothing(operation.body);
    return { kind: 'endpoint.delete', endpoint: idOf(operation) };
  },
  'create reservation': (context, { body }) => reservationCreate(context, reservation(body), ''),
  'update reservation': () => {
    throw new OvnetError('not-supported', 'nothing of a reservation can be changed');
  },
  'delete reservation': (_context, operation) => {
    nothing(operation.body);
    return { kind: 'reservation.delete', reservation: idOf(operation) };
  },
  'create subnet': (context, { body }) => {
    const members = subnet.create(body);
    const request = subnetRequest(context, omit(members, 'network'), '');
    return { kind: 'subnet.add', network: members.network, subnet: request };
  },
  'update subnet': () => {
    throw new OvnetError('not-supported', 'nothing of a subnet can be changed');
  },
  'delete subnet': (_context, operation) => ({
    kind: 'subnet.remove',
    network: subnet.place(operation.body).network,
    subnet: idOf(operation),
  }),
};

/** One takes some microseconds. */
const OPERATIONS_PER_STEP = 500;

export interface BatchCommands {
  readonly commands: readonly Command[];
  /** Of a patch that changes what cannot be changed: the batch is refused, unless it was carried out before. */
  readonly fault: OvnetError | undefined;
}

/** In steps. Throws with pointers into the whole body. */
export function* batchCommands(
  context: ApiContext,
  operations: readonly Operation[],
): Generator<void, BatchCommands> {
  const ids = new Map<string, string>();
  const commands: Command[] = [];
  const faults: OvnetError[] = [];
  let fault: OvnetError | undefined;
  yield* inBatches(operations, OPERATIONS_PER_STEP, (given) => {
    try {
      const operation = ids.size === 0 ? given : resolved(given, ids);
      const handler = HANDLERS[`${given.op} ${given.kind}`];
      const command = conditional(handler(context, operation, faults), given);
      if (given.ref !== undefined) ids.set(given.ref, madeId(command) ?? given.ref);
      const [first] = faults;
      if (first) fault ??= placed(first, `/operations/${commands.length}`);
      commands.push(command);
    } catch (error) {
      const pointer = `/operations/${commands.length}`;
      throw error instanceof OvnetError ? placed(error, pointer) : error;
    }
  });
  return { commands, fault };
}

/** What is compared is the state before the batch: of an object that it has yet to make, it knows nothing. */
function patched(
  { command, fault, isKnown }: Patch<'network.update'> | Patch<'endpoint.update'>,
  { kind, id = '', body = {} }: Operation,
  faults: OvnetError[],
): Command {
  if (fault) faults.push(fault);
  const compared = isKnown ? undefined : Object.keys(body).find((name) => !isGiven(name, body));
  if (compared !== undefined) {
    const detail = `before the batch there is no ${kind} '${id}' to compare ${compared} with`;
    const errors = [{ pointer: `/${escapePointer(compared)}`, detail }];
    faults.push(new OvnetError('not-found', detail, { errors }));
  }
  return command;
}

const CHANGED = new Set(['labels', 'mtu', 'flood', 'aliases', 'revision']);

/** It is told whole by the patch itself. */
const isGiven = (name: string, body: Readonly<Record<string, unknown>>): boolean =>
  CHANGED.has(name) && !(name === 'labels' && body[name] === null);

/** `ifVersion` is to one operation what If-Match is to a request. */
function conditional(command: Command, { op, ifVersion }: Operation): Command {
  if (ifVersion === undefined) return command;
  if (op !== 'create') return { ...command, ifVersion } as Command;
  throw new OvnetError(
    'invalid-body',
    'ifVersion is for update and delete: a create has no version',
  );
}

function madeId(command: Command): string | undefined {
  if (command.kind === 'subnet.add') return command.subnet.id;
  return 'id' in command ? command.id : undefined;
}

/** `$REF` stands for the id of what an earlier operation made; no name begins with a dollar. */
function resolved(operation: Operation, ids: ReadonlyMap<string, string>): Operation {
  const { id, body } = operation;
  return {
    ...operation,
    ...(id !== undefined && { id: resolve(id, ids) as string }),
    ...(body && { body: resolve(body, ids) as typeof body }),
  };
}

function resolve(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.startsWith('$') ? (ids.get(value.slice(1)) ?? value) : value;
  }
  if (Array.isArray(value)) return value.map((one) => resolve(one, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one, ids)]));
}

function placed(error: OvnetError, pointer: string): OvnetError {
  const inner = error.errors.length > 0 ? error.errors : [{ pointer: '', detail: error.message }];
  const errors = inner.map((one) => ({ ...one, pointer: `${pointer}/body${one.pointer}` }));
  return new OvnetError(error.code, `${pointer}: ${error.message}`, { errors, cause: error });
}

function idOf({ id, op, kind }: Operation): string {
  if (id !== undefined) return id;
  throw new OvnetError('invalid-body', `${op} of a ${kind} needs the member id`);
}

function typed<S extends TSchema>(schema: S): (body: unknown) => Static<S> {
  const check = bodyCheck(schema);
  return (body) => check(body ?? {}) as Static<S>;
}
