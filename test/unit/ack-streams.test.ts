/** What other managers tell this one: a stream that has gone silent takes its agents' presence with it, and only that. */
import { EventEmitter } from 'node:events';
import { mock } from 'node:test';
import t from 'tap';
import { Metadata } from '@grpc/grpc-js';
import { decodePeerAcks, type PeerAcks } from '../../proto/peer-codec.js';
import { AckLinks } from '../../server/cluster/ack-links.js';
import { AckStreams, PEER_BEAT_MS } from '../../server/cluster/ack-streams.js';
import type { PeerClients } from '../../server/cluster/peer-clients.js';

const BEAT: PeerAcks = { acks: [], presence: [], complete: false };
const ALL: PeerAcks = { ...BEAT, complete: true };

function streams() {
  const clock = { now: 0 };
  const lost: string[] = [];
  const all = new AckStreams({
    board: { told: () => undefined, lost: (nodeId) => lost.push(nodeId) },
    directory: { said: () => undefined },
    now: () => clock.now,
  });
  const open = (nodeId: string) => {
    const ends: string[] = [];
    const call = Object.assign(new EventEmitter(), {
      metadata: new Metadata(),
      sendMetadata: () => undefined,
      end: () => ends.push(nodeId),
    });
    all.serve(call, nodeId);
    return { ends, say: (message: PeerAcks): void => void call.emit('data', message) };
  };
  return { all, clock, lost, open };
}

t.test('a manager that beats and then says nothing for nine seconds is lost', (t) => {
  const { all, clock, lost, open } = streams();
  const { say, ends } = open('node-m2');
  say(ALL);
  say(BEAT);
  for (const at of [3000, 6000]) {
    clock.now = at;
    say(BEAT);
  }
  clock.now = 15_000;
  all.look();
  t.same(lost, [], 'nine seconds are not over');
  clock.now = 15_001;
  all.look();
  t.same([lost, ends], [['node-m2'], ['node-m2']]);
  all.look();
  t.same(lost, ['node-m2'], 'once');
  t.end();
});

t.test('a manager of an older version, which never beats, may be silent', (t) => {
  const { all, clock, lost, open } = streams();
  open('node-m2').say(ALL);
  clock.now = 60_000;
  all.look();
  t.same(lost, []);
  t.end();
});

t.test('a silent stream that a newer one has replaced loses nothing', (t) => {
  const { all, clock, lost, open } = streams();
  open('node-m2').say(BEAT);
  clock.now = 8000;
  open('node-m2').say(BEAT);
  clock.now = 12_000;
  all.look();
  t.same(lost, []);
  t.end();
});

t.test('a manager with nothing to tell beats on its stream to each other one', (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  const written: PeerAcks[] = [];
  const stream = Object.assign(new EventEmitter(), {
    writableLength: 0,
    write: (frame: Buffer) => written.push(decodePeerAcks(frame)),
    resume: () => undefined,
    cancel: () => undefined,
  });
  const clients = { to: () => ({ makeBidiStreamRequest: () => stream }) };
  const links = new AckLinks({
    directory: { others: () => [{ nodeId: 'node-m2', target: 'm2:7071', raftId: 2 }] },
    clients: clients as unknown as PeerClients,
    board: { attach: () => () => undefined },
    metadata: () => new Metadata(),
    refused: () => undefined,
  });
  t.teardown(() => links.stop());
  links.start();
  mock.timers.tick(PEER_BEAT_MS);
  t.same(written, [BEAT]);
  mock.timers.tick(2 * PEER_BEAT_MS);
  t.equal(written.length, 3);
  t.end();
});
