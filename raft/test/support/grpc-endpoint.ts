/** Members of the gRPC transport's tests: a transport, its own server on loopback, and what it heard. */
import type { Test } from 'tap';
import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import type { Message } from '../../core/message.js';
import {
  GrpcTransport,
  type GrpcTransportOptions,
  type TransportEvent,
} from '../../transport/grpc-transport.js';
import {
  CONNECT_PATH,
  MAX_MESSAGE_BYTES,
  METADATA,
  passBytes,
  raftServiceDefinition,
} from '../../transport/raft-service.js';

export const beat = (from: number, to: number, round: number): Message => ({
  type: 'heartbeat',
  from,
  to,
  term: 1,
  commit: 0,
  round,
});

export const append = (from: number, to: number, bytes: number): Message => ({
  type: 'append-request',
  from,
  to,
  term: 1,
  prevIndex: 0,
  prevTerm: 0,
  commit: 0,
  entries: [{ index: 1, term: 1, type: 'normal', data: new Uint8Array(bytes).fill(7) }],
});

export interface Endpoint {
  readonly transport: GrpcTransport;
  readonly received: Message[];
  readonly unreachable: number[];
  readonly events: TransportEvent[];
  /** Batches that arrived. */
  batches: number;
  serve(port?: number): Promise<number>;
  shutdown(): void;
}

/** Where members listen; tests may point it elsewhere. */
export const addresses = new Map<number, string>();

/** Identity by metadata stands in for a certificate: `raft-from` is believed unless it is 666. */
export function endpoint(
  t: Test,
  id: number,
  options: Partial<GrpcTransportOptions> = {},
): Endpoint {
  let server: Server | undefined;
  const events: TransportEvent[] = [];
  const transport = new GrpcTransport(
    {
      dial: (peer) => {
        const address = addresses.get(peer);
        return address ? { address, credentials: credentials.createInsecure() } : undefined;
      },
      identify: (call) => {
        const from = Number(call.metadata.get(METADATA.from)[0]);
        return from === 666 ? undefined : from;
      },
      onEvent: (event) => events.push(event),
    },
    { groupId: 'blue', memberId: id, ...options },
  );
  const self: Endpoint = {
    transport,
    received: [],
    unreachable: [],
    events,
    batches: 0,
    serve: async (port = 0) => {
      const next = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
      next.addService(raftServiceDefinition, transport.handlers);
      server = next;
      const bound = await new Promise<number>((resolve, reject) =>
        next.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, result) =>
          error ? reject(error) : resolve(result),
        ),
      );
      addresses.set(id, `127.0.0.1:${bound}`);
      return bound;
    },
    shutdown: () => server?.forceShutdown(),
  };
  transport.start(
    (_from, messages) => {
      self.batches += 1;
      self.received.push(...messages);
    },
    (peer) => self.unreachable.push(peer),
  );
  t.teardown(async () => {
    await transport.stop();
    self.shutdown();
  });
  return self;
}

/** A stream of member `from` opened by hand; `ended` is the code it ends with. */
export function rawStream(
  t: Test,
  from: number,
  to: number,
): {
  write(bytes: Buffer): void;
  cancel(): void;
  opened: Promise<unknown>;
  ended(): Promise<number>;
} {
  const client = new Client(addresses.get(to)!, credentials.createInsecure());
  t.teardown(() => client.close());
  const metadata = new Metadata();
  metadata.set(METADATA.group, 'blue');
  metadata.set(METADATA.from, String(from));
  metadata.set(METADATA.to, String(to));
  const call = client.makeBidiStreamRequest(CONNECT_PATH, passBytes, passBytes, metadata);
  call.on('error', () => undefined);
  call.resume();
  const status = new Promise<number>((resolve) =>
    call.on('status', ({ code }: { code: number }) => resolve(code)),
  );
  return {
    write: (bytes) => call.write(bytes),
    cancel: () => call.cancel(),
    opened: new Promise((resolve) => call.on('metadata', resolve)),
    ended: () => status,
  };
}
