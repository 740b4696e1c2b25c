/** What the leader changes in raft for a table of wishes, and what it holds back. */
import t from 'tap';
import type { MemberId } from '../../raft/core/types.js';
import { EMPTY_CONFIGURATION } from '../../raft/core/types.js';
import { planMembership } from '../../server/cluster/membership-plan.js';
import type { WantedRaftRole } from '../../model/objects.js';

interface Given {
  readonly voters: readonly MemberId[];
  readonly learners?: readonly MemberId[];
  readonly outgoing?: readonly MemberId[];
  readonly wanted: Readonly<Record<number, WantedRaftRole>>;
  readonly dead?: readonly MemberId[];
  readonly lag?: Readonly<Record<number, number>>;
}

/** As member 1, whose log ends at 1000. */
function plan({ voters, learners = [], outgoing = [], wanted, dead = [], lag = {} }: Given) {
  const others = [...voters, ...learners].filter((id) => id !== 1);
  return planMembership({
    status: {
      id: 1,
      lastIndex: 1000,
      configuration: { ...EMPTY_CONFIGURATION, voters, learners, votersOutgoing: outgoing },
      progress: others.map((id) => ({
        id,
        match: 1000 - (lag[id] ?? 0),
        next: 1001,
        state: 'replicate',
        recentlyActive: true,
        inflightMessages: 0,
        inflightBytes: 0,
      })),
    },
    managers: Object.entries(wanted).map(([id, raft]) => ({ raftId: Number(id), raft })),
    isAlive: (id) => !dead.includes(id),
    maxLag: 100,
  });
}

const ALL = { 1: 'voter', 2: 'voter', 3: 'voter' } as const;

t.test('a newcomer is a learner first, and a voter once it is near and alive', (t) => {
  t.same(plan({ voters: [1], wanted: ALL }).changes, [
    { type: 'learner', id: 2 },
    { type: 'learner', id: 3 },
  ]);
  const joined = { voters: [1], learners: [2, 3], wanted: ALL };
  t.same(plan(joined).changes, [
    { type: 'voter', id: 2 },
    { type: 'voter', id: 3 },
  ]);
  t.same(plan({ ...joined, lag: { 2: 101 } }).changes, [{ type: 'voter', id: 3 }]);
  t.same(plan({ ...joined, dead: [2] }).changes, [{ type: 'voter', id: 3 }]);
  t.end();
});

t.test('who is wanted as a learner becomes one and stays one', (t) => {
  const wanted = { ...ALL, 2: 'learner' } as const;
  t.same(plan({ voters: [1, 2, 3], wanted }).changes, [{ type: 'learner', id: 2 }]);
  t.same(plan({ voters: [1, 3], learners: [2], wanted }).changes, []);
  t.end();
});

t.test('what differs at once is changed at once; nothing while the configuration is joint', (t) => {
  const wanted = { 1: 'voter', 2: 'learner', 3: 'none', 4: 'voter' } as const;
  const given = { voters: [1, 2, 3], learners: [4], wanted };
  t.same(plan(given).changes, [
    { type: 'learner', id: 2 },
    { type: 'remove', id: 3 },
    { type: 'voter', id: 4 },
  ]);
  t.same(plan({ ...given, outgoing: [1, 2] }).changes, []);
  t.end();
});

t.test('members without a row go, unless this manager does not know itself yet', (t) => {
  const two = { 1: 'voter', 2: 'voter' } as const;
  t.same(plan({ voters: [1, 2, 3], wanted: two }).changes, [{ type: 'remove', id: 3 }]);
  t.same(plan({ voters: [1, 2, 3], wanted: { 2: 'voter' } }).changes, []);
  t.end();
});

t.test('[check 17] a voter is held when the live ones left were no majority', (t) => {
  const held = (given: Given) => plan(given).held;
  const drop = (id: MemberId) => ({ ...ALL, [id]: 'none' }) as const;
  t.same(held({ voters: [1, 2, 3], wanted: drop(2), dead: [3] }), [2]);
  t.same(held({ voters: [1, 2, 3], wanted: drop(3), dead: [3] }), []);
  t.same(held({ voters: [1, 2], wanted: { 1: 'voter', 2: 'none' } }), []);
  t.same(held({ voters: [1], wanted: { 1: 'learner' } }), [1], 'the last one');
  const four = { 1: 'voter', 2: 'none', 3: 'none', 4: 'voter' } as const;
  t.same(held({ voters: [1, 2, 3, 4], wanted: four, dead: [4] }), [2, 3], 'both together');
  const joins = { voters: [1, 2], learners: [3], wanted: { ...ALL, 2: 'none' } } as const;
  t.same(plan({ ...joins, dead: [3] }).held, [], 'a dead learner is not waited for');
  t.same(plan(joins).changes, [
    { type: 'remove', id: 2 },
    { type: 'voter', id: 3 },
  ]);
  t.end();
});
