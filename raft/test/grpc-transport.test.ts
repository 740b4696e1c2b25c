/** The gRPC transport over loopback: order, reconnection, limits, and who may talk to whom. */
import t, { type Test } from 'tap';
import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { once } from 'node:events';
import type { Message } from '../core/message.js';
import {
  GrpcTransport,
  type GrpcTransportOptions,
  type TransportEvent,
} from '../transport/grpc-transport.js';
import {
  CONNECT_PATH,
  MAX_MESSAGE_BYTES,
  METADATA,
  passBytes,
  raftServiceDefinition,
} from '../transport/raft-service.js';
import { waitFor } from './support/wait-for.js';

const beat = (from: number, to: number, round: number): Message => ({
  type: 'heartbeat',
  from,
  to,
  term: 1,
  commit: 0,
  round,
});

const append = (from: number, to: number, bytes: number): Message => ({
  type: 'append-request',
  from,
  to,
  term: 1,
  prevIndex: 0,
  prevTerm: 0,
  commit: 0,
  entries: [{ index: 1, term: 1, type: 'normal', data: new Uint8Array(bytes).fill(7) }],
});

interface Endpoint {
  readonly transport: GrpcTransport;
  readonly received: Message[];
  readonly unreachable: number[];
  readonly events: TransportEvent[];
  /** Batches that arrived. */
  batches: number;
  serve(port?: number): Promise<number>;
  shutdown(): void;
}

const addresses = new Map<number, string>();

