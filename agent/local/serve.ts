/** Everything the agent offers on its host: status and NodeApi on local sockets, metrics, its pid file. */
import type { Client } from '@grpc/grpc-js';
import { claimPidFile } from '../../identity/pid-file.js';
import type { Metrics } from '../../observe/metrics.js';
import { json, serveSocket, serveTcp, type HttpAnswer, type HttpServer } from './http-socket.js';
import { NodeApiProxy } from './node-api-proxy.js';
import { grpcSocket, pidFile } from './paths.js';
import type { AgentStatus } from './status.js';

export interface LocalDeps {
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
    keep(await serveSocket(socket, { ...open, '/status': () => json(deps.status()) }));
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

/** New endpoints reach this worker. What it holds already it keeps up without managers too. */
function readiness({ state, lastEnd }: AgentStatus): HttpAnswer {
  if (state === 'in-sync') return json({ status: 'ok' });
  const detail = lastEnd === null ? state : `${state}: ${lastEnd}`;
  const body = JSON.stringify({ code: 'unreachable', detail });
  return { status: 503, contentType: 'application/problem+json', body };
}
