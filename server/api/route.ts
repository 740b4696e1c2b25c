/** A route as data: path, rights, schemas and handler in one place; rights, 405, OpenAPI and tests read this table. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import type { ApiRole } from '../../model/objects.js';
import type { Caller } from './caller.js';
import type { ApiContext } from './context.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * `public`: no credentials (health, joining, which has its own); `node`: the holder of a node's certificate, about that
 * node only; `socket`: who may open the local socket, about this manager only; otherwise who may call.
 */
export type Rights = 'public' | 'node' | 'socket' | readonly ApiRole[];

export const VIEWERS: Rights = ['viewer', 'operator', 'admin'];
export const OPERATORS: Rights = ['operator', 'admin'];
export const ADMINS: Rights = ['admin'];

export interface Call<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Of `public` routes: nobody. */
  readonly caller: Caller;
  readonly context: ApiContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** `text` answers are sent as they are, with their media type. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly revision?: number;
  readonly version?: number;
  readonly location?: string;
  readonly mediaType?: string;
}

export interface RouteSpec<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
> {
  readonly method: Method;
  /** With `{name}` for parameters, as OpenAPI writes it. */
  readonly path: string;
  /** Unique; OpenAPI's operationId. */
  readonly operation: string;
  readonly summary: string;
  readonly rights: Rights;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Bytes; default 1 MiB. */
  readonly bodyLimit?: number;
  /** Success; `text` for anything but JSON, `events` for a stream of server-sent events. */
  readonly answer: TSchema | 'text' | 'events';
  /** Of a `text` answer, without parameters; default text/plain. */
  readonly mediaTypes?: readonly string[];
  /** Success; default 200. */
  readonly status?: 200 | 201;
  /** Refuses whatever comes with it, before looking at it. */
  readonly unsupported?: boolean;
  /** Heeds If-Match; PATCH and DELETE do anyway. */
  readonly conditional?: true;
  readonly handle: (call: Call<Static<P>, Static<Q>, Static<B>>) => Promise<Answer> | Answer;
}

/** A route whose types are erased: validation has made sure of them before `handle` runs. */
export type Route = Omit<RouteSpec, 'handle'> & {
  readonly handle: (call: Call) => Promise<Answer> | Answer;
};

export function route<P extends TObject, Q extends TObject, B extends TSchema>(
  spec: RouteSpec<P, Q, B>,
): Route {
  return spec as unknown as Route;
}

/** Changes the state for a caller with a role. */
export function isWrite({ method, rights, unsupported }: Route): boolean {
  return method !== 'GET' && Array.isArray(rights) && unsupported !== true;
}

/** A write of what has a version, which If-Match may ask for. */
export function isConditional(route: Route): boolean {
  const { method, conditional = method === 'PATCH' || method === 'DELETE' } = route;
  return isWrite(route) && conditional;
}
