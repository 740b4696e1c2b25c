/** The API's two entrances over one table of routes: HTTPS for everybody, a local socket for the machine's administrator. */
import { createServer as createHttps, type Server } from 'node:https';
import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Credentials } from '../../identity/data-dir.js';
import { OvnetError } from '../../model/errors.js';
import { buildApi } from './app.js';
import { ApiContext } from './context.js';
import type { ApiDeps } from './deps.js';

export interface ApiServerOptions {
  /** Address to bind, `::` or `0.0.0.0` for all. */
  readonly listen: string;
  /** 0: any free one. */
  readonly port: number;
  readonly socket: string;
  /** The manager's certificate and the roots that sign clients. */
  readonly credentials: Credentials;
}

const GROUP = 'ovnet';
const GROUP_MODE = 0o660;
const OWNER_MODE = 0o600;

export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #context: ApiContext;
  readonly #https: FastifyInstance;
  readonly #local: FastifyInstance;
  #server: Server | undefined;
  /** The file is ours to remove. */
  #holdsSocket = false;

  constructor(deps: ApiDeps, options: ApiServerOptions) {
    this.#options = options;
    const context = new ApiContext(deps);
    this.#context = context;
    const { key, certificate, ca } = options.credentials;
    this.#https = buildApi(context, 'https', {
      serverFactory: (handler) => {
        this.#server = createHttps(
          {
            key,
            cert: certificate,
            ca,
            minVersion: 'TLSv1.3',
            requestCert: true,
            // Callers with a bearer key have none; who has one is checked with each request.
            rejectUnauthorized: false,
          },
          handler,
        );
        return this.#server;
      },
    });
    this.#local = buildApi(context, 'socket');
  }

  /** The HTTPS port in use. Throws `port-in-use`, `data-locked` (socket). */
  async start(): Promise<{ readonly port: number }> {
    const { listen, port, socket } = this.#options;
    try {
      await this.#https.listen({ host: listen, port });
    } catch (error) {
      throw taken(error, `${listen} port ${port}`);
    }
    await this.#listenLocally(socket);
    const address = this.#https.server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : port };
  }

  /** For connections from now on. */
  renew({ key, certificate, ca }: Credentials): void {
    this.#server?.setSecureContext({ key, cert: certificate, ca, minVersion: 'TLSv1.3' });
  }

  async stop(): Promise<void> {
    await this.#context.watches.stop();
    await Promise.all([this.#https.close(), this.#local.close()]);
    if (this.#holdsSocket) await rm(this.#options.socket, { force: true });
  }

  async #listenLocally(socket: string): Promise<void> {
    await mkdir(dirname(socket), { recursive: true, mode: 0o755 });
    if (await answers(socket)) {
      throw new OvnetError('port-in-use', `another manager serves ${socket}`);
    }
    await rm(socket, { force: true });
    // Nobody else may connect in the moment before the mode is set.
    const mask = process.umask(0o177);
    try {
      await this.#local.listen({ path: socket });
      this.#holdsSocket = true;
    } finally {
      process.umask(mask);
    }
    const group = await groupId(GROUP);
    if (group !== undefined) await chown(socket, 0, group);
    await chmod(socket, group === undefined ? OWNER_MODE : GROUP_MODE);
  }
}

/** A process listens there; a file left by one that died does not answer. */
async function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

async function groupId(name: string): Promise<number | undefined> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  const line = groups.split('\n').find((entry) => entry.startsWith(`${name}:`));
  const id = Number(line?.split(':')[2] ?? NaN);
  return Number.isInteger(id) && process.getuid?.() === 0 ? id : undefined;
}

function taken(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code !== 'EADDRINUSE') return error;
  return new OvnetError('port-in-use', `${place} is taken by another process`, { cause: error });
}
