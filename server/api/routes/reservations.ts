/** /v1/reservations */
import type { Static } from 'typebox';
import { parseInterfaceAddress } from '../../../model/cidr.js';
import { parseMac } from '../../../model/mac.js';
import { parseName } from '../../../model/name.js';
import type { Reservation } from '../../../model/objects.js';
import type { Command } from '../../state/command.js';
import type { Selection } from '../../state/tables/pieces.js';
import type { ApiContext } from '../context.js';
import { found, listOf, objectAnswer, settle } from '../reading.js';
import { OPERATORS, VIEWERS, route, type Call, type Route } from '../route.js';
import { NetworkListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import {
  ReservationAnswer,
  ReservationCreate,
  ReservationList,
  ReservationParams,
  ReservationWritten,
} from '../schemas/reservations.js';
import { at } from '../validation.js';
import { answerWritten, ifVersion, submitFor } from '../writing.js';

export const RESERVATION_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/reservations',
    operation: 'createReservation',
    summary: 'Keep addresses and a MAC for an endpoint to come; of an existing one, what it has',
    rights: OPERATORS,
    query: WriteQuery,
    body: ReservationCreate,
    answer: ReservationWritten,
    status: 201,
    handle: async (call) => {
      const command = reservationCreate(call.context, call.body, '');
      const { object, revision } = await submitFor(call, 'reservation', command);
      return written(call, object, revision, `/v1/reservations/${object.id}`);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/reservations',
    operation: 'listReservations',
    summary: 'List reservations',
    rights: VIEWERS,
    query: NetworkListQuery,
    answer: ReservationList,
    handle: async ({ context, query }) => {
      await settle(context, query);
      return listOf(context, query, {
        name: JSON.stringify(['reservations', query.network]),
        selection: select(context, query.network),
        show: (reservation) => showReservation(context, reservation),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/reservations/{reservation}',
    operation: 'getReservation',
    summary: 'One reservation, by id or NAME.NETWORK',
    rights: VIEWERS,
    params: ReservationParams,
    query: ReadQuery,
    answer: ReservationAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const reservation = context.deps.view.reservation(params.reservation);
      const object = found(reservation, 'reservation', params.reservation);
      return objectAnswer(context, showReservation(context, object));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/reservations/{reservation}',
    operation: 'deleteReservation',
    summary: 'Keep them no longer; an endpoint that has them goes on',
    rights: OPERATORS,
    params: ReservationParams,
    query: WriteQuery,
    answer: ReservationWritten,
    handle: async (call) => {
      const { reservation } = call.params;
      const command = { kind: 'reservation.delete', reservation, ...ifVersion(call) } as const;
      const { object, revision } = await submitFor(call, 'reservation', command);
      return written(call, object, revision);
    },
  }),
];

/** The command of a create body; `pointer` is where the body stands. Throws `invalid-…`. */
export function reservationCreate(
  context: ApiContext,
  body: Static<typeof ReservationCreate>,
  pointer: string,
): Extract<Command, { kind: 'reservation.create' }> {
  const { mac, addresses } = body;
  at(`${pointer}/name`, () => parseName(body.name));
  if (mac !== undefined) at(`${pointer}/mac`, () => parseMac(mac));
  addresses?.forEach((one, i) => at(`${pointer}/addresses/${i}`, () => parseInterfaceAddress(one)));
  return { kind: 'reservation.create', id: context.mintId('reservation'), ...body };
}

export function showReservation({ deps: { view } }: ApiContext, reservation: Reservation) {
  const holder = view.holderOf(reservation);
  return {
    ...reservation,
    networkName: view.network(reservation.network)?.name ?? reservation.network,
    ...(holder && { endpoint: holder.id }),
  };
}

/** Throws `not-found` for a network that does not exist. */
function select({ deps: { view } }: ApiContext, ref: string | undefined): Selection<'reservation'> {
  if (ref === undefined) return { kind: 'reservation' };
  return { kind: 'reservation', network: found(view.network(ref), 'network', ref).id };
}

/** No worker is concerned: what is kept is nowhere in a kernel. */
function written(call: Call, reservation: Reservation, revision: number, location?: string) {
  return answerWritten(call, {
    revision,
    network: null,
    version: reservation.version,
    show: () => showReservation(call.context, reservation),
    ...(location !== undefined && { location }),
  });
}
