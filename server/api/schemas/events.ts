/** The history of changes. */
import Type from 'typebox';
import type { Kind } from '../../../model/objects.js';
import { strict } from './objects.js';
import { READ_MEMBERS } from './queries.js';
import { MAX_LIMIT } from '../pages.js';

export const KINDS_SHOWN = [
  'cluster',
  'node',
  'network',
  'subnet',
  'endpoint',
  'reservation',
  'token',
  'key',
] as const satisfies readonly Kind[];

export const EventShown = strict(
  {
    event: Type.String({ description: 'REVISION-N: its place in the history' }),
    revision: Type.Integer(),
    time: Type.String({ description: 'RFC 3339 UTC with milliseconds' }),
    actor: Type.String({
      description: 'key:NAME, cert:NAME, node:ID, token:ID, socket (local administrator), system',
    }),
    type: Type.Union([Type.Literal('created'), Type.Literal('updated'), Type.Literal('deleted')]),
    kind: Type.Union(KINDS_SHOWN.map((kind) => Type.Literal(kind))),
    id: Type.String({ description: 'Of the object' }),
    name: Type.String({ description: 'Of the object; subnets: the CIDR; tokens: the id' }),
    network: Type.Optional(Type.String({ description: 'Id of the network it is or belongs to' })),
    object: Type.Record(Type.String(), Type.Unknown(), {
      description: 'As GET of its kind answers it; deleted: as it last was',
    }),
  },
  'Event',
);

export const EventList = strict(
  {
    items: Type.Array(EventShown),
    revision: Type.Integer({ description: 'Of the state the list was read from' }),
    oldest: Type.Integer({ description: 'The history is complete behind this revision' }),
    continue: Type.Optional(Type.String({ description: 'Query parameter of the next page' })),
  },
  'EventList',
);

const POSITION = '^[0-9]{1,16}(-[0-9]{1,8})?$';

export const EventListQuery = strict({
  ...READ_MEMBERS,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT })),
  continue: Type.Optional(Type.String()),
  kind: Type.Optional(
    Type.Array(Type.String(), { description: 'Repeated or with commas: any of them' }),
  ),
  id: Type.Optional(Type.String({ description: 'Of the object' })),
  name: Type.Optional(Type.String({ description: 'Of the object' })),
  network: Type.Optional(Type.String({ description: 'Id or name' })),
  actor: Type.Optional(Type.String()),
  since: Type.Optional(
    Type.String({ description: 'A revision, REVISION-N (both exclusive), or a time (inclusive)' }),
  ),
});

export const WatchQuery = strict({
  ...READ_MEMBERS,
  from: Type.Optional(
    Type.String({ pattern: POSITION, description: 'Exclusive: a revision or the id of a message' }),
  ),
  kinds: Type.Optional(Type.Array(Type.String(), { description: 'With commas between them' })),
  network: Type.Optional(Type.String({ description: 'Id or name' })),
});
