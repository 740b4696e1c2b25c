/** Managers that compare their states: the sum, what the voters' sums say, and what follows for a manager. */
import t from 'tap';
import type { Configuration, Entry } from '../../raft/core/types.js';
import { judge } from '../../server/cluster/attestations.js';
import { StateAudit } from '../../server/cluster/state-audit.js';
import { nextCommand, type CheckFacts } from '../../server/cluster/state-checks.js';
import type { Command, Proposal } from '../../server/state/command.js';
import type { RowWrite } from '../../server/state/event.js';
import { State } from '../../server/state/state.js';
import { StateSum } from '../../server/state/state-sum.js';
import { atOnce } from '../../server/state/steps.js';
import { CommandMachine } from '../../server/storage/state-machine.js';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

const voters = (...ids: number[]): Configuration => ({
  voters: ids,
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
});

const attested = (...sums: (readonly [number, string])[]): Map<number, string> => new Map(sums);

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

t.test('[raft 81] a majority of the voters decides who is odd', (t) => {
  const three = voters(1, 2, 3);
  const open = (differing: boolean) => ({ kind: 'open', differing });
  t.same(judge(three, attested()), open(false));
  t.same(judge(three, attested([1, 'a'])), open(false));
  t.same(judge(three, attested([1, 'a'], [2, 'b'])), open(true));
  t.same(judge(three, attested([1, 'a'], [2, 'a'])), { kind: 'agreed', sum: 'a', odd: [] });
  t.same(judge(three, attested([1, 'b'], [2, 'a'], [3, 'a'])), {
    kind: 'agreed',
    sum: 'a',
    odd: [1],
  });
  t.same(judge(three, attested([1, 'a'], [2, 'b'], [3, 'c'])), { kind: 'split' });
  t.same(judge(three, attested([1, 'a'], [8, 'a'], [9, 'a'])), open(false), 'no voters');
  t.same(judge(voters(1, 2), attested([1, 'a'], [2, 'b'])), { kind: 'split' });
  t.same(judge(voters(1), attested([1, 'a'])), { kind: 'agreed', sum: 'a', odd: [] });
  const five = voters(1, 2, 3, 4, 5);
  const pairs = attested([1, 'a'], [2, 'a'], [3, 'b'], [4, 'b']);
  t.same(judge(five, pairs), open(true), 'the fifth decides');
  t.same(judge(five, new Map([...pairs, [5, 'c']])), { kind: 'split' });
  const joint = { ...voters(1, 2, 3), votersOutgoing: [3, 4, 5] };
  t.same(judge(joint, attested([1, 'a'], [2, 'a'], [3, 'a'])), open(false), 'one half only');
  t.same(judge(joint, attested([1, 'a'], [4, 'b'])), open(true), 'also across the halves');
  t.match(judge(joint, attested([1, 'a'], [2, 'a'], [3, 'a'], [4, 'a'])), { kind: 'agreed' });
  t.same(judge(joint, attested([1, 'a'], [2, 'a'], [4, 'b'], [5, 'b'])), { kind: 'split' });
  t.end();
});

/** A manager's machine with its audit, over the state that the commands before have made. */
interface Audited {
  readonly after?: number;
  readonly rows?: readonly RowWrite[];
  readonly featureLevel?: number;
}

function audited(options: Audited = {}) {
  const fixture = StateFixture.start(2, options.featureLevel);
  fixture.accept(networkOf('red', '10.1.0.0/16'));
  const rows = options.rows ?? [...fixture.state.rows()];
  const state = State.load(rows);
  const condemned: string[] = [];
  const errors: object[] = [];
  const audit = new StateAudit(
    {
      configuration: () => voters(1, 2, 3),
      view: state,
      log: { ...SILENT, error: (fields) => void errors.push(fields) },
      condemn: (reason) => void condemned.push(reason),
    },
    { rows, after: options.after ?? 0 },
  );
  const machine = new CommandMachine(
    { state, rows: () => undefined, applied: () => undefined, settled: () => undefined, audit },
    { lastTimeMs: 0 },
  );
  let { index } = fixture;
  const entry = (command: Command): Entry => {
    index += 1;
    const proposal: Proposal = { command, actor: 'system', timeMs: fixture.timeMs + index };
    return { index, term: 1, type: 'normal', data: Buffer.from(JSON.stringify(proposal)) };
  };
  const attest = (member: number, sum: string, checkpoint = audit.last?.index ?? 0): void => {
    machine.apply([entry({ kind: 'state.attest', checkpoint, member, sum })]);
  };
  return { state, machine, audit, entry, attest, condemned, errors, rows };
}

