/** Where the agent's files lie, derived from its data directory and socket. */
import { dirname, join } from 'node:path';

/** In the data directory: the process that uses it. */
export const LOCK_FILE = 'lock';

/** Next to the socket. */
export function pidFile(socket: string): string {
  return join(dirname(socket), 'agent.pid');
}

/** NodeApi over gRPC: `/run/ovnet/agent-grpc.sock` beside `/run/ovnet/agent.sock`. */
export function grpcSocket(socket: string): string {
  return `${socket.replace(/\.sock$/, '')}-grpc.sock`;
}
