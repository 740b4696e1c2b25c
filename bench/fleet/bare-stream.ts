/** The floor: grpc-js over mTLS and nothing of ours. One connection per stream, one message each way. */
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
} from '@grpc/grpc-js';
import type { Credentials } from '../../identity/data-dir.js';

const PATH = '/bench.Bare/Session';
const WORD = Buffer.from('a word');
const same = (bytes: Buffer): Buffer => bytes;
const DEFINITION = {
  session: {
    path: PATH,
    requestStream: true,
    responseStream: true,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  },
} as const;
/** As the agents dial. */
const OPTIONS = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_retries': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.ssl_target_name_override': 'manager.ovnet',
};

/** Listens with a manager's certificate and answers every message. Resolves with the port. */
export function serveBare(host: string, { ca, key, certificate }: Credentials): Promise<number> {
  const server = new Server();
  server.addService(DEFINITION, {
    session: (call: ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (word: Buffer) => call.write(word));
      call.on('end', () => call.end());
      // A client that breaks off is how every measurement ends.
      call.on('error', () => undefined);
    },
  });
  const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(certificate) };
  const tls = ServerCredentials.createSsl(Buffer.from(ca), [pair], true);
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:0`, tls, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

/** Called once each; `close` is then of no more use after `failed`. */
export interface BareHandlers {
  answered(): void;
  failed(reason: string): void;
}

/** Dials with an agent's certificate and says a word. Returns what closes the connection. */
export function dialBare(target: string, own: Credentials, handlers: BareHandlers): () => void {
  const { ca, key, certificate } = own;
  const tls = credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(certificate), {
    checkServerIdentity: () => undefined,
  });
  const client = new Client(target, tls, OPTIONS);
  const stream = client.makeBidiStreamRequest<Buffer, Buffer>(PATH, same, same);
  let isOver = false;
  stream.on('data', () => handlers.answered());
  stream.on('error', () => undefined);
  stream.on('status', ({ details }) => {
    if (!isOver) handlers.failed(details);
    client.close();
  });
  stream.write(WORD);
  return () => {
    isOver = true;
    stream.cancel();
  };
}