t.test('a checkpoint holds what was written up to its entry, wherever batches end', (t) => {
  const commands: Command[] = [
    endpoint('red', 'a'),
    endpoint('red', 'a'),
    { kind: 'state.checkpoint' },
    endpoint('red', 'b'),
    { kind: 'endpoint.delete', endpoint: 'a.red' },
  ];
  const single = audited();
  for (const command of commands) single.machine.apply([single.entry(command)]);
  const whole = audited();
  whole.machine.apply(commands.map(whole.entry));
  t.ok(single.audit.last);
  t.same(whole.audit.last, single.audit.last);
  for (const one of [single, whole]) {
    one.machine.apply([one.entry({ kind: 'state.checkpoint' })]);
    const read = JSON.parse(JSON.stringify([...one.state.rows()])) as RowWrite[];
    t.equal(one.audit.last?.sum, StateSum.of(read.reverse()).text, 'that of the rows read back');
    t.equal(one.audit.last?.revision, one.state.revision);
  }
  t.end();
});

/** As many rows as are summed in turns. */
const MANY: Command = {
  kind: 'batch',
  commands: Array.from({ length: 700 }, (_, n) => endpoint('red', `many-${n}`)),
};

t.test(
  'a checkpoint behind a large entry counts all of it, whether turns have passed or not',
  async (t) => {
    const [quick, slow] = [audited(), audited()];
    for (const one of [quick, slow]) one.machine.apply([one.entry(MANY)]);
    quick.machine.apply([quick.entry({ kind: 'state.checkpoint' })]);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    slow.machine.apply([slow.entry({ kind: 'state.checkpoint' })]);
    const read = JSON.parse(JSON.stringify([...slow.state.rows()])) as RowWrite[];
    for (const { audit } of [quick, slow]) t.equal(audit.last?.sum, StateSum.of(read).text);
  },
);

t.test('a state that is received while rows are summed has its own sum', async (t) => {
  const [donor, received] = [audited(), audited()];
  donor.machine.apply([donor.entry(endpoint('red', 'a'))]);
  const rows = [...donor.state.rows()];
  received.machine.apply([received.entry(MANY)]);
  const replaced = atOnce(received.audit.replacing(rows));
  received.machine.replace(State.load(rows), { rows, appliedIndex: 0, configuration: undefined });
  replaced();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  const checkpoint = donor.entry({ kind: 'state.checkpoint' });
  for (const { machine } of [donor, received]) machine.apply([checkpoint]);
  t.equal(received.audit.last?.sum, donor.audit.last?.sum);
});

t.test('a state received in one piece has the sum of the state it came from', (t) => {
  const donor = audited();
  donor.machine.apply([donor.entry(endpoint('red', 'a'))]);
  const received = audited();
  const rows = [...donor.state.rows(), { table: 'meta', key: 'time', value: 4711 }];
  const replaced = atOnce(received.audit.replacing(rows));
  const stored = { rows, appliedIndex: 0, configuration: undefined };
  received.machine.replace(State.load(rows), stored);
  replaced();
  const checkpoint = donor.entry({ kind: 'state.checkpoint' });
  for (const { machine } of [donor, received]) machine.apply([checkpoint]);
  t.ok(donor.audit.last);
  t.same(received.audit.last, donor.audit.last);
  t.end();
});

t.test('[raft 81] a manager with another sum than the majority stops and is condemned', (t) => {
  const odd = audited();
  odd.machine.apply([odd.entry({ kind: 'state.checkpoint' })]);
  const { index = 0, sum = '' } = odd.audit.last ?? {};
  odd.attest(1, sum);
  odd.attest(2, 'other');
  t.same(odd.condemned, []);
  t.match(odd.errors, [{ code: 'state-diverged', index, attested: { 1: sum, 2: 'other' } }]);
  const message = new RegExp(`entry ${index} .* ${sum}, a majority came to other; .*leave`);
  t.throws(() => odd.attest(3, 'other'), { code: 'state-diverged', message });
  t.match(odd.condemned, [/a majority came to other/]);
  t.equal(odd.audit.agreedIndex, 0);
  t.end();
});

