/**
 * Begins a cluster's next life from a backup, offline, in an empty data directory.
 *
 * The state becomes that of one new manager: those of the life before are removed, the epoch is raised and the log goes on
 * far above every index that the old life can have reached. Its raft group has another name, so that members of the old
 * life and of this one refuse each other. The CA is the same: workers come back with the certificates they have.
 *
 * A marker stands in the directory until the membership is written: what a crash leaves is begun again, and anything else
 * in the directory is refused.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { keyAndRequest, readIdentity, writeIdentity, type NodeFile } from '../identity/data-dir.js';
import { keyDigest } from '../identity/x509.js';
import { OvnetError } from '../model/errors.js';
import { ID_RANDOM_BYTES, mintId } from '../model/id.js';
import { soleVoter } from '../raft/core/configuration.js';
import type { SnapshotMeta } from '../raft/core/types.js';
import { decodeBackup, type BackupContent } from './backup/backup-file.js';
import { DataDirectory } from './cluster/data-directory.js';
import { nextEpoch, nextIndex } from './cluster/next-life.js';
import { openAuthority, writeAuthority } from './identity/authority-files.js';
import type { CertificateAuthority } from './identity/certificate-authority.js';
import { identityDir, writeAdmin } from './identity/init.js';
import { SecretMint } from './identity/secret-mint.js';
import { apply } from './state/apply.js';
import type { Command } from './state/command.js';
import { FEATURE_LEVEL } from './state/feature-level.js';
import { State } from './state/state.js';
import { buildState, type StateChange } from './storage/build-state.js';
import { createStorage } from './storage/open-storage.js';
import { lastTimeOf, TIME_ROW } from './storage/rows.js';

export interface RestoreOptions {
  readonly dataDir: string;
  /** The backup's bytes. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Default: the hostname. */
  readonly name?: string | undefined;
  /** As of a manager that runs. */
  readonly advertise: { readonly host: string; readonly apiPort?: number };
  readonly apiPort: number;
  readonly grpcPort: number;
  /** Unix time in ms; other than the default only in tests. */
  readonly nowMs?: () => number;
}

export interface RestoreReport {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly nodeId: string;
  readonly name: string;
  readonly group: string;
  readonly epoch: number;
  /** Of the restored state; everything written from then on is above. */
  readonly revision: number;
  /** What the backup says of itself. */
  readonly backup: {
    readonly revision: number;
    readonly epoch: number;
    readonly createdAt: string;
  };
  /** Names of the managers of the life before. */
  readonly removed: readonly string[];
  /** Directory of the administrator's credentials. */
  readonly adminDir: string;
}

const MARKER = 'restoring';

/**
 * Throws `already-initialized` (the directory is not empty), `data-locked`, `backup-foreign`, `backup-corrupt`,
 * `not-supported` and `feature-level` (a newer program is needed), `invalid-name`. The directory is then empty.
 */
export async function restoreManager(options: RestoreOptions): Promise<RestoreReport> {
  await refuseContent(options.dataDir);
  const content = await decodeBackup(options.input);
  try {
    checkLevel(content);
    return await restoreInto(content, options);
  } finally {
    await content.close();
  }
}

function checkLevel({ head: { featureLevel } }: BackupContent): void {
  if (featureLevel <= FEATURE_LEVEL) return;
  throw new OvnetError(
    'feature-level',
    `the backup has feature level ${featureLevel}, this program supports ${FEATURE_LEVEL}: use a newer one`,
  );
}

async function restoreInto(
  content: BackupContent,
  options: RestoreOptions,
): Promise<RestoreReport> {
  const directory = await DataDirectory.open(options.dataDir);
  try {
    // Somebody else may have begun in it meanwhile: what is theirs stays.
    await refuseContent(directory.path);
  } catch (error) {
    directory.release();
    throw error;
  }
  try {
    await directory.clear();
    await writeFile(join(directory.path, MARKER), '', { mode: 0o600 });
    return await rebuild(directory.path, content, options);
  } catch (error) {
    await directory.clear();
    throw asBackupFault(error);
  } finally {
    directory.release();
  }
}

