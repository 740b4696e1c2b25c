/** Starting from what a disk holds: what is kept, what is concluded, and what is refused. */
import t from 'tap';
import { CoreGroup, logOf, termsOf } from './support/core-group.js';
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { RaftCore } from '../core/raft.js';
import { SeededRandom } from '../core/random.js';
import type { CoreStart } from '../core/raft.js';

function start(changes: Partial<CoreStart>): RaftCore {
  return new RaftCore(
    { ...DEFAULT_CORE_OPTIONS, id: 1 },
    {
      hardState: { term: 3, vote: 2, commit: 0 },
      snapshot: { index: 0, term: 0, configuration: { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] } },
      entries: [],
      applied: 0,
      ...changes,
    },
    new SeededRandom(1),
  );
}

void t.test('term, vote and the tail above the commit hint are kept', (t) => {
  const core = start({ entries: logOf(1, 2, 3), hardState: { term: 3, vote: 2, commit: 1 } });
  t.same([core.term, core.vote, core.commit, core.lastIndex], [3, 2, 1, 3]);
  t.same([core.role, core.leader], ['follower', 0]);
  t.same(
    core.takeReady().committed.map(({ index }) => index),
    [1],
  );
  t.end();
});

void t.test('the applied state proves more than a commit hint that lags', (t) => {
  const core = start({ entries: logOf(1, 2, 3), applied: 2 });
  t.same([core.commit, core.applied], [2, 2]);
  t.same(core.takeReady().committed, []);
  t.end();
});

void t.test(
  'entries of a term whose hard state did not make it raise the term without a vote',
  (t) => {
    const core = start({ entries: logOf(1, 5) });
    t.same([core.term, core.vote], [5, 0]);
    t.match(core.takeReady().write, { hardState: { term: 5, vote: 0 }, mustSync: true });
    t.end();
  },
);

void t.test('lost entries, gaps and terms that go back are refused', (t) => {
  const refused: Partial<CoreStart>[] = [
    { entries: logOf(1), applied: 2 },
    { entries: logOf(1), hardState: { term: 3, vote: 0, commit: 2 } },
    { entries: logOf(1, 1, 1).slice(1) },
    { entries: logOf(2, 1) },
    {
      snapshot: { index: 4, term: 1, configuration: EMPTY_CONFIGURATION },
      applied: 3,
    },
  ];
  for (const changes of refused) t.throws(() => start(changes), { name: 'InvariantViolation' });
  t.end();
});

void t.test('a log may begin behind a snapshot', (t) => {
  const entries = logOf(1, 1, 1, 2).slice(2);
  const snapshot = { index: 2, term: 1, configuration: { ...EMPTY_CONFIGURATION, voters: [1] } };
  const core = start({ snapshot, entries, applied: 2 });
  t.same([core.lastIndex, core.lastTerm, core.commit], [4, 2, 2]);
  t.same(core.configuration.voters, [1]);
  t.end();
});

void t.test(
  'the state never runs ahead of the own disk, even where others carry the commit',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    group.get(1).slowDisk = true;
    const index = group.propose(1, 'a');
    group.settle();
    t.equal(group.core(1).commit, index, 'the two followers are a majority');
    t.same(group.texts(2), ['a']);
    t.same(group.texts(1), []);
    group.finishWrite(1);
    t.same(group.texts(1), ['a']);
    t.end();
  },
);

void t.test('a change of the commit hint alone asks for no sync', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.get(2).slowDisk = true;
  group.propose(1, 'a');
  group.settle();
  t.match(group.get(2).underway, { mustSync: true, entries: [{ index: 2 }] });
  group.finishWrite(2);
  group.settle();
  t.match(group.get(2).underway, { mustSync: false, entries: [], hardState: { commit: 2 } });
  t.same(termsOf(group.get(2)), [1, 1]);
  t.end();
});
