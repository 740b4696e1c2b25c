/** A network measured between its members. */
import Type from 'typebox';
import { strict } from './objects.js';
import { ASK_MEMBERS, Family } from './queries.js';

export const CheckQuery = strict({
  ...ASK_MEMBERS,
  pairs: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000, description: 'Measured at most; default 100' }),
  ),
  family: Type.Optional(Family),
});

const End = strict(
  {
    endpoint: Type.String(),
    name: Type.String(),
    nodeName: Type.String(),
    address: Type.String({ description: 'Without length' }),
  },
  'CheckedEnd',
);

const Pair = strict(
  {
    from: End,
    to: End,
    state: Type.Union(
      [
        Type.Literal('ok'),
        Type.Literal('loss'),
        Type.Literal('unreachable'),
        Type.Literal('black-hole'),
        Type.Literal('failed'),
      ],
      { description: 'failed: not measured, code says why' },
    ),
    sent: Type.Integer(),
    received: Type.Integer(),
    rttMs: Type.Number({ description: 'Mean round trip' }),
    maxMs: Type.Number({ description: 'Longest round trip' }),
    pathMtu: Type.Integer({ description: 'Largest packet that passes both ways; 0: none' }),
    code: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
  },
  'CheckedPair',
);

export const CheckAnswer = strict(
  {
    revision: Type.Integer(),
    ok: Type.Boolean({ description: 'Every pair that was chosen is ok' }),
    network: Type.String(),
    networkName: Type.String(),
    mtu: Type.Integer({ description: 'Of the network' }),
    endpoints: Type.Integer({ description: 'Endpoints with an attachment' }),
    total: Type.Integer({ description: 'Pairs that there are' }),
    omitted: Type.Integer({ description: 'Pairs that were not chosen' }),
    pairs: Type.Array(Pair),
  },
  'NetworkCheck',
);
