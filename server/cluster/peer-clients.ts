/** One gRPC client per other manager, for Forward and Acks; made when needed, remade when a manager moves. */
import { Client, type ChannelCredentials } from '@grpc/grpc-js';
import type { ManagerPlace } from './manager-directory.js';
import { TLS_NAME } from './peer-credentials.js';

export interface PeerClientsDeps {
  readonly credentials: () => ChannelCredentials;
}

interface Known {
  readonly target: string;
  readonly client: Client;
}

const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;
const OPTIONS = {
  ...TLS_NAME,
  'grpc.keepalive_time_ms': 5000,
  'grpc.keepalive_timeout_ms': 2000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 1000,
  'grpc.use_local_subchannel_pool': 1,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
};

export class PeerClients {
  readonly #deps: PeerClientsDeps;
  readonly #clients = new Map<string, Known>();

  constructor(deps: PeerClientsDeps) {
    this.#deps = deps;
  }

  to({ nodeId, target }: ManagerPlace): Client {
    const known = this.#clients.get(nodeId);
    if (known?.target === target) return known.client;
    known?.client.close();
    const client = new Client(target, this.#deps.credentials(), OPTIONS);
    this.#clients.set(nodeId, { target, client });
    return client;
  }

  close(): void {
    for (const { client } of this.#clients.values()) client.close();
    this.#clients.clear();
  }
}
