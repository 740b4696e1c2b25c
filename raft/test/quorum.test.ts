/** Majorities against a model that tries every index and every subset. */
import fc from 'fast-check';
import t from 'tap';
import { committedIndex, isQuorum, voteOutcome } from '../core/quorum.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { SeededRandom, randomInteger } from '../core/random.js';
import type { Configuration } from '../core/types.js';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
const configurations = fc
  .record({
    voters: ids,
    learners: fc.uniqueArray(fc.integer({ min: 8, max: 10 })),
    outgoing: fc.option(ids),
  })
  .map(({ voters, learners, outgoing }): Configuration => ({
    ...EMPTY_CONFIGURATION,
    voters,
    learners,
    votersOutgoing: outgoing ?? [],
  }));
const matches = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 11 });

const halves = ({ voters, votersOutgoing }: Configuration): (readonly number[])[] =>
  votersOutgoing.length === 0 ? [voters] : [voters, votersOutgoing];

void t.test('the commit index is the largest that a majority of each half holds', (t) => {
  fc.assert(
    fc.property(configurations, matches, (configuration, match) => {
      const held = (index: number): boolean =>
        halves(configuration).every(
          (half) => half.filter((id) => (match[id] ?? 0) >= index).length * 2 > half.length,
        );
      const expected = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].find(held) ?? 0;
      t.equal(
        committedIndex(configuration, (id) => match[id] ?? 0),
        expected,
      );
    }),
  );
  t.end();
});

void t.test('votes are won or lost exactly when nothing outstanding can change it', (t) => {
  const ballots = fc.array(fc.constantFrom(true, false, undefined), {
    minLength: 11,
    maxLength: 11,
  });
  fc.assert(
    fc.property(configurations, ballots, (configuration, ballot) => {
      const wins = (vote: (id: number) => boolean): boolean =>
        halves(configuration).every((half) => half.filter(vote).length * 2 > half.length);
      const sure = wins((id) => ballot[id] === true);
      const possible = wins((id) => ballot[id] !== false);
      const votes = new Map<number, boolean>();
      ballot.forEach((vote, id) => {
        if (vote !== undefined) votes.set(id, vote);
      });
      const expected = sure ? 'won' : possible ? 'pending' : 'lost';
      t.equal(voteOutcome(configuration, votes), expected);
    }),
  );
  t.end();
});

void t.test('any two quorums of one configuration meet', (t) => {
  fc.assert(
    fc.property(configurations, fc.nat(127), fc.nat(127), (configuration, left, right) => {
      const within = (set: number) => (id: number) => (set & (1 << (id - 1))) !== 0;
      if (isQuorum(configuration, within(left)) && isQuorum(configuration, within(right))) {
        t.ok((left & right) !== 0);
      }
    }),
  );
  t.equal(
    isQuorum(EMPTY_CONFIGURATION, () => true),
    false,
    'nobody is no quorum',
  );
  t.end();
});

void t.test('random draws stay in their bounds and reach both ends', (t) => {
  const random = new SeededRandom(1);
  const drawn = new Set(Array.from({ length: 500 }, () => randomInteger(random, 10, 19)));
  t.same([...drawn].sort(), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  t.end();
});
