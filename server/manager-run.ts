/** A manager that serves: storage, consensus, dispatch and HTTP of one data directory, from start to stop. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { claimPidFile } from '../identity/pid-file.js';
import type { Logger } from '../observe/logger.js';
import { Metrics } from '../observe/metrics.js';
import type { CompactionOptions } from '../raft/node/compactor.js';
import type { Readiness } from './api/deps.js';
import { ApiServer } from './api/server.js';
import { Backups } from './backup/backups.js';
import type { DataDirectory, Member } from './cluster/data-directory.js';
import { Life } from './cluster/life.js';
import { ManagerCore, type ManagerCoreOptions } from './cluster/manager-core.js';
import { logMetrics } from './cluster/metrics.js';
import { SecretMint } from './identity/secret-mint.js';
import { FEATURE_LEVEL } from './state/feature-level.js';
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
  const { logger } = options;
  const { node } = member.identity;
  const metrics = new Metrics();
  const life = new Life(logger);
  const storage = await openStorage(
    directory.path,
    { clusterId: node.clusterId, memberId: member.raftId },
    {
      onFatal: (error) => life.fail(error),
      onRebuild: (err) => logger.warn({ err }, 'state is damaged: replaying it from the log'),
      onGroup: logMetrics(metrics),
    },
  );
  const host = options.listen ?? allAddresses();
  const core = await ManagerCore.start(
    {
      log: storage.log,
      store: storage.state,
      snapshots: storage.snapshots,
      metrics,
      logger,
      onFatal: (error) => life.fail(error),
    },
    coreOptions(member, options, host),
  );
  const http = await serveHttp(core, member, storage, metrics, { ...options, listen: host }).catch(
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
  life.onStop(async () => {
    await http.server.stop();
    await core.stop();
    await releasePidFile();
    directory.release();
  });
  const info = infoOf(member, options, { apiPort: http.port, grpcPort: core.grpcPort });
  logger.info({ ...info }, 'manager serves');
  return { info, core, done: life.done, stop: () => life.stop() };
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
    ...(options.compaction && { compaction: options.compaction }),
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
  const server = new ApiServer(
    {
      view: core.state,
      proposer: core.proposer,
      convergence: core.dispatch.convergence,
      raft,
      readiness: () => readiness(core),
      backup: () => backups.open(),
      authority,
      secrets: new SecretMint(authority.key),
      metrics,
      log: logger.child({ component: 'api' }),
      nowMs: Date.now,
      random: randomBytes,
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

function readiness(core: ManagerCore): Readiness {
  const { state, dispatch, standing } = core;
  const fault = standing.fault();
  if (fault) return { ready: false, code: fault.code, detail: fault.message };
  if (dispatch.leader.lostMs() > 0) {
    return { ready: false, code: 'no-quorum', detail: 'no manager is known to lead' };
  }
  if (core.raft.status().diskFull) {
    return { ready: false, code: 'disk-full', detail: 'the disk takes no more entries' };
  }
  if (!state.cluster()) {
    return { ready: false, code: 'starting', detail: 'the state is still being received' };
  }
  return { ready: true };
}

function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
