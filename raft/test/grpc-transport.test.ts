/** The gRPC transport over loopback: order, reconnection, limits, and who may talk to whom. */
import t from 'tap';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Message } from '../core/message.js';
import { encodeBatch } from '../transport/message-codec.js';
import { addresses, append, beat, endpoint, rawStream } from './support/grpc-endpoint.js';
import { waitFor } from './support/wait-for.js';

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
  const stream = rawStream(t, 5, 2);
  stream.write(Buffer.from('not a batch'));
  t.equal(await stream.ended(), 3, 'INVALID_ARGUMENT');
  one.transport.send(2, [beat(1, 2, 2)]);
  await waitFor(() => two.received.length === 2);
  t.same(rounds(two.received), [1, 2]);
});

t.test('a second stream of a member takes over from the first', async (t) => {
  const two = endpoint(t, 2);
  await two.serve();
  const first = rawStream(t, 5, 2);
  await first.opened;
  const second = rawStream(t, 5, 2);
  t.equal(await first.ended(), 10, 'ABORTED');
  second.write(Buffer.from(encodeBatch([beat(5, 2, 1)])));
  await waitFor(() => two.received.length === 1);
  t.match(two.received[0], { from: 5, round: 1 });
});

t.test('a peer that is prepared for is connected before anything is said', async (t) => {
  const one = endpoint(t, 1);
  const two = endpoint(t, 2);
  await two.serve();
  one.transport.prepare(2);
  one.transport.prepare(2);
  await waitFor(() => one.transport.stats.connected.length > 0);
  one.transport.prepare(2);
  one.transport.send(2, [beat(1, 2, 1)]);
  await waitFor(() => two.received.length === 1);
  t.same(
    one.events.map(({ type }) => type),
    ['connected'],
  );
});

t.test('a stream that ends at the other end, or with its connection, is a lost peer', async (t) => {
  const two = endpoint(t, 2);
  const port = await two.serve();
  const one = endpoint(t, 1);
  one.transport.send(2, [beat(1, 2, 1)]);
  await waitFor(() => two.received.length === 1);
  t.same(two.unreachable, []);
  await one.transport.stop();
  await waitFor(() => two.unreachable.length === 1);
  const sockets: Socket[] = [];
  const relay = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => undefined);
    sockets.push(socket, onward);
    socket.pipe(onward).pipe(socket);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  t.teardown(() => relay.close());
  addresses.set(2, `127.0.0.1:${(relay.address() as AddressInfo).port}`);
  const stream = rawStream(t, 5, 2);
  await stream.opened;
  for (const socket of sockets) socket.destroy();
  await waitFor(() => two.unreachable.length === 2);
  t.same(two.unreachable, [1, 5]);
});

t.test(
  'a stream that another one took over, or that was ended here, is no lost peer',
  async (t) => {
    const two = endpoint(t, 2);
    await two.serve();
    const first = rawStream(t, 5, 2);
    await first.opened;
    const second = rawStream(t, 5, 2);
    await first.ended();
    two.transport.disconnect(5);
    await second.ended();
    const other = rawStream(t, 6, 2);
    await other.opened;
    other.cancel();
    await waitFor(() => two.unreachable.length > 0);
    t.same(two.unreachable, [6]);
  },
);

t.test('a peer that accepts and never answers is given up and tried again', async (t) => {
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => sockets.add(socket));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
  addresses.set(7, `127.0.0.1:${(mute.address() as AddressInfo).port}`);
  const one = endpoint(t, 1, { connectTimeoutMs: 50 });
  const sending = setInterval(() => one.transport.send(7, [beat(1, 7, 1)]), 5);
  t.teardown(() => clearInterval(sending));
  await waitFor(() => sockets.size >= 2 && one.unreachable.length >= 2);
  t.match(one.events[0], { type: 'disconnected', wasConnected: false, peer: 7 });
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
