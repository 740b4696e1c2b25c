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

function board(acks = new AckTracker()) {
  const presence = new Presence({ now: () => 0 });
  return { acks, board: new PeerBoard({ acks, presence, now: () => performance.now() }) };
}

t.test(
  'an agent repeats what a manager knows from another one: the third hears of it',
  async (t) => {
    const { board: own } = board();
    t.teardown(() => own.stop());
    const heard: NodeAck[] = [];
    const told = new Promise<void>((resolve) => {
      own.attach({
        write: (frame) => {
          heard.push(...decodePeerAcks(frame).acks);
          if (heard.length > 0) resolve();
        },
      });
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
  own.attach({
    write: (frame) => {
      told.push(decodePeerAcks(frame));
      for (const heard of listening) heard();
    },
  });
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