async function refuseContent(path: string): Promise<void> {
  const all = await readdir(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const names = all.filter((name) => !name.startsWith('LOCK'));
  if (names.length === 0 || names.includes(MARKER)) return;
  const member = await readIdentity(identityDir(path)).catch(() => undefined);
  const what = member
    ? `belongs to manager '${member.node.name}' of cluster ${member.node.clusterId}`
    : `holds '${names.sort()[0] ?? ''}'`;
  const detail = `${path} ${what}: a backup is restored into an empty directory`;
  throw new OvnetError('already-initialized', detail);
}

/** The file's sum is right, or would have been: what does not fit together in it was damaged before. */
function asBackupFault(error: unknown): unknown {
  if (!(error instanceof OvnetError) || error.code !== 'state-corrupt') return error;
  return new OvnetError('backup-corrupt', `the state in the backup is damaged: ${error.message}`, {
    cause: error,
  });
}

async function rebuild(
  path: string,
  content: BackupContent,
  options: RestoreOptions,
): Promise<RestoreReport> {
  const { head } = content;
  const { clusterId, clusterName, revision, epoch, createdAt } = head;
  const now = options.nowMs ?? Date.now;
  await writeAuthority(path, content.authority);
  const authority = await openAuthority(path);
  const manager = await newManager(path, options, nextEpoch(epoch, now()));
  const life = await restoreState(path, content, manager, now());
  const raftId = life.meta.index;
  const snapshot = life.meta;
  await createStorage(path, { clusterId, memberId: raftId, snapshot });
  const admin = { clusterId, key: adminKey(authority, life.state), nowMs: now() };
  const adminDir = await writeAdmin(path, authority, admin);
  const { key, csr } = await keyAndRequest(identityDir(path));
  const { id: nodeId, name } = manager;
  const hosts = [options.advertise.host];
  const issue = { clusterId, role: 'manager', nodeId, csr, hosts, nowMs: now() } as const;
  const certificate = await authority.issueNode(issue);
  const group = `${clusterId}.${manager.epoch}`;
  const node: NodeFile = {
    ...{ clusterId, clusterName, nodeId, name, role: 'manager', raftId },
    ...{ raftGroup: group, managers: [] },
  };
  await writeIdentity(identityDir(path), {
    node,
    credentials: { key, certificate, ca: authority.certificate },
  });
  await rm(join(path, MARKER));
  const { removed } = life;
  const backup = { revision, epoch, createdAt };
  return {
    ...{ clusterId, clusterName, nodeId, name, group, epoch: manager.epoch },
    ...{ revision: raftId, backup, removed, adminDir },
  };
}

type Restore = Extract<Command, { kind: 'cluster.restore' }>;

async function newManager(
  path: string,
  { name, advertise, apiPort, grpcPort }: RestoreOptions,
  epoch: number,
): Promise<Restore> {
  const { key } = await keyAndRequest(identityDir(path));
  return {
    kind: 'cluster.restore',
    epoch,
    id: mintId('node', Date.now(), randomBytes(ID_RANDOM_BYTES)),
    name: name ?? hostname(),
    keyDigest: keyDigest(key),
    address: advertise.host,
    apiPort: advertise.apiPort ?? apiPort,
    grpcPort,
    featureLevel: FEATURE_LEVEL,
  };
}

interface NewLife {
  readonly state: State;
  readonly meta: SnapshotMeta;
  readonly removed: readonly string[];
}

async function restoreState(
  path: string,
  { head, chunks }: BackupContent,
  command: Restore,
  nowMs: number,
): Promise<NewLife> {
  const lives: NewLife[] = [];
  await buildState({
    dataDirectory: path,
    clusterId: head.clusterId,
    chunks,
    change: (rows, applied) => {
      const state = State.load(rows);
      const managers = [...state.nodes()].filter(({ role }) => role === 'manager');
      const timeMs = Math.max(lastTimeOf(rows), nowMs);
      const index = nextIndex(applied.index, nowMs);
      const { result, writes } = apply(state, { command, actor: 'system', timeMs }, { index });
      if (!result.ok) throw OvnetError.from(result.refusal);
      const meta = { index, term: (applied.term ?? 0) + 1, configuration: soleVoter(index) };
      lives.push({ state, meta, removed: managers.map(({ name }) => name) });
      const change: StateChange = { rows: [...writes, { ...TIME_ROW, value: timeMs }], meta };
      return Promise.resolve(change);
    },
  });
  const [life] = lives;
  if (!life) throw new OvnetError('internal', 'the state was not built');
  return life;
}

/** The first administrator's key, as long as it is valid; it is derived from the CA, so no file has to have kept it. */
function adminKey(authority: CertificateAuthority, state: State): string | undefined {
  const secrets = new SecretMint(authority.key);
  for (const { id, role, secretHash } of state.keys()) {
    const { secret, hash } = secrets.apiKey(id);
    if (role === 'admin' && hash === secretHash) return secret;
  }
  return undefined;
}
