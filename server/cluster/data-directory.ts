/** A manager's data directory: who owns it, where its parts are, and what an unfinished beginning leaves behind. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareDir, readIdentity, readIfThere, replaceFile } from '../../identity/data-dir.js';
import type { NodeIdentity } from '../../identity/data-dir.js';
import { OvnetError } from '../../model/errors.js';
import { LogError } from '../../raft/wal/errors.js';
import type { DirectoryLock } from '../../raft/wal/files.js';
import { lockDirectory } from '../../raft/wal/lock.js';

const CA_KEY = 'ca-key.pem';

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

  get log(): string {
    return join(this.path, 'log');
  }

  get state(): string {
    return join(this.path, 'state');
  }

  get admin(): string {
    return join(this.path, 'admin');
  }

  /** Throws `already-initialized`. What an init or join that did not finish has left is of no member, and goes. */
  async begin(): Promise<void> {
    const known = await readIdentity(this.path);
    if (known) {
      const { name, clusterId } = known.node;
      const detail = `${this.path} belongs to manager ${name} of cluster ${clusterId}`;
      throw new OvnetError('already-initialized', detail);
    }
    await this.clear();
  }

  async clear(): Promise<void> {
    for (const part of [this.log, this.state]) await rm(part, { recursive: true, force: true });
  }

  /** Throws `not-initialized`. */
  async identity(): Promise<NodeIdentity> {
    const identity = await readIdentity(this.path);
    if (identity?.node.role === 'manager') return identity;
    throw new OvnetError('not-initialized', `${this.path} holds no manager: init or join first`);
  }

  /** Throws `invalid-config`. */
  async caKey(): Promise<string> {
    const key = await readIfThere(join(this.path, CA_KEY));
    if (key !== undefined) return key;
    throw new OvnetError('invalid-config', `${this.path} lacks ${CA_KEY}`);
  }

  writeCaKey(key: string): Promise<void> {
    return replaceFile(join(this.path, CA_KEY), key);
  }

  release(): void {
    this.#lock.release();
  }
}
