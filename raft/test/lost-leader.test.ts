/** A leader whose connections broke, on bare cores: replaced at once when it is gone, left in peace when it is not. */
import t from 'tap';
import { CoreGroup } from './support/core-group.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import type { CoreOptions } from '../core/options.js';
import type { MemberId } from '../core/types.js';

/** Ticks of one heartbeat interval, and of the longest election timeout. */
const HEARTBEAT = 2;
const TIMEOUT = 20;

function led(voters: readonly MemberId[], options: Partial<CoreOptions> = {}): CoreGroup {
  const group = new CoreGroup(voters, options);
  group.elect(1);
  group.pass(HEARTBEAT);
  return group;
}

/** Member 1 is gone, and its machine told `ids` so. */
function kill(group: CoreGroup, ...ids: MemberId[]): void {
  group.isolate(1);
  for (const id of ids) group.core(id).unreachable(1);
}

const leaders = (group: CoreGroup): MemberId[] =>
  [...group.members.values()].filter(({ core }) => core.role === 'leader').map(({ id }) => id);

/** Ticks until each member campaigns, when nobody answers. */
function turns(group: CoreGroup, ids: readonly MemberId[]): number[] {
  group.lose = () => true;
  return ids.map((id) => {
    let ticks = 0;
    for (; group.core(id).role === 'follower'; ticks += 1) group.tick(id);
    return ticks;
  });
}

void t.test('a leader that is gone is replaced within a tick once its followers know', (t) => {
  const group = led([1, 2, 3]);
  kill(group, 2, 3);
  group.pass(1);
  t.equal(group.core(2).role, 'leader');
  t.same([group.core(2).term, group.core(3).leader], [2, 2]);
  t.end();
});

void t.test(
  'followers take turns, a heartbeat interval apart, and the first one wins alone',
  (t) => {
    const ids = [2, 3, 4, 5];
    const silent = led([1, ...ids]);
    kill(silent, ...ids);
    t.same(turns(silent, ids), [1, 3, 5, 7]);
    const group = led([1, ...ids]);
    kill(group, ...ids);
    group.pass(TIMEOUT);
    t.same([group.core(2).role, group.core(2).term], ['leader', 2]);
    const asked = group.sent.filter(({ type, term }) => type === 'pre-vote-request' && term === 2);
    t.same([...new Set(asked.map(({ from }) => from))], [2]);
    t.end();
  },
);

void t.test('of two that ask at the same moment one wins and the votes are not split', (t) => {
  const group = led([1, 2, 3]);
  kill(group, 2, 3);
  for (const id of [2, 3]) group.campaign(id);
  t.same(
    [2, 3].map((id) => group.core(id).role),
    ['pre-candidate', 'pre-candidate'],
  );
  group.settle();
  t.same([group.core(2).role, group.core(2).term], ['leader', 2]);
  t.end();
});

void t.test('who grants another one a pre-vote lets its own turn wait', (t) => {
  const group = led([1, 2, 3]);
  kill(group, 3);
  group.deliver({ type: 'pre-vote-request', from: 2, to: 3, term: 2, lastIndex: 1, lastTerm: 1 });
  t.same(turns(group, [3]), [2 * HEARTBEAT]);
  t.end();
});

void t.test('when the first one lacks an entry, the second one leads a turn later', (t) => {
  const group = led([1, 2, 3]);
  group.lose = ({ to }) => to === 2;
  group.propose(1, 'a');
  group.settle();
  kill(group, 2, 3);
  group.pass(1 + HEARTBEAT);
  t.equal(group.core(3).role, 'leader');
  t.same(group.texts(3), ['a']);
  t.end();
});

void t.test(
  'a follower that alone lost the connection helps no less when its turn has passed',
  (t) => {
    const group = led([1, 2, 3]);
    kill(group, 2);
    group.pass(1);
    t.same(leaders(group), [1], 'who still has the leader refuses');
    group.core(3).unreachable(1);
    group.pass(1 + HEARTBEAT);
    t.equal(group.core(3).role, 'leader');
    t.end();
  },
);

