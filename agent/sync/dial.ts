/** Opens the agent's stream to one manager over mTLS. Each attempt is a connection of its own. */
import { Client, credentials, type ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import type { Credentials } from '../../identity/data-dir.js';
import { managerFault } from '../../identity/https.js';
import { formatHostPort } from '../../model/join-token.js';
import type { AgentMessage, ManagerAddress, ManagerMessage } from '../../proto/agent-messages.js';
import { AGENT_SERVICE, CODE_METADATA } from '../../proto/services.js';

/** How a stream ended: gRPC status, and our own code where a manager gave one. */
export interface StreamEnd {
  readonly status: number;
  readonly detail: string;
  readonly code: string | undefined;
}

export interface StreamHandlers {
  message(message: ManagerMessage): void;
  /** Called once. */
  ended(end: StreamEnd): void;
}

export interface AgentStream {
  send(message: AgentMessage): void;
  close(): void;
  /** The connection, for unary calls beside the stream. */
  readonly client: Client | undefined;
}

export type Dial = (manager: ManagerAddress, handlers: StreamHandlers) => AgentStream;

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const OPTIONS: ChannelOptions = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  // The certificate's URI counts, not the name dialled; an IP address may not be a TLS server name.
  'grpc.ssl_target_name_override': 'manager.ovnet',
};

function tlsOf(clusterId: string, { ca, key, certificate }: Credentials): ChannelCredentials {
  return credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(certificate), {
    checkServerIdentity: (_host, peer) => managerFault(peer, clusterId),
  });
}

/** `read` is asked at each attempt, so that a renewed certificate is used; as long as it is the same, it is parsed once. */
export function grpcDial(clusterId: string, read: () => Credentials): Dial {
  let made: { readonly from: Credentials; readonly tls: ChannelCredentials } | undefined;
  return (manager, handlers) => {
    const from = read();
    if (made?.from !== from) made = { from, tls: tlsOf(clusterId, from) };
    const { tls } = made;
    const address = formatHostPort({ host: manager.address, port: manager.grpcPort });
    const client = new Client(address, tls, OPTIONS);
    const rpc = AGENT_SERVICE.session;
    const stream = client.makeBidiStreamRequest(
      rpc.path,
      rpc.requestSerialize,
      rpc.responseDeserialize,
    );
    stream.on('data', (message: ManagerMessage) => handlers.message(message));
    // Every failure also comes as a status; without a listener it would be thrown.
    stream.on('error', () => undefined);
    stream.on('status', (status) => {
      const [code] = status.metadata.get(CODE_METADATA);
      handlers.ended({
        status: status.code,
        detail: status.details,
        code: typeof code === 'string' ? code : undefined,
      });
      client.close();
    });
    return {
      client,
      send: (message) => void stream.write(message),
      close: () => stream.cancel(),
    };
  };
}
