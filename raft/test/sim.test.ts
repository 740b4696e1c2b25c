/** Whole clusters under faults, from fixed seeds: every invariant holds, and calm brings agreement. */
import t from 'tap';
import { simulate } from '../sim/simulation.js';

void t.test('a hundred stormy clusters keep every promise and heal', async (t) => {
  let acknowledged = 0;
  let reads = 0;
  for (let seed = 1; seed <= 100; seed += 1) {
    const result = await simulate({ seed, ticks: 350 });
    acknowledged += result.acknowledged;
    reads += result.reads;
  }
  t.comment(`${acknowledged} writes acknowledged, ${reads} reads confirmed`);
  t.ok(acknowledged > 3000, 'the storm lets enough through to mean something');
  t.ok(reads > 3000);
});

void t.test('a seed replays to the last event', async (t) => {
  const first = await simulate({ seed: 7, ticks: 350 });
  t.same(await simulate({ seed: 7, ticks: 350 }), first);
});
