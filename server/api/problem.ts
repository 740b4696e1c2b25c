/** Failures as RFC 9457 problems: the one place where a thrown value becomes an HTTP answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ERRORS, KINDS, OvnetError, kindOf, type ErrorCode } from '../../model/errors.js';
import { JSON_TYPES } from './media-types.js';
import type { Logger } from '../../observe/logger.js';

export const MEDIA_TYPE = 'application/problem+json';
const RETRY_AFTER_S = '1';

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URI reference /problems/CODE' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'One of docs/errors.md' }),
    errors: Type.Array(
      Type.Object({
        pointer: Type.String({ description: 'JSON pointer into the body' }),
        detail: Type.String(),
      }),
    ),
    requestId: Type.String(),
    oldest: Type.Optional(
      Type.Integer({ description: 'revision-compacted: the oldest that can be gone on from' }),
    ),
  },
  { title: 'Problem' },
);

/** Fastify's own refusals, by its codes. */
const FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-body',
  FST_ERR_BAD_URL: 'invalid-query',
  FST_ERR_ASYNC_CONSTRAINT: 'invalid-query',
};

/** What the framework does not say: what would have been taken. */
const LIMITS: Partial<Readonly<Record<ErrorCode, (request: FastifyRequest) => string>>> = {
  'body-too-large': ({ routeOptions: { bodyLimit } }) =>
    `the body is larger than the ${bodyLimit} bytes that are read here`,
  'unsupported-media-type': ({ headers }) =>
    `the body is ${headers['content-type'] ?? 'of no media type'}: expected ${JSON_TYPES.join(' or ')}`,
};

export function failureOf(error: unknown, request: FastifyRequest): OvnetError {
  if (error instanceof OvnetError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = FRAMEWORK[code];
  if (known !== undefined && error instanceof Error) {
    return new OvnetError(known, LIMITS[known]?.(request) ?? error.message);
  }
  return new OvnetError('internal', 'an internal fault; the log has it under the request id', {
    cause: error,
  });
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
  log: Logger,
): FastifyReply {
  const failure = failureOf(thrown, request);
  const { http } = kindOf(failure.code);
  if (failure.code === 'internal') {
    log.error({ requestId: request.id, err: failure.cause ?? failure }, 'request failed');
  }
  if (http === KINDS.unavailable.http || http === KINDS.limited.http) {
    void reply.header('retry-after', RETRY_AFTER_S);
  }
  // A URL that no router reads has met no hook.
  void reply.header('x-request-id', request.id);
  if (failure.code === 'unauthenticated') void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(http)
    .type(MEDIA_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(failure, request.id));
}

export function problemBody(failure: OvnetError, requestId: string) {
  return {
    type: `/problems/${failure.code}`,
    title: ERRORS[failure.code].title,
    status: kindOf(failure.code).http,
    detail: failure.message,
    code: failure.code,
    errors: failure.errors,
    requestId,
    ...(failure.oldest !== undefined && { oldest: failure.oldest }),
  };
}
