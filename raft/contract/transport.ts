/** What every `Transport` must do, as tests that run against any adapter. Needs nothing but a way to name and run a test. */
import assert from 'node:assert/strict';
import type { Message } from '../core/message.js';
import type { MemberId } from '../core/types.js';
import type { SnapshotOffer, SnapshotSource, Transport } from '../node/ports.js';
import type { ContractTest } from './log-store.js';

/** Members of one group that can reach each other. The suite starts and stops the transports. */
export interface TransportGroup {
  join(id: MemberId): Promise<Transport>;
  /** Ends what belongs to the group beside the transports. */
  close(): Promise<void>;
}

export type TransportFactory = () => Promise<TransportGroup>;

interface Heard {
  readonly transport: Transport;
  readonly messages: Message[];
  readonly from: MemberId[];
}

const beat = (from: MemberId, to: MemberId, round: number): Message => ({
  type: 'heartbeat',
  from,
  to,
  term: 3,
  commit: round,
  round,
});

const EVERY_KIND: readonly Message[] = [
  { type: 'pre-vote-request', from: 1, to: 2, term: 4, lastIndex: 9, lastTerm: 3 },
  {
    type: 'pre-vote-request',
    from: 1,
    to: 2,
    term: 4,
    lastIndex: 9,
    lastTerm: 3,
    commit: 8,
    commitTerm: 2,
  },
  { type: 'pre-vote-response', from: 1, to: 2, term: 4, granted: true },
  {
    type: 'vote-request',
    from: 1,
    to: 2,
    term: 4,
    lastIndex: 9,
    lastTerm: 3,
    transfer: true,
  },
  { type: 'vote-response', from: 1, to: 2, term: 4, granted: false },
  { type: 'vote-response', from: 1, to: 2, term: 4, granted: false, commit: 8, commitTerm: 3 },
  {
    type: 'append-request',
    from: 1,
    to: 2,
    term: 4,
    prevIndex: 9,
    prevTerm: 3,
    commit: 8,
    entries: [
      { index: 10, term: 3, type: 'normal', data: new Uint8Array([1, 2, 3]) },
      { index: 11, term: 4, type: 'noop', data: new Uint8Array(0) },
      { index: 12, term: 4, type: 'config', data: new Uint8Array([4]) },
    ],
  },
  {
    type: 'append-response',
    from: 1,
    to: 2,
    term: 4,
    accepted: false,
    index: 9,
    hintIndex: 5,
    hintTerm: 2,
  },
  beat(1, 2, 2 ** 53 - 1),
  { type: 'heartbeat-response', from: 1, to: 2, term: 4, round: 7 },
  { type: 'read-index-request', from: 1, to: 2, term: 4, requestId: 2 ** 52 },
  {
    type: 'read-index-response',
    from: 1,
    to: 2,
    term: 4,
    requestId: 2 ** 52,
    index: 12,
    rejected: false,
  },
  { type: 'timeout-now', from: 1, to: 2, term: 4 },
];

/** Entry payloads may be views into larger buffers. */
const plain = (message: Message): unknown =>
  message.type === 'append-request'
    ? { ...message, entries: message.entries.map((entry) => ({ ...entry, data: [...entry.data] })) }
    : message;

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function withMembers(
  make: TransportFactory,
  ids: readonly MemberId[],
  run: (...members: readonly Heard[]) => Promise<void>,
): Promise<void> {
  const group = await make();
  const members: Heard[] = [];
  try {
    for (const id of ids) {
      const transport = await group.join(id);
      const heard: Heard = { transport, messages: [], from: [] };
      transport.start(
        (from, messages) => {
          heard.messages.push(...messages);
          heard.from.push(...messages.map(() => from));
        },
        () => undefined,
      );
      members.push(heard);
    }
    await run(...members);
  } finally {
    for (const { transport } of members) await transport.stop();
    await group.close();
  }
}

function pair(members: readonly Heard[]): readonly [Heard, Heard] {
  const [one, two] = members;
  assert.ok(one !== undefined && two !== undefined);
  return [one, two];
}

const carriesAll = (make: TransportFactory): Promise<void> =>
  withMembers(make, [1, 2], async (...members) => {
    const [one, two] = pair(members);
    one.transport.send(2, EVERY_KIND);
    await until(() => two.messages.length >= EVERY_KIND.length, 'every kind of message');
    assert.deepEqual(two.messages.map(plain), EVERY_KIND.map(plain));
    assert.ok(two.from.every((from) => from === 1));
  });

