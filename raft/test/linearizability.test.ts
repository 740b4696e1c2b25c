/** The checker of histories: planted violations are found and named, right histories pass, however long. */
import t from 'tap';
import { checkLinearizability } from '../check/linearizability.js';
import { randomInteger, SeededRandom } from '../core/random.js';
import { registerModel } from '../check/register.js';
import type { Model, Operation, Verdict } from '../check/history.js';
import type { RegisterInput, RegisterOutput } from '../check/register.js';

type Op = Operation<RegisterInput, RegisterOutput>;

const read = (invoked: number, completed: number, value: number | null): Op => ({
  client: 'r',
  key: 'k',
  invoked,
  completed,
  input: { kind: 'read' },
  output: { value },
});
const write = (invoked: number, completed: number | undefined, value: number): Op => ({
  client: 'w',
  key: 'k',
  invoked,
  completed,
  input: { kind: 'write', value },
  output: completed === undefined ? undefined : {},
});
const cas = (
  [invoked, completed]: [number, number | undefined],
  [expected, value]: [number | null, number],
  done: boolean,
): Op => ({
  client: 'c',
  key: 'k',
  invoked,
  completed,
  input: { kind: 'cas', expected, value },
  output: completed === undefined ? undefined : { done },
});
const check = (...history: Op[]): Verdict<RegisterInput, RegisterOutput> =>
  checkLinearizability(registerModel(), history);

void t.test('operations one after another and side by side pass', (t) => {
  t.equal(check().kind, 'ok');
  t.equal(check(write(1, 2, 7), read(3, 4, 7)).kind, 'ok');
  t.equal(check(write(1, 10, 7), read(2, 3, null), read(4, 5, 7)).kind, 'ok');
  t.equal(check(write(1, 10, 7), write(1, 10, 8), read(2, 3, 8), read(4, 5, 7)).kind, 'ok');
  t.equal(check(cas([1, 2], [null, 5], true), cas([3, 4], [null, 6], false)).kind, 'ok');
  t.equal(check(write(1, 3, 7), read(3, 4, null)).kind, 'ok', 'the same instant overlaps');
  t.end();
});

void t.test('what was read of an unknown write may be overwritten by another unknown one', (t) => {
  const history = [write(1, undefined, 7), read(2, 9, 7), write(3, undefined, 8), read(4, 5, 8)];
  t.equal(
    check(...history).kind,
    'ok',
    'the long read saw the first before the short one the second',
  );
  const again = [read(10, 11, 7), read(12, 13, 8)];
  t.equal(check(...history, ...again).kind, 'violation', 'but neither takes place twice');
  t.end();
});

void t.test('a stale read is found, with what was possible', (t) => {
  const verdict = check(write(1, 2, 7), write(3, 4, 8), read(5, 6, 7));
  t.match(verdict, {
    kind: 'violation',
    witness: { key: 'k', operation: { invoked: 5 }, states: ['8'], before: [{}, {}] },
  });
  t.end();
});

void t.test('a lost write is found', (t) => {
  t.equal(check(write(1, 2, 7), read(3, 4, null)).kind, 'violation');
  t.end();
});

void t.test('a read that goes back is found', (t) => {
  const writes = [write(1, 2, 7), write(3, 20, 8)];
  t.equal(check(...writes, read(4, 5, 8), read(6, 7, 7)).kind, 'violation');
  t.equal(check(...writes, read(4, 5, 7), read(6, 7, 8)).kind, 'ok');
  t.end();
});

void t.test('a duplicate effect is found', (t) => {
  const twice = [cas([1, 2], [null, 5], true), write(3, 4, 6), read(5, 6, 6), read(7, 8, 5)];
  t.equal(check(...twice).kind, 'violation', 'a write that comes back');
  const winners = [cas([1, 9], [null, 5], true), cas([1, 9], [null, 6], true)];
  t.equal(check(...winners).kind, 'violation', 'two that both won');
  t.end();
});

void t.test('an unknown outcome may happen later, or never, but only once', (t) => {
  const lost = write(1, undefined, 7);
  t.equal(check(lost, read(5, 6, null)).kind, 'ok');
  t.equal(check(lost, read(5, 6, null), read(7, 8, 7)).kind, 'ok');
  t.equal(check(lost, read(2, 3, 7), write(5, 6, 8), read(7, 8, 7)).kind, 'violation');
  t.equal(check(read(1, 2, 9), write(3, undefined, 9)).kind, 'violation', 'not before its call');
  const exchange = cas([1, undefined], [null, 4], true);
  t.equal(check(exchange, read(2, 3, 4)).kind, 'ok');
  t.equal(check(exchange, write(2, 3, 6), read(4, 5, 4)).kind, 'violation');
  t.equal(check(cas([5, 6], [3, 4], false), write(1, undefined, 3)).kind, 'ok');
  t.end();
});

void t.test('keys are independent', (t) => {
  const other = { ...read(3, 4, null), key: 'other' };
  t.equal(check(write(1, 2, 7), other).kind, 'ok');
  t.end();
});

/** Appends whose answer is the whole list, to show a model that is not a register. */
const LIST: Model<string, string, string> = {
  initial: () => '',
  step: (state, input, output) => {
    const next = state + input;
    return output === undefined || output === next ? next : undefined;
  },
  name: (state) => state,
};

