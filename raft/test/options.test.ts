/** What the options of the core change: campaigns without pre-vote, leaders without check-quorum, reads by lease. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import { RaftCore } from '../core/raft.js';
import { SeededRandom } from '../core/random.js';

const leaders = (group: CoreGroup): number[] =>
  [...group.members.keys()].filter((id) => group.core(id).role === 'leader');

void t.test('[raft 5] chance ends split votes within a few terms', (t) => {
  let worst = 0;
  for (let seed = 1; seed <= 1000; seed += 1) {
    const group = new CoreGroup([1, 2, 3], { preVote: false }, seed);
    for (let tick = 0; tick < 400 && leaders(group).length === 0; tick += 1) group.pass(1);
    t.equal(leaders(group).length, 1, `seed ${seed}`);
    worst = Math.max(worst, group.core(leaders(group)[0] ?? 0).term);
  }
  t.ok(worst > 1, 'votes were split');
  t.ok(worst < 10, `at most ${worst} terms`);
  t.end();
});

void t.test('[raft 22] without pre-vote a member that comes back disturbs once', (t) => {
  const group = new CoreGroup([1, 2, 3], { preVote: false });
  group.elect(1);
  group.isolate(3);
  group.pass(100);
  const { term } = group.core(3);
  t.ok(term > 2, 'it campaigned in vain');
  group.heal();
  group.pass(60);
  const after = group.core(1).term;
  t.ok(after > term, 'its term came over everybody');
  t.equal(leaders(group).length, 1);
  group.pass(100);
  t.equal(group.core(1).term, after, 'and then nothing more');
  t.end();
});

void t.test('[raft 27] members with and without pre-vote always find a leader', (t) => {
  for (const modern of [[1], [1, 2], [2, 3], [3]]) {
    const group = new CoreGroup([1, 2, 3], (id) => ({ preVote: modern.includes(id) }));
    group.elect(1);
    for (const victim of [1, 2, 3]) {
      group.isolate(victim);
      group.propose(leaders(group).find((id) => id !== victim) ?? settled(group, victim), 'a');
      group.pass(80);
      group.heal();
      group.pass(80);
      t.equal(leaders(group).length, 1, `${String(modern)} without ${victim}`);
    }
  }
  t.end();
});

/** Who leads after the victim was cut off for long enough. */
function settled(group: CoreGroup, victim: number): number {
  group.pass(60);
  return leaders(group).find((id) => id !== victim) ?? 0;
}

void t.test('without check-quorum a leader that is cut off stays what it was', (t) => {
  const group = new CoreGroup([1, 2, 3], { checkQuorum: false });
  group.elect(1);
  group.isolate(1);
  group.pass(100);
  t.equal(group.core(1).role, 'leader');
  group.heal();
  group.pass(20);
  t.equal(leaders(group).length, 1);
  t.not(leaders(group)[0], 1, 'the newer term counts');
  t.end();
});

function reading(): CoreGroup {
  const group = new CoreGroup([1, 2, 3], { readOnly: 'lease' });
  group.pass(60);
  const [leader = 0] = leaders(group);
  group.pass(4);
  group.sent.length = 0;
  group.core(leader).requestRead(7);
  group.pump(leader);
  return group;
}

void t.test('a leader with a fresh lease answers a read without a round', (t) => {
  const group = reading();
  const [leader = 0] = leaders(group);
  t.match(group.get(leader).reads, [{ requestId: 7, index: 1 }]);
  t.same(group.sent, []);
  t.end();
});

void t.test('no lease outlives its quorum, a stall, or a handover', (t) => {
  const spoil: Record<string, (group: CoreGroup, leader: number) => void> = {
    'nobody is heard': (group, leader) => {
      group.isolate(leader);
      group.tick(leader, 9);
    },
    'the loop stood still': (group, leader) => group.core(leader).stalled(),
    'it hands over': (group, leader) => {
      group.isolate(leader);
      group.core(leader).transferLeadership(leader === 1 ? 2 : 1);
    },
  };
  for (const [name, act] of Object.entries(spoil)) {
    const group = reading();
    const [leader = 0] = leaders(group);
    group.get(leader).reads.length = 0;
    act(group, leader);
    group.core(leader).requestRead(8);
    group.pump(leader);
    t.same(group.get(leader).reads, [], name);
    t.ok(
      group.inFlight.some(({ type }) => type === 'heartbeat') || name !== 'the loop stood still',
      'a round is asked for',
    );
  }
  t.end();
});

void t.test('who starts again under leases helps no candidate for a whole timeout', (t) => {
  const start = {
    hardState: { term: 1, vote: 0, commit: 0 },
    snapshot: { index: 0, term: 0, configuration: { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] } },
    entries: [],
    applied: 0,
  };
  const options = { ...DEFAULT_CORE_OPTIONS, id: 2, readOnly: 'lease' } as const;
  const core = new RaftCore(options, start, new SeededRandom(1));
  const ask = {
    type: 'vote-request',
    from: 3,
    to: 2,
    term: 2,
    lastIndex: 0,
    lastTerm: 0,
    transfer: false,
  } as const;
  core.step(ask);
  t.same([core.term, core.vote], [1, 0]);
  for (let tick = 0; tick < options.electionTicks; tick += 1) core.tick();
  core.step(ask);
  t.same([core.term, core.vote], [2, 3]);
  t.end();
});

void t.test('no more is handed out while too much waits to be applied', (t) => {
  const group = new CoreGroup([1], { maxUnappliedBytes: 4, maxCommittedEntries: 2 });
  group.elect(1);
  for (let write = 0; write < 9; write += 1) group.propose(1, 'xx');
  const { core } = group.get(1);
  const { write } = core.takeReady();
  if (write === undefined) throw new Error('nothing to write');
  core.written(write.ticket);
  for (const message of write.messagesAfter) core.step(message);
  const sizes = [1, 2, 3].map(() => core.takeReady().committed.length);
  t.same(sizes, [2, 0, 0]);
  core.appliedTo(3);
  t.equal(core.takeReady().committed.length, 2);
  t.end();
});
