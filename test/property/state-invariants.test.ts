/** Whatever commands come in whatever order, these hold. */
import fc from 'fast-check';
import t from 'tap';
import { apply } from '../../server/state/apply.js';
import { State } from '../../server/state/state.js';
import { canonicalJson, stateHash } from '../../server/state/state-hash.js';
import { StateSum } from '../../server/state/state-sum.js';
import { atOnce } from '../../server/state/steps.js';
import { intents, play } from '../support/random-commands.js';
import { checkSound } from '../support/sound-state.js';

t.test('no address, MAC, name or VNI is ever given twice, no lease lacks an owner', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      play(sequence, (_outcome, lab) => checkSound(lab.state));
    }),
    { numRuns: 150 },
  );
  t.pass('held');
  t.end();
});

t.test('a refusal changes nothing but the applied index', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      let before = '';
      let revision = 0;
      play(sequence, ({ result, events, writes }, { state }) => {
        const now = JSON.stringify([...state.tables.rows()]);
        if (!result.ok) {
          if (before !== '' && now !== before) throw new Error('a refusal changed rows');
          if (events.length > 0 || writes.length !== 1) throw new Error('a refusal has effects');
          if (revision !== 0 && state.revision !== revision) throw new Error('revision moved');
        }
        before = now;
        revision = state.revision;
      });
    }),
    { numRuns: 60 },
  );
  t.pass('held');
  t.end();
});

t.test('counts return to zero when everything is deleted', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      const rest = play(sequence);
      const { state } = rest;
      for (const { id } of [...state.endpoints()]) {
        rest.accept({ kind: 'endpoint.delete', endpoint: id });
      }
      for (const { id } of [...state.reservations()]) {
        rest.accept({ kind: 'reservation.delete', reservation: id });
      }
      for (const subnet of rest.state.subnets()) {
        if (rest.state.usage(subnet.id).reserved !== 1) throw new Error(`${subnet.id} keeps some`);
        if (rest.state.usage(subnet.id).used !== 0) throw new Error(`${subnet.id} leaks`);
      }
      for (const { id } of [...state.networks()]) {
        rest.accept({ kind: 'network.delete', network: id, force: false });
      }
      const left = [...rest.state.tables.rows()].map((row) => `${row.table} ${row.key}`);
      const leaked = left.filter((row) =>
        /^(networks|subnets|endpoints|reservations|cursors subnet)/.test(row),
      );
      if (leaked.length > 0) throw new Error(`left behind: ${leaked.join(', ')}`);
    }),
    { numRuns: 60 },
  );
  t.pass('held');
  t.end();
});

t.test('the same proposals make the same state, rows and results', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      const lab = play(sequence);
      const again = new State();
      const writes = lab.proposals.flatMap((proposal, i) => [
        ...apply(again, structuredClone(proposal), { index: i + 1 }).writes,
      ]);
      return (
        stateHash(again) === stateHash(lab.state) &&
        JSON.stringify(writes) === JSON.stringify(lab.writes)
      );
    }),
    { numRuns: 100 },
  );
  t.pass('held');
  t.end();
});

t.test('a state loaded from its rows is the state, and goes on alike', (t) => {
  fc.assert(
    fc.property(intents, intents, (first, then) => {
      const lab = play(first);
      const stored = JSON.parse(JSON.stringify([...lab.state.rows()])) as typeof lab.writes;
      const loaded = State.load(stored.reverse());
      const replayed = State.load(lab.writes);
      if (stateHash(loaded) !== stateHash(lab.state)) throw new Error('loaded differs');
      if (stateHash(replayed) !== stateHash(lab.state)) throw new Error('replayed differs');
      then.forEach((intent, i) => {
        const outcome = lab.propose(intent(1000 + i));
        const proposal = lab.proposals.at(-1)!;
        const other = apply(loaded, proposal, { index: lab.index });
        if (JSON.stringify(other) !== JSON.stringify(outcome))
          throw new Error(`diverged: ${JSON.stringify(other)} not ${JSON.stringify(outcome)}`);
      });
      return stateHash(loaded) === stateHash(lab.state);
    }),
    { numRuns: 60 },
  );
  t.pass('held');
  t.end();
});

t.test('the sum kept along with the writes is that of the rows as they are read back', (t) => {
  fc.assert(
    fc.property(intents, (sequence) => {
      const lab = play(sequence);
      const stored = JSON.parse(JSON.stringify([...lab.state.rows()])) as typeof lab.writes;
      return StateSum.of(lab.writes).text === StateSum.of(stored.reverse()).text;
    }),
    { numRuns: 60 },
  );
  t.pass('held');
  t.end();
});

t.test('the JSON that a row brings along is that of its value', (t) => {
  fc.assert(
    fc.property(intents, fc.integer({ min: 1, max: 4 }), (sequence, size) => {
      const lab = play([]);
      const commands = sequence.map((intent, i) => intent(i));
      for (let at = 0; at < commands.length; at += size) {
        const command = { kind: 'batch', commands: commands.slice(at, at + size) } as const;
        const { writes } = lab.propose(command, { caller: 'c', key: `k${at}`, bodyHash: 'h' });
        for (const { table, key, value, text } of writes) {
          if (text === undefined) continue;
          const told = typeof text === 'function' ? text() : text;
          const made = typeof told === 'string' ? told : atOnce(told);
          if (canonicalJson(JSON.parse(made)) === canonicalJson(value)) continue;
          throw new Error(`${table}/${key}: ${made} is not ${JSON.stringify(value)}`);
        }
      }
    }),
    { numRuns: 100 },
  );
  t.pass('held');
  t.end();
});
