import t from 'tap';
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { EMPTY_CONFIGURATION, type Entry, type MemberId } from '../core/types.js';
import { RaftCore } from '../core/raft.js';
import { SeededRandom } from '../core/random.js';
import { simulate } from '../sim/simulation.js';
import type { AppendRequest } from '../core/message.js';

const entry = (index: number, term: number): Entry => {
  return { index, term, type: 'normal', data: new Uint8Array([index]) };
};

function append(
  from: MemberId,
  term: number,
  prev: Entry | undefined,
  entries: Entry[],
): AppendRequest {
  const prevIndex = prev?.index ?? 0;
  return {
    type: 'append-request',
    from,
    to: 1,
    term,
    prevIndex,
    prevTerm: prev?.term ?? 0,
    commit: 0,
    entries,
  };
}

t.test(
  'an acceptance that waited for the disk goes with its term when a new leader overwrites the entry',
  (t) => {
    const core = new RaftCore(
      { ...DEFAULT_CORE_OPTIONS, id: 1 },
      {
        hardState: { term: 0, vote: 0, commit: 0 },
        snapshot: {
          index: 0,
          term: 0,
          configuration: { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] },
        },
        entries: [],
        applied: 0,
      },
      new SeededRandom(1),
    );
    core.step(append(2, 1, undefined, [entry(1, 1)]));
    const first = core.takeReady().write;
    t.ok(first, 'the first entry is on its way to the disk');
    core.step(append(2, 1, entry(1, 1), [entry(2, 1)]));
    core.step(append(3, 2, entry(1, 1), [entry(2, 2)]));
    if (first) core.written(first.ticket);
    const second = core.takeReady().write;
    t.strictSame(
      second?.entries.map(({ index, term }) => [index, term]),
      [[2, 2]],
    );
    const claims = (second?.messagesAfter ?? []).flatMap((message) =>
      message.type === 'append-response' ? [[message.to, message.term, message.index]] : [],
    );
    t.strictSame(claims, [[3, 2, 2]], 'the overwritten entry is acknowledged to nobody');
    t.end();
  },
);

t.test(
  'the run that found it: no member acknowledges more than its disk holds (seed 20261345)',
  async (t) => {
    await t.resolves(simulate({ seed: 20261345, ticks: 1500 }));
  },
);
