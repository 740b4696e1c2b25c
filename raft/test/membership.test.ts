/** One change at a time on bare cores: joining, promotion, removal, and the barriers that keep majorities meeting. */
import t from 'tap';
import { CoreGroup, logOf } from './support/core-group.js';
import { decodeConfiguration, encodeConfiguration, soleVoter } from '../core/configuration.js';
import { alreadyHolds } from '../core/change.js';
import { EMPTY_CONFIGURATION } from '../core/types.js';
import type { ConfigurationChange } from '../core/change.js';
import type { Entry } from '../core/types.js';

type Type = ConfigurationChange['type'];

function change(group: CoreGroup, type: Type, id: number): string {
  const core = group.core(1);
  const refusal = core.promotionRefusal([{ type, id }]);
  if (refusal !== undefined) return refusal;
  const outcome = core.proposeChange([{ type, id }]);
  group.settle();
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}

/** Member 1 leads alone. */
function founded(): CoreGroup {
  const group = new CoreGroup([]);
  group.add(1, soleVoter(1));
  group.elect(1);
  return group;
}

const configEntry = (index: number, term: number, voters: number[]): Entry => ({
  index,
  term,
  type: 'config',
  data: encodeConfiguration({ ...EMPTY_CONFIGURATION, voters }),
});

void t.test('a joiner that knows nobody learns everything from the leader', (t) => {
  const group = founded();
  group.propose(1, 'a');
  group.settle();
  group.add(2);
  t.equal(change(group, 'learner', 2), 'appended');
  group.pass(4);
  t.same(group.texts(2), ['a']);
  t.same(group.core(2).configuration, { ...soleVoter(1), learners: [2] });
  t.equal(change(group, 'voter', 2), 'appended');
  group.pass(2);
  t.same(group.core(2).configuration.voters, [1, 2]);
  t.end();
});

void t.test('[raft 40] a learner counts for no quorum, and its crash harms nobody', (t) => {
  const group = founded();
  group.add(2);
  change(group, 'learner', 2);
  group.isolate(2);
  const index = group.propose(1, 'a');
  group.pass(40);
  t.equal(group.core(1).commit, index);
  t.equal(group.core(1).role, 'leader');
  t.end();
});

void t.test('[raft 41] a learner that is behind, silent or unknown is not promoted', (t) => {
  const group = founded();
  group.add(2);
  group.lose = (message) => message.to === 2;
  change(group, 'learner', 2);
  t.equal(change(group, 'voter', 2), 'learner-behind');
  t.equal(change(group, 'voter', 9), 'unknown-member');
  group.heal();
  group.pass(4);
  t.equal(change(group, 'voter', 2), 'appended');
  t.end();
});

void t.test('what already holds is told from what does not', (t) => {
  const one = { ...soleVoter(1), learners: [2] };
  const asks = (type: Type, id: number): boolean => alreadyHolds(one, [{ type, id }]);
  t.same([asks('voter', 1), asks('learner', 2), asks('remove', 5)], [true, true, true]);
  t.same([asks('learner', 1), asks('voter', 2), asks('remove', 2)], [false, false, false]);
  t.end();
});

void t.test('[raft 46] a second change waits until the first is applied', (t) => {
  const group = new CoreGroup([1, 2, 3]);
  group.elect(1);
  group.isolate(1);
  t.equal(change(group, 'remove', 2), 'appended');
  const { lastIndex } = group.core(1);
  t.equal(change(group, 'remove', 3), 'change-pending');
  t.equal(group.core(1).lastIndex, lastIndex);
  group.heal();
  group.pass(4);
  t.equal(change(group, 'remove', 3), 'appended');
  t.end();
});

void t.test(
  '[raft 47] a new leader changes nothing before it has committed in its own term',
  (t) => {
    const changes: ConfigurationChange[] = [
      { type: 'learner', id: 4 },
      { type: 'voter', id: 4 },
      { type: 'remove', id: 3 },
    ];
    for (const wanted of changes) {
      const group = new CoreGroup([1, 2, 3]);
      group.lose = (message) => message.type === 'append-response';
      group.elect(1);
      t.match(group.core(1).proposeChange([wanted]), { kind: 'refused', code: 'change-pending' });
      group.heal();
      group.pass(4);
      t.match(group.core(1).proposeChange([wanted]), { kind: 'appended' });
    }
    t.end();
  },
);

