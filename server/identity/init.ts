/**
 * Makes a cluster: CA, the first manager's identity, the administrator's credentials on disk, and the commands that
 * make the same facts part of the state. The commands stay in `init.json` until they are applied, so that a crash
 * in between loses nothing.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  keyAndRequest,
  prepareDir,
  readIdentity,
  writeIdentity,
  type NodeFile,
} from '../../identity/data-dir.js';
import { readIfThere, replaceFile } from '../../identity/private-files.js';
import { certificateDigest, keyDigest } from '../../identity/x509.js';
import { DEFAULT_DATA_PORT, DEFAULT_VNI_RANGE } from '../../model/defaults.js';
import { OvnetError } from '../../model/errors.js';
import { ID_RANDOM_BYTES, mintId } from '../../model/id.js';
import { formatJoinToken } from '../../model/join-token.js';
import { parseName, parseNodeName } from '../../model/name.js';
import type { AddressPool, NodeRole } from '../../model/objects.js';
import type { Command } from '../state/command.js';
import { FEATURE_LEVEL } from '../state/feature-level.js';
import { writeAuthority } from './authority-files.js';
import { CertificateAuthority, createRoot } from './certificate-authority.js';
import { SecretMint } from './secret-mint.js';

export interface InitRequest {
  readonly dataDir: string;
  readonly clusterName: string;
  readonly nodeName: string;
  /** HOST that other nodes reach this manager at. */
  readonly address: string;
  readonly apiPort: number;
  readonly grpcPort: number;
  /** Empty: the defaults. */
  readonly pools?: readonly AddressPool[];
  readonly vniRange?: { readonly first: number; readonly last: number };
  readonly dataPort?: number;
  /** That the cluster begins with: the highest one of the program. */
  readonly featureLevel?: number;
}

