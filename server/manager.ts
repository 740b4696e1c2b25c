/** Composition root of a manager: begin a cluster, join one, or go on with a data directory. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { keyAndRequest, prepareDir, replaceFile, writeIdentity } from '../identity/data-dir.js';
import type { NodeIdentity } from '../identity/data-dir.js';
import { JoinClient } from '../identity/join-client.js';
import { certificateDigest, keyDigest } from '../identity/x509.js';
import { OvnetError } from '../model/errors.js';
import { ID_RANDOM_BYTES, mintId, type MintedKind } from '../model/id.js';
import { formatJoinToken, parseJoinToken } from '../model/join-token.js';
import type { AddressPool } from '../model/objects.js';
import { soleVoter } from '../raft/core/configuration.js';
import { EMPTY_CONFIGURATION, type Configuration } from '../raft/core/types.js';
import { DataDirectory } from './cluster/data-directory.js';
import type { BootstrapManager } from './cluster/manager-directory.js';
import { CertificateAuthority, createRoot } from './identity/certificate-authority.js';
import { SecretMint } from './identity/secret-mint.js';
import {
  startManager,
  type ManagerOptions,
  type Membership,
  type RunningManager,
} from './manager-run.js';
import type { Command } from './state/command.js';
import { createStorage } from './storage/open-storage.js';

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

const TOKEN_LIFE_MS = 86_400_000;
const ADMIN = 'admin';
/** How long a joiner may take to receive the state it was admitted to. */
const CATCH_UP_MS = 30_000;

/**
 * Begins a cluster. Throws `already-initialized`, `data-locked`, `port-in-use`, and what the state refuses of the
 * cluster's settings; the directory is then as before.
 */
export async function initManager(options: InitOptions): Promise<InitResult> {
  const directory = await DataDirectory.open(options.dataDir);
  let manager: RunningManager | undefined;
  try {
    await directory.begin();
    const member = await newCluster(directory, options);
    manager = await startManager(directory, member, options);
    const secrets = new SecretMint(member.caKey);
    const begun = await proposeBeginning(manager, member, secrets, options);
    await writeAdmin(directory, member, begun.apiKey);
    await writeIdentity(directory.path, member.identity);
    return { manager, ...begun, adminDir: directory.admin };
  } catch (error) {
    await manager?.stop();
    await abandon(directory, error, manager !== undefined);
    throw error;
  }
}

/**
 * Joins as a learner; the leader makes it a voter when it has caught up. Throws as the join client does, and
 * `already-initialized`, `data-locked`, `port-in-use`.
 */
export async function joinManager(options: JoinOptions): Promise<RunningManager> {
  const directory = await DataDirectory.open(options.dataDir);
  let manager: RunningManager | undefined;
  try {
    await directory.begin();
    const { member, revision } = await admitted(directory, options);
    await createStorage(directory.path, storageOf(member, EMPTY_CONFIGURATION));
    await directory.writeCaKey(member.caKey);
    await writeIdentity(directory.path, member.identity);
    manager = await startManager(directory, member, options);
    if (!(await manager.core.caughtUp(revision, CATCH_UP_MS))) {
      const seconds = CATCH_UP_MS / 1000;
      throw new OvnetError('unreachable', `no manager sent the state within ${seconds} s`);
    }
    return manager;
  } catch (error) {
    await manager?.stop();
    // An admitted joiner stays a member: `manager run` goes on from here.
    if (!manager) directory.release();
    throw error;
  }
}

/** Goes on with what the directory holds. Throws `not-initialized`, `data-locked`, `port-in-use`, `log-corrupt`. */
export async function runManager(options: ManagerOptions): Promise<RunningManager> {
  const directory = await DataDirectory.open(options.dataDir);
  try {
    const identity = await directory.identity();
    const { raftId, managers } = identity.node;
    if (raftId === undefined) throw new OvnetError('invalid-config', 'node.json lacks raftId');
    const caKey = await directory.caKey();
    const bootstrap = managers.filter((one): one is BootstrapManager => 'raftId' in one);
    const manager = await startManager(directory, { identity, raftId, caKey, bootstrap }, options);
    void announce(manager, options);
    return manager;
  } catch (error) {
    directory.release();
    throw error;
  }
}

async function newCluster(directory: DataDirectory, options: InitOptions): Promise<Membership> {
  const nowMs = Date.now();
  const clusterId = `cluster-${randomBytes(8).toString('hex')}`;
  const nodeId = newId('node');
  const name = options.name ?? hostname();
  const ca = await createRoot(clusterId, nowMs);
  const authority = await CertificateAuthority.open(ca);
  const { key, csr } = await keyAndRequest(directory.path);
  const { host } = options.advertise;
  const hosts = [host];
  const request = { clusterId, role: 'manager', nodeId, csr, hosts, nowMs } as const;
  const certificate = await authority.issueNode(request);
  const raftId = newRaftId();
  const { clusterName } = options;
  const node = { clusterId, clusterName, nodeId, name, role: 'manager', raftId } as const;
  const identity: NodeIdentity = {
    node: { ...node, managers: [] },
    credentials: { key, certificate, ca: ca.certificate },
  };
  const member = { identity, raftId, caKey: ca.key, bootstrap: [] };
  await createStorage(directory.path, storageOf(member, soleVoter(raftId)));
  await directory.writeCaKey(ca.key);
  return member;
}

