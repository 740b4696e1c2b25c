/** Everything the agent offers on its host: status and NodeApi on local sockets, metrics, its pid file. */
import type { Client } from '@grpc/grpc-js';
import { claimPidFile } from '../../identity/pid-file.js';
import type { Metrics } from '../../observe/metrics.js';
import { json, serveSocket, serveTcp, type HttpServer } from './http-socket.js';
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
    keep(await serveTcp(metricsListen, { '/metrics': metrics }));
    keep(await serveSocket(socket, { '/status': () => json(deps.status()), '/metrics': metrics }));
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
