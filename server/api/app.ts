/** The fastify application over the table of routes: credentials, validation, headers and problems around each handler. */
import { randomUUID } from 'node:crypto';
import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { OvnetError } from '../../model/errors.js';
import { NOBODY, checkRights, identify, type Caller, type Entrance } from './caller.js';
import type { ApiContext } from './context.js';
import { JSON_TYPES } from './media-types.js';
import { sendProblem } from './problem.js';
import { parsingJson } from '../state/json-steps.js';
import { inTurns } from '../storage/in-turns.js';
import { isConditional, isWrite, type Answer, type Route } from './route.js';
import { ROUTES } from './routes/table.js';
import { NoQuery } from './schemas/queries.js';
import { answerUnparsed } from './unparsed.js';
import { bodyCheck, queryCheck, type Check } from './validation.js';

export const BODY_LIMIT = 1024 * 1024;
/** Characters of path and query. */
export const URL_LIMIT = 8 * 1024;
/** Levels of arrays and objects in a body: no request has a use for more, and readers of it recurse. */
export const DEPTH_LIMIT = 32;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const MS_PER_S = 1_000;
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** Options that fastify's own server factory needs, as `https` or `serverFactory`. */
export type ServerOptions = Pick<FastifyServerOptions, 'serverFactory'>;

interface Prepared {
  readonly params: Check | undefined;
  readonly query: Check;
  readonly body: Check | undefined;
}

export function buildApi(
  context: ApiContext,
  entrance: Entrance,
  options: ServerOptions = {},
): FastifyInstance {
  const app = fastify({
    ...options,
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestIdHeader: false,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: 512, caseSensitive: true },
    // Its own answer carries no code: see refuseWhenClosing.
    return503OnClosing: false,
    clientErrorHandler: answerUnparsed,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => {
      void sendProblem(request, reply, error, context.deps.log);
    },
  });
  readBodies(app);
  addHeaders(app, context);
  refuseWhenClosing(app);
  app.setErrorHandler((error, request, reply) =>
    sendProblem(request, reply, error, context.deps.log),
  );
  app.setNotFoundHandler((request, reply) => {
    const failure = new OvnetError('not-found', `there is no ${request.url.split('?')[0] ?? ''}`);
    return sendProblem(request, reply, failure, context.deps.log);
  });
  for (const route of ROUTES) register(app, route, context, entrance);
  for (const [path, methods] of methodsByPath()) refuseOthers(app, path, methods, context);
  return app;
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_TYPES, { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    const reading = readingBody(body as string);
    const { done: isAll, value } = reading.next();
    if (isAll === true) return ended(value, done);
    void inTurns(reading).then((read) => ended(read, done));
  });
}

/** In steps where it is a long batch. Answers what is to be thrown. */
function* readingBody(text: string): Generator<void, { readonly value: unknown } | OvnetError> {
  try {
    return { value: shallow(yield* parsingJson(text, ['operations'])) };
  } catch (cause) {
    if (cause instanceof OvnetError) return cause;
    const reason = cause instanceof Error ? cause.message : '';
    return new OvnetError('invalid-body', `the body is not JSON: ${reason}`, { cause });
  }
}

function ended(
  read: { readonly value: unknown } | OvnetError,
  done: (error: Error | null, value?: unknown) => void,
): void {
  if (read instanceof OvnetError) done(read);
  else done(null, read.value);
}

/** Throws `invalid-body` for a value that is nested too deeply. */
function shallow(value: unknown): unknown {
  if (isDeeper(value, DEPTH_LIMIT)) {
    throw new OvnetError('invalid-body', `the body is nested more than ${DEPTH_LIMIT} deep`);
  }
  return value;
}

