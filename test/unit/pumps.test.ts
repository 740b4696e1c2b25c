/** Sessions that all have something to send take turns with everything else. */
import t from 'tap';
import { Pumps } from '../../server/dispatch/pumps.js';

/** A pump takes 1 ms. */
function lab() {
  const sent: string[] = [];
  const turns: (() => void)[] = [];
  let now = 0;
  const pumps = new Pumps({ now: () => now, later: (work) => void turns.push(work) });
  const pump = (name: string): (() => void) => {
    return () => {
      now += 1;
      sent.push(name);
    };
  };
  return { sent, turns, pumps, pump };
}

const microtasks = (): Promise<void> => Promise.resolve();

t.test('few are sent to at the end of the turn', async (t) => {
  const { sent, turns, pumps, pump } = lab();
  pumps.add(pump('a'));
  pumps.add(pump('b'));
  t.same(sent, [], 'not before the entries of the turn are applied');
  await microtasks();
  t.same(sent, ['a', 'b']);
  t.same(turns, []);
});

t.test(
  'many are sent to in order, a few in each turn, with those that come meanwhile',
  async (t) => {
    const { sent, turns, pumps, pump } = lab();
    for (const name of ['a', 'b', 'c', 'd', 'e']) pumps.add(pump(name));
    await microtasks();
    t.same(sent, ['a', 'b']);
    pumps.add(pump('f'));
    await microtasks();
    t.same(sent, ['a', 'b'], 'nobody jumps the queue');
    for (const expected of [2, 2, 0]) {
      const before = sent.length;
      turns.shift()?.();
      t.equal(sent.length - before, expected);
    }
    t.same(sent, ['a', 'b', 'c', 'd', 'e', 'f']);
  },
);

t.test('a pump that calls for another one leaves none behind', async (t) => {
  const { sent, turns, pumps, pump } = lab();
  pumps.add(() => pumps.add(pump('later')));
  await microtasks();
  while (turns.length > 0) turns.shift()?.();
  t.same(sent, ['later']);
});
