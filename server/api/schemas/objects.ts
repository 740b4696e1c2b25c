/** Members that every object and every answer shares. A schema with a title is a named component of OpenAPI. */
import Type, { type TProperties } from 'typebox';

export const META = {
  id: Type.String({ description: 'Kind prefix, time and randomness; sortable by creation' }),
  version: Type.Integer({ description: 'Revision of the last change' }),
  createdAt: Type.String({ description: 'RFC 3339 UTC with milliseconds' }),
  updatedAt: Type.String({ description: 'RFC 3339 UTC with milliseconds' }),
};

export const Labels = Type.Record(Type.String(), Type.String());

/** Merge patch (RFC 7396): null removes one label, or all of them. */
export const LabelPatch = Type.Union(
  [Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])), Type.Null()],
  { description: 'Of a label null removes it, of labels all' },
);

export const Laggard = Type.Object(
  {
    node: Type.String(),
    nodeName: Type.String(),
    state: Type.Union([
      Type.Literal('applied'),
      Type.Literal('pending'),
      Type.Literal('failed'),
      Type.Literal('unreachable'),
    ]),
    revision: Type.Integer({ description: 'Last one the worker has acknowledged; 0: none' }),
    appliedAt: Type.Optional(
      Type.String({ description: 'Of the last acknowledgement, which may be of a later change' }),
    ),
    lagMs: Type.Number({
      description:
        'From the commit until now, or until the last acknowledgement: an upper bound where that is of a later change',
    }),
    code: Type.Optional(
      Type.String({
        description:
          'Why it failed; with `applied`: something that earlier changes asked for is lacking and holds nobody up',
      }),
    ),
    detail: Type.Optional(Type.String()),
  },
  { title: 'WorkerConvergence' },
);

const WITH_REVISION = {
  revision: Type.Integer({ description: 'Of the state the answer was read from or written at' }),
};

/** Present when the request waited. */
const WITH_WAIT = {
  converged: Type.Optional(Type.Boolean()),
  laggards: Type.Optional(Type.Array(Laggard)),
};

export function strict<P extends TProperties>(members: P, title?: string) {
  return Type.Object(members, {
    additionalProperties: false,
    ...(title === undefined ? {} : { title }),
  });
}

export const CONDITION = strict(
  {
    type: Type.String(),
    status: Type.Boolean(),
    code: Type.String(),
    detail: Type.String(),
    since: Type.String(),
  },
  'Condition',
);

/** An object as it is read. */
export function readAnswer<P extends TProperties>(members: P, title: string) {
  return strict({ ...members, ...WITH_REVISION }, title);
}

/** An object as a write answers it. */
export function writeAnswer<P extends TProperties>(members: P, title: string) {
  return strict({ ...members, ...WITH_REVISION, ...WITH_WAIT }, title);
}

export function listAnswer<P extends TProperties>(members: P, title: string) {
  return strict(
    {
      items: Type.Array(strict(members, title)),
      ...WITH_REVISION,
      continue: Type.Optional(Type.String({ description: 'Query parameter of the next page' })),
    },
    `${title}List`,
  );
}

/** A member that may be sent back as it was read. Changing it is refused with `immutable-member`. */
export const READ_ONLY = Type.Optional(Type.Unknown({ description: 'Accepted when unchanged' }));
