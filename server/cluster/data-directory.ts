/** A manager's data directory: who owns it, which member it holds, and what an unfinished beginning leaves behind. */
import { X509Certificate } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { keyAndRequest, prepareDir, readIdentity, writeIdentity } from '../../identity/data-dir.js';
import type { NodeIdentity } from '../../identity/data-dir.js';
import { OvnetError } from '../../model/errors.js';
import { soleVoter } from '../../raft/core/configuration.js';
import { EMPTY_CONFIGURATION, type Configuration } from '../../raft/core/types.js';
import { LogError } from '../../raft/wal/errors.js';
import type { DirectoryLock } from '../../raft/wal/files.js';
import { lockDirectory } from '../../raft/wal/lock.js';
import { openAuthority, writeAuthority } from '../identity/authority-files.js';
import type { CaFiles, CertificateAuthority } from '../identity/certificate-authority.js';
import { identityDir } from '../identity/init.js';
import { createStorage } from '../storage/open-storage.js';
import { markDiverged, readDiverged } from './diverged-mark.js';
import type { BootstrapManager } from './manager-directory.js';
import { HOW_BACK } from './state-audit.js';

/** What a manager is by its data directory. */
export interface Member {
  readonly identity: NodeIdentity;
  readonly raftId: number;
  /** Raft group: the cluster's id, with `.EPOCH` after a forced recovery. */
  readonly group: string;
  readonly authority: CertificateAuthority;
  /** Managers known from joining; the nodes table comes later and counts for more. */
  readonly bootstrap: readonly BootstrapManager[];
}

export class DataDirectory {
  readonly path: string;
  readonly #lock: DirectoryLock;

  private constructor(path: string, lock: DirectoryLock) {
    this.path = path;
    this.#lock = lock;
  }

  /** Throws `data-locked` while another process uses it. */
  static async open(path: string): Promise<DataDirectory> {
    await prepareDir(path);
    try {
      return new DataDirectory(path, lockDirectory(path));
    } catch (cause) {
      if (!(cause instanceof LogError) || cause.code !== 'log-locked') throw cause;
      throw new OvnetError('data-locked', `another process uses ${path}`, { cause });
    }
  }

  /**
   * For an init or a join. Throws `already-initialized`, also while that member runs, and `data-locked`. What an
   * earlier beginning that did not finish has left is of no member, and goes.
   */
  static async openNew(path: string): Promise<DataDirectory> {
    await refuseMember(path);
    const directory = await DataDirectory.open(path);
    try {
      await refuseMember(path);
      await directory.clear();
      return directory;
    } catch (error) {
      directory.release();
      throw error;
    }
  }

  /** Membership last: without it there is none. */
  async join(member: Omit<Member, 'authority'>, ca: CaFiles): Promise<Member> {
    await createStorage(this.path, storageOf(member, EMPTY_CONFIGURATION));
    await writeAuthority(this.path, ca);
    await writeIdentity(identityDir(this.path), member.identity);
    return { ...member, authority: await openAuthority(this.path) };
  }

  /** Throws `not-initialized`, `invalid-config`. */
  async member(): Promise<Member> {
    const identity = await readIdentity(identityDir(this.path));
    if (identity?.node.role !== 'manager') {
      throw new OvnetError('not-initialized', `${this.path} holds no manager: init or join first`);
    }
    const { raftId, managers, clusterId, raftGroup: group = clusterId } = identity.node;
    if (raftId === undefined) throw new OvnetError('invalid-config', 'node.json lacks raftId');
    const bootstrap = managers.filter((one): one is BootstrapManager => 'raftId' in one);
    return { identity, raftId, group, bootstrap, authority: await openAuthority(this.path) };
  }

  /** The log of a cluster's first manager; kept when it is there already. */
  async ensureFirstLog(member: Member): Promise<void> {
    try {
      await createStorage(this.path, storageOf(member, soleVoter(member.raftId)));
    } catch (error) {
      if (!(error instanceof OvnetError) || error.code !== 'already-initialized') throw error;
    }
  }

  /** The certificate names the host the manager is reached at, for clients that look at names. */
  async certifyHost(member: Member, host: string, nowMs: number): Promise<Member> {
    const { credentials, node } = member.identity;
    const certificate = new X509Certificate(credentials.certificate);
    const isNamed = isIP(host) > 0 ? certificate.checkIP(host) : certificate.checkHost(host);
    if (isNamed !== undefined) return member;
    const { csr } = await keyAndRequest(identityDir(this.path));
    const { clusterId, nodeId, role } = node;
    const request = { clusterId, role, nodeId, csr, hosts: [host], nowMs };
    const issued = await member.authority.issueNode(request);
    const identity = { node, credentials: { ...credentials, certificate: issued } };
    await writeIdentity(identityDir(this.path), identity);
    return { ...member, identity };
  }

  /** The state in here must not be served again; durable when it returns. */
  condemn(reason: string): void {
    markDiverged(this.path, reason);
  }

  /** Throws `state-diverged` after `condemn`: started again, the manager would go on with that state. */
  async refuseDiverged(): Promise<void> {
    const reason = await readDiverged(this.path);
    if (reason === undefined) return;
    throw new OvnetError('state-diverged', `${reason}; ${HOW_BACK}`);
  }

  async clear(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (!name.startsWith('LOCK')) await rm(join(this.path, name), { recursive: true });
    }
  }

  release(): void {
    this.#lock.release();
  }
}

export function storageOf(
  { identity, raftId: memberId }: Pick<Member, 'identity' | 'raftId'>,
  configuration: Configuration,
) {
  const { clusterId } = identity.node;
  return { clusterId, memberId, snapshot: { index: 0, term: 0, configuration } };
}

async function refuseMember(path: string): Promise<void> {
  const known = await readIdentity(identityDir(path));
  if (!known) return;
  const { name, clusterId } = known.node;
  const detail = `${path} belongs to manager '${name}' of cluster ${clusterId}`;
  throw new OvnetError('already-initialized', detail);
}
