/** A manager that serves: storage, consensus, dispatch and HTTP of one data directory, from start to stop. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { claimPidFile } from '../identity/pid-file.js';
import { certificateMetrics } from '../observe/certificate-metrics.js';
import type { Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import { startTracing } from '../observe/otlp-tracing.js';
import { processMetrics } from '../observe/process-metrics.js';
import type { Tracing } from '../observe/tracing.js';
import type { CompactionOptions } from '../raft/node/compactor.js';
import { RandomPool } from './api/random-pool.js';
import { ApiServer } from './api/server.js';
import { Backups } from './backup/backups.js';
import type { DataDirectory, Member } from './cluster/data-directory.js';
import { Life } from './cluster/life.js';
import { ManagerCore, type ManagerCoreOptions } from './cluster/manager-core.js';
import { logMetrics } from './cluster/metrics.js';
import type { StateChecksOptions } from './cluster/state-checks.js';
import type { ShedderOptions } from './dispatch/shedder.js';
import { health, readiness } from './health.js';
import { SecretMint } from './identity/secret-mint.js';
import { FEATURE_LEVEL } from './state/feature-level.js';
import { takePriority } from './priority.js';
import { openStorage, type Storage } from './storage/open-storage.js';

export interface ManagerOptions {
  readonly dataDir: string;
  readonly socket: string;
  /** Address to listen on; undefined = all. */
  readonly listen?: string | undefined;
  readonly apiPort: number;
  readonly grpcPort: number;
  /** Host, without brackets, at which others reach this manager; its API port if that differs from `apiPort`. */
  readonly advertise: { readonly host: string; readonly apiPort?: number };
  /** Of the program. */
  readonly version: string;
  /** Highest feature level that the program supports; other than the default only in tests. */
  readonly featureLevel?: number;
  /** When the log is shortened; other than the default only in tests. */
  readonly compaction?: Partial<CompactionOptions>;
  /** Base URL of an OpenTelemetry collector; absent: as the OTEL_* variables say. */
  readonly otlpEndpoint?: string | undefined;
  /** When states are compared; other than the default only in tests. */
  readonly stateChecks?: Partial<StateChecksOptions>;
  /** When and how fast agents are told to move; other than the default only in tests. */
  readonly shedding?: Partial<ShedderOptions>;
  /** Nice value to take, -20 to 19; absent: that of who started it. */
  readonly nice?: number | undefined;
  readonly logger: Logger;
}

export interface ManagerInfo {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly nodeId: string;
  readonly name: string;
  readonly raftId: number;
  readonly advertise: string;
  readonly apiPort: number;
  readonly grpcPort: number;
}