void t.test('a model of the caller: a duplicate append is found', (t) => {
  const at = (invoked: number, input: string, output: string): Operation<string, string> => ({
    client: 1,
    key: 'list',
    invoked,
    completed: invoked + 1,
    input,
    output,
  });
  const good = [at(1, 'a', 'a'), at(3, 'b', 'ab'), at(5, 'c', 'abc')];
  t.equal(checkLinearizability(LIST, good).kind, 'ok');
  const bad = [at(1, 'a', 'a'), at(3, 'b', 'abb')];
  t.equal(checkLinearizability(LIST, bad).kind, 'violation');
  t.end();
});

/** A real register under `clients` clients that overlap all the time and often never learn the outcome. */
function simulated(seed: number, operations: number, clients: number): Op[] {
  const random = new SeededRandom(seed);
  let state: number | null = null;
  let now = 0;
  const history: Op[] = [];
  const free = Array.from({ length: clients }, () => 0);
  for (let count = 1; count <= operations; count += 1) {
    const client = randomInteger(random, 0, clients - 1);
    const invoked = Math.max(now - random.next() * 5, free[client] ?? 0);
    // Everything takes effect at `now`; some completes late, some is never answered, some never happens.
    now = Math.max(now + random.next() * 3, invoked);
    const completed = now + random.next() * 8;
    free[client] = completed + 0.001;
    const isUnknown = random.next() < 0.15;
    const base = { client, key: 'k', invoked };
    const kind = random.next();
    if (kind < 0.4) {
      history.push({ ...base, completed, input: { kind: 'read' }, output: { value: state } });
    } else if (kind < 0.8) {
      const input = { kind: 'write', value: count } as const;
      if (!isUnknown || random.next() < 0.5) state = count;
      history.push(
        isUnknown
          ? { ...base, completed: undefined, input, output: undefined }
          : { ...base, completed, input, output: {} },
      );
    } else {
      const expected: number | null = random.next() < 0.6 ? state : count - 3;
      const done: boolean = expected === state;
      const value = state;
      if (done) state = count;
      const input = { kind: 'cas', expected, value: count } as const;
      history.push({ ...base, completed, input, output: { done, value } });
    }
  }
  return history;
}

void t.test('thousands of operations on one key with unknown outcomes are decided', (t) => {
  for (const seed of [1, 2, 3]) {
    const history = simulated(seed, 5000, 8);
    t.equal(checkLinearizability(registerModel(), history).kind, 'ok');
    const late = history.findLastIndex(({ input }) => input.kind === 'read');
    const stale = history[late];
    const old = history.find(({ input, output }) => input.kind === 'write' && output)?.input;
    if (stale === undefined || old?.kind !== 'write') throw new Error('nothing to plant');
    history[late] = { ...stale, output: { value: old.value } };
    t.equal(checkLinearizability(registerModel(), history).kind, 'violation');
  }
  t.end();
});

void t.test('the search ends when its bound is reached', (t) => {
  const history = simulated(4, 2000, 8);
  const verdict = checkLinearizability(registerModel(), history, { maxSteps: 100 });
  t.match(verdict, { kind: 'undecided', key: 'k', operations: 2000 });
  t.end();
});

void t.test('small random histories: the same verdict as trying every order', (t) => {
  const random = new SeededRandom(99);
  const verdicts = { ok: 0, violation: 0 };
  for (let round = 0; round < 3000; round += 1) {
    const history = scrambled(random);
    const expected = tryEveryOrder(history) ? 'ok' : 'violation';
    const { kind } = checkLinearizability(registerModel(), history);
    if (kind !== expected) t.fail(`${kind}, not ${expected}: ${JSON.stringify(history)}`);
    verdicts[expected] += 1;
  }
  t.ok(verdicts.ok > 300 && verdicts.violation > 300, JSON.stringify(verdicts));
  t.end();
});

function scrambled(random: SeededRandom): Op[] {
  const value = (): number => randomInteger(random, 1, 3);
  return Array.from({ length: 6 }, (): Op => {
    const invoked = randomInteger(random, 0, 9);
    const completed = random.next() < 0.25 ? undefined : invoked + randomInteger(random, 1, 6);
    const kind = random.next();
    if (kind < 0.4)
      return read(invoked, completed ?? invoked + 1, random.next() < 0.2 ? null : value());
    if (kind < 0.7) return write(invoked, completed, value());
    return cas(
      [invoked, completed],
      [random.next() < 0.3 ? null : value(), value()],
      random.next() < 0.5,
    );
  });
}

function tryEveryOrder(history: readonly Op[]): boolean {
  const model = registerModel();
  const place = (
    left: readonly Op[],
    state: { readonly value: number | string | null },
  ): boolean => {
    if (left.every(({ completed }) => completed === undefined)) return true;
    const bound = Math.min(...left.map(({ completed }) => completed ?? Infinity));
    return left.some((one) => {
      if (one.invoked > bound) return false;
      const next = model.step(state, one.input, one.output);
      const rest = left.filter((other) => other !== one);
      return next !== undefined && place(rest, next);
    });
  };
  return place(history, model.initial('k'));
}
