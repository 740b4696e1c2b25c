/** A node's identity on disk: `node.json`, `key.pem`, `cert.pem`, `ca.pem`. Directory 0700, files 0600, each replaced whole. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OvnetError } from '../model/errors.js';
import type { NodeRole } from '../model/objects.js';
import { createCsr, exportPrivateKey, generateKeyPair, importKeyPair } from './x509.js';

export interface KnownManager {
  readonly nodeId: string;
  readonly address: string;
  readonly grpcPort: number;
  readonly apiPort: number;
}

/** Content of `node.json`. */
export interface NodeFile {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly nodeId: string;
  readonly name: string;
  readonly role: NodeRole;
  /** Managers: member id in raft. */
  readonly raftId?: number;
  /** Managers: the raft group; absent: that of the cluster's beginning, named as the cluster. */
  readonly raftGroup?: string;
  /** Workers: the tunnel end given or found when joining. */
  readonly vtep?: { readonly advertised: string; readonly local: string };
  readonly managers: readonly KnownManager[];
}

/** PEM texts. `certificate` is the chain, own certificate first. */
export interface Credentials {
  readonly key: string;
  readonly certificate: string;
  readonly ca: string;
}

export interface NodeIdentity {
  readonly node: NodeFile;
  readonly credentials: Credentials;
}

const FILES = { node: 'node.json', key: 'key.pem', certificate: 'cert.pem', ca: 'ca.pem' } as const;

/** Undefined when the directory holds no member. @throws OvnetError `invalid-config` when files are damaged. */
export async function readIdentity(dir: string): Promise<NodeIdentity | undefined> {
  const text = await readIfThere(join(dir, FILES.node));
  if (text === undefined) return undefined;
  const [key, certificate, ca] = await Promise.all(
    [FILES.key, FILES.certificate, FILES.ca].map((name) => readIfThere(join(dir, name))),
  );
  if (key === undefined || certificate === undefined || ca === undefined) {
    throw new OvnetError('invalid-config', `${dir} has ${FILES.node} but lacks key or certificate`);
  }
  return { node: parseNodeFile(text, dir), credentials: { key, certificate, ca } };
}

/** Writes all files; `node.json` last, since its presence means membership. */
export async function writeIdentity(dir: string, identity: NodeIdentity): Promise<void> {
  const { node, credentials } = identity;
  await prepareDir(dir);
  await replaceFile(join(dir, FILES.key), credentials.key);
  await replaceFile(join(dir, FILES.certificate), credentials.certificate);
  await replaceFile(join(dir, FILES.ca), credentials.ca);
  await writeNodeFile(dir, node);
}

export async function writeNodeFile(dir: string, node: NodeFile): Promise<void> {
  await replaceFile(join(dir, FILES.node), `${JSON.stringify(node, null, 2)}\n`);
}

/** Removes the identity, membership first. */
export async function removeIdentity(dir: string): Promise<void> {
  for (const name of [FILES.node, FILES.certificate, FILES.key, FILES.ca]) {
    await rm(join(dir, name), { force: true });
  }
}

/**
 * The node's key (made and stored when there is none: a repeated join uses the same one) and a request for its
 * certificate, both PEM.
 */
export async function keyAndRequest(dir: string): Promise<{ key: string; csr: string }> {
  await prepareDir(dir);
  const path = join(dir, FILES.key);
  let key = await readIfThere(path);
  if (key === undefined) {
    key = exportPrivateKey((await generateKeyPair()).privateKey);
    await replaceFile(path, key);
  }
  return { key, csr: await createCsr(await importKeyPair(key)) };
}

export async function prepareDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
}

/** Written beside, synced and renamed, so that a crash leaves the old or the new content. Mode 0600. */
export async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  const dir = await open(dirname(path), 'r');
  await dir.sync().finally(() => dir.close());
}

/** Undefined when there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseNodeFile(text: string, dir: string): NodeFile {
  try {
    const file = JSON.parse(text) as Partial<NodeFile>;
    if (file.clusterId && file.nodeId && file.name && file.role && file.managers) {
      return { clusterName: '', ...file } as NodeFile;
    }
  } catch {
    // Falls through: unreadable and incomplete are the same to the reader.
  }
  throw new OvnetError('invalid-config', `${join(dir, FILES.node)} is damaged`);
}
