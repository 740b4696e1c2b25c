/** Reservations. */
import Type from 'typebox';
import { Labels, META, listAnswer, readAnswer, strict, writeAnswer } from './objects.js';

const RESERVATION = {
  ...META,
  network: Type.String(),
  networkName: Type.String(),
  name: Type.String(),
  addresses: Type.Array(Type.String({ description: 'With prefix length' })),
  mac: Type.String(),
  labels: Labels,
  endpoint: Type.Optional(Type.String({ description: 'Id of the endpoint that has it now' })),
};

export const ReservationCreate = strict(
  {
    network: Type.String(),
    name: Type.String({ description: 'An endpoint of this name takes the reservation' }),
    addresses: Type.Optional(
      Type.Array(Type.String(), { description: 'Default: the next free ones' }),
    ),
    mac: Type.Optional(Type.String({ description: 'Default: derived from the address' })),
    labels: Type.Optional(Labels),
  },
  'ReservationCreate',
);

export const ReservationAnswer = readAnswer(RESERVATION, 'ReservationRead');
export const ReservationWritten = writeAnswer(RESERVATION, 'ReservationWritten');
export const ReservationList = listAnswer(RESERVATION, 'Reservation');
export const ReservationParams = strict({ reservation: Type.String() });
