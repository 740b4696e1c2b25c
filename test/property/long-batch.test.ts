/** A long batch is carried out in steps: what comes of it is the same, and whoever reads in between reads none of it. */
import fc from 'fast-check';
import t from 'tap';
import type { Kind, ObjectKinds } from '../../model/objects.js';
import { apply, applying } from '../../server/state/apply.js';
import type { Command, Proposal } from '../../server/state/command.js';
import type { ApplyOutcome } from '../../server/state/event.js';
import type { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { atOnce } from '../../server/state/steps.js';
import type { Piece, Selection } from '../../server/state/tables/pieces.js';
import { intents, play, type Intent } from '../support/random-commands.js';
import type { StateFixture } from '../support/state-fixture.js';

const STARTS = { revision: 0, n: 0 };

/** The whole list, piece by piece. */
function listed(state: State, selection: Selection, revision: number): object[] {
  const objects: object[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece: Piece<ObjectKinds[Kind]> = state.pieceAt(selection, { revision, after });
    objects.push(...piece.objects);
    after = piece.next;
  }
  return objects;
}

/** Whatever a reader may ask, as text. */
function everything(state: State): string {
  const networks = [...state.networks()];
  const nodes = [...state.nodes()];
  const { revision, appliedIndex, tables } = state;
  const lists = (['endpoint', 'reservation', 'subnet', 'network', 'node'] as const).flatMap(
    (kind) => [revision, revision - 1, revision - 3].map((then) => listed(state, { kind }, then)),
  );
  const ofNetwork = networks.map(({ id, name }) => [
    state.network(name),
    state.membersOf(id),
    [...state.endpointsOf(id)],
    [...state.reservationsOf(id)].map((one) => [one, state.holderOf(one)]),
    listed(state, { kind: 'endpoint', network: id }, revision),
    ['a', 'b', 'c', 'd'].map((one) => [
      state.endpoint(`${one}.${name}`),
      state.reservation(`${one}.${name}`),
    ]),
    nodes.map((node) => state.hostedCount(id, node.id)),
  ]);
  const ofNode = nodes.map(({ id }) => [
    state.networksOn(id),
    [...state.endpointsOn(id)],
    listed(state, { kind: 'endpoint', node: id }, revision),
  ]);
  const usage = [...state.subnets()].map(({ id, network, cidr }) => [
    state.usage(id),
    state.subnet(network, cidr),
  ]);
  const { endpoints, reservations, subnets } = tables;
  const sizes = [endpoints.size, reservations.size, subnets.size, tables.networks.size];
  const history = [state.historyFloor(), state.historyEnd(), state.historySize()];
  const events = state.historyAfter(STARTS, 1000);
  const all = [revision, appliedIndex, lists, ofNetwork, ofNode, usage, sizes, history, events];
  return JSON.stringify([...all, [...state.rows()]]);
}

const LONG = new Set([
  'network.create',
  'network.update',
  'subnet.add',
  'endpoint.create',
  'endpoint.update',
  'endpoint.move',
  'endpoint.delete',
  'reservation.create',
  'reservation.delete',
]);

/** Operations of a batch that goes through in a lab after `before`. */
function accepted(before: readonly Intent[], more: readonly Intent[]): Command[] {
  const lab = play(before);
  const commands = more
    .map((intent, i) => intent(1000 + i))
    .flatMap((command) => (command.kind === 'batch' ? command.commands : [command]));
  return commands.filter((command) => LONG.has(command.kind) && lab.propose(command).result.ok);
}

function proposalOf(lab: StateFixture, commands: readonly Command[]): Proposal {
  const idempotency = { caller: 'c', key: 'k', bodyHash: 'h' };
  const command = { kind: 'batch', commands } as const;
  return { command, actor: 'socket', timeMs: lab.timeMs + 1, idempotency };
}

const told = ({ result, events, writes }: ApplyOutcome): string =>
  JSON.stringify([result, events, writes.map(({ table, key, value }) => [table, key, value])]);

const NEVER: Command = { kind: 'endpoint.delete', endpoint: 'nobody.nowhere' };

/** At each pause `paused` is called; answers how many there were. */
function inSteps(
  lab: StateFixture,
  commands: readonly Command[],
  perStep: number,
  paused: () => void,
): { readonly outcome: ApplyOutcome; readonly pauses: number; readonly ahead: string } {
  let [pauses, ahead] = [0, ''];
  const work = applying(lab.state, proposalOf(lab, commands), {
    index: ++lab.index,
    perStep,
    *prepare() {
      ahead = JSON.stringify([...lab.state.endpoints()]);
      yield;
    },
  });
  for (;;) {
    const step = work.next();
    if (step.done) return { outcome: step.value, pauses, ahead };
    pauses += 1;
    paused();
  }
}

const cases = fc.record({
  before: intents,
  more: intents,
  later: intents,
  perStep: fc.integer({ min: 1, max: 3 }),
  spoiled: fc.boolean(),
});

t.test(
  'a long batch in steps comes to what it comes to at once, and is hidden until it is whole',
  (t) => {
    let long = 0;
    fc.assert(
      fc.property(cases, ({ before, more, later, perStep, spoiled }) => {
        const [lab, whole] = [play(before), play(before)];
        const commands = accepted(before, more);
        if (spoiled) commands.push(NEVER);
        if (commands.length <= perStep) return;
        long += 1;
        const then = everything(lab.state);
        const { outcome, pauses, ahead } = inSteps(lab, commands, perStep, () => {
          if (everything(lab.state) !== then) throw new Error('something of it shows');
        });
        const expected = apply(whole.state, proposalOf(whole, commands), {
          index: ++whole.index,
          perStep: Infinity,
        });
        if (outcome.result.ok === spoiled) throw new Error('all or nothing');
        if (told(outcome) !== told(expected)) throw new Error('another outcome');
        if (everything(lab.state) !== everything(whole.state)) throw new Error('another state');
        if (pauses < commands.length / perStep - 1) throw new Error(`only ${pauses} pauses`);
        if (!spoiled && ahead !== JSON.stringify([...lab.state.endpoints()])) {
          throw new Error('what is prepared is not what is made');
        }
        later.forEach((intent, i) => {
          const command = intent(2000 + i);
          if (told(lab.propose(command)) !== told(whole.propose(command))) throw new Error('later');
        });
        if (stateHash(lab.state) !== stateHash(whole.state)) throw new Error('another hash later');
        if (!atOnce(lab.state.audit()).clean) throw new Error('not sound');
      }),
      { numRuns: 60 },
    );
    t.ok(long > 20, `${long} long batches`);
    t.end();
  },
);

t.test('a long batch that is given up half-way stays hidden', (t) => {
  const lab = play([]);
  const commands = Array.from({ length: 20 }, (_, n): Command => {
    return { kind: 'endpoint.create', id: `ep-x${n}`, network: 'n2', node: 'w1' };
  });
  const then = everything(lab.state);
  const work = applying(lab.state, proposalOf(lab, commands), { index: lab.index + 1, perStep: 3 });
  for (let n = 0; n < 9; n += 1) t.notOk(work.next().done);
  t.equal(everything(lab.state), then);
  t.end();
});

t.test(
  'an audit that is asked for in the middle of a long batch is of the state behind it',
  (t) => {
    const lab = play([]);
    const commands = Array.from({ length: 20 }, (_, n): Command => {
      return { kind: 'endpoint.create', id: `ep-x${n}`, network: 'n2', node: 'w1' };
    });
    const work = applying(lab.state, proposalOf(lab, commands), { index: ++lab.index, perStep: 3 });
    work.next();
    const audit = lab.state.audit();
    t.notOk(audit.next().done);
    while (!work.next().done) t.notOk(audit.next().done);
    const report = atOnce(audit);
    t.ok(report.clean);
    t.equal(report.endpoints, 20);
    t.equal(report.revision, lab.index);
    t.end();
  },
);

t.test('an audit goes on beside a long batch and finds nothing', (t) => {
  fc.assert(
    fc.property(cases, ({ before, more, perStep }) => {
      const lab = play(before);
      const commands = accepted(before, more);
      const audit = lab.state.audit();
      let step = audit.next();
      inSteps(lab, commands, perStep, () => {
        if (!step.done) step = audit.next();
      });
      while (!step.done) step = audit.next();
      if (!step.value.clean) throw new Error(JSON.stringify(step.value));
    }),
    { numRuns: 30 },
  );
  t.end();
});
