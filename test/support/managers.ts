/** Managers in this process on loopback, each with its own data directory: everything real but the process boundary. */
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLevel } from '../../model/log-level.js';
import { createLogger } from '../../observe/logger.js';
import {
  initManager,
  joinManager,
  runManager,
  type InitResult,
  type ManagerOptions,
  type RunningManager,
} from '../../server/manager.js';
import type { Command } from '../../server/state/command.js';
import type { ApplyResult } from '../../server/state/event.js';
import { hashSecret, mintSecret } from '../../identity/secret.js';
import { certificateDigest } from '../../identity/x509.js';
import { formatJoinToken } from '../../model/join-token.js';
import type { NodeRole } from '../../model/objects.js';
import { ID_RANDOM_BYTES, mintId, type MintedKind } from '../../model/id.js';
import { randomBytes } from 'node:crypto';

const LEVEL: LogLevel = 'silent';

export interface TestCluster {
  readonly dir: string;
  init(name: string): Promise<InitResult>;
  join(name: string, token: string): Promise<RunningManager>;
  run(name: string, over?: Partial<ManagerOptions>): Promise<RunningManager>;
  stop(name: string): Promise<void>;
  /** Where it runs from its next start on. */
  move(name: string): Promise<{ readonly apiPort: number; readonly grpcPort: number }>;
  dataDir(name: string): string;
  /** Stops what runs and removes everything. */
  close(): Promise<void>;
}

/**
 * Below the ports that the kernel gives to outgoing connections: one of those may take a free one before it is used.
 * Test files that run at once have a part each: a manager that stops for a while finds its ports free again.
 */
const JOB = process.env['TAP_JOB_ID'];
const PORTS =
  JOB === undefined
    ? { first: 20_000, count: 12_000 }
    : { first: 20_000 + (Number(JOB) % 4) * 3_000, count: 3_000 };

/** A port nobody listens on now. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + randomInt(PORTS.count);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** `over` holds for every manager of the cluster. */
export async function testCluster(
  over: Partial<
    Pick<
      ManagerOptions,
      | 'compaction'
      | 'advertise'
      | 'stateChecks'
      | 'shedding'
      | 'featureLevel'
      | 'otlpEndpoint'
      | 'logger'
    >
  > = {},
): Promise<TestCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'ovnet-managers-'));
  const running = new Set<RunningManager>();
  const keep = (manager: RunningManager): RunningManager => {
    running.add(manager);
    void manager.done.catch(() => undefined).finally(() => running.delete(manager));
    return manager;
  };
  const ports = new Map<string, { readonly apiPort: number; readonly grpcPort: number }>();
  const options = async (name: string): Promise<ManagerOptions> => ({
    dataDir: join(dir, name),
    socket: join(dir, `run-${name}`, 'manager.sock'),
    listen: '127.0.0.1',
    ...(await portsOf(name)),
    advertise: { host: '127.0.0.1' },
    version: '0.0.0-test',
    logger: createLogger({ component: name, level: LEVEL }),
    ...over,
  });
  const portsOf = async (name: string) => {
    const known = ports.get(name) ?? { apiPort: await freePort(), grpcPort: await freePort() };
    ports.set(name, known);
    return known;
  };
  return {
    dir,
    init: async (name) => {
      const result = await initManager({
        ...(await options(name)),
        name,
        clusterName: 'test',
        pools: [{ cidr: '10.0.0.0/8', subnetPrefix: 24 }],
        vniRange: { first: 1_048_576, last: 16_777_215 },
        dataPort: 4789,
      });
      keep(result.manager);
      return result;
    },
    join: async (name, token) => keep(await joinManager({ ...(await options(name)), name, token })),
    run: async (name, own = {}) => keep(await runManager({ ...(await options(name)), ...own })),
    stop: async (name) => {
      const found = [...running].filter(({ info }) => info.name === name);
      await Promise.all(found.map((manager) => manager.stop()));
    },
    move: (name) => {
      ports.delete(name);
      return portsOf(name);
    },
    dataDir: (name) => join(dir, name),
    close: async () => {
      await Promise.all([...running].map((manager) => manager.stop().catch(() => undefined)));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The CA of the manager that began the cluster. */
export async function caOf(
  { dir }: TestCluster,
  name: string,
): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = await Promise.all(
    ['ca.pem', 'ca-key.pem'].map((file) => readFile(join(dir, name, 'ca', file), 'utf8')),
  );
  if (certificate === undefined || key === undefined) throw new Error('the CA is not there');
  return { certificate, key };
}

/** A join token of one use, as `ovctl token create` would print it. */
export async function tokenFor(
  cluster: TestCluster,
  manager: RunningManager,
  role: NodeRole,
): Promise<string> {
  const secret = mintSecret();
  const secretHash = hashSecret(secret) ?? '';
  const id = newId('token');
  await propose(manager, { kind: 'token.create', id, role, secretHash, ttlMs: 60_000, uses: 1 });
  const { certificate } = await caOf(cluster, 'm1');
  const addresses = [{ host: manager.info.advertise, port: manager.info.apiPort }];
  return formatJoinToken({ caDigest: certificateDigest(certificate), secret, addresses });
}

/** Proposes on that manager and insists that the state accepts. */
export async function propose(
  manager: RunningManager,
  command: Command,
): Promise<Extract<ApplyResult, { ok: true }>> {
  const result = await manager.core.proposer.propose({ command, actor: 'test' });
  if (!result.ok) throw new Error(`refused: ${result.refusal.code} ${result.refusal.detail}`);
  return result;
}

export function newId(kind: MintedKind): string {
  return mintId(kind, Date.now(), randomBytes(ID_RANDOM_BYTES));
}

export function networkCommand(name: string): Extract<Command, { kind: 'network.create' }> {
  const ids = { id: newId('network'), defaultSubnetId: newId('subnet') };
  return { kind: 'network.create', name, subnets: [], ...ids };
}

/** Until `condition` holds; the bound is for a broken program, not for a slow one. */
export async function eventually(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
