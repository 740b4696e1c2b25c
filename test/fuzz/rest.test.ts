/** Whatever is sent to whatever route: an answer that its schema or the table of failures knows, and a sound state after it. */
import t from 'tap';
import { checkHeap, withRestFuzz } from '../support/fuzz/rest-fuzz.js';
import { fuzzScale, fuzzSeed } from '../support/fuzz/seed.js';

const CASES_PER_ROUTE = 50 * fuzzScale();

t.test(
  'every route answers every request with what it says, or with a known refusal',
  async (t) => {
    const seed = fuzzSeed();
    t.comment(`again with OVNET_FUZZ_SEED=${seed}`);
    const clean = Object.getOwnPropertyNames(Object.prototype).join();
    await withRestFuzz(async (fuzz) => {
      let count = await fuzz.run(seed, CASES_PER_ROUTE);
      const before = await fuzz.settle();
      count += await fuzz.run(seed + 1, CASES_PER_ROUTE);
      await fuzz.audit();
      checkHeap(before, await fuzz.settle());
      t.ok(count > 3_000, `${count} cases`);
    });
    t.equal(Object.getOwnPropertyNames(Object.prototype).join(), clean, 'no prototype is polluted');
  },
);
