/** What managers tell each other of acknowledgements: every one that lives hears of all, and of nobody removed. */
import t from 'tap';
import { decodePeerAcks, type NodeAck } from '../../proto/peer-codec.js';
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
  return { acks, board: new PeerBoard({ acks, presence }) };
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
