/** Agents that have just connected do not all catch up at once. */
import t from 'tap';
import { CatchUps } from '../../server/dispatch/catch-ups.js';

const AT_ONCE = 32;

function lab(agents: number) {
  let now = 0;
  const begun: number[] = [];
  const catchUps = new CatchUps({ now: () => now });
  const keys = Array.from({ length: agents }, (_, number) => ({ number }));
  const key = (number: number): object => keys[number] ?? {};
  for (const one of keys) catchUps.add(one, () => void begun.push(one.number));
  const pass = (ms: number): void => {
    now += ms;
    catchUps.tick();
  };
  return { catchUps, key, begun, pass };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

t.test('as many as may begin at once, the others in order as these are done', (t) => {
  const { catchUps, key, begun } = lab(AT_ONCE + 2);
  t.same(begun, upTo(AT_ONCE));
  t.equal(catchUps.waiting, 2);
  catchUps.done(key(7));
  t.same(begun, upTo(AT_ONCE + 1));
  catchUps.done(key(7));
  t.same(begun, upTo(AT_ONCE + 1), 'who is done twice makes no room twice');
  catchUps.done(key(0));
  t.same(begun, upTo(AT_ONCE + 2));
  t.end();
});

t.test('one that is gone while it waits never begins', (t) => {
  const { catchUps, key, begun } = lab(AT_ONCE + 2);
  catchUps.done(key(AT_ONCE));
  catchUps.done(key(0));
  t.same(begun, [...upTo(AT_ONCE), AT_ONCE + 1]);
  t.end();
});

t.test('those that are not heard do not keep the others waiting', (t) => {
  const { catchUps, key, begun, pass } = lab(AT_ONCE + 2);
  pass(999);
  t.same(begun, upTo(AT_ONCE));
  for (const number of upTo(AT_ONCE - 1)) catchUps.heard(key(number));
  pass(1);
  t.same(begun, upTo(AT_ONCE + 1));
  t.end();
});

t.test('nor do those that are heard, and take very long', (t) => {
  const { catchUps, key, begun, pass } = lab(AT_ONCE + 2);
  for (let passed = 0; passed < 9_900; passed += 900) {
    t.same(begun, upTo(AT_ONCE));
    pass(900);
    for (const number of upTo(AT_ONCE)) catchUps.heard(key(number));
  }
  pass(100);
  t.same(begun, upTo(AT_ONCE + 2));
  t.end();
});
