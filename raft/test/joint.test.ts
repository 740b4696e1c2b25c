/** Several changes at once on bare cores: both majorities on the way in, everybody out at the end. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { successor } from '../core/change.js';
import type { ConfigurationChange } from '../core/change.js';
import type { Configuration } from '../core/types.js';

const THREE = { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] };
const REPLACE_TWO: readonly ConfigurationChange[] = [
  { type: 'remove', id: 2 },
  { type: 'remove', id: 3 },
  { type: 'voter', id: 4 },
  { type: 'voter', id: 5 },
];

function five(): CoreGroup {
  const group = new CoreGroup([1, 2, 3]);
  group.add(4);
  group.add(5);
  group.elect(1);
  return group;
}

const NEXT = { ...EMPTY_CONFIGURATION, voters: [1, 4, 5] };

void t.test('[raft 43] two of three voters are replaced at once', (t) => {
  const group = five();
  t.match(group.core(1).proposeChange(REPLACE_TWO), { kind: 'appended' });
  group.pass(6);
  for (const id of [1, 4, 5]) t.same(group.core(id).configuration, NEXT, `member ${id}`);
  group.isolate(2, 3);
  const index = group.propose(1, 'a');
  group.settle();
  t.equal(group.core(1).commit, index, 'the removed ones are not asked');
  t.end();
});

void t.test('[raft 43] while joint, each half can hold up a commit', (t) => {
  for (const cut of [
    [2, 3],
    [4, 5],
  ]) {
    const group = five();
    group.core(1).proposeChange(REPLACE_TWO, 'explicit');
    group.pass(4);
    t.same(group.core(1).configuration.votersOutgoing, [1, 2, 3]);
    group.isolate(...cut);
    const index = group.propose(1, 'a');
    group.settle();
    t.ok(group.core(1).commit < index, `without ${cut.join(' and ')}`);
    group.heal();
    group.pass(4);
    t.equal(group.core(1).commit, index);
  }
  t.end();
});

void t.test('[raft 43] one member may die at every single step of the change', (t) => {
  const rehearsal = five();
  rehearsal.core(1).proposeChange(REPLACE_TWO);
  const steps = countSteps(rehearsal, Number.MAX_SAFE_INTEGER);
  t.ok(steps > 20);
  for (let step = 0; step <= steps; step += 1) {
    for (const victim of [1, 2, 4]) {
      const group = five();
      group.core(1).proposeChange(REPLACE_TWO);
      countSteps(group, step);
      group.isolate(victim);
      group.pass(60);
      const leader = [1, 2, 3, 4, 5].find(
        (id) => id !== victim && group.core(id).role === 'leader',
      );
      if (!t.ok(leader, `somebody leads after ${step} steps without ${victim}`)) break;
      const index = group.propose(leader ?? 0, 'a');
      group.pass(10);
      t.ok(group.core(leader ?? 0).commit >= index, `and commits: ${step}, ${victim}`);
      group.heal();
      group.pass(60);
      const last = [1, 2, 3, 4, 5].find((id) => group.core(id).role === 'leader') ?? 0;
      const { voters, votersOutgoing } = group.core(last).configuration;
      t.same(votersOutgoing, [], 'and nobody stays joint');
      t.ok(String(voters) === '1,4,5' || String(voters) === '1,2,3');
    }
  }
  t.end();
});

/** Delivers at most `limit` messages one by one and says how many there were. */
function countSteps(group: CoreGroup, limit: number): number {
  group.pumpAll();
  let steps = 0;
  for (let next = group.inFlight.shift(); next !== undefined; next = group.inFlight.shift()) {
    if (steps >= limit) return steps;
    group.deliver(next);
    steps += 1;
  }
  return steps;
}

void t.test('[raft 44] a leader that dies while joint leaves its successor to end it', (t) => {
  const group = five();
  group.lose = (message) =>
    message.type === 'append-request' &&
    message.entries.filter(({ type }) => type === 'config').length > 0 &&
    group.core(1).configuration.votersOutgoing.length > 0;
  group.core(1).proposeChange(REPLACE_TWO);
  group.pass(4);
  t.same(group.core(1).configuration.votersOutgoing, [1, 2, 3]);
  group.isolate(1);
  group.pass(60);
  const next = [2, 3, 4, 5].filter((id) => group.core(id).role === 'leader');
  t.equal(next.length, 1);
  t.same(group.core(next[0] ?? 0).configuration, NEXT);
  t.end();
});

void t.test('[raft 45] a handover delays leaving, and nothing else is needed for it', (t) => {
  const group = five();
  group.core(1).proposeChange(REPLACE_TWO);
  group.lose = (message) => message.to === 3 || message.from === 3;
  group.pumpAll();
  group.core(1).transferLeadership(3);
  group.settle();
  t.same(group.core(1).configuration.votersOutgoing, [1, 2, 3], 'joint while it hands over');
  group.pass(12);
  t.same(group.core(1).configuration, NEXT, 'left as soon as the handover is given up');
  t.end();
});

