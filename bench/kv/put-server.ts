/** `KV/Put` of etcd on top of raft-ts: gRPC in clear text, straight on node's HTTP/2. The leader alone serves it. */
import { constants, createServer, type ServerHttp2Stream } from 'node:http2';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import { PUT_PATH, putResponse, unframed } from './put-codec.js';

const UNAVAILABLE = 14;
const UNIMPLEMENTED = 12;
const HEADERS = { ':status': 200, 'content-type': 'application/grpc' };

export function servePuts(node: RaftNode, port: number): Promise<void> {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (headers[constants.HTTP2_HEADER_PATH] === PUT_PATH) take(node, stream);
    else refuse(stream, UNIMPLEMENTED, 'only puts');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function take(node: RaftNode, stream: ServerHttp2Stream): void {
  let received: Buffer | undefined;
  stream.on('data', (chunk: Buffer) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    const message = unframed(received);
    if (message === undefined) return;
    node.propose(message).then(
      ({ index }) => answer(stream, putResponse(index)),
      (error: unknown) => {
        refuse(stream, UNAVAILABLE, error instanceof RaftError ? error.code : String(error));
      },
    );
  });
}

function answer(stream: ServerHttp2Stream, body: Buffer): void {
  if (stream.destroyed) return;
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(body);
}

function refuse(stream: ServerHttp2Stream, code: number, message: string): void {
  if (stream.destroyed) return;
  const trailers = { 'grpc-status': String(code), 'grpc-message': message };
  stream.respond({ ...HEADERS, ...trailers }, { endStream: true });
}