/** Identity by metadata stands in for a certificate: `raft-from` is believed unless it is 666. */
function endpoint(t: Test, id: number, options: Partial<GrpcTransportOptions> = {}): Endpoint {
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

const rounds = (messages: readonly Message[]): number[] =>
  messages.map((message) => (message.type === 'heartbeat' ? message.round : -1));

t.test(
  'messages arrive in order, in both directions, many to a batch, stamped with their sender',
  async (t) => {
    const one = endpoint(t, 1);
    const two = endpoint(t, 2);
    await one.serve();
    await two.serve();
    const count = 3000;
    for (let round = 1; round <= count; round += 1) {
      one.transport.send(2, [beat(1, 2, round)]);
      two.transport.send(1, [beat(2, 1, round)]);
      if (round % 300 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await waitFor(() => one.received.length === count && two.received.length === count);
    const expected = Array.from({ length: count }, (_, at) => at + 1);
    t.same(rounds(two.received), expected);
    t.same(rounds(one.received), expected);
    t.match(two.received[0], { from: 1, to: 2 });
    t.ok(two.batches < 40, `${two.batches} batches`);
    t.same(one.transport.stats, { dropped: 0, connected: [2] });
  },
);

t.test('batches close at the limit and one larger message goes alone', async (t) => {
  const one = endpoint(t, 1, { batchBytes: 10_000 });
  const two = endpoint(t, 2);
  await two.serve();
  one.transport.send(2, [
    append(1, 2, 3000),
    append(1, 2, 3000),
    append(1, 2, 3000),
    append(1, 2, 50_000),
    beat(1, 2, 1),
  ]);
  await waitFor(() => two.received.length === 5);
  t.equal(two.batches, 3, 'three small, one large, the rest');
  one.transport.send(2, [append(1, 2, 16 * 1024 * 1024)]);
  await waitFor(() => two.received.length === 6);
  t.pass('an entry of 16 MiB passes');
});

t.test('an oversize message is dropped, counted and reported; the next ones pass', async (t) => {
  const one = endpoint(t, 1, { maxMessageBytes: 10_000 });
  const two = endpoint(t, 2);
  await two.serve();
  one.transport.send(2, [append(1, 2, 20_000), beat(1, 2, 5)]);
  await waitFor(() => two.received.length === 1);
  t.same(rounds(two.received), [5]);
  t.same(one.unreachable, [2]);
  t.equal(one.transport.stats.dropped, 1);
  t.match(one.events, [{ type: 'dropped', reason: 'oversize', count: 1, peer: 2 }]);
});

t.test('beyond the queue limit the oldest messages go and are counted', async (t) => {
  const one = endpoint(t, 1, { maxQueuedMessages: 10 });
  const two = endpoint(t, 2);
  await two.serve();
  one.transport.send(
    2,
    Array.from({ length: 25 }, (_, at) => beat(1, 2, at + 1)),
  );
  await waitFor(() => two.received.length === 10);
  t.same(rounds(two.received), [16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  t.equal(one.transport.stats.dropped, 15);
});

t.test(
  'after a restart of the peer the transport reconnects by itself, also at a new address',
  async (t) => {
    const one = endpoint(t, 1);
    const two = endpoint(t, 2);
    const port = await two.serve();
    const sending = setInterval(() => one.transport.send(2, [beat(1, 2, 1)]), 5);
    t.teardown(() => clearInterval(sending));
    await waitFor(() => two.received.length > 0);
    two.shutdown();
    await waitFor(() => one.unreachable.length > 3);
    t.same(one.transport.stats.connected, []);
    const before = two.received.length;
    await two.serve(port);
    await waitFor(() => two.received.length > before);
    two.shutdown();
    await waitFor(() => one.transport.stats.connected.length === 0);
    const moved = two.received.length;
    await two.serve();
    await waitFor(() => two.received.length > moved);
    t.pass();
  },
);

t.test('nobody there or unknown: reported unreachable, nothing piles up', async (t) => {
  const one = endpoint(t, 1);
  addresses.set(9, '127.0.0.1:1');
  one.transport.send(9, [beat(1, 9, 1)]);
  one.transport.send(8, [beat(1, 8, 1), beat(1, 8, 2)]);
  await waitFor(() => one.unreachable.includes(9) && one.unreachable.includes(8));
  t.equal(one.transport.stats.dropped, 3);
});

t.test('another group, another addressee or an unproven sender is refused', async (t) => {
  const two = endpoint(t, 2);
  await two.serve();
  addresses.set(3, addresses.get(2)!);
  const red = endpoint(t, 1, { groupId: 'red' });
  const lost = endpoint(t, 4);
  const impostor = endpoint(t, 666);
  red.transport.send(2, [beat(1, 2, 1)]);
  lost.transport.send(3, [beat(4, 3, 1)]);
  impostor.transport.send(2, [beat(666, 2, 1)]);
  for (const [each, code] of [
    [red, 9],
    [lost, 9],
    [impostor, 7],
  ] as const) {
    await waitFor(() => each.unreachable.length > 0);
    t.match(each.events[0], { type: 'disconnected', wasConnected: false, code });
  }
  t.same(two.received, []);
  t.equal(two.events.filter(({ type }) => type === 'refused').length >= 3, true);
});

t.test('garbage ends the stream that brought it and nothing else', async (t) => {
  const one = endpoint(t, 1);
  const two = endpoint(t, 2);
  await two.serve();
  one.transport.send(2, [beat(1, 2, 1)]);
  await waitFor(() => two.received.length === 1);
  const client = new Client(addresses.get(2)!, credentials.createInsecure());
  t.teardown(() => client.close());
  const metadata = new Metadata();
  metadata.set(METADATA.group, 'blue');
  metadata.set(METADATA.from, '5');
  metadata.set(METADATA.to, '2');
  const call = client.makeBidiStreamRequest(CONNECT_PATH, passBytes, passBytes, metadata);
  call.resume();
  call.write(Buffer.from('not a batch'));
  const [error] = (await once(call, 'error').catch((reason: unknown) => [reason])) as [
    { code: number },
  ];
  t.equal(error.code, 3, 'INVALID_ARGUMENT');
  one.transport.send(2, [beat(1, 2, 2)]);
  await waitFor(() => two.received.length === 2);
  t.same(rounds(two.received), [1, 2]);
});

t.test(
  'a member that is disconnected may come back only by a new stream; stop ends everything',
  async (t) => {
    const one = endpoint(t, 1);
    const two = endpoint(t, 2);
    await two.serve();
    one.transport.send(2, [beat(1, 2, 1)]);
    await waitFor(() => two.received.length === 1);
    two.transport.disconnect(1);
    await waitFor(() => one.transport.stats.connected.length === 0);
    one.transport.send(2, [beat(1, 2, 2)]);
    await waitFor(() => two.received.length === 2);
    await two.transport.stop();
    await waitFor(() => one.transport.stats.connected.length === 0);
    one.transport.send(2, [beat(1, 2, 3)]);
    await waitFor(() => one.unreachable.length >= 2);
    t.same(rounds(two.received), [1, 2]);
    await one.transport.stop();
    one.transport.send(2, [beat(1, 2, 4)]);
  },
);
