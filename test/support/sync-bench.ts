/** An agent with its own identity and a kernel that shows nothing, and managers that tests speak for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { RunningAgent } from '../../agent/agent.js';
import { startAgent } from '../../agent/start.js';
import { writeIdentity } from '../../identity/data-dir.js';
import type { NetworkImage } from '../../model/desired.js';
import { createLogger, type Logger } from '../../observe/logger.js';
import type { ManagerMessage } from '../../proto/agent-messages.js';
import { TestNetwork, member } from './desired-network.js';
import { FakeManager, type FakeSession } from './fake-manager.js';
import { StillKernel } from './still-kernel.js';
import { TestCa } from './test-ca.js';

export const SILENT = createLogger({ component: 'test', level: 'silent' });

interface Bench {
  readonly ca: TestCa;
  readonly dir: string;
  readonly manager: FakeManager;
  readonly start: (kernel?: StillKernel, vtep?: string, log?: Logger) => Promise<RunningAgent>;
  readonly another: (nodeId: string) => Promise<FakeManager>;
}

export async function bench(t: Test): Promise<Bench> {
  const ca = await TestCa.create();
  const base = await mkdtemp(join(tmpdir(), 'ova-sync-'));
  t.teardown(() => rm(base, { recursive: true, force: true }));
  const dir = join(base, 'data');
  const another = async (nodeId: string) => {
    const manager = await FakeManager.start(ca, nodeId);
    t.teardown(() => manager.stop());
    return manager;
  };
  const manager = await another('node-m1');
  const issued = await ca.issue({ clusterId: 'clu-1', role: 'worker', nodeId: 'node-w1' });
  const vtep = { advertised: '192.0.2.1', local: '192.0.2.1' };
  const managers = [manager.address];
  const names = { clusterId: 'clu-1', clusterName: 'test', nodeId: 'node-w1', name: 'w1' };
  await writeIdentity(dir, {
    node: { ...names, role: 'worker', vtep, managers },
    credentials: issued,
  });
  const config = {
    dataDir: dir,
    fabric: 'ova-test',
    egress: 'off' as const,
    // The host is the machine that tests run on: nothing of it is tried.
    pathProbe: 'off' as const,
    gatewayBridge: 'ovgw',
    metricsListen: '127.0.0.1:0',
  };
  const start = async (kernel = new StillKernel(), vtep?: string, log = SILENT) => {
    const socket = join(base, 'agent.sock');
    const settings = { ...config, socket, ...(vtep !== undefined && { vtep }) };
    const agent = await startAgent(settings, { log, version: '0.1.0', kernel });
    t.teardown(() => agent.stop());
    return agent;
  };
  return { ca, dir, manager, start, another };
}

export function network(): TestNetwork {
  const web = new TestNetwork('web', 1_048_576);
  web.delta([member('node-w1', '192.0.2.1'), member('node-w2', '192.0.2.2')]);
  return web;
}

export const chunk = (image: NetworkImage): ManagerMessage => {
  return { kind: 'image', ...image, chunk: 0, last: true };
};
export const synced = (revision: number): ManagerMessage => ({
  kind: 'synced',
  epoch: 1,
  revision,
});

/** Brings an agent in sync with one network. */
export async function serve(manager: FakeManager, web: TestNetwork): Promise<FakeSession> {
  const session = await manager.session();
  await session.hear('hello');
  session.say(manager.welcome(), chunk(web.image()), synced(web.revision));
  await session.hear('ack', (ack) => ack.revision === web.revision);
  return session;
}

export function get(path: string, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath: path, path: url }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}
