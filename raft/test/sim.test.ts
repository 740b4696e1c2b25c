/** Whole clusters under faults: every invariant holds, a healed quorum gets on alone, and calm brings agreement. */
import t from 'tap';
import { isCounted, simulate } from '../sim/simulation.js';

void t.test('a few stormy minutes keep every promise and heal', async (t) => {
  for (const seed of [1, 2, 3]) {
    const result = await simulate({ seed });
    t.ok(isCounted(result), JSON.stringify(result));
  }
});

void t.test('a seed replays to the last event', async (t) => {
  const first = await simulate({ seed: 7, ticks: 600 });
  t.same(await simulate({ seed: 7, ticks: 600 }), first);
});