void t.test('a flapping connection with a healthy leader deposes nobody and moves no term', (t) => {
  for (const voters of [
    [1, 2],
    [1, 2, 3],
  ]) {
    const group = led(voters);
    const ticks = 10 * TIMEOUT;
    for (let tick = 0; tick < ticks; tick += 1) {
      group.core(2).unreachable(1);
      group.pass(1);
    }
    group.pass(HEARTBEAT);
    t.same([group.core(1).role, group.core(1).term, group.core(2).term], ['leader', 1, 1]);
    t.equal(group.core(2).leader, 1);
    const campaigns = group.sent.filter(
      ({ type, from, to }) => type === 'pre-vote-request' && from === 2 && to === 1,
    );
    t.ok(campaigns.length > 1, 'it asked');
    t.ok(campaigns.length <= ticks / TIMEOUT + 1, `${campaigns.length} times`);
  }
  t.end();
});

void t.test('a leader that is heard again is protected as before', (t) => {
  const group = led([1, 2, 3]);
  group.core(3).unreachable(1);
  group.deliver({ type: 'pre-vote-request', from: 2, to: 3, term: 2, lastIndex: 1, lastTerm: 1 });
  t.match(group.take('pre-vote-response'), [{ granted: true }], 'not while it is lost');
  group.deliver({ type: 'heartbeat', from: 1, to: 3, term: 1, commit: 1, round: 9 });
  group.deliver({ type: 'pre-vote-request', from: 2, to: 3, term: 2, lastIndex: 1, lastTerm: 1 });
  t.same(group.take('pre-vote-response'), []);
  group.tick(3, 1 + HEARTBEAT);
  t.same([group.core(3).role, group.core(3).leader], ['follower', 1], 'its turn is over');
  t.end();
});

void t.test('until its turn a follower still names the leader whose connection broke', (t) => {
  const group = led([1, 2, 3]);
  group.core(3).unreachable(1);
  group.tick(3, HEARTBEAT);
  t.equal(group.core(3).leader, 1);
  t.end();
});

void t.test('a lost connection with anybody else means nothing', (t) => {
  const group = led([1, 2, 3]);
  group.core(2).unreachable(3);
  group.core(1).unreachable(2);
  group.tick(2, 1 + HEARTBEAT);
  t.same([group.core(2).role, group.core(1).role], ['follower', 'leader']);
  t.end();
});

void t.test('leases, no pre-vote or no check-quorum: only the election timeout counts', (t) => {
  for (const options of [
    { readOnly: 'lease' },
    { preVote: false },
    { checkQuorum: false },
  ] as const) {
    const group = led([1, 2, 3], options);
    group.core(2).unreachable(1);
    group.core(3).unreachable(1);
    group.tick(2, 9 - HEARTBEAT);
    t.equal(group.core(2).role, 'follower', JSON.stringify(options));
  }
  const leased = led([1, 2, 3], { readOnly: 'lease' });
  leased.core(3).unreachable(1);
  leased.deliver({ type: 'pre-vote-request', from: 2, to: 3, term: 2, lastIndex: 1, lastTerm: 1 });
  t.same(leased.take('pre-vote-response'), [], 'the promise stands');
  t.end();
});

void t.test('a learner that lost the leader grants, and never campaigns', (t) => {
  const group = new CoreGroup([]);
  const configuration = { ...EMPTY_CONFIGURATION, voters: [1, 2, 3], learners: [4] };
  for (const id of [1, 2, 3, 4]) group.add(id, configuration);
  group.elect(1);
  group.pass(HEARTBEAT);
  kill(group, 4);
  group.deliver({ type: 'pre-vote-request', from: 2, to: 4, term: 2, lastIndex: 1, lastTerm: 1 });
  t.match(group.take('pre-vote-response'), [{ granted: true }]);
  group.tick(4, 5 * TIMEOUT);
  t.equal(group.core(4).role, 'follower');
  t.end();
});

void t.test(
  'a living leader that all followers lost gives way to one leader and no entry is lost',
  (t) => {
    const group = led([1, 2, 3]);
    group.propose(1, 'a');
    group.settle();
    group.propose(1, 'b');
    for (const id of [2, 3]) group.core(id).unreachable(1);
    group.pass(TIMEOUT);
    t.equal(leaders(group).length, 1);
    const [leader = 0] = leaders(group);
    group.propose(leader, 'c');
    group.pass(HEARTBEAT);
    for (const id of [1, 2, 3]) t.same(group.texts(id), ['a', 'b', 'c']);
    t.end();
  },
);
