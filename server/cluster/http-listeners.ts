/** The HTTP side of a manager: HTTPS for everybody with credentials, a local socket for the machine's administrator. */
import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Credentials } from '../../identity/data-dir.js';
import { OvnetError } from '../../model/errors.js';
import { buildApi } from '../api/app.js';
import { ApiContext } from '../api/context.js';
import type { ApiDeps } from '../api/deps.js';

export interface HttpListenersOptions {
  readonly credentials: Credentials;
  readonly host: string;
  /** 0 = any. */
  readonly apiPort: number;
  readonly socket: string;
}

export interface HttpListeners {
  readonly apiPort: number;
  close(): Promise<void>;
}

const GROUP = 'ovnet';

/** Throws `port-in-use`. */
export async function listenHttp(
  deps: ApiDeps,
  options: HttpListenersOptions,
): Promise<HttpListeners> {
  const context = new ApiContext(deps);
  const { ca, key, certificate: cert } = options.credentials;
  const tls = { ca, key, cert, requestCert: true, rejectUnauthorized: false } as const;
  const secure = buildApi(context, 'https', {
    serverFactory: (handler) => createHttpsServer({ ...tls, minVersion: 'TLSv1.3' }, handler),
  });
  const local = buildApi(context, 'socket', {
    serverFactory: (handler) => createHttpServer(handler),
  });
  try {
    await makeWay(options.socket);
    const { host, apiPort: port, socket } = options;
    await listening(`${host}:${port}`, secure.listen({ host, port }));
    await listening(socket, local.listen({ path: socket }));
    await restrict(socket);
  } catch (error) {
    await Promise.all([secure.close(), local.close()]);
    throw error;
  }
  const address = secure.server.address();
  const apiPort = typeof address === 'object' && address ? address.port : options.apiPort;
  return {
    apiPort,
    close: async () => {
      await Promise.all([secure.close(), local.close()]);
      await rm(options.socket, { force: true });
    },
  };
}

async function listening(where: string, listen: Promise<unknown>): Promise<void> {
  try {
    await listen;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EADDRNOTAVAIL') throw cause;
    const why =
      code === 'EADDRINUSE' ? 'is taken by another process' : 'is no address of this host';
    throw new OvnetError('port-in-use', `${where} ${why}`, { cause });
  }
}

/** A socket that a dead manager left is removed, a live one is another manager's. */
async function makeWay(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const isAlive = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
  if (isAlive) throw new OvnetError('port-in-use', `${path} is taken by another process`);
  await rm(path, { force: true });
}

/** The socket means admin: for root, and for the group if the machine has it. */
async function restrict(path: string): Promise<void> {
  const gid = await groupId(GROUP);
  await chmod(path, gid === undefined ? 0o600 : 0o660);
  if (gid !== undefined) await chown(path, process.getuid?.() ?? 0, gid);
}

async function groupId(name: string): Promise<number | undefined> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  const line = groups.split('\n').find((candidate) => candidate.startsWith(`${name}:`));
  const gid = Number(line?.split(':')[2]);
  return line !== undefined && Number.isSafeInteger(gid) ? gid : undefined;
}