/** It serves from the moment it is handed out. */
export interface RunningManager {
  readonly info: ManagerInfo;
  readonly core: ManagerCore;
  /** Resolves after `stop`; rejects with what ended the manager otherwise. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

const PID_FILE = 'manager.pid';

/** Both families where the host has both. */
function allAddresses(): string {
  return existsSync('/proc/net/if_inet6') ? '::' : '0.0.0.0';
}

/** Takes over the directory. Throws `port-in-use`, `data-locked`, `log-corrupt`, `state-corrupt`. */
export async function startManager(
  directory: DataDirectory,
  member: Member,
  options: ManagerOptions,
): Promise<RunningManager> {
  const { nodeId, clusterId } = member.identity.node;
  const logger = options.logger.child({ nodeId, clusterId });
  if (options.nice !== undefined) prioritise(options.nice, logger);
  const metrics = new Metrics();
  const tracing = await tracingOf(nodeId, options);
  const life = new Life(logger);
  const storage = await storageOf(directory, member, { life, logger, metrics });
  const host = options.listen ?? allAddresses();
  const core = await ManagerCore.start(
    {
      log: storage.log,
      store: storage.state,
      snapshots: storage.snapshots,
      metrics,
      tracing,
      logger,
      onFatal: (error) => life.fail(error),
      condemn: (reason) => directory.condemn(reason),
    },
    coreOptions(member, options, host),
  );
  const serving = { ...options, logger, listen: host };
  const http = await serveHttp(core, member, storage, metrics, serving).catch(
    async (error: unknown) => {
      await core.stop();
      throw error;
    },
  );
  const releasePidFile = await claimPidFile(pidFileOf(options)).catch(async (error: unknown) => {
    await http.server.stop();
    await core.stop();
    throw error;
  });
  const endMetrics = processMetrics(metrics, options.version);
  certificateMetrics(metrics, member.identity.credentials);
  life.onStop(async () => {
    logger.info('manager stops');
    await http.server.stop();
    await core.stop();
    await releasePidFile();
    directory.release();
    endMetrics();
    await tracing.stop();
  });
  const info = infoOf(member, options, { apiPort: http.port, grpcPort: core.grpcPort });
  logger.info(placeOf(info), 'manager serves');
  return { info, core, done: life.done, stop: () => life.stop() };
}

function storageOf(
  { path }: DataDirectory,
  { identity, raftId: memberId }: Member,
  { life, logger, metrics }: { life: Life; logger: Logger; metrics: Metrics },
): Promise<Storage> {
  const { clusterId } = identity.node;
  return openStorage(
    path,
    { clusterId, memberId },
    {
      onFatal: (error) => life.fail(error),
      onRebuild: (err) => logger.warn({ err }, 'state is damaged: replaying it from the log'),
      onGroup: logMetrics(metrics),
    },
  );
}

/** Without the right to, it serves all the same, only later than it could when its host is busy. */
function prioritise(nice: number, log: Logger): void {
  try {
    log.debug({ nice, holder: takePriority(nice) }, 'priority taken');
  } catch (err) {
    log.warn({ err }, 'other processes of this host may hold this manager up');
  }
}

function tracingOf(nodeId: string, options: ManagerOptions): Promise<Tracing> {
  const { otlpEndpoint: endpoint, version, logger: log } = options;
  const service = { name: 'ovnet-manager', version, nodeId };
  return startTracing({ endpoint, service, log, env: process.env });
}

/** What the lines of its log do not say already. */
function placeOf({ name, raftId, advertise, apiPort, grpcPort }: ManagerInfo) {
  return { name, raftId, advertise, apiPort, grpcPort };
}

function infoOf(
  { identity, raftId }: Member,
  { advertise }: ManagerOptions,
  ports: Pick<ManagerInfo, 'apiPort' | 'grpcPort'>,
): ManagerInfo {
  const { clusterId, clusterName, nodeId, name } = identity.node;
  return { clusterId, clusterName, nodeId, name, raftId, advertise: advertise.host, ...ports };
}

function pidFileOf({ socket }: ManagerOptions): string {
  return join(dirname(socket), PID_FILE);
}

function coreOptions(member: Member, options: ManagerOptions, host: string): ManagerCoreOptions {
  return {
    ...member,
    grpcAddress: hostPort(host, options.grpcPort),
    advertise: options.advertise.host,
    featureLevel: levelOf(options),
    dataDir: options.dataDir,
    ...(options.compaction && { compaction: options.compaction }),
    ...(options.stateChecks && { stateChecks: options.stateChecks }),
    ...(options.shedding && { shedding: options.shedding }),
  };
}

async function serveHttp(
  core: ManagerCore,
  { identity, authority, group }: Member,
  { state: store }: Storage,
  metrics: Metrics,
  options: ManagerOptions & { readonly listen: string },
): Promise<{ readonly server: ApiServer; readonly port: number }> {
  const { listen, apiPort: port, socket, logger, version } = options;
  const raft = {
    group,
    status: () => core.raft.status(),
    own: () => core.control.own(),
    leading: () => core.control.leading(),
    transfer: (to: number | undefined) => core.control.transfer(to),
  };
  const backups = new Backups(
    { store, authority, nowMs: Date.now },
    { name: identity.node.name, version },
  );
  const pool = new RandomPool(randomBytes);
  const server = new ApiServer(
    {
      view: core.state,
      proposer: core.proposer,
      convergence: core.dispatch.convergence,
      workers: core.workers,
      watch: core.watch,
      raft,
      health: () => health(core),
      readiness: () => readiness(core),
      backup: () => backups.open(),
      authority,
      secrets: new SecretMint(authority.key),
      metrics,
      tracing: core.tracing,
      log: logger.child({ component: 'api' }),
      nowMs: Date.now,
      random: (bytes) => pool.take(bytes),
      version,
    },
    { credentials: identity.credentials, listen, port, socket },
  );
  try {
    return { server, ...(await server.start()) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** What the program that these options start supports. */
export function levelOf({ featureLevel = FEATURE_LEVEL }: ManagerOptions): number {
  return featureLevel;
}

function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