async function proposeBeginning(
  manager: RunningManager,
  { identity, raftId }: Membership,
  secrets: SecretMint,
  options: InitOptions,
) {
  const { clusterId: id, nodeId, name } = identity.node;
  const { clusterName, pools, vniRange, dataPort } = options;
  const caBundle = identity.credentials.ca;
  const [workerId, managerId, keyId] = [newId('token'), newId('token'), newId('key')];
  const worker = secrets.tokenSecret(workerId);
  const other = secrets.tokenSecret(managerId);
  const admin = secrets.apiKey(keyId);
  const token = { kind: 'token.create', ttlMs: TOKEN_LIFE_MS } as const;
  const commands: Command[] = [
    { kind: 'cluster.init', id, name: clusterName, caBundle, pools, vniRange, dataPort },
    {
      kind: 'node.join',
      id: nodeId,
      role: 'manager',
      name,
      keyDigest: keyDigest(identity.credentials.key),
      raftId,
      ...addressOf(manager, options),
    },
    { kind: 'key.create', id: keyId, name: ADMIN, role: 'admin', secretHash: admin.hash },
    { ...token, id: workerId, role: 'worker', secretHash: worker.hash },
    { ...token, id: managerId, role: 'manager', secretHash: other.hash, uses: 1 },
  ];
  const command = { kind: 'batch', commands } as const;
  const result = await manager.core.proposer.propose({ command, actor: 'system' });
  if (!result.ok) throw OvnetError.from(result.refusal);
  const { address: host, apiPort: port } = addressOf(manager, options);
  const text = (secret: string): string =>
    formatJoinToken({ caDigest: certificateDigest(caBundle), secret, addresses: [{ host, port }] });
  return {
    workerToken: text(worker.secret),
    managerToken: text(other.secret),
    apiKey: admin.secret,
  };
}

async function admitted(
  directory: DataDirectory,
  options: JoinOptions,
): Promise<{ member: Membership; revision: number }> {
  const client = new JoinClient(parseJoinToken(options.token), 'manager');
  const accepted = await client.check();
  const { key, csr } = await keyAndRequest(directory.path);
  const name = options.name ?? hostname();
  const { advertise, apiPort, grpcPort } = options;
  const ports = { apiPort: advertise.apiPort ?? apiPort, grpcPort };
  const request = { name, csr, address: advertise.host, ...ports };
  const answer = await client.join(accepted, request, key);
  const { nodeId, clusterId, clusterName, certificate, caBundle: ca, revision } = answer;
  const { raftId, caKey, managers } = answer;
  if (raftId === undefined || caKey === undefined) {
    throw new OvnetError('internal', 'the answer to the join lacks what a manager needs');
  }
  const node = { clusterId, clusterName, nodeId, name, role: 'manager', raftId, managers } as const;
  const identity = { node, credentials: { key, certificate, ca } };
  return { member: { identity, raftId, caKey, bootstrap: managers }, revision };
}

async function writeAdmin(
  { admin }: DataDirectory,
  { identity, caKey }: Membership,
  apiKey: string,
): Promise<void> {
  const { ca } = identity.credentials;
  const authority = await CertificateAuthority.open({ certificate: ca, key: caKey });
  const issued = await authority.issueAdmin(identity.node.clusterId, ADMIN, Date.now());
  await prepareDir(admin);
  await replaceFile(join(admin, 'key'), `${apiKey}\n`);
  await replaceFile(join(admin, 'cert.pem'), issued.certificate);
  await replaceFile(join(admin, 'key.pem'), issued.key);
  await replaceFile(join(admin, 'ca.pem'), ca);
}

/** Addresses come from the flags at every start and update the state. */
async function announce(manager: RunningManager, options: ManagerOptions): Promise<void> {
  const { core, info } = manager;
  const command = {
    kind: 'node.announce',
    node: info.nodeId,
    ...addressOf(manager, options),
  } as const;
  for (;;) {
    try {
      await core.proposer.propose({ command, actor: `node:${info.nodeId}` });
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

async function abandon(
  directory: DataDirectory,
  error: unknown,
  wasStarted: boolean,
): Promise<void> {
  if (wasStarted) return;
  if (!(error instanceof OvnetError && error.code === 'already-initialized'))
    await directory.clear();
  directory.release();
}

function storageOf({ identity, raftId }: Membership, configuration: Configuration) {
  const { clusterId } = identity.node;
  return { clusterId, memberId: raftId, snapshot: { index: 0, term: 0, configuration } };
}

function newId(kind: MintedKind): string {
  return mintId(kind, Date.now(), randomBytes(ID_RANDOM_BYTES));
}

/** Unique for all time, never derived from an address: 48 random bits. */
function newRaftId(): number {
  return randomBytes(6).readUIntBE(0, 6) || newRaftId();
}
