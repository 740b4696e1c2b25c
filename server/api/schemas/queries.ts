/** Query parameters that several routes share. */
import Type from 'typebox';
import { MAX_LIMIT } from '../pages.js';
import { strict } from './objects.js';

/** Up to 60 s. */
const PATTERN = '^0*(([0-9]{1,4}|[1-5][0-9]{4}|60000)ms|([0-9]|[1-5][0-9]|60)s|[01]m)$';
const DURATION = Type.String({ pattern: PATTERN, description: '500ms, 10s, 1m: at most 60s' });

export const READ_MEMBERS = {
  consistency: Type.Optional(
    Type.Union([Type.Literal('linearizable'), Type.Literal('stale')], {
      description: 'stale: answer from this manager at once; default linearizable',
    }),
  ),
};

export const WRITE_MEMBERS = {
  wait: Type.Optional(
    Type.Union([Type.Literal('applied'), Type.Literal('all')], {
      description: 'Hold the answer until live (applied) or all concerned workers have applied it',
    }),
  ),
  timeout: Type.Optional(DURATION),
};

/** Of questions that workers are asked. */
export const ASK_MEMBERS = {
  ...READ_MEMBERS,
  timeout: Type.Optional({
    ...DURATION,
    description: 'Of each worker: 500ms, 10s, 1m, at most 60s',
  }),
};

/** Of IP addresses. */
export const Family = Type.Unsafe<4 | 6>(
  Type.Integer({ enum: [4, 6], description: 'Only this IP version; default: all that both have' }),
);

const LIST_MEMBERS = {
  ...READ_MEMBERS,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT })),
  continue: Type.Optional(Type.String()),
  label: Type.Optional(
    Type.Array(Type.String(), { description: 'key=value or key; repeated = all of them' }),
  ),
  name: Type.Optional(Type.String()),
};

export const NoQuery = strict({});
export const ReadQuery = strict(READ_MEMBERS);
export const WriteQuery = strict(WRITE_MEMBERS);
export const ForceQuery = strict({ ...WRITE_MEMBERS, force: Type.Optional(Type.Boolean()) });
export const ListQuery = strict(LIST_MEMBERS);
export const NodeListQuery = strict({
  ...LIST_MEMBERS,
  role: Type.Optional(Type.Union([Type.Literal('manager'), Type.Literal('worker')])),
});
export const NetworkListQuery = strict({
  ...LIST_MEMBERS,
  network: Type.Optional(Type.String()),
});
export const EndpointListQuery = strict({
  ...LIST_MEMBERS,
  network: Type.Optional(Type.String()),
  node: Type.Optional(Type.String()),
});

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** Milliseconds of a text that fits `DURATION`. */
export function durationMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

const ASK_MS = 10_000;

/** How long a worker that is asked may take. */
export function askTimeoutMs(
  { timeout }: { readonly timeout?: string },
  usual: number = ASK_MS,
): number {
  return timeout === undefined ? usual : durationMs(timeout);
}
