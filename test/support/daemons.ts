/** A manager and workers in this process, each the whole daemon; the workers' kernel is a fake. */
import { request } from 'node:http';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { RunningAgent } from '../../agent/agent.js';
import { startAgent } from '../../agent/start.js';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { writeIdentity } from '../../identity/data-dir.js';
import { createLogger, type Logger } from '../../observe/logger.js';
import type { RunningManager } from '../../server/manager.js';
import type { TestCluster } from './managers.js';
import { addWorker } from './workers.js';

export interface TestDaemon {
  readonly id: string;
  readonly agent: RunningAgent;
  readonly kernel: FakeKernel;
  readonly socket: string;
}

export interface DaemonOptions {
  readonly log?: Logger;
  readonly otlpEndpoint?: string;
}

/** Resolves when the worker is in sync. `vtep`: an address nobody else has. */
export async function startWorker(
  t: Test,
  cluster: TestCluster,
  manager: RunningManager,
  place: { readonly name: string; readonly vtep: string },
  options: DaemonOptions = {},
): Promise<TestDaemon> {
  const { name, vtep } = place;
  const { id, credentials } = await addWorker(cluster, manager, name, vtep);
  const { clusterId, clusterName, nodeId, apiPort, grpcPort } = manager.info;
  const dataDir = join(cluster.dir, name);
  const managers = [{ nodeId, address: '127.0.0.1', apiPort, grpcPort }];
  const node = { clusterId, clusterName, nodeId: id, name, managers } as const;
  const both = { advertised: vtep, local: vtep };
  await writeIdentity(dataDir, { node: { ...node, role: 'worker', vtep: both }, credentials });
  const kernel = new FakeKernel();
  kernel.addNamespace('work');
  const socket = join(cluster.dir, `run-${name}`, 'agent.sock');
  const metricsListen = '127.0.0.1:0';
  const { log = createLogger({ component: name, level: 'silent' }), ...rest } = options;
  const config = {
    dataDir,
    fabric: `ovo-${name}`,
    egress: 'off' as const,
    gatewayBridge: 'ovgw',
    metricsListen,
    socket,
    vtep,
    ...rest,
  };
  const agent = await startAgent(config, { log, version: '0.0.0-test', kernel });
  t.teardown(() => agent.stop());
  await agent.inSync;
  return { id, agent, kernel, socket };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Over a local socket, as the machine's administrator. */
export function ask(
  socketPath: string,
  path: string,
  what: {
    readonly method?: string;
    readonly body?: object;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const { method = 'GET', body } = what;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { ...json, ...what.headers };
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export function managerSocket(cluster: TestCluster, name: string): string {
  return join(cluster.dir, `run-${name}`, 'manager.sock');
}
