/** The workers' kernels, compared with the state. */
import Type from 'typebox';
import { DIFFERENCE } from '../../inspect/answers.js';
import { strict } from './objects.js';
import { ASK_MEMBERS } from './queries.js';

export const VerifyQuery = strict({
  ...ASK_MEMBERS,
  node: Type.Optional(Type.String({ description: 'Only this worker' })),
  network: Type.Optional(Type.String({ description: 'Only this network' })),
});

const VerifiedWorker = strict(
  {
    node: Type.String(),
    nodeName: Type.String(),
    ok: Type.Boolean({ description: 'Its kernel holds exactly what the state says' }),
    state: Type.Union(
      [
        Type.Literal('equal'),
        Type.Literal('different'),
        Type.Literal('unreachable'),
        Type.Literal('failed'),
      ],
      { description: 'failed: it could not be told, code says why' },
    ),
    revision: Type.Integer({ description: 'Highest that the worker holds; 0: not told' }),
    networks: Type.Integer({ description: 'How many of those asked for it holds' }),
    differences: Type.Array(strict(DIFFERENCE, 'Difference')),
    omitted: Type.Integer({ description: 'Differences beyond those listed' }),
    code: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
  },
  'VerifiedWorker',
);

export const VerifyAnswer = strict(
  {
    revision: Type.Integer({ description: 'Of the state that was compared' }),
    ok: Type.Boolean({ description: 'Every worker is equal' }),
    workers: Type.Array(VerifiedWorker),
  },
  'Verification',
);
