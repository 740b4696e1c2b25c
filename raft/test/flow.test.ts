/** Flow control on bare cores: windows, limits, lost messages and reports of lost connections. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';
import { Progress } from '../core/progress.js';

const LIMITS = { maxInflightMessages: 2, maxInflightBytes: 100 };

void t.test('[raft 16] a lost window is found out within one heartbeat', (t) => {
  const group = new CoreGroup([1, 2, 3], { maxInflightMessages: 2, maxAppendBytes: 1 });
  group.elect(1);
  group.lose = (message) => message.type === 'append-request' && message.to === 3;
  for (const text of ['a', 'b', 'c', 'd']) group.propose(1, text);
  group.settle();
  t.equal(group.core(3).lastIndex, 1);
  group.heal();
  group.tick(1, 2);
  group.settle();
  t.equal(group.core(3).lastIndex, 5);
  t.same(group.texts(3), ['a', 'b', 'c', 'd']);
  t.end();
});

void t.test('[raft 17] a lost connection turns streaming into probing, and back', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  const progress = (): Progress | undefined => group.core(1).progress.find(({ id }) => id === 3);
  t.equal(progress()?.state, 'replicate');
  group.core(1).unreachable(3);
  t.equal(progress()?.state, 'probe');
  group.propose(1, 'a');
  group.settle();
  t.equal(progress()?.state, 'replicate');
  t.same(group.texts(3), ['a']);
  t.end();
});

void t.test('[raft 18] no more messages or bytes are in flight to one member than allowed', (t) => {
  const group = new CoreGroup([1, 2, 3], { maxInflightMessages: 3, maxAppendBytes: 2 });
  group.elect(1);
  group.lose = (message) => message.from === 3;
  for (let write = 0; write < 20; write += 1) group.propose(1, 'xx');
  group.pumpAll();
  t.equal(group.take('append-request', 3).length, 3);
  const bytes = new CoreGroup([1, 2, 3], { maxInflightBytes: 4, maxAppendBytes: 2 });
  bytes.elect(1);
  for (let write = 0; write < 20; write += 1) bytes.propose(1, 'xx');
  bytes.pumpAll();
  t.equal(bytes.take('append-request', 3).length, 2);
  t.end();
});

void t.test(
  '[raft 19] too much that is uncommitted is refused as busy, an empty entry never',
  (t) => {
    const group = new CoreGroup([1, 2, 3], { maxUncommittedBytes: 4 });
    group.elect(1);
    group.isolate(1);
    const propose = (id: number, text: string): unknown =>
      group.core(id).propose(new TextEncoder().encode(text));
    t.match(propose(1, 'abcdef'), { kind: 'appended' }, 'a single one may exceed the limit');
    t.match(propose(1, 'a'), { kind: 'refused', code: 'busy' });
    t.match(propose(2, 'a'), { kind: 'refused', code: 'not-leader' });
    group.settle();
    group.heal();
    group.pass(4);
    t.match(propose(1, 'a'), { kind: 'appended' }, 'and again once it is committed');
    group.settle();
    group.isolate(1);
    group.tick(1, 20);
    group.heal();
    group.elect(1);
    t.equal(group.core(1).role, 'leader');
    t.end();
  },
);

void t.test('an entry over the limit is refused as too large', (t) => {
  const group = new CoreGroup([1], { maxEntryBytes: 3 });
  group.elect(1);
  t.match(group.core(1).propose(new Uint8Array(4)), { code: 'too-large' });
  t.end();
});

void t.test('committed entries are handed out in pages', (t) => {
  const group = new CoreGroup([1], { maxCommittedBytes: 4 });
  group.elect(1);
  for (let write = 0; write < 5; write += 1) group.propose(1, 'xx');
  const { core } = group.get(1);
  const { write } = core.takeReady();
  t.ok(write);
  if (write !== undefined) {
    core.written(write.ticket);
    for (const message of write.messagesAfter) core.step(message);
  }
  t.same(
    core.takeReady().committed.map(({ index }) => index),
    [2, 3],
  );
  t.same(
    core.takeReady().committed.map(({ index }) => index),
    [4, 5],
  );
  t.same(
    core.takeReady().committed.map(({ index }) => index),
    [6],
  );
  t.end();
});

void t.test('many small entries travel and are applied in portions', (t) => {
  const group = new CoreGroup([1, 2, 3], { maxAppendEntries: 4, maxCommittedEntries: 3 });
  group.elect(1);
  for (let write = 0; write < 10; write += 1) group.propose(1, 'x');
  group.pump(1);
  const sizes = group.take('append-request', 2).map(({ entries }) => entries.length);
  t.same(sizes, [4, 4, 2]);
  group.settle();
  t.equal(group.texts(3).length, 10);
  t.equal(group.texts(1).length, 10);
  t.end();
});

void t.test('what a member is told of itself late or twice changes nothing', (t) => {
  const progress = new Progress(2, 10, LIMITS, true);
  progress.sent(0, 9, 0);
  t.ok(progress.paused, 'a probe is one message');
  t.equal(progress.refused(4, 3), false, 'not the one that was asked');
  t.ok(progress.paused);
  t.equal(progress.refused(9, 5), true);
  t.equal(progress.next, 6);
  t.equal(progress.accepted(5, 1), true);
  t.equal(progress.state, 'replicate');
  progress.sent(2, 7, 60);
  progress.sent(2, 9, 60);
  t.ok(progress.windowFull);
  t.equal(progress.accepted(5, 1), false);
  t.ok(progress.windowFull);
  t.equal(progress.accepted(9, 1), true);
  t.same([progress.match, progress.next, progress.inflightBytes], [9, 10, 0]);
  t.equal(progress.refused(8, 0), false, 'below the match there is nothing to refuse');
  t.end();
});

void t.test('a path that reorders is not answered with ever more windows', (t) => {
  const progress = new Progress(2, 10, LIMITS, true);
  t.equal(progress.accepted(9, 1), true);
  t.equal(progress.refused(12, 9), true, 'one window lost');
  t.equal(progress.accepted(10, 1), true);
  t.equal(progress.state, 'replicate', 'streaming begins anew');
  t.equal(progress.refused(13, 10), true, 'an answer to the first window, late');
  progress.sent(1, 11, 60);
  t.equal(progress.accepted(11, 1), true);
  t.equal(progress.state, 'probe', 'from here on one at a time');
  t.notOk(progress.paused, 'each answer lets the next one go');
  progress.sent(1, 12, 60);
  t.equal(progress.accepted(11, 1), false);
  t.ok(progress.paused, 'but a repeated one does not');
  progress.resume(20);
  t.notOk(progress.paused);
  t.equal(progress.accepted(12, 1), true);
  t.equal(progress.state, 'replicate', 'a heartbeat was answered');
  t.end();
});

void t.test(
  '[raft 67] the same entry written a second time is durable only by its second write',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    const two = group.get(2);
    const entry = (term: number) =>
      ({ index: 1, term, type: 'normal', data: new Uint8Array(0) }) as const;
    const append = (term: number, entryTerm: number): void => {
      group.deliver({
        type: 'append-request',
        from: 1,
        to: 2,
        term,
        prevIndex: 0,
        prevTerm: 0,
        commit: 0,
        entries: [entry(entryTerm)],
      });
    };
    two.slowDisk = true;
    append(2, 2);
    append(3, 3);
    append(4, 2);
    t.ok(two.underway);
    group.finishWrite(2);
    const last = two.underway as unknown as { entries: unknown[] } | undefined;
    t.same(last?.entries, [entry(2)], 'the first write did not make the third durable');
    t.same(two.applied, []);
    t.end();
  },
);
