/** Small HTTP servers of the agent: status on the local socket, metrics on a TCP address. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prepareSocket, restrictSocket } from '../../identity/local-socket.js';
import { OvnetError } from '../../model/errors.js';
import { parseHostPort } from '../../model/join-token.js';

export interface HttpAnswer {
  readonly contentType: string;
  readonly body: string;
  /** Default 200. */
  readonly status?: number;
}

/** GET paths and what they answer. */
export type HttpPages = Readonly<Record<string, () => HttpAnswer | Promise<HttpAnswer>>>;

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
  const problem = (code: string, detail: string) => JSON.stringify({ code, detail });
  return createServer((request, response) => {
    const page = pages[(request.url ?? '').split('?')[0] ?? ''];
    const fail = (status: number, code: string, detail: string) =>
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(problem(code, detail));
    if (!page) return void fail(404, 'not-found', `${request.url ?? ''} does not exist`);
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET');
      return void fail(405, 'method-not-allowed', 'only GET');
    }
    Promise.resolve()
      .then(page)
      .then(({ contentType, body, status = 200 }) => {
        response.writeHead(status, { 'content-type': contentType }).end(body);
      })
      .catch((error: unknown) => fail(500, 'internal', String(error)));
  });
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