void t.test('[raft 48] a leader that is removed leads until both halves let it go', (t) => {
  const group = five();
  group.core(1).proposeChange([
    { type: 'remove', id: 1 },
    { type: 'voter', id: 4 },
  ]);
  group.settle();
  t.equal(group.core(1).role, 'follower');
  group.pass(60);
  const others = { ...EMPTY_CONFIGURATION, voters: [2, 3, 4] };
  for (const id of [2, 3, 4]) t.same(group.core(id).configuration, others);
  t.ok([2, 3, 4].some((id) => group.core(id).role === 'leader'));
  t.equal(group.core(1).role, 'follower');
  t.end();
});

void t.test('a leader may be told to stay after its removal', (t) => {
  const group = new CoreGroup([1, 2, 3], { stepDownOnRemoval: false });
  group.elect(1);
  group.isolate(3);
  group.core(1).proposeChange([{ type: 'remove', id: 1 }]);
  group.pump(1);
  const index = group.propose(1, 'a');
  group.settle();
  t.same([group.core(1).role, group.core(1).configuration.voters], ['leader', [2, 3]]);
  t.ok(group.core(1).commit < index, 'it does not count itself');
  t.match(
    group.core(1).propose(new Uint8Array(1)),
    { code: 'not-leader' },
    'and takes nothing new',
  );
  group.heal();
  group.pass(4);
  t.equal(group.core(1).commit, index);
  t.end();
});

void t.test('a voter is demoted through the joint configuration and learns on', (t) => {
  const group = five();
  group.core(1).proposeChange(
    [
      { type: 'learner', id: 3 },
      { type: 'voter', id: 4 },
    ],
    'explicit',
  );
  group.pass(4);
  t.same(group.core(1).configuration, {
    voters: [1, 2, 4],
    learners: [],
    votersOutgoing: [1, 2, 3],
    learnersNext: [3],
    autoLeave: false,
  });
  group.core(1).proposeChange([]);
  group.pass(4);
  t.same(group.core(3).configuration, {
    ...EMPTY_CONFIGURATION,
    voters: [1, 2, 4],
    learners: [3],
  });
  t.end();
});

void t.test(
  'an explicit joint configuration is left only when asked, by anybody who leads',
  (t) => {
    const group = five();
    group.core(1).proposeChange(REPLACE_TWO, 'explicit');
    group.pass(30);
    t.same(group.core(1).configuration.votersOutgoing, [1, 2, 3]);
    t.match(group.core(1).proposeChange([{ type: 'voter', id: 6 }]), { code: 'already-joint' });
    group.core(1).transferLeadership(4);
    group.settle();
    t.match(group.core(4).proposeChange([]), { kind: 'appended' });
    group.pass(4);
    t.same(group.core(4).configuration, NEXT);
    t.match(group.core(4).proposeChange([]), { code: 'not-joint' });
    t.end();
  },
);

const MEMBERS = [1, 2, 3, 4];

/** Every configuration of up to four members without a joint half, with at least one voter. */
function* simple(): Generator<Configuration> {
  for (let code = 0; code < 3 ** MEMBERS.length; code += 1) {
    const roleOf = (id: number): number => Math.floor(code / 3 ** (id - 1)) % 3;
    const voters = MEMBERS.filter((id) => roleOf(id) === 1);
    const learners = MEMBERS.filter((id) => roleOf(id) === 2);
    if (voters.length > 0) yield { ...EMPTY_CONFIGURATION, voters, learners };
  }
}

void t.test('in one step or through a joint configuration, the same change ends the same', (t) => {
  let compared = 0;
  for (const start of simple()) {
    for (const id of MEMBERS) {
      for (const type of ['voter', 'learner', 'remove'] as const) {
        const direct = successor(start, [{ type, id }], 'auto');
        const joint = successor(start, [{ type, id }], 'implicit');
        t.equal(direct.kind, joint.kind);
        if (direct.kind === 'refused' || joint.kind === 'refused') continue;
        t.same(joint.configuration.votersOutgoing, start.voters);
        const left = successor(joint.configuration, [], 'auto');
        t.same(left, direct);
        compared += 1;
      }
    }
  }
  t.ok(compared > 500);
  t.end();
});

void t.test('nobody is in two lists, and lists are sorted, whatever is changed at once', (t) => {
  for (const start of simple()) {
    const changes: readonly ConfigurationChange[] = [
      { type: 'learner', id: 1 },
      { type: 'voter', id: 4 },
      { type: 'remove', id: 2 },
    ];
    const joint = successor(start, changes, 'auto');
    if (joint.kind === 'refused') continue;
    const { voters, learners, votersOutgoing, learnersNext } = joint.configuration;
    for (const list of [voters, learners, votersOutgoing, learnersNext]) {
      t.same(list, [...new Set(list)].sort());
    }
    t.notOk(learners.some((id) => voters.includes(id) || votersOutgoing.includes(id)));
    t.notOk(learnersNext.some((id) => voters.includes(id)));
    t.ok(learnersNext.every((id) => votersOutgoing.includes(id)));
  }
  t.end();
});

void t.test('impossible changes are refused', (t) => {
  t.match(successor(THREE, [{ type: 'voter', id: 0 }], 'auto'), { code: 'unknown-member' });
  t.match(successor(THREE, [], 'auto'), { code: 'not-joint' });
  const all = [1, 2, 3].map((id) => ({ type: 'remove', id }) as const);
  t.match(successor(THREE, all, 'auto'), { code: 'last-voter' });
  t.end();
});
