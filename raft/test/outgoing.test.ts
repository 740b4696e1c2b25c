/** What a turn says, and which commits are told with the turn after it. */
import t from 'tap';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { Outgoing } from '../node/outgoing.js';
import type { AppendRequest, Message } from '../core/message.js';
import type { Entry, MemberId } from '../core/types.js';

const ENTRY: Entry = { index: 6, term: 2, type: 'normal', data: new Uint8Array(1) };

const append = (to: MemberId, commit: number, entries: readonly Entry[] = []): AppendRequest => ({
  type: 'append-request',
  from: 1,
  to,
  term: 2,
  prevIndex: 5,
  prevTerm: 2,
  commit,
  entries,
});
const notice = (to: MemberId, commit: number): AppendRequest => ({
  ...append(to, commit),
  quiet: true,
});
const heartbeat = (to: MemberId): Message => ({
  type: 'heartbeat',
  from: 1,
  to,
  term: 2,
  commit: 4,
  round: 1,
});

function recorded() {
  const sent: [MemberId, readonly Message[]][] = [];
  const heard: Message[] = [];
  const offered: MemberId[] = [];
  let turns = 0;
  const outgoing = new Outgoing({
    id: 1,
    deliver: (peer, messages) => sent.push([peer, messages]),
    toSelf: (message) => heard.push(message),
    offerSnapshot: (peer) => offered.push(peer),
    again: () => (turns += 1),
  });
  return { outgoing, heard, offered, taken: () => sent.splice(0), turns: () => turns };
}

void t.test('a commit is told with the next turn, which is asked for', (t) => {
  const { outgoing, taken, turns } = recorded();
  t.equal(outgoing.turn([notice(2, 5), notice(3, 5)]), false);
  t.same(taken(), []);
  t.equal(turns(), 1);
  t.equal(outgoing.turn([]), true);
  t.same(taken(), [
    [2, [notice(2, 5)]],
    [3, [notice(3, 5)]],
  ]);
  t.equal(outgoing.turn([]), false);
  t.equal(turns(), 1);
  t.end();
});

void t.test('an append that tells the commit as well takes the place of its notice', (t) => {
  const { outgoing, taken } = recorded();
  outgoing.turn([notice(2, 5), notice(3, 5)]);
  outgoing.turn([append(2, 5, [ENTRY])]);
  t.same(taken(), [
    [2, [append(2, 5, [ENTRY])]],
    [3, [notice(3, 5)]],
  ]);
  t.end();
});

void t.test('what tells less leaves the notice in force', (t) => {
  const less: Message[] = [
    append(2, 4, [ENTRY]),
    { ...append(2, 5), prevIndex: 4 },
    { ...append(2, 5), term: 1 },
    heartbeat(2),
  ];
  for (const message of less) {
    const { outgoing, taken } = recorded();
    outgoing.turn([notice(2, 5)]);
    outgoing.turn([message]);
    t.same(taken(), [[2, [message, notice(2, 5)]]]);
  }
  t.end();
});

void t.test('commit after commit, none waits for more than one turn', (t) => {
  const { outgoing, taken } = recorded();
  outgoing.turn([notice(2, 5)]);
  outgoing.turn([notice(2, 6)]);
  t.same(taken(), [[2, [notice(2, 6)]]]);
  outgoing.turn([notice(2, 7)]);
  t.same(taken(), []);
  outgoing.turn([]);
  t.same(taken(), [[2, [notice(2, 7)]]]);
  t.end();
});

void t.test('everything else leaves at once, each in its way and in order', (t) => {
  const { outgoing, taken, heard, offered, turns } = recorded();
  const own: Message = { type: 'vote-response', from: 1, to: 1, term: 2, granted: true };
  const snapshot = { index: 9, term: 2, configuration: EMPTY_CONFIGURATION };
  const install: Message = { type: 'install-snapshot', from: 1, to: 3, term: 2, snapshot };
  outgoing.turn([append(2, 5, [ENTRY]), own, heartbeat(3), install, heartbeat(2)]);
  t.same(taken(), [
    [2, [append(2, 5, [ENTRY]), heartbeat(2)]],
    [3, [heartbeat(3)]],
  ]);
  t.same(heard, [own]);
  t.same(offered, [3]);
  t.equal(turns(), 0);
  t.end();
});

void t.test('a member that ends tells what it still holds back', (t) => {
  const { outgoing, taken } = recorded();
  outgoing.turn([notice(2, 5), notice(3, 5)]);
  outgoing.last();
  t.same(taken(), [
    [2, [notice(2, 5)]],
    [3, [notice(3, 5)]],
  ]);
  outgoing.last();
  t.same(taken(), []);
  t.end();
});
