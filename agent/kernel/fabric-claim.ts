/**
 * One agent per network namespace and fabric: an abstract Unix socket (unix(7)) has one owner per network namespace, and
 * the kernel takes its name back when the process ends, however it ends.
 */
import { createConnection, createServer, type Server } from 'node:net';
import { resolve as absolute } from 'node:path';
import { OvnetError } from '../../model/errors.js';

/** Who has a fabric; the pid is that of its own pid namespace. */
interface Holder {
  readonly pid: number;
  readonly dataDir: string;
}

const ANSWER_MS = 1_000;
/** Holders that were gone when they were asked. */
const TRIES = 10;
const MAX_ANSWER_CHARS = 8_192;

/** Until the function that is returned has resolved, or the process has ended. @throws OvnetError `fabric-in-use` */
export async function claimFabric(fabric: string, dataDir: string): Promise<() => Promise<void>> {
  const name = `\0ovnet/fabric/${fabric}`;
  for (let tried = 1; ; tried++) {
    const server = await listen(name, { pid: process.pid, dataDir: absolute(dataDir) });
    if (server) return () => close(server);
    const holder = await holderOf(name);
    if (holder === 'gone' && tried < TRIES) continue;
    throw new OvnetError('fabric-in-use', inUse(fabric, holder));
  }
}

function inUse(fabric: string, holder: Holder | 'gone' | undefined): string {
  const who =
    typeof holder === 'object'
      ? `process ${holder.pid} (data directory ${holder.dataDir})`
      : 'another process';
  return `${who} has the fabric '${fabric}' of this host; stop it, or give each worker a --fabric of its own`;
}

/** Undefined: somebody has the name. */
function listen(name: string, self: Holder): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(self), () => socket.destroy());
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(new OvnetError('kernel-refused', error.message, { cause: error }));
    });
    server.listen(name, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Undefined: it does not say. */
function holderOf(name: string): Promise<Holder | 'gone' | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = createConnection(name);
    socket.setEncoding('utf8').setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > MAX_ANSWER_CHARS) socket.destroy();
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') resolve('gone');
    });
    socket.on('close', () => resolve(parseHolder(text)));
  });
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, dataDir } = JSON.parse(text) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || typeof dataDir !== 'string') return undefined;
    return { pid: Number(pid), dataDir };
  } catch {
    return undefined;
  }
}
