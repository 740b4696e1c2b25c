/** The way to the log: what a commit hint is worth, and what goes along with what. */
import t from 'tap';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { LogWriter } from '../node/log-writer.js';
import type { Entry, HardState } from '../core/types.js';
import type { LogBatch, LogStore } from '../node/ports.js';
import type { Write } from '../core/ready.js';

const ENTRY: Entry = { index: 6, term: 2, type: 'normal', data: new Uint8Array(1) };
const hardState = (commit: number, term = 2): HardState => ({ term, vote: 1, commit });

const write = (fields: Partial<Write>): Write => ({
  ticket: { number: 1, installs: false },
  entries: [],
  mustSync: true,
  messagesAfter: [],
  ...fields,
});
const hint = (commit: number): Write => write({ hardState: hardState(commit), mustSync: false });

class FullError extends Error {
  readonly code = 'log-full';
}

/** A log that keeps what it is given; `fail` makes the next append reject. */
function recorded() {
  const batches: LogBatch[] = [];
  let failure: Error | undefined;
  const log: LogStore = {
    image: {
      hardState: hardState(0),
      snapshot: { index: 0, term: 0, configuration: EMPTY_CONFIGURATION },
      entries: [],
    },
    append: (batch) => {
      const error = failure;
      failure = undefined;
      if (error !== undefined) return Promise.reject(error);
      batches.push(batch);
      return Promise.resolve();
    },
    compact: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const writer = new LogWriter({ log, store: undefined });
  return { writer, batches, fail: (error: Error) => (failure = error) };
}

void t.test('a commit hint goes along with the next write', async (t) => {
  const { writer, batches } = recorded();
  t.equal(writer.keepsHint(hint(4)), true);
  t.equal(writer.keepsHint(hint(5)), true);
  await writer.write(write({ entries: [ENTRY] }), false);
  await writer.write(write({ entries: [{ ...ENTRY, index: 7 }] }), false);
  t.match(batches, [{ entries: [ENTRY], hardState: hardState(5) }, { entries: [{ index: 7 }] }]);
  t.notOk(batches[1]?.hardState);
});

void t.test('a newer hard state is never followed by an older hint', async (t) => {
  const { writer, batches } = recorded();
  writer.keepsHint(hint(5));
  await writer.write(write({ hardState: hardState(5, 3) }), false);
  await writer.flushHint();
  t.same(
    batches.map((batch) => batch.hardState),
    [hardState(5, 3)],
  );
});

void t.test('a hint that nothing followed is written by itself, once and unsynced', async (t) => {
  const { writer, batches } = recorded();
  writer.keepsHint(hint(5));
  await writer.flushHint();
  await writer.flushHint();
  t.same(batches, [{ entries: [], hardState: hardState(5), mustSync: false }]);
});

void t.test('whatever else has to be written is no hint', (t) => {
  const { writer } = recorded();
  const snapshot = { index: 9, term: 2, configuration: EMPTY_CONFIGURATION };
  t.equal(writer.keepsHint(write({ hardState: hardState(5, 3) })), false);
  t.equal(writer.keepsHint(write({ entries: [ENTRY], mustSync: false })), false);
  t.equal(writer.keepsHint(write({ snapshot, mustSync: false })), false);
  t.end();
});

void t.test('a hint may find the disk full, but not broken', async (t) => {
  const { writer, fail, batches } = recorded();
  writer.keepsHint(hint(5));
  fail(new FullError('full'));
  await writer.flushHint();
  writer.keepsHint(hint(6));
  fail(new Error('broken'));
  await t.rejects(writer.flushHint(), { message: 'broken' });
  t.same(batches, []);
});
