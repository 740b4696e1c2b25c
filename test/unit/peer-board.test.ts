/** What managers tell each other of acknowledgements: every one that lives hears of all, and of nobody removed. */
import t from 'tap';
import { decodePeerAcks, type NodeAck, type PeerAcks } from '../../proto/peer-codec.js';
import { AckTracker } from '../../server/dispatch/ack-tracker.js';
import { PeerBoard } from '../../server/dispatch/peer-board.js';
import { Presence } from '../../server/dispatch/presence.js';

const ACK: NodeAck = {
  nodeId: 'node-w1',
  networkId: 'net-1',
  epoch: 1,
  revision: 7,
  digest: 'ab',
  gone: false,
  failed: [],
  appliedAtMs: 5,
};

function board(acks = new AckTracker(), later?: (work: () => void) => void) {
  const presence = new Presence({ now: () => 0 });
  const now = (): number => performance.now();
  const own = new PeerBoard({ acks, presence, now, ...(later && { later }) });
  return { acks, board: own };
}

/** A stream that has room until it is told otherwise. */
function outlet(write: (frame: Buffer) => void) {
  const waiting: (() => void)[] = [];
  const stream = { hasRoom: true, waiting };
  return Object.assign(stream, {
    write: (frame: Buffer): boolean => {
      write(frame);
      return stream.hasRoom;
    },
    drained: (listener: () => void): void => void waiting.push(listener),
  });
}

t.test(
  'an agent repeats what a manager knows from another one: the third hears of it',
  async (t) => {
    const { board: own } = board();
    t.teardown(() => own.stop());
    const heard: NodeAck[] = [];
    const told = new Promise<void>((resolve) => {
      own.attach(
        outlet((frame) => {
          heard.push(...decodePeerAcks(frame).acks);
          if (heard.length > 0) resolve();
        }),
      );
    });
    own.told('node-m2', { acks: [ACK], presence: [], complete: false });
    own.acked({ ...ACK, appliedAtMs: 9 });
    await told;
    t.match(heard, [{ nodeId: 'node-w1', revision: 7 }]);
  },
);

t.test('who has connected is told with what it acknowledges, else soon by itself', async (t) => {
  const { board: own } = board();
  t.teardown(() => own.stop());
  const told: PeerAcks[] = [];
  const listening = new Set<() => void>();
  const next = (): Promise<void> => new Promise((resolve) => listening.add(resolve));
  own.attach(
    outlet((frame) => {
      told.push(decodePeerAcks(frame));
      for (const heard of listening) heard();
    }),
  );
  let heard = next();
  own.connected('node-w1', 1);
  own.acked(ACK);
  own.acked({ ...ACK, networkId: 'net-2' });
  await heard;
  t.match(told.slice(1), [{ acks: { length: 2 }, presence: [{ nodeId: 'node-w1' }] }]);
  heard = next();
  own.connected('node-w2', 2);
  own.disconnected('node-w2', 2);
  await heard;
  t.match(told.slice(2), [{ acks: [], presence: [{ connected: true }, { connected: false }] }]);
});

t.test('what others say of a removed node is not kept', (t) => {
  const { board: own, acks } = board(
    new AckTracker({ isRemoved: (nodeId) => nodeId === 'node-w1', isAhead: () => false }),
  );
  own.told('node-m2', { acks: [ACK, { ...ACK, nodeId: 'node-w2' }], presence: [], complete: true });
  t.same(
    [...acks.all()].map(({ nodeId }) => nodeId),
    ['node-w2'],
  );
  t.end();
});

t.test('all that is known is told bit by bit, as the other manager reads it', (t) => {
  const acks = new AckTracker();
  const turns: (() => void)[] = [];
  const { board: own } = board(acks, (work) => void turns.push(work));
  t.teardown(() => own.stop());
  const known = Array.from({ length: 1200 }, (_, at) => ({ ...ACK, networkId: `net-${at}` }));
  for (const ack of known) acks.record(ack);
  own.connected('node-w1', 1);
  const told: PeerAcks[] = [];
  const stream = outlet((frame) => told.push(decodePeerAcks(frame)));
  const sizes = (): number[] => told.map(({ acks: some }) => some.length);
  own.attach(stream);
  t.match(told, [{ complete: true, presence: [{ nodeId: 'node-w1' }] }], 'who is connected first');
  t.same([sizes(), turns.length], [[500], 1], 'the rest in later turns');
  stream.hasRoom = false;
  turns.shift()?.();
  t.same([sizes(), turns.length], [[500, 500], 0], 'not ahead of its reader');
  stream.hasRoom = true;
  for (const goOn of stream.waiting) goOn();
  t.same(sizes(), [500, 500, 200]);
  t.same(
    told.map(({ complete }) => complete),
    [true, false, false],
    'what follows replaces nothing',
  );
  const heard = new Set(told.flatMap(({ acks: some }) => some.map((one) => one.networkId)));
  t.equal(heard.size, known.length);
  t.end();
});

t.test('a stream that has ended is told nothing more', (t) => {
  const acks = new AckTracker();
  const turns: (() => void)[] = [];
  const { board: own } = board(acks, (work) => void turns.push(work));
  t.teardown(() => own.stop());
  for (let at = 0; at < 600; at++) acks.record({ ...ACK, networkId: `net-${at}` });
  const told: Buffer[] = [];
  const detach = own.attach(outlet((frame) => told.push(frame)));
  detach();
  for (const turn of turns) turn();
  t.equal(told.length, 1);
  t.end();
});

t.test('an agent that comes from a manager with a fast clock is believed here', (t) => {
  const { board: own, acks } = board();
  t.teardown(() => own.stop());
  const failed = [{ endpointId: 'ep-1', code: 'netns-missing', detail: '' }];
  own.told('node-m2', {
    acks: [{ ...ACK, failed, appliedAtMs: 9_000 }],
    presence: [],
    complete: true,
  });
  own.acked({ ...ACK, appliedAtMs: 100 });
  t.same(acks.of('net-1', 'node-w1')?.failed, [], 'it was put right at the same revision');
  const before = acks.of('net-1', 'node-w1');
  own.told('node-m2', {
    acks: [{ ...ACK, failed, appliedAtMs: 9_000 }],
    presence: [],
    complete: true,
  });
  t.equal(acks.of('net-1', 'node-w1'), before, 'and stays so when the other tells it again');
  t.end();
});

t.test('one worker that comes or goes elsewhere costs a look at that one', (t) => {
  let now = 0;
  const presence = new Presence({ now: () => now });
  const all = Array.from({ length: 300 }, (_, at) => `node-w${at}`);
  const told = (connected: boolean, ...nodeIds: readonly string[]) => ({
    acks: [],
    presence: nodeIds.map((nodeId) => ({ nodeId, connected, session: 1 })),
  });
  presence.told('node-m2', { ...told(true, ...all), complete: true });
  const looks = t.capture(presence, 'isConnected', presence.isConnected.bind(presence));
  now = 5;
  presence.told('node-m2', { ...told(false, 'node-w7'), complete: false });
  t.equal(looks().length, 1);
  now = 9;
  t.same([presence.absentMs('node-w7'), presence.absentMs('node-w8')], [4, 0]);
  presence.told('node-m2', { ...told(true, 'node-w1'), complete: true });
  now = 20;
  t.same(
    ['node-w1', 'node-w8', 'node-w7'].map((id) => presence.absentMs(id)),
    [0, 11, 15],
  );
  t.end();
});
