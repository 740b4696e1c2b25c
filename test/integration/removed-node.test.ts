/** What the certificate of a removed node is still good for: nothing, on any manager and any call of the gRPC port. */
import { Client, credentials, Metadata, status, type StatusObject } from '@grpc/grpc-js';
import t from 'tap';
import { readIdentity, type Credentials } from '../../identity/data-dir.js';
import type { NodeRole } from '../../model/objects.js';
import {
  AGENT_SERVICE,
  CODE_METADATA,
  NODE_API_SERVICE,
  PEER_METADATA,
  PEER_SERVICE,
} from '../../proto/services.js';
import {
  CONNECT_PATH,
  INSTALL_PATH,
  METADATA as RAFT_METADATA,
} from '../../raft/transport/raft-service.js';
import { RPC_ROLES } from '../../server/cluster/rpc-guard.js';
import { identityDir } from '../../server/identity/init.js';
import type { RunningManager } from '../../server/manager.js';
import { eventually, propose } from '../support/managers.js';
import { TestAgent } from '../support/test-agent.js';
import { three } from '../support/three-managers.js';
import { addWorker } from '../support/workers.js';

interface Gone {
  readonly role: NodeRole;
  /** Of managers. */
  readonly raftId: number;
  readonly credentials: Credentials;
}

interface End {
  readonly status: number;
  readonly code: string;
}

const PLACE = { network: 'blue', container: 'c1', ifname: 'eth0', addresses: [] };
const ATTACH = { ...PLACE, attachment: undefined, name: 'c1', mac: '', waitMs: 0 };
const QUESTION = { nodeId: 'node-1', kind: 'verify', payload: Buffer.from('{}'), timeoutMs: 1000 };
const { attach, detach, reserve } = NODE_API_SERVICE;
const { query } = PEER_SERVICE;

/** What is said, where saying nothing is malformed. */
const SAID: Readonly<Record<string, Buffer>> = {
  [attach.path]: attach.requestSerialize(ATTACH),
  [detach.path]: detach.requestSerialize(PLACE),
  [reserve.path]: reserve.requestSerialize(PLACE),
  [query.path]: query.requestSerialize(QUESTION),
};

/** How a call ends. */
async function callOf({ info }: RunningManager, path: string, gone: Gone): Promise<End> {
  const { ca, key, certificate } = gone.credentials;
  const [root, own, chain] = [Buffer.from(ca), Buffer.from(key), Buffer.from(certificate)];
  const tls = credentials.createSsl(root, own, chain, { checkServerIdentity: () => undefined });
  const client = new Client(`127.0.0.1:${info.grpcPort}`, tls);
  const metadata = new Metadata();
  metadata.set(PEER_METADATA.group, info.clusterId);
  metadata.set(RAFT_METADATA.group, info.clusterId);
  metadata.set(RAFT_METADATA.from, String(gone.raftId));
  metadata.set(RAFT_METADATA.to, String(info.raftId));
  const asIs = (bytes: Buffer): Buffer => bytes;
  try {
    return await new Promise((resolve) => {
      const stream = client.makeBidiStreamRequest<Buffer, Buffer>(path, asIs, asIs, metadata);
      stream.on('error', () => undefined);
      stream.on('status', ({ code, metadata: told }: StatusObject) => {
        resolve({ status: code, code: String(told.get(CODE_METADATA)[0] ?? '') });
      });
      stream.resume();
      stream.write(SAID[path] ?? Buffer.alloc(0));
      stream.end();
    });
  } finally {
    client.close();
  }
}

/** Raft's own streams know nothing of codes. */
const WITHOUT_CODE: readonly string[] = [CONNECT_PATH, INSTALL_PATH];
/** A removed worker is told in the stream, so that it clears its host. */
const TOLD: readonly string[] = [AGENT_SERVICE.session.path];

const pathsOf = (role: NodeRole): string[] =>
  Object.keys(RPC_ROLES).filter((path) => RPC_ROLES[path]?.role === role && !TOLD.includes(path));

t.test('[check 10] a removed node is refused on every call of every manager', async (t) => {
  const { cluster, managers } = await three(t);
  const [one, two, leaving] = managers;
  if (!one || !two || !leaving) throw new Error('three managers');
  const worker = await addWorker(cluster, one, 'w1', '192.0.2.1');
  const identity = await readIdentity(identityDir(cluster.dataDir('m3')));
  if (!identity) throw new Error('m3 has no certificate');
  for (const node of [worker.id, leaving.info.nodeId]) {
    await propose(one, { kind: 'node.remove', node, force: true });
  }
  await t.rejects(leaving.done, { code: 'node-removed' });
  const gone: Gone[] = [
    { role: 'worker', raftId: 0, credentials: worker.credentials },
    { role: 'manager', raftId: leaving.info.raftId, credentials: identity.credentials },
  ];
  for (const manager of [one, two]) {
    await eventually('both to be gone', () =>
      [worker.id, leaving.info.nodeId].every((id) => manager.core.state.isRemoved(id)),
    );
    for (const node of gone) {
      for (const path of pathsOf(node.role)) {
        const code = WITHOUT_CODE.includes(path) ? '' : 'node-removed';
        const end = await callOf(manager, path, node);
        t.same(end, { status: status.PERMISSION_DENIED, code }, `${manager.info.name} ${path}`);
      }
    }
    const agent = new TestAgent(`127.0.0.1:${manager.info.grpcPort}`, worker.credentials);
    t.teardown(() => agent.close());
    await agent.next('removed');
    await agent.ended();
    t.same(
      agent.received.map(({ kind }) => kind),
      ['removed'],
      'and hears nothing else',
    );
  }
});