/** Never goes deeper than it has to. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels < 0) return true;
  if (Array.isArray(value)) return value.some((one) => isDeeper(one, levels - 1));
  for (const name in value) {
    if (isDeeper(value[name as keyof typeof value], levels - 1)) return true;
  }
  return false;
}

function addHeaders(app: FastifyInstance, context: ApiContext): void {
  const { log } = context.deps;
  app.addHook('onRequest', (request, reply, done) => {
    context.spans.begin(request, reply);
    context.metrics.began();
    reply.raw.once('close', () => context.metrics.ended());
    void reply.header('x-request-id', request.id);
    const cluster = context.deps.view.cluster();
    if (cluster) void reply.header('ovnet-cluster', cluster.id);
    const { length } = request.raw.url ?? '';
    if (length <= URL_LIMIT) return done();
    const detail = `the URL has ${length} characters: at most ${URL_LIMIT} are read`;
    done(new OvnetError('url-too-long', detail));
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, id: requestId } = request;
    const { statusCode: status, elapsedTime: durationMs } = reply;
    const route = request.routeOptions.url ?? 'unknown';
    context.metrics.observe({ route, method, status, seconds: durationMs / MS_PER_S });
    const revision = reply.getHeader('ovnet-revision');
    log.debug({ requestId, method, route, status, revision, durationMs }, 'request answered');
    done();
  });
}

function refuseWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onRequest', (_request, _reply, done) => {
    if (!closing) return done();
    done(new OvnetError('stopping', 'this manager is stopping: nothing was done'));
  });
}

function register(
  app: FastifyInstance,
  route: Route,
  context: ApiContext,
  entrance: Entrance,
): void {
  const check: Prepared = {
    params: route.params && queryCheck(route.params),
    query: route.unsupported === true ? (query) => query : queryCheck(route.query ?? NoQuery),
    body: route.body && bodyCheck(route.body),
  };
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.route({
    method: route.method,
    url: routerPath(route.path),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    // Before the body is read: who may not call cannot make us parse.
    onRequest: (request, _reply, done) => {
      if (route.rights !== 'public') {
        const caller = identify(request, context.deps.view, entrance);
        checkRights(caller, route.rights);
        callers.set(request, caller);
      }
      done();
    },
    handler: async (request, reply) => {
      if (isWrite(route) && !isConditional(route)) refuseCondition(request);
      const answer = await route.handle({
        params: check.params?.(request.params) ?? {},
        query: check.query(request.query),
        body: route.unsupported === true ? undefined : checkedBody(check, request),
        caller: callers.get(request) ?? NOBODY,
        context,
        request,
        reply,
      });
      return send(reply, answer);
    },
  });
}

/** A condition that nobody looks at would be a promise not kept. */
function refuseCondition({ headers, method }: FastifyRequest): void {
  if (headers['if-match'] === undefined) return;
  const detail = `If-Match: this ${method} is about nothing that has a version`;
  throw new OvnetError('invalid-header', detail);
}

function checkedBody({ body }: Prepared, request: FastifyRequest): unknown {
  if (body) return body(request.body === undefined ? absentBody(request) : request.body);
  if (request.body === undefined || request.body === null) return undefined;
  throw new OvnetError('invalid-body', 'this request takes no body');
}

/** Who leaves out a body says nothing of its members, and a patch of nothing is a mistake. */
function absentBody({ method }: FastifyRequest): object {
  if (method !== 'PATCH') return {};
  throw new OvnetError('invalid-body', 'PATCH lacks a body: expected an object of what to change');
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, body, revision, version, location, mediaType } = answer;
  void reply.code(status ?? 200);
  if (revision !== undefined) void reply.header('ovnet-revision', revision);
  if (version !== undefined) void reply.header('etag', `"${version}"`);
  if (location !== undefined) void reply.header('location', location);
  return reply.type(mediaType ?? 'application/json; charset=utf-8').send(body);
}

function refuseOthers(
  app: FastifyInstance,
  path: string,
  methods: readonly string[],
  context: ApiContext,
): void {
  const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  app.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url: routerPath(path),
    onRequest: async (request, reply) => {
      void reply.header('allow', allowed.join(', '));
      const failure = new OvnetError(
        'method-not-allowed',
        `${request.method} is not allowed here: ${allowed.join(', ')} are`,
      );
      return sendProblem(request, reply, failure, context.deps.log);
    },
    handler: () => undefined,
  });
}

function methodsByPath(): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of ROUTES) {
    paths.set(path, [...(paths.get(path) ?? []), method]);
  }
  return paths;
}

function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}
