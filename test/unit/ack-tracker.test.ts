/** What a manager keeps of acknowledgements while it lags behind those who tell it of them. */
import t from 'tap';
import { NOT_HELD } from '../../proto/agent-messages.js';
import type { NodeAck } from '../../proto/peer-codec.js';
import { AckTracker } from '../../server/dispatch/ack-tracker.js';

const APPLIED = 10;

function tracker(removed: readonly string[] = []): AckTracker {
  return new AckTracker({
    isRemoved: (nodeId) => removed.includes(nodeId),
    isAhead: ({ revision }) => revision > APPLIED,
  });
}

function ack(networkId: string, nodeId: string, revision: number): NodeAck {
  const digest = '0000000000000000';
  return { networkId, nodeId, revision, digest, epoch: 1, gone: true, failed: [], appliedAtMs: 5 };
}

function named(acks: AckTracker): string[] {
  return [...acks.all()].map(({ networkId, nodeId }) => `${networkId} ${nodeId}`);
}

t.test('a deleted network is forgotten, one that was not heard of yet is not', (t) => {
  const acks = tracker();
  acks.record(ack('net-old', 'node-w1', 9));
  acks.record(ack('net-here', 'node-w1', 9));
  acks.record(ack('net-new', 'node-w1', 12));
  acks.record(ack(NOT_HELD, 'node-w1', 9));
  acks.keepNetworks((networkId) => networkId === 'net-here');
  t.same(named(acks), ['net-here node-w1', 'net-new node-w1', `${NOT_HELD} node-w1`]);
  t.end();
});

t.test('a received state without a node: one that is yet to join keeps its acks', (t) => {
  const removed: string[] = [];
  const acks = tracker(removed);
  for (const nodeId of ['node-w1', 'node-w2', 'node-w3']) acks.record(ack('net', nodeId, 12));
  acks.record(ack('net-old', 'node-w4', 9));
  removed.push('node-w3');
  acks.keepNodes((nodeId) => nodeId === 'node-w1');
  t.same(named(acks), ['net node-w1', 'net node-w2']);
  t.end();
});

t.test('at one revision only another word is news, whatever of it differs', (t) => {
  const acks = tracker();
  const failure = { endpointId: 'ep-1', code: 'netns-missing', detail: 'no such file' };
  const words: Partial<NodeAck>[] = [
    {},
    { digest: '0000000000000001' },
    { gone: false },
    { failed: [failure] },
    { failed: [failure, failure] },
    { failed: [{ ...failure, endpointId: 'ep-2' }] },
    { failed: [{ ...failure, code: 'internal' }] },
    { failed: [{ ...failure, detail: '' }] },
  ];
  for (const word of words) {
    const said = { ...ack('net', 'node-w1', 9), ...word };
    t.ok(acks.record(said), `news: ${JSON.stringify(word)}`);
    t.notOk(acks.record(structuredClone(said)), 'the same again');
    t.notOk(acks.record({ ...said, appliedAtMs: said.appliedAtMs + 1 }), 'also later');
  }
  t.notOk(acks.record({ ...ack('net', 'node-w1', 9), appliedAtMs: 4 }), 'what was said before');
  t.end();
});
