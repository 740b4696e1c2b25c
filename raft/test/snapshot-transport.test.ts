/** Whole states over gRPC: in order, within a window, resumed when the connection breaks, refused with a reason. */
import t from 'tap';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { addresses, endpoint, type Endpoint } from './support/grpc-endpoint.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { encodePart, type SnapshotPart } from '../transport/snapshot-codec.js';
import { INSTALL_PATH, METADATA, passBytes } from '../transport/raft-service.js';
import { SnapshotRefused } from '../node/snapshot-receiver.js';
import { waitFor } from './support/wait-for.js';
import type { SnapshotArrival, SnapshotSource } from '../node/ports.js';

const SNAPSHOT = { index: 7, term: 2, configuration: { ...EMPTY_CONFIGURATION, voters: [1, 2] } };
const OFFER = { id: 'one', snapshot: SNAPSHOT };

/** Chunk n is a byte n; `produced` says how far the sender has come. */
function source(chunks: number): SnapshotSource & { produced: number } {
  const self = {
    produced: 0,
    offer: OFFER,
    async *chunks(from: number) {
      for (let number = from; number < chunks; number += 1) {
        self.produced = number + 1;
        yield await Promise.resolve(new Uint8Array([number]));
      }
    },
    close: () => Promise.resolve(),
  };
  return self;
}

interface Taken {
  readonly arrivals: SnapshotArrival[];
  readonly bytes: number[];
  finished: number;
  closed: number;
  /** Called before a chunk is taken. */
  hold: (number: number) => Promise<void>;
}

function taker(member: Endpoint): Taken {
  const taken: Taken = {
    arrivals: [],
    bytes: [],
    finished: 0,
    closed: 0,
    hold: () => Promise.resolve(),
  };
  member.transport.snapshots.start((arrival) => {
    taken.arrivals.push(arrival);
    return Promise.resolve({
      chunks: taken.bytes.length,
      write: async (chunk) => {
        await taken.hold(taken.bytes.length);
        taken.bytes.push(...chunk);
      },
      finish: () => Promise.resolve(void (taken.finished += 1)),
      close: () => Promise.resolve(void (taken.closed += 1)),
    });
  });
  return taken;
}

const never = new AbortController().signal;

void t.test('a state arrives whole, in order, with its place', async (t) => {
  const [one, two] = [endpoint(t, 1), endpoint(t, 2)];
  await two.serve();
  const taken = taker(two);
  await one.transport.snapshots.send(2, 5, source(20), never);
  t.same(taken.arrivals, [{ from: 1, term: 5, offer: OFFER }]);
  t.same(
    taken.bytes,
    Array.from({ length: 20 }, (_unused, n) => n),
  );
  t.equal(taken.finished, 1);
  await waitFor(() => taken.closed === 1);
  t.same(one.events, [{ type: 'state-sent', peer: 2, id: 'one' }]);
});

void t.test('[raft 60] no more than a window of chunks is ahead of what was written', async (t) => {
  const [one, two] = [endpoint(t, 1, { windowChunks: 3 }), endpoint(t, 2)];
  await two.serve();
  const taken = taker(two);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  taken.hold = (number) => (number === 5 ? held : Promise.resolve());
  const state = source(50);
  const sent = one.transport.snapshots.send(2, 5, state, never);
  await waitFor(() => state.produced >= 9);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(state.produced, 9, 'five written, three on their way, one in hand');
  release();
  await sent;
  t.equal(taken.bytes.length, 50);
});

void t.test('[raft 53] a broken connection is made again and goes on where it was', async (t) => {
  const [one, two] = [endpoint(t, 1), endpoint(t, 2)];
  const port = await two.serve();
  const taken = taker(two);
  let broken = false;
  taken.hold = async (number) => {
    if (number !== 10 || broken) return;
    broken = true;
    two.shutdown();
    await two.serve(port);
  };
  await one.transport.snapshots.send(2, 5, source(30), never);
  t.equal(taken.arrivals.length, 2);
  t.same(
    taken.bytes,
    Array.from({ length: 30 }, (_unused, n) => n),
    'no chunk twice, none missing',
  );
  t.equal(taken.finished, 1);
});

void t.test('what the member refuses is not tried again', async (t) => {
  const [one, two] = [endpoint(t, 1), endpoint(t, 2)];
  await two.serve();
  let asked = 0;
  two.transport.snapshots.start(() => {
    asked += 1;
    return Promise.reject(new SnapshotRefused('everything is here already'));
  });
  await t.rejects(one.transport.snapshots.send(2, 5, source(3), never), {
    message: /everything is here already/,
  });
  t.equal(asked, 1);
  t.match(one.events, [{ type: 'state-not-sent', peer: 2, reason: /already/ }]);
  t.match(two.events, [{ type: 'refused', from: '1', reason: /already/ }]);
});

