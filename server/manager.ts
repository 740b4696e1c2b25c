/** Composition root of a manager: begin a cluster, join one, or go on with a data directory. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { keyAndRequest, type NodeFile } from '../identity/data-dir.js';
import { JoinClient } from '../identity/join-client.js';
import { OvnetError } from '../model/errors.js';
import { parseJoinToken } from '../model/join-token.js';
import type { AddressPool } from '../model/objects.js';
import { DataDirectory, type Member } from './cluster/data-directory.js';
import { finishInit, identityDir, initCluster, readPendingInit } from './identity/init.js';
import { levelOf, startManager, type ManagerOptions, type RunningManager } from './manager-run.js';

export type { ManagerInfo, ManagerOptions, RunningManager } from './manager-run.js';

export interface InitOptions extends ManagerOptions {
  /** Default: the hostname. */
  readonly name?: string | undefined;
  readonly clusterName: string;
  readonly pools: readonly AddressPool[];
  readonly vniRange: { readonly first: number; readonly last: number };
  readonly dataPort: number;
}

/** Secrets: to be shown once, never logged. */
export interface InitResult {
  readonly manager: RunningManager;
  readonly workerToken: string;
  readonly managerToken: string;
  /** Directory with `key`, `cert.pem`, `key.pem`, `ca.pem`. */
  readonly adminDir: string;
}

export interface JoinOptions extends ManagerOptions {
  readonly name?: string | undefined;
  /** The join token's text. */
  readonly token: string;
}

/** How long a joiner may take to receive the state it was admitted to. */
const CATCH_UP_MS = 30_000;

/**
 * Begins a cluster. Throws `already-initialized`, `data-locked`, `port-in-use`, and what the state refuses of the
 * cluster's settings; the directory is then as before.
 */
export async function initManager(options: InitOptions): Promise<InitResult> {
  const directory = await DataDirectory.openNew(options.dataDir);
  return orRelease(directory, async () => {
    try {
      return await beginCluster(directory, options);
    } catch (error) {
      await directory.clear();
      throw error;
    }
  });
}

/**
 * Joins as a learner; the leader makes it a voter when it has caught up. Throws as the join client does, and
 * `already-initialized`, `data-locked`, `port-in-use`. Once admitted it stays a member, and `runManager` goes on.
 */
export async function joinManager(options: JoinOptions): Promise<RunningManager> {
  const directory = await DataDirectory.openNew(options.dataDir);
  return orRelease(directory, async () => {
    const { member, revision } = await admitted(directory, options);
    const manager = await startManager(directory, member, options);
    if (await manager.core.caughtUp(revision, CATCH_UP_MS)) return manager;
    await manager.stop();
    const seconds = CATCH_UP_MS / 1000;
    throw new OvnetError('unreachable', `no manager sent the state within ${seconds} s`);
  });
}

/** Goes on with what the directory holds. Throws `not-initialized`, `data-locked`, `port-in-use`, `log-corrupt`, `state-diverged`. */
export async function runManager(options: ManagerOptions): Promise<RunningManager> {
  const directory = await DataDirectory.open(options.dataDir);
  return orRelease(directory, async () => {
    const known = await directory.member();
    await directory.refuseDiverged();
    const member = await directory.certifyHost(known, options.advertise.host, Date.now());
    const isUnfinished = (await readPendingInit(directory.path)) !== undefined;
    if (isUnfinished) await directory.ensureFirstLog(member);
    const manager = await startManager(directory, member, options);
    if (isUnfinished) await proposeBeginning(directory, manager);
    void announce(manager, options);
    return manager;
  });
}

async function beginCluster(directory: DataDirectory, options: InitOptions): Promise<InitResult> {
  const { advertise, clusterName, pools, vniRange, dataPort, grpcPort } = options;
  const { tokens, adminKeyFile } = await initCluster(
    { nowMs: Date.now, random: randomBytes },
    {
      dataDir: directory.path,
      clusterName,
      nodeName: options.name ?? hostname(),
      address: advertise.host,
      apiPort: advertise.apiPort ?? options.apiPort,
      grpcPort,
      pools,
      vniRange,
      dataPort,
      featureLevel: levelOf(options),
    },
  );
  const member = await directory.member();
  await directory.ensureFirstLog(member);
  const manager = await startManager(directory, member, options);
  try {
    await proposeBeginning(directory, manager);
  } catch (error) {
    await manager.stop();
    throw error;
  }
  const { worker: workerToken, manager: managerToken } = tokens;
  return { manager, workerToken, managerToken, adminDir: dirname(adminKeyFile) };
}

/** All or nothing; a state that holds the cluster already has been here before. */
async function proposeBeginning(directory: DataDirectory, manager: RunningManager): Promise<void> {
  const { proposer, state } = manager.core;
  const pending = await readPendingInit(directory.path);
  if (pending) {
    await proposer.readBarrier();
    if (!state.cluster()) {
      const command = { kind: 'batch', commands: pending.commands } as const;
      const result = await proposer.propose({ command, actor: 'system' });
      if (!result.ok) throw OvnetError.from(result.refusal);
    }
  }
  await finishInit(directory.path);
}

async function admitted(
  directory: DataDirectory,
  options: JoinOptions,
): Promise<{ member: Member; revision: number }> {
  const client = new JoinClient(parseJoinToken(options.token), 'manager');
  const accepted = await client.check();
  const { key, csr } = await keyAndRequest(identityDir(directory.path));
  const name = options.name ?? hostname();
  const { advertise, grpcPort } = options;
  const apiPort = advertise.apiPort ?? options.apiPort;
  const answer = await client.join(
    accepted,
    { name, csr, address: advertise.host, apiPort, grpcPort, featureLevel: levelOf(options) },
    key,
  );
  const { nodeId, clusterId, clusterName, certificate, caBundle: ca, revision } = answer;
  const { raftId, caKey, managers, raftGroup: group = clusterId } = answer;
  if (raftId === undefined || caKey === undefined) {
    throw new OvnetError('internal', 'the answer to the join lacks what a manager needs');
  }
  const node: NodeFile = {
    ...{ clusterId, clusterName, nodeId, name, role: 'manager', raftId, managers },
    ...(group !== clusterId && { raftGroup: group }),
  };
  const identity = { node, credentials: { key, certificate, ca } };
  const member = await directory.join(
    { identity, raftId, group, bootstrap: managers },
    { certificate: ca, key: caKey },
  );
  return { member, revision };
}

/** Addresses come from the flags at every start and update the state. */
async function announce(manager: RunningManager, options: ManagerOptions): Promise<void> {
  const { core, info } = manager;
  const command = {
    kind: 'node.announce',
    node: info.nodeId,
    ...addressOf(manager, options),
    featureLevel: levelOf(options),
  } as const;
  for (;;) {
    try {
      const result = await core.proposer.propose({ command, actor: `node:${info.nodeId}` });
      // What others reach this manager at stays what it was: only its flags can mend that.
      if (!result.ok) options.logger.error({ refusal: result.refusal }, 'addresses not announced');
      return;
    } catch (err) {
      if (core.stopped) return;
      options.logger.warn({ err }, 'addresses not announced yet');
    }
  }
}

function addressOf({ info }: RunningManager, { advertise }: ManagerOptions) {
  const { apiPort, grpcPort } = info;
  return { address: advertise.host, apiPort: advertise.apiPort ?? apiPort, grpcPort };
}

/** A running manager gives the directory back itself. */
async function orRelease<T>(directory: DataDirectory, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    directory.release();
    throw error;
  }
}
