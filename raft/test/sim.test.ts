/** Whole clusters under faults: every invariant holds, a healed quorum gets on alone, and calm brings agreement. */
import t from 'tap';
import { KEPT_SEEDS } from '../sim/kept-seeds.js';
import { minimise } from '../sim/minimise.js';
import { isCounted, simulate } from '../sim/simulation.js';
import { drawVariation, VARIATION_NAMES } from '../sim/variation.js';
import { lyingDisk } from './support/planted.js';
import type { ProfileName } from '../sim/profile.js';

void t.test(
  '[raft 85] five stormy minutes of every kind, then a healed quorum finishes everything',
  async (t) => {
    const profiles: readonly ProfileName[] = ['stock', 'disk', 'network', 'membership', 'snapshot'];
    for (const profile of profiles) {
      const result = await simulate({ seed: 1, profile });
      t.ok(isCounted(result), JSON.stringify(result));
    }
  },
);

void t.test('[raft 79] commands retried across states and restarts take effect once', async (t) => {
  const { repeated, states, faults } = await simulate({
    seed: 7,
    profile: 'snapshot',
    ticks: 2500,
  });
  t.ok(repeated > 0, `${repeated} came again`);
  t.ok(states > 0 && (faults['power-cut'] ?? 0) > 0);
});

void t.test(
  '[raft 69] [raft 75] rotten and misdirected sectors are noticed and cost no data',
  async (t) => {
    const { refusedDisks, faults } = await simulate({ seed: 4, profile: 'disk', ticks: 2500 });
    t.ok((faults.rot ?? 0) > 0 && (faults.misdirect ?? 0) > 0);
    t.ok(refusedDisks > 0, `${refusedDisks} disks were refused`);
  },
);

void t.test('what once failed is sound', async (t) => {
  for (const { found, ...options } of KEPT_SEEDS) {
    await t.resolves(simulate(options), found);
  }
});

void t.test('a seed replays to the last event', async (t) => {
  const first = await simulate({ seed: 7, ticks: 600 });
  t.same(await simulate({ seed: 7, ticks: 600 }), first);
});

void t.test(
  'one seed in four runs with other options of the core, and each of them is sound',
  async (t) => {
    const drawn = Array.from({ length: 400 }, (_unused, seed) => drawVariation(seed));
    const varied = drawn.filter((variation) => variation !== 'default').length;
    t.ok(varied > 70 && varied < 130, `${varied} of 400`);
    t.same([...new Set(drawn)].sort(), [...VARIATION_NAMES].sort());
    for (const variation of VARIATION_NAMES) {
      const result = await simulate({ seed: 11, ticks: 1500, variation });
      t.equal(result.variation, variation);
      t.ok(result.committed > 50, `${variation}: ${result.committed} entries`);
    }
  },
);

void t.test('without faults nothing is lost and little is asked twice', async (t) => {
  const result = await simulate({ seed: 3, ticks: 600, profile: 'calm', variation: 'default' });
  t.same(result.faults, {});
  t.ok(result.operations > 100);
  t.ok(result.term <= 3, 'nobody is deposed without need');
});

void t.test('a failing run is made smaller, and the smaller one fails too', async (t) => {
  const least = await minimise({ seed: 3, ticks: 400, wrapLog: lyingDisk });
  t.ok((least?.options.ticks ?? 400) < 50, 'a few ticks are enough');
  t.match(least?.reason, /before it was stored/);
  t.ok((least?.options.without ?? []).length > 5, 'and hardly any fault');
});
