/** Small HTTP servers of the agent: status on the local socket, metrics on a TCP address. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prepareSocket, restrictSocket } from '../../identity/local-socket.js';
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import { parseHostPort } from '../../model/join-token.js';

export interface HttpAnswer {
  readonly contentType: string;
  readonly body: string;
  /** Default 200. */
  readonly status?: number;
}

export type HttpPage = () => HttpAnswer | Promise<HttpAnswer>;

/** A page that takes the JSON of a PATCH too. Throws `invalid-body` for what it does not understand. */
export interface ChangeablePage {
  readonly get: HttpPage;
  readonly patch: (body: unknown) => HttpAnswer;
}

/** Paths and what they answer. */
export type HttpPages = Readonly<Record<string, HttpPage | ChangeablePage>>;

/** Characters of a body. */
const BODY_LIMIT = 1024;

export interface HttpServer {
  readonly port: number | undefined;
  stop(): Promise<void>;
}

export function json(value: unknown): HttpAnswer {
  return { contentType: 'application/json', body: `${JSON.stringify(value)}\n` };
}

/** @throws OvnetError `port-in-use` */
export async function serveSocket(path: string, pages: HttpPages): Promise<HttpServer> {
  await prepareSocket(path);
  const server = httpServer(pages);
  await listen(server, { path }, path);
  await restrictSocket(path);
  return { port: undefined, stop: () => close(server) };
}

/** `address` is HOST:PORT. @throws OvnetError `port-in-use`, `invalid-config` */
export async function serveTcp(address: string, pages: HttpPages): Promise<HttpServer> {
  const target = address.endsWith(':0')
    ? { host: address.slice(0, -2).replace(/^\[|\]$/g, ''), port: 0 }
    : parseHostPort(address);
  if (!target) throw new OvnetError('invalid-config', `${address} is not HOST:PORT`);
  const server = httpServer(pages);
  await listen(server, target, address);
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

function httpServer(pages: HttpPages): Server {
  return createServer((request, response) => {
    answer(pages, request, response)
      .catch(problem)
      .then(({ contentType, body, status = 200 }) => {
        response.writeHead(status, { 'content-type': contentType }).end(body);
      })
      // Only who asked can have gone.
      .catch(() => response.destroy());
  });
}

async function answer(
  pages: HttpPages,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<HttpAnswer> {
  const page = pages[(request.url ?? '').split('?')[0] ?? ''];
  if (!page) throw new OvnetError('not-found', `${request.url ?? ''} does not exist`);
  const { get, patch } = typeof page === 'function' ? { get: page, patch: undefined } : page;
  if (request.method === 'GET') return get();
  if (patch && request.method === 'PATCH') return patch(await jsonOf(request));
  const allowed = patch ? 'GET, PATCH' : 'GET';
  response.setHeader('allow', allowed);
  throw new OvnetError('method-not-allowed', `only ${allowed}`);
}

/** Throws `invalid-body`, `body-too-large`. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) {
    text += String(part);
    if (text.length > BODY_LIMIT) {
      throw new OvnetError('body-too-large', `more than ${BODY_LIMIT} characters`);
    }
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OvnetError('invalid-body', 'the body is not JSON', { cause });
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  'not-found': 404,
  'method-not-allowed': 405,
  'body-too-large': 413,
  'invalid-body': 400,
};

function problem(error: unknown): HttpAnswer {
  const { code, message } =
    error instanceof OvnetError ? error : { code: 'internal' as const, message: String(error) };
  const body = JSON.stringify({ code, detail: message });
  return { status: STATUS[code] ?? 500, contentType: 'application/problem+json', body };
}

function listen(
  server: Server,
  target: { path: string } | { host: string; port: number },
  name: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new OvnetError('port-in-use', `cannot listen on ${name}: ${cause.message}`, { cause }),
      );
    });
    server.listen(target, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
