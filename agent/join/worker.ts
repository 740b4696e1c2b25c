/** Joining and leaving as a worker: prepares the data directory, or clears it. */
import { hostname } from 'node:os';
import { rm } from 'node:fs/promises';
import type { WorkerConfig } from '../../config/worker.js';
import {
  keyAndRequest,
  readIdentity,
  removeIdentity,
  writeIdentity,
  type NodeFile,
  type NodeIdentity,
} from '../../identity/data-dir.js';
import { JoinClient } from '../../identity/join-client.js';
import { tellManagers } from '../../identity/leave-client.js';
import { liveProcess } from '../../identity/pid-file.js';
import { OvnetError } from '../../model/errors.js';
import { parseJoinToken, type JoinTokenParts as JoinToken } from '../../model/join-token.js';
import { endResolver } from '../dns/process.js';
import type { Kernel } from '../kernel/port.js';
import { Iproute2Kernel } from '../kernel/iproute2.js';
import { claimFabric } from '../kernel/fabric-claim.js';
import { LOCK_FILE } from '../local/paths.js';
import { resolveVtep, type Vtep } from './vtep.js';

export interface JoinOutcome {
  readonly node: NodeFile;
  /** The node was a member before: nothing was changed. */
  readonly alreadyMember: boolean;
}

export interface WorkerJoinDeps {
  /** Checked before anything is written or sent; default: programs, root and vxlan of this host. */
  readonly checkHost?: () => Promise<void>;
}

type JoinConfig = Pick<WorkerConfig, 'dataDir' | 'vtep' | 'name' | 'labels' | 'fabric'>;

/**
 * Makes this host a member of the token's cluster. A member of that cluster already: no-op. @throws OvnetError
 * `already-initialized` (member of another cluster), `fabric-in-use`, `not-root`, `missing-program`, `kernel-unsupported`,
 * `ambiguous-address`, and those of JoinClient. Nothing is written before the token was accepted.
 */
export async function joinWorker(
  token: string,
  config: JoinConfig,
  deps: WorkerJoinDeps = {},
): Promise<JoinOutcome> {
  const parts = parseJoinToken(token);
  const member = await readIdentity(config.dataDir);
  const vtep = await resolveVtep(config.vtep);
  if (member) return alreadyJoined(parts, member, config);
  const check = () => new Iproute2Kernel({ fabric: config.fabric, vtep: vtep.local }).check();
  await (deps.checkHost ?? check)();
  const release = await claimFabric(config.fabric, config.dataDir);
  try {
    return { node: await enter(parts, vtep, config), alreadyMember: false };
  } finally {
    await release();
  }
}

async function alreadyJoined(
  parts: JoinToken,
  { node }: NodeIdentity,
  { dataDir }: JoinConfig,
): Promise<JoinOutcome> {
  const { cluster } = await new JoinClient(parts, 'worker').check();
  if (node.clusterId === cluster.clusterId) return { node, alreadyMember: true };
  const detail = `${dataDir} belongs to node ${node.name} of cluster ${node.clusterId}; leave it first`;
  throw new OvnetError('already-initialized', detail);
}

/** Uses the token up. */
async function enter(parts: JoinToken, vtep: Vtep, config: JoinConfig): Promise<NodeFile> {
  const client = new JoinClient(parts, 'worker');
  const accepted = await client.check();
  const { key, csr } = await keyAndRequest(config.dataDir);
  const name = config.name ?? hostname().toLowerCase();
  const { labels } = config;
  const answer = await client.join(accepted, { name, csr, vtep: vtep.advertised, labels }, key);
  const { clusterId, clusterName, nodeId, managers } = answer;
  const node: NodeFile = { clusterId, clusterName, nodeId, name, role: 'worker', vtep, managers };
  const credentials = { key, certificate: answer.certificate, ca: answer.caBundle };
  await writeIdentity(config.dataDir, { node, credentials });
  return node;
}

type LeaveConfig = Pick<WorkerConfig, 'dataDir' | 'fabric' | 'gatewayBridge'>;

export interface WorkerLeaveDeps {
  readonly kernel?: Kernel;
}

/**
 * Ends membership: the cluster forgets the node (`DELETE /v1/join` with its certificate), then kernel state, cache and
 * keys are removed. The daemon must be stopped. @throws OvnetError `not-initialized`, `data-locked` (still running),
 * `fabric-in-use` (another worker of this host runs), `unreachable` when no manager answers, unless forced.
 */
export async function leaveWorker(
  config: LeaveConfig,
  options: { readonly force: boolean },
  deps: WorkerLeaveDeps = {},
): Promise<{ readonly node: NodeFile; readonly told: boolean }> {
  const identity = await readIdentity(config.dataDir);
  if (!identity) throw new OvnetError('not-initialized', `${config.dataDir} holds no worker`);
  const running = await liveProcess(`${config.dataDir}/${LOCK_FILE}`);
  if (running) throw new OvnetError('data-locked', `the worker runs as process ${running.pid}`);
  // What is removed from the kernel would be the other one's.
  const release = deps.kernel ? undefined : await claimFabric(config.fabric, config.dataDir);
  try {
    const told = await tell(identity, options);
    await clearHost(config, identity.node, deps);
    return { node: identity.node, told };
  } finally {
    await release?.();
  }
}

async function tell(identity: NodeIdentity, { force }: { force: boolean }): Promise<boolean> {
  const { managers: known } = identity.node;
  const managers = known.map(({ address, apiPort }) => ({ host: address, port: apiPort }));
  return tellManagers(identity, managers).then(
    () => true,
    (error: unknown) => {
      if (force) return false;
      throw untold(error);
    },
  );
}

async function clearHost(
  { dataDir, fabric, gatewayBridge }: LeaveConfig,
  node: NodeFile,
  deps: WorkerLeaveDeps,
): Promise<void> {
  await endResolver(dataDir);
  const vtep = node.vtep?.local ?? '127.0.0.1';
  const kernel = deps.kernel ?? new Iproute2Kernel({ fabric, gatewayBridge, vtep });
  await kernel.prepare();
  await kernel.removeAll();
  await kernel.stop();
  await forgetMembership(dataDir);
}

/** Leaves nothing of the membership on disk. */
export async function forgetMembership(dataDir: string): Promise<void> {
  await removeIdentity(dataDir);
  await rm(`${dataDir}/cache.journal`, { force: true });
}

function untold(error: unknown): unknown {
  if (!(error instanceof OvnetError)) return error;
  const choice = 'go on with `ovctl worker run`, or leave without them with --force';
  const detail = `${error.message}; nothing was removed from this host: ${choice}`;
  return new OvnetError(error.code, detail, { cause: error });
}
