/** Join tokens and API keys: never their secrets, but in the answer that makes them. */
import Type from 'typebox';
import { META, listAnswer, readAnswer, strict, writeAnswer } from './objects.js';

const NODE_ROLE = Type.Union([Type.Literal('manager'), Type.Literal('worker')]);
const API_ROLE = Type.Union([
  Type.Literal('admin'),
  Type.Literal('operator'),
  Type.Literal('viewer'),
]);
const YEAR_MS = 31_536_000_000;

const TOKEN = {
  ...META,
  role: NODE_ROLE,
  expiresAt: Type.String(),
  usesLeft: Type.Optional(Type.Integer({ description: 'Absent: unlimited' })),
};

const KEY = { ...META, name: Type.String(), role: API_ROLE };

export const TokenCreate = strict(
  {
    role: NODE_ROLE,
    ttlMs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: YEAR_MS, description: 'Default 24 h' }),
    ),
    uses: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Default: 1 for managers, unlimited for workers' }),
    ),
  },
  'TokenCreate',
);

export const TokenMade = writeAnswer(
  {
    ...TOKEN,
    token: Type.String({ description: 'The whole token, shown once' }),
    command: Type.String({ description: 'To run on the host that joins' }),
  },
  'TokenMade',
);
export const TokenAnswer = readAnswer(TOKEN, 'TokenRead');
export const TokenWritten = writeAnswer(TOKEN, 'TokenWritten');
export const TokenList = listAnswer(TOKEN, 'Token');
export const TokenParams = strict({ token: Type.String() });

export const KeyCreate = strict({ name: Type.String(), role: API_ROLE }, 'KeyCreate');
export const KeyMade = writeAnswer(
  { ...KEY, key: Type.String({ description: 'The whole key, shown once' }) },
  'KeyMade',
);
export const KeyAnswer = readAnswer(KEY, 'KeyRead');
export const KeyWritten = writeAnswer(KEY, 'KeyWritten');
export const KeyList = listAnswer(KEY, 'Key');
export const KeyParams = strict({ key: Type.String() });