const keepsOrder = (make: TransportFactory): Promise<void> =>
  withMembers(make, [1, 2], async (...members) => {
    const [one, two] = pair(members);
    one.transport.send(2, [beat(1, 2, 0)]);
    await until(() => two.messages.length > 0, 'the first message');
    for (let round = 1; round <= 500; round += 1) {
      one.transport.send(2, [beat(1, 2, round)]);
      if (round % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => two.messages.length > 500, 'all messages');
    assert.deepEqual(
      two.messages.map((message) => (message.type === 'heartbeat' ? message.round : -1)),
      Array.from({ length: 501 }, (_, round) => round),
    );
  });

const goesBothWays = (make: TransportFactory): Promise<void> =>
  withMembers(make, [1, 2, 3], async (...members) => {
    const ids = [1, 2, 3];
    for (const from of ids)
      for (const to of ids)
        if (from !== to) members[from - 1]?.transport.send(to, [beat(from, to, from)]);
    await until(() => members.every(({ messages }) => messages.length === 2), 'all pairs');
    for (const [at, { messages }] of members.entries())
      assert.ok(messages.every(({ to }) => to === at + 1));
  });

const forgivesStrangers = (make: TransportFactory): Promise<void> =>
  withMembers(make, [1, 2], async (...members) => {
    const [one, two] = pair(members);
    one.transport.send(9, [beat(1, 9, 1)]);
    one.transport.send(2, [beat(1, 2, 1)]);
    await until(() => two.messages.length === 1, 'a message beside one to nobody');
  });

const isSilentWhenStopped = (make: TransportFactory): Promise<void> =>
  withMembers(make, [1, 2], async (...members) => {
    const [one, two] = pair(members);
    await one.transport.stop();
    one.transport.send(2, [beat(1, 2, 1)]);
    two.transport.send(1, [beat(2, 1, 1)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual([one.messages, two.messages], [[], []]);
  });

const OFFER: SnapshotOffer = {
  id: 'contract',
  snapshot: {
    index: 12,
    term: 4,
    configuration: {
      voters: [1, 2],
      learners: [3],
      votersOutgoing: [1],
      learnersNext: [2],
      autoLeave: true,
    },
  },
};

function stateOf(chunks: number): SnapshotSource {
  return {
    offer: OFFER,
    async *chunks(from) {
      for (let number = from; number < chunks; number += 1)
        yield await Promise.resolve(new Uint8Array(1000).fill(number));
    },
    close: () => Promise.resolve(),
  };
}

/** @param kept chunks that the receiver has from an earlier time */
const sendsStates = (make: TransportFactory, kept: number): Promise<void> =>
  withMembers(make, [1, 2], async (...members) => {
    const [one, two] = pair(members);
    const taken: number[] = [];
    let finished = 0;
    two.transport.snapshots?.start((arrival) => {
      assert.deepEqual(arrival, { from: 1, term: 4, offer: OFFER });
      return Promise.resolve({
        chunks: kept,
        write: (chunk) => Promise.resolve(void taken.push(chunk[0] ?? -1)),
        finish: () => Promise.resolve(void (finished += 1)),
        close: () => Promise.resolve(),
      });
    });
    await one.transport.snapshots?.send(2, 4, stateOf(20), new AbortController().signal);
    assert.deepEqual(
      taken,
      Array.from({ length: 20 - kept }, (_, at) => kept + at),
    );
    assert.equal(finished, 1);
  });

const abortsStates = (make: TransportFactory): Promise<void> =>
  withMembers(make, [1, 2], async (...members) => {
    const [one, two] = pair(members);
    const controller = new AbortController();
    let finished = 0;
    two.transport.snapshots?.start(() =>
      Promise.resolve({
        chunks: 0,
        write: () => Promise.resolve(controller.abort()),
        finish: () => Promise.resolve(void (finished += 1)),
        close: () => Promise.resolve(),
      }),
    );
    const sent = one.transport.snapshots?.send(2, 4, stateOf(1000), controller.signal);
    await assert.rejects(Promise.resolve(sent));
    assert.equal(finished, 0);
  });

/** Registers the tests. `states`: the adapter carries whole states too. */
export function transportContract(
  make: TransportFactory,
  test: ContractTest,
  { states }: { readonly states: boolean },
): void {
  test('carries every kind of message unchanged', () => carriesAll(make));
  test('keeps the order between two members while they are connected', () => keepsOrder(make));
  test('reaches everybody from everybody, and nobody else', () => goesBothWays(make));
  test('sends to nobody without harm', () => forgivesStrangers(make));
  test('neither sends nor delivers once stopped', () => isSilentWhenStopped(make));
  if (!states) return;
  test('carries a whole state, in order', () => sendsStates(make, 0));
  test('goes on behind what the receiver has', () => sendsStates(make, 7));
  test('gives up a state when told to', () => abortsStates(make));
}