void t.test('a new leader waits until the tail it inherited is applied', (t) => {
  const group = new CoreGroup([]);
  const { core } = group.add(1, soleVoter(1), {
    entries: [configEntry(1, 1, [1])],
    hardState: { term: 1, vote: 0, commit: 0 },
  });
  const write = (): void => {
    const { messages, write: begun } = core.takeReady();
    for (const message of messages) core.step(message);
    if (begun === undefined) return;
    core.written(begun.ticket);
    for (const message of begun.messagesAfter) core.step(message);
  };
  while (core.role === 'follower') core.tick();
  write();
  write();
  write();
  t.same([core.role, core.commit, core.applied], ['leader', 2, 0]);
  const wanted: ConfigurationChange = { type: 'learner', id: 4 };
  t.match(core.proposeChange([wanted]), { code: 'change-pending' });
  group.pump(1);
  t.match(core.proposeChange([wanted]), { kind: 'appended' });
  t.end();
});

void t.test(
  '[raft 48] a removed leader leads until its removal is applied, then steps down',
  (t) => {
    const group = new CoreGroup([1, 2, 3]);
    group.elect(1);
    t.equal(change(group, 'remove', 1), 'appended');
    t.equal(group.core(1).role, 'follower');
    t.same(group.core(2).configuration.voters, [2, 3]);
    group.pass(60);
    t.equal(group.core(1).role, 'follower');
    t.ok([2, 3].some((id) => group.core(id).role === 'leader'));
    t.end();
  },
);

void t.test('[raft 32] a removed member that missed its removal disturbs nobody', (t) => {
  const group = new CoreGroup([1, 2, 3, 4]);
  group.elect(1);
  group.isolate(4);
  t.equal(change(group, 'remove', 4), 'appended');
  group.heal();
  group.pass(100);
  t.equal(group.core(1).role, 'leader');
  t.equal(group.core(1).term, 1);
  t.end();
});

void t.test('the last voter stays', (t) => {
  t.equal(change(founded(), 'remove', 1), 'last-voter');
  t.end();
});

void t.test(
  '[raft 50] nobody campaigns over a committed configuration that is not applied',
  (t) => {
    const group = new CoreGroup([]);
    const entries = [...logOf(1), configEntry(2, 1, [1])];
    group.add(
      1,
      { ...EMPTY_CONFIGURATION, voters: [1, 2, 3] },
      {
        entries,
        hardState: { term: 1, vote: 0, commit: 2 },
      },
    );
    const { core } = group.get(1);
    for (let tick = 0; tick < 50; tick += 1) core.tick();
    t.equal(core.role, 'follower');
    group.pump(1);
    t.same(core.configuration.voters, [1]);
    group.elect(1);
    t.equal(core.role, 'leader');
    t.end();
  },
);

void t.test('a second configuration in the stored log proves the first to be committed', (t) => {
  const group = new CoreGroup([]);
  const entries = [configEntry(1, 1, [1, 2]), configEntry(2, 1, [1, 2, 3])];
  const { core } = group.add(1, soleVoter(1), {
    entries,
    hardState: { term: 1, vote: 0, commit: 0 },
  });
  t.equal(core.commit, 1);
  group.pump(1);
  t.same(core.configuration.voters, [1, 2]);
  t.end();
});

void t.test('after a restart the configuration is the one of the applied state', (t) => {
  const group = founded();
  group.add(2);
  change(group, 'learner', 2);
  group.pass(4);
  change(group, 'voter', 2);
  group.restart(1);
  t.same(group.core(1).configuration.voters, [1, 2]);
  group.restart(2);
  group.elect(2);
  t.equal(group.core(2).role, 'leader');
  t.end();
});

void t.test('configurations survive their encoding, damage does not pass', (t) => {
  const configuration = {
    voters: [1, 2 ** 53 - 1],
    learners: [3],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  };
  const bytes = encodeConfiguration(configuration);
  t.same(decodeConfiguration(bytes), configuration);
  for (let length = 0; length < bytes.length; length += 1) {
    t.throws(() => decodeConfiguration(bytes.slice(0, length)), { name: 'InvariantViolation' });
  }
  t.end();
});
