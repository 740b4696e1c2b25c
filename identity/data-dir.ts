/** A node's identity on disk: `node.json`, `key.pem`, `cert.pem`, `ca.pem`. Directory 0700, files 0600, each replaced whole. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OvnetError } from '../model/errors.js';
import type { NodeRole } from '../model/objects.js';
import { readIfThere, replaceFile } from './private-files.js';
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
