/** A member process: raft-ts on its real parts (log on disk, gRPC with mTLS, real clock); ends with its input. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { Server } from '@grpc/grpc-js';
import { nameFromAltNames } from '../../identity/spiffe.js';
import { EMPTY_CONFIGURATION } from '../../raft/core/types.js';
import { ProcessClock } from '../../raft/node/process-clock.js';
import { RaftNode } from '../../raft/node/raft-node.js';
import { GrpcTransport } from '../../raft/transport/grpc-transport.js';
import { MAX_MESSAGE_BYTES, raftServiceDefinition } from '../../raft/transport/raft-service.js';
import { WriteAheadLog } from '../../raft/wal/write-ahead-log.js';
import {
  clientCredentials,
  serverCredentials,
  TLS_NAME,
} from '../../server/cluster/peer-credentials.js';
import { onLines } from '../measure/lines.js';
import { commitLoad } from './commit-load.js';
import { KvMachine, NoopMachine } from './machines.js';
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

async function start(setup: MemberSetup): Promise<RaftNode> {
  const { id, clusterId, dir, machine, clientPort } = setup;
  const voters = Object.keys(setup.addresses).map(Number);
  const log = await WriteAheadLog.create(join(dir, 'log'), {
    clusterId,
    memberId: id,
    snapshot: { index: 0, term: 0, configuration: { ...EMPTY_CONFIGURATION, voters } },
  });
  const stateMachine =
    machine === 'noop' ? new NoopMachine() : await KvMachine.create(join(dir, 'state'), fault);
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

async function serve(): Promise<void> {
  let node: Promise<RaftNode> | undefined;
  onLines(process.stdin, (line) => {
    if (node === undefined) {
      node = start(JSON.parse(line) as MemberSetup);
      node.then(() => report({ kind: 'serving' }), fault);
      return;
    }
    const request = JSON.parse(line) as MemberRequest;
    const answered =
      request.kind === 'load'
        ? node.then((started) => commitLoad(started, request))
        : profile(request.file).then((): MemberReport => ({ kind: 'profiled' }));
    answered.then(report, fault);
  });
  await new Promise((resolve) => process.stdin.once('end', resolve));
  process.exit(0);
}

await serve();
