/** Batches: many writes as one change. */
import Type from 'typebox';
import { Laggard, strict } from './objects.js';

export const MAX_OPERATIONS = 10_000;

export const BatchOperation = strict(
  {
    op: Type.Union([Type.Literal('create'), Type.Literal('update'), Type.Literal('delete')]),
    kind: Type.Union([
      Type.Literal('network'),
      Type.Literal('subnet'),
      Type.Literal('endpoint'),
      Type.Literal('reservation'),
    ]),
    ref: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_.-]{1,64}$',
        description: 'Of a create: later operations may say $REF where they name the object',
      }),
    ),
    id: Type.Optional(Type.String({ description: 'Of update and delete: id or name' })),
    ifVersion: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Of update and delete: the version the object must have, else 412 for all',
      }),
    ),
    body: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Of a create what POST takes, of an update what PATCH takes',
      }),
    ),
  },
  'BatchOperation',
);

export const Batch = strict(
  { operations: Type.Array(BatchOperation, { minItems: 1, maxItems: MAX_OPERATIONS }) },
  'Batch',
);

/** Body of a subnet's create and delete. */
export const SubnetPlace = { network: Type.String() };

export const BatchAnswer = strict(
  {
    revision: Type.Integer(),
    results: Type.Array(
      Type.Record(Type.String(), Type.Unknown(), { description: 'The objects, in order' }),
    ),
    converged: Type.Optional(Type.Boolean()),
    laggards: Type.Optional(Type.Array(Laggard)),
  },
  'BatchAnswer',
);