export interface InitDeps {
  readonly nowMs: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

/** What `manager run` must propose, in order, once it leads; secrets only as hashes. */
export interface PendingInit {
  readonly clusterId: string;
  readonly nodeId: string;
  readonly raftId: number;
  readonly commands: readonly Command[];
}

export interface InitResult extends PendingInit {
  /** Join tokens, shown once. */
  readonly tokens: Readonly<Record<NodeRole, string>>;
  /** File that holds the administrator's API key. */
  readonly adminKeyFile: string;
}

const PENDING = 'init.json';
const FIRST_RAFT_ID = 1;
const TOKEN_LIFE_MS = 86_400_000;
const ADMIN = 'admin';
const ADMIN_KEY = 'key';

/** Directory of the node's identity within a manager's data directory. */
export function identityDir(dataDir: string): string {
  return join(dataDir, 'identity');
}

/** Throws `already-initialized`, `invalid-name`. What a failed earlier try left is replaced. */
export async function initCluster(deps: InitDeps, request: InitRequest): Promise<InitResult> {
  await checkRequest(request);
  const { dataDir } = request;
  const ids = mintIds(deps);
  const ca = await createRoot(ids.cluster, deps.nowMs());
  const authority = await CertificateAuthority.open(ca);
  const secrets = new SecretMint(ca.key);
  await prepareDir(dataDir);
  await writeAuthority(dataDir, ca);
  const adminDir = await writeAdmin(dataDir, authority, {
    clusterId: ids.cluster,
    key: secrets.apiKey(ids.key).secret,
    nowMs: deps.nowMs(),
  });
  const { key, csr } = await keyAndRequest(identityDir(dataDir));
  const commands = commandsOf(request, ids, {
    caBundle: ca.certificate,
    keyDigest: keyDigest(key),
    adminKey: secrets.apiKey(ids.key).hash,
    worker: secrets.tokenSecret(ids.worker).hash,
    manager: secrets.tokenSecret(ids.manager).hash,
  });
  const pending: PendingInit = {
    clusterId: ids.cluster,
    nodeId: ids.node,
    raftId: FIRST_RAFT_ID,
    commands,
  };
  await replaceFile(join(dataDir, PENDING), `${JSON.stringify(pending)}\n`);
  const certificate = await authority.issueNode({
    clusterId: ids.cluster,
    role: 'manager',
    nodeId: ids.node,
    csr,
    hosts: [request.address],
    nowMs: deps.nowMs(),
  });
  // Last: its presence means membership.
  await writeIdentity(identityDir(dataDir), {
    node: nodeFile(request, ids),
    credentials: { key, certificate, ca: ca.certificate },
  });
  const token = (id: string) => tokenText(request, ca.certificate, secrets.tokenSecret(id).secret);
  const tokens = { worker: token(ids.worker), manager: token(ids.manager) };
  return { ...pending, tokens, adminKeyFile: join(adminDir, ADMIN_KEY) };
}

interface InitIds {
  readonly cluster: string;
  readonly node: string;
  readonly key: string;
  readonly worker: string;
  readonly manager: string;
}

function mintIds({ nowMs, random }: InitDeps): InitIds {
  const mint = (kind: 'node' | 'key' | 'token') => mintId(kind, nowMs(), random(ID_RANDOM_BYTES));
  return {
    cluster: `c-${mint('node').slice('node-'.length)}`,
    node: mint('node'),
    key: mint('key'),
    worker: mint('token'),
    manager: mint('token'),
  };
}

async function checkRequest({ dataDir, clusterName, nodeName }: InitRequest): Promise<void> {
  parseName(clusterName);
  parseNodeName(nodeName);
  const known = await readIdentity(identityDir(dataDir));
  if (!known) return;
  const { node } = known;
  throw new OvnetError(
    'already-initialized',
    `${dataDir} belongs to ${node.role} '${node.name}' of cluster '${node.clusterName}'`,
  );
}

function nodeFile(request: InitRequest, ids: InitIds): NodeFile {
  const { clusterName, nodeName, address, apiPort, grpcPort } = request;
  return {
    clusterId: ids.cluster,
    clusterName,
    nodeId: ids.node,
    name: nodeName,
    role: 'manager',
    raftId: FIRST_RAFT_ID,
    managers: [{ nodeId: ids.node, address, apiPort, grpcPort }],
  };
}

function tokenText({ address, apiPort }: InitRequest, root: string, secret: string): string {
  const addresses = [{ host: address, port: apiPort }];
  return formatJoinToken({ caDigest: certificateDigest(root), secret, addresses });
}

/** Undefined once `finishInit` was called, and on managers that joined. */
export async function readPendingInit(dataDir: string): Promise<PendingInit | undefined> {
  const text = await readIfThere(join(dataDir, PENDING));
  return text === undefined ? undefined : (JSON.parse(text) as PendingInit);
}

/** When all commands are applied. */
export async function finishInit(dataDir: string): Promise<void> {
  await rm(join(dataDir, PENDING), { force: true });
}

/** Resolves with the directory. Without a key only the certificate is written. */
export async function writeAdmin(
  dataDir: string,
  authority: CertificateAuthority,
  admin: { readonly clusterId: string; readonly key: string | undefined; readonly nowMs: number },
): Promise<string> {
  const dir = join(dataDir, 'admin');
  const issued = await authority.issueAdmin(admin.clusterId, ADMIN, admin.nowMs);
  await prepareDir(dir);
  if (admin.key !== undefined) await replaceFile(join(dir, ADMIN_KEY), `${admin.key}\n`);
  await replaceFile(join(dir, 'cert.pem'), issued.certificate);
  await replaceFile(join(dir, 'key.pem'), issued.key);
  await replaceFile(join(dir, 'ca.pem'), authority.certificate);
  return dir;
}

/** Hashes of the secrets and of the node's public key. */
interface InitFacts {
  readonly caBundle: string;
  readonly keyDigest: string;
  readonly adminKey: string;
  readonly worker: string;
  readonly manager: string;
}

function commandsOf(request: InitRequest, ids: InitIds, facts: InitFacts): Command[] {
  const { clusterName, nodeName, address, apiPort, grpcPort } = request;
  return [
    {
      kind: 'cluster.init',
      id: ids.cluster,
      name: clusterName,
      caBundle: facts.caBundle,
      pools: request.pools ?? [],
      vniRange: request.vniRange ?? DEFAULT_VNI_RANGE,
      dataPort: request.dataPort ?? DEFAULT_DATA_PORT,
      featureLevel: request.featureLevel ?? FEATURE_LEVEL,
    },
    {
      kind: 'node.join',
      id: ids.node,
      role: 'manager',
      name: nodeName,
      keyDigest: facts.keyDigest,
      address,
      apiPort,
      grpcPort,
      raftId: FIRST_RAFT_ID,
      featureLevel: request.featureLevel ?? FEATURE_LEVEL,
    },
    {
      kind: 'key.create',
      id: ids.key,
      name: ADMIN,
      role: 'admin',
      secretHash: facts.adminKey,
    },
    {
      kind: 'token.create',
      id: ids.worker,
      role: 'worker',
      secretHash: facts.worker,
      ttlMs: TOKEN_LIFE_MS,
    },
    {
      kind: 'token.create',
      id: ids.manager,
      role: 'manager',
      secretHash: facts.manager,
      ttlMs: TOKEN_LIFE_MS,
      uses: 1,
    },
  ];
}
