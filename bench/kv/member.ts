/** A member process: raft-ts on its real parts (log on disk, gRPC with mTLS, real clock); ends with its input. */
import { existsSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { Server } from '@grpc/grpc-js';
import { nameFromAltNames } from '../../identity/spiffe.js';
import { EMPTY_CONFIGURATION } from '../../raft/core/types.js';
import { ProcessClock } from '../../raft/node/process-clock.js';
import type { StateMachine } from '../../raft/node/ports.js';
import { RaftNode } from '../../raft/node/raft-node.js';
import { GrpcTransport } from '../../raft/transport/grpc-transport.js';
import { MAX_MESSAGE_BYTES, raftServiceDefinition } from '../../raft/transport/raft-service.js';
import { WriteAheadLog } from '../../raft/wal/write-ahead-log.js';
import {
  clientCredentials,
  serverCredentials,
  TLS_NAME,
} from '../../server/cluster/peer-credentials.js';
import { createStorage, openStorage } from '../../server/storage/open-storage.js';
import { onLines } from '../measure/lines.js';
import { Lateness } from '../measure/lateness.js';
import { commitLoad, rowLoad } from './commit-load.js';
import { KvMachine, NoopMachine } from './machines.js';
import { RowsMachine } from './rows-machine.js';
import type { MemberReport, MemberRequest, MemberSetup } from './protocol.js';
import { servePuts } from './put-server.js';

function report(message: MemberReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function fault(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'fault'}\n`);
  process.exit(1);
}

function transportOf(setup: MemberSetup): GrpcTransport {
  const { id, clusterId, addresses } = setup;
  const credentials = clientCredentials(setup.credentials, clusterId);
  return new GrpcTransport(
    {
      dial: (peer) => {
        const address = addresses[peer];
        return address === undefined ? undefined : { address, credentials, options: TLS_NAME };
      },
      identify: (call) => {
        const { sslPeerCertificate } = call.getAuthContext();
        const name = nameFromAltNames(sslPeerCertificate?.subjectaltname);
        const [, digits] = /^node-(\d+)$/.exec(name?.nodeId ?? '') ?? [];
        return name?.clusterId === clusterId && digits !== undefined ? Number(digits) : undefined;
      },
      onEvent: (event) => {
        if (event.type !== 'state-not-sent') return;
        process.stderr.write(`no state for member ${event.peer}: ${event.reason}\n`);
      },
    },
    { groupId: clusterId, memberId: id },
  );
}

async function listen(setup: MemberSetup, transport: GrpcTransport): Promise<void> {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  server.addService(raftServiceDefinition, transport.handlers);
  const address = setup.addresses[setup.id] ?? '';
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(address, serverCredentials(setup.credentials), (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

interface Parts {
  readonly log: WriteAheadLog;
  readonly stateMachine: StateMachine;
}

async function partsOf({ id, clusterId, dir, machine, addresses }: MemberSetup): Promise<Parts> {
  const voters = Object.keys(addresses).map(Number);
  const snapshot = { index: 0, term: 0, configuration: { ...EMPTY_CONFIGURATION, voters } };
  const options = { clusterId, memberId: id };
  if (machine !== 'rows') {
    const log = await WriteAheadLog.create(join(dir, 'log'), { ...options, snapshot });
    const state = join(dir, 'state');
    const isKv = machine === 'kv';
    return { log, stateMachine: isKv ? await KvMachine.create(state, fault) : new NoopMachine() };
  }
  if (!existsSync(join(dir, 'log'))) await createStorage(dir, { ...options, snapshot });
  const { log, state, snapshots } = await openStorage(dir, options, {
    onFatal: fault,
    onRebuild: fault,
  });
  snapshots.onInstalled(({ appliedIndex }) => report({ kind: 'installed', index: appliedIndex }));
  return { log, stateMachine: new RowsMachine(state, snapshots, snapshot.configuration) };
}

async function start(setup: MemberSetup): Promise<RaftNode> {
  const { id, clientPort } = setup;
  const { log, stateMachine } = await partsOf(setup);
  const transport = transportOf(setup);
  await listen(setup, transport);
  const clock = new ProcessClock();
  const random = { next: Math.random };
  const node = RaftNode.start(
    { log, transport, stateMachine, clock, random, onFatal: fault },
    { id },
  );
  node.onChange(({ leader }) => report({ kind: 'leader', leader }));
  if (clientPort !== undefined) await servePuts(node, clientPort);
  return node;
}

const profiler = new Session();

async function profile(file: string | undefined): Promise<void> {
  if (file === undefined) {
    profiler.connect();
    await profiler.post('Profiler.enable');
    await profiler.post('Profiler.start');
    return;
  }
  const { profile: recorded } = await profiler.post('Profiler.stop');
  writeFileSync(file, JSON.stringify(recorded));
}

const lateness = new Lateness();

async function answer(node: RaftNode, request: MemberRequest): Promise<MemberReport> {
  switch (request.kind) {
    case 'load':
      return commitLoad(node, request);
    case 'rows':
      return rowLoad(node, request);
    case 'status':
      return { kind: 'status', status: node.status() };
    case 'lateness':
      if (!request.end) lateness.begin();
      return { kind: 'lateness', ...lateness.summary(request.end) };
    case 'profile':
      await profile(request.file);
      return { kind: 'profiled' };
  }
}

async function serve(): Promise<void> {
  let node: Promise<RaftNode> | undefined;
  onLines(process.stdin, (line) => {
    if (node === undefined) {
      node = start(JSON.parse(line) as MemberSetup);
      node.then(() => report({ kind: 'serving' }), fault);
      return;
    }
    const request = JSON.parse(line) as MemberRequest;
    node.then((started) => answer(started, request)).then(report, fault);
  });
  await new Promise((resolve) => process.stdin.once('end', resolve));
  process.exit(0);
}

await serve();
