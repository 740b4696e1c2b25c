/** Everything the agent offers on its host: status and NodeApi on local sockets, metrics, its pid file. */
import type { Client } from '@grpc/grpc-js';
import { claimPidFile } from '../../identity/pid-file.js';
import { OvnetError } from '../../model/errors.js';
import { isLogLevel, LOG_LEVELS } from '../../model/log-level.js';
import { logLevel, setLogLevel } from '../../observe/log-level.js';
import type { Logger } from '../../observe/logger.js';
import type { Metrics } from '../../observe/metrics.js';
import { json, serveSocket, serveTcp } from './http-socket.js';
import type { ChangeablePage, HttpAnswer, HttpServer } from './http-socket.js';
import { NodeApiProxy } from './node-api-proxy.js';
import { grpcSocket, pidFile } from './paths.js';
import type { AgentStatus } from './status.js';

export interface LocalDeps {
  /** Whose level may be changed here. */
  readonly log: Logger;
  readonly status: () => AgentStatus;
  readonly metrics: Metrics;
  readonly client: () => Client | undefined;
}

export interface LocalOptions {
  readonly socket: string;
  /** HOST:PORT, port 0 = chosen by the system. */
  readonly metricsListen: string;
}

/** The returned function ends it all. @throws OvnetError `port-in-use`, `invalid-config` */
export async function serveLocally(
  deps: LocalDeps,
  options: LocalOptions,
): Promise<() => Promise<void>> {
  const { socket, metricsListen } = options;
  const ends: (() => Promise<void>)[] = [];
  const endAll = async () => {
    for (const end of ends.reverse()) await end();
  };
  const keep = (server: HttpServer) => ends.push(() => server.stop());
  const metrics = () => deps.metrics.exposition();
  try {
    const open = {
      '/healthz': () => json({ status: 'ok' }),
      '/readyz': () => readiness(deps.status()),
      '/metrics': metrics,
    };
    keep(await serveTcp(metricsListen, open));
    const local = { '/status': () => json(deps.status()), '/log-level': levelPage(deps.log) };
    keep(await serveSocket(socket, { ...open, ...local }));
    const proxy = new NodeApiProxy({ client: deps.client }, { path: grpcSocket(socket) });
    await proxy.start();
    ends.push(() => {
      proxy.stop();
      return Promise.resolve();
    });
    ends.push(await claimPidFile(pidFile(socket)));
    return endAll;
  } catch (error) {
    await endAll();
    throw error;
  }
}

/** `{level}`: how much is logged until the next start. */
function levelPage(log: Logger): ChangeablePage {
  const get = (): HttpAnswer => json({ level: logLevel(log) });
  return {
    get,
    patch: (body) => {
      const level = (body as { readonly level?: unknown } | null)?.level;
      if (!isLogLevel(level)) {
        throw new OvnetError('invalid-body', `level is one of ${LOG_LEVELS.join(', ')}`);
      }
      setLogLevel(log, level);
      return get();
    },
  };
}

/** New endpoints reach this worker. What it holds already it keeps up without managers too. */
function readiness({ state, lastEnd }: AgentStatus): HttpAnswer {
  if (state === 'in-sync') return json({ status: 'ok' });
  const detail = lastEnd === null ? state : `${state}: ${lastEnd}`;
  const body = JSON.stringify({ code: 'unreachable', detail });
  return { status: 503, contentType: 'application/problem+json', body };
}