void t.test('[raft 84] a state of another group, or for another member, is refused', async (t) => {
  const two = endpoint(t, 2);
  await two.serve();
  const taken = taker(two);
  const foreign = endpoint(t, 1, { groupId: 'red' });
  await t.rejects(foreign.transport.snapshots.send(2, 5, source(3), never), { code: 9 });
  addresses.set(3, addresses.get(2) ?? '');
  await t.rejects(endpoint(t, 1).transport.snapshots.send(3, 5, source(3), never), { code: 9 });
  await t.rejects(endpoint(t, 666).transport.snapshots.send(2, 5, source(3), never), { code: 7 });
  t.same(taken.arrivals, []);
});

void t.test('a transfer that is aborted ends, and the other side knows', async (t) => {
  const [one, two] = [endpoint(t, 1), endpoint(t, 2)];
  await two.serve();
  const taken = taker(two);
  const controller = new AbortController();
  taken.hold = (number) => {
    if (number === 2) controller.abort();
    return Promise.resolve();
  };
  await t.rejects(one.transport.snapshots.send(2, 5, source(1000), controller.signal));
  await waitFor(() => taken.closed === 1);
  t.equal(taken.finished, 0);
});

void t.test('a throttled transfer that is aborted ends at once', async (t) => {
  const one = endpoint(t, 1, { maxSnapshotBytesPerSecond: 0.001 });
  const two = endpoint(t, 2);
  await two.serve();
  const taken = taker(two);
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const sent = one.transport.snapshots.send(2, 5, source(2), controller.signal);
  const ended = t.rejects(sent, reason);
  await waitFor(() => taken.bytes.length === 1);
  controller.abort(reason);
  await ended;
  await waitFor(() => taken.closed === 1);
  t.same(taken.bytes, [0]);
});

void t.test('a stream that is over before its offer is accepted leaves nothing open', async (t) => {
  const [one, two] = [endpoint(t, 1, { maxSnapshotAttempts: 1 }), endpoint(t, 2)];
  await two.serve();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  let closed = 0;
  two.transport.snapshots.start(async () => {
    asked += 1;
    await held;
    const nothing = (): Promise<void> => Promise.resolve();
    const close = (): Promise<void> => Promise.resolve(void (closed += 1));
    return { chunks: 0, write: nothing, finish: nothing, close };
  });
  const sent = one.transport.snapshots.send(2, 5, source(3), never);
  const refused = t.rejects(sent);
  await waitFor(() => asked === 1);
  await two.transport.stop();
  release();
  await refused;
  await waitFor(() => closed === 1);
  t.equal(closed, 1);
});

void t.test('nobody there: given up after some attempts', async (t) => {
  const one = endpoint(t, 1, { maxSnapshotAttempts: 2, minBackoffMs: 1, connectTimeoutMs: 200 });
  addresses.set(2, '127.0.0.1:1');
  await t.rejects(one.transport.snapshots.send(2, 5, source(3), never), { code: 14 });
});

void t.test('parts that are damaged or out of order end the stream and reach nobody', async (t) => {
  const two = endpoint(t, 2);
  await two.serve();
  const taken = taker(two);
  const head: SnapshotPart = { kind: 'head', term: 5, offer: OFFER };
  const chunk = (number: number): Uint8Array =>
    encodePart({ kind: 'chunk', number, data: new Uint8Array([1, 2, 3]) });
  const flipped = chunk(0);
  flipped[flipped.length - 1] = 9;
  const bad: Record<string, Uint8Array[]> = {
    'no head': [chunk(0)],
    'two heads': [encodePart(head), encodePart(head)],
    'a flipped byte': [encodePart(head), flipped],
    'a gap': [encodePart(head), chunk(1)],
    'an early end': [encodePart(head), encodePart({ kind: 'end', chunks: 1 })],
    'no part at all': [new Uint8Array([255, 255, 255])],
  };
  for (const [name, parts] of Object.entries(bad)) {
    const client = new Client(addresses.get(2) ?? '', credentials.createInsecure());
    const metadata = new Metadata();
    for (const [key, value] of [
      [METADATA.group, 'blue'],
      [METADATA.from, '1'],
      [METADATA.to, '2'],
    ] as const) {
      metadata.set(key, value);
    }
    const call = client.makeBidiStreamRequest<Buffer, Buffer>(
      INSTALL_PATH,
      passBytes,
      passBytes,
      metadata,
    );
    call.resume();
    const code = new Promise((resolve) =>
      call.on('error', (error: Error & { code: number }) => resolve(error.code)),
    );
    for (const part of parts) call.write(Buffer.from(part));
    t.equal(await code, 15, name);
    client.close();
  }
  t.equal(taken.finished, 0);
  t.same(taken.bytes, []);
});
