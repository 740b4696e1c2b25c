/** Several writes under way at once: what their ends prove, in whatever order the log changed meanwhile. */
import t from 'tap';
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { RaftCore } from '../core/raft.js';
import { SeededRandom } from '../core/random.js';
import type { AppendRequest } from '../core/message.js';
import type { Ready, Write } from '../core/ready.js';

function follower(): RaftCore {
  return new RaftCore(
    { ...DEFAULT_CORE_OPTIONS, id: 2, maxWritesInFlight: 8 },
    {
      hardState: { term: 0, vote: 0, commit: 0 },
      snapshot: { index: 0, term: 0, configuration: { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] } },
      entries: [],
      applied: 0,
    },
    new SeededRandom(1),
  );
}

const append = (from: number, term: number, commit = 0): AppendRequest => ({
  type: 'append-request',
  from,
  to: 2,
  term,
  prevIndex: 0,
  prevTerm: 0,
  commit,
  entries: [{ index: 1, term, type: 'normal', data: new Uint8Array([term]) }],
});

function writeOf({ write }: Ready): Write {
  if (write === undefined) throw new Error('nothing to write');
  return write;
}

void t.test('[raft 67] A, B, A again: only the third write makes the third A durable', (t) => {
  const core = follower();
  core.step(append(1, 1));
  const first = writeOf(core.takeReady());
  core.step(append(3, 2));
  const second = writeOf(core.takeReady());
  // The entry of term 1 comes back under a leader of term 3 that had it.
  core.step({ ...append(1, 3, 1), entries: append(1, 1).entries });
  const third = writeOf(core.takeReady());
  core.written(first.ticket);
  t.same(core.takeReady().committed, [], 'the first write was of the same entry, long overwritten');
  core.written(second.ticket);
  t.same(core.takeReady().committed, []);
  core.written(third.ticket);
  t.match(core.takeReady().committed, [{ index: 1, term: 1 }]);
  t.end();
});

void t.test('an answer about entries under way waits behind their write', (t) => {
  const core = follower();
  core.step(append(1, 1));
  const first = writeOf(core.takeReady());
  core.step(append(1, 1));
  const ready = core.takeReady();
  t.notOk(ready.messages.some(({ type }) => type === 'append-response'));
  const second = writeOf(ready);
  t.same(second.entries, []);
  t.match(second.messagesAfter, [{ type: 'append-response', index: 1 }]);
  core.written(first.ticket);
  core.written(second.ticket);
  core.step(append(1, 1));
  t.match(core.takeReady().messages, [{ type: 'append-response', index: 1 }], 'durable: at once');
  t.end();
});

void t.test('writes end in the order in which they began', (t) => {
  const core = follower();
  core.step(append(1, 1));
  core.takeReady();
  core.step(append(3, 2));
  const second = writeOf(core.takeReady());
  t.throws(() => core.written(second.ticket), { name: 'InvariantViolation' });
  t.end();
});

void t.test('no more writes are begun than may be under way', (t) => {
  const core = follower();
  for (let term = 1; term <= 8; term += 1) {
    core.step(append(term % 2 === 0 ? 3 : 1, term));
    writeOf(core.takeReady());
  }
  core.step(append(1, 9));
  t.equal(core.takeReady().write, undefined);
  t.end();
});