t.test('[raft 81] of the majority each says once who is odd, and goes on', (t) => {
  const one = audited();
  one.machine.apply([one.entry({ kind: 'state.checkpoint' })]);
  const { index, sum = '' } = one.audit.last ?? {};
  one.attest(3, 'other');
  one.attest(1, sum);
  one.attest(2, sum);
  one.attest(2, sum);
  t.equal(one.audit.agreedIndex, index);
  t.same(one.audit.odd, [3]);
  t.equal(one.errors.length, 1);
  t.same(one.condemned, []);
  t.end();
});

t.test('[raft 81] where no sum can have a majority everybody stops', (t) => {
  const one = audited();
  one.machine.apply([one.entry({ kind: 'state.checkpoint' })]);
  one.attest(1, one.audit.last?.sum ?? '');
  one.attest(2, 'b');
  t.throws(() => one.attest(3, 'c'), {
    code: 'state-diverged',
    message: /no majority .*manager recover/,
  });
  t.equal(one.condemned.length, 1);
  t.end();
});

t.test('the mark that cannot be written is told with the reason', (t) => {
  const full = new Error('ENOSPC');
  const rows = audited().rows;
  const audit = new StateAudit(
    {
      configuration: () => voters(1),
      view: { revision: 1 },
      log: SILENT,
      condemn: () => {
        throw full;
      },
    },
    { rows, after: 0 },
  );
  audit.compare(7, { kind: 'state.checkpoint' });
  t.throws(
    () => audit.compare(8, { kind: 'state.attest', checkpoint: 7, member: 1, sum: 'other' }),
    { code: 'state-diverged', cause: full, message: /could not be noted/ },
  );
  t.end();
});

t.test('a state that refuses to be compared is compared all the same', (t) => {
  const one = audited({ featureLevel: 1 });
  const [result] = one.machine.apply([one.entry({ kind: 'state.checkpoint' })]);
  t.match(result, { ok: false, refusal: { code: 'feature-level' } });
  one.attest(1, 'other');
  t.throws(() => one.attest(2, 'other'), { code: 'state-diverged' });
  t.end();
});

t.test('what the log held at the start is not judged again', (t) => {
  const before = audited({ after: 1000 });
  before.machine.apply([before.entry({ kind: 'state.checkpoint' })]);
  t.equal(before.audit.last, undefined);
  before.attest(1, 'other');
  before.attest(2, 'other');
  t.same(before.condemned, []);
  t.end();
});

t.test('attestations of a checkpoint that is not known here are not judged', (t) => {
  const one = audited();
  for (let n = 0; n < 5; n += 1) one.machine.apply([one.entry({ kind: 'state.checkpoint' })]);
  const oldest = (one.audit.last?.index ?? 0) - 4;
  for (const member of [1, 2, 3]) one.attest(member, 'other', oldest);
  t.same(one.condemned, []);
  t.throws(
    () => {
      for (const member of [1, 2, 3]) one.attest(member, 'other', oldest + 1);
    },
    { code: 'state-diverged' },
  );
  t.end();
});

t.test('checkpoints are asked for after writes, by time or by entries, and attested once', (t) => {
  const limits = { intervalMs: 30_000, entries: 10_000 };
  const last = { index: 100, revision: 90, sum: 'a', attested: attested([1, 'a']) };
  const base = {
    last,
    ageMs: 29_999,
    level: 2,
    revision: 150,
    appliedIndex: 10_099,
    member: 1,
    votes: true,
    leads: true,
  };
  const next = (over: Partial<CheckFacts>) => nextCommand({ ...base, ...over }, limits);
  const checkpoint = { kind: 'state.checkpoint' };
  t.equal(next({}), undefined);
  t.same(next({ ageMs: 30_000 }), checkpoint);
  t.same(next({ appliedIndex: 10_100 }), checkpoint);
  const idle = { revision: 90, ageMs: 1e9, appliedIndex: 1e9 };
  t.equal(next(idle), undefined, 'nothing was written');
  t.equal(next({ ageMs: 1e9, leads: false }), undefined, 'the leader asks');
  const fresh = { last: undefined, leads: false, votes: false };
  t.same(next({ ...fresh, ageMs: 30_000 }), checkpoint, 'a state that was just loaded');
  t.equal(next(fresh), undefined);
  const mine = { kind: 'state.attest', checkpoint: 100, member: 2, sum: 'a' };
  t.same(next({ member: 2, leads: false }), mine);
  t.equal(next({ member: 2, votes: false, leads: false }), undefined, 'a learner');
  t.equal(next({ member: 2, level: 1 }), undefined, 'an older manager would not know it');
  t.equal(next({ level: 1, ageMs: 1e9 }), undefined);
  t.end();
});
