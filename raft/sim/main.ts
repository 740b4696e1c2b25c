/** Runs simulations from the command line: `--seed N --ticks N --runs N`; prints each seed, fails with it. */
import { parseArgs } from 'node:util';
import { randomInt } from 'node:crypto';
import { simulate } from './simulation.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    ticks: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '1' },
  },
});

const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
for (let run = 0; run < Number(values.runs); run += 1) {
  const seed = first + run;
  process.stdout.write(`seed ${seed} ticks ${values.ticks} `);
  const result = await simulate({ seed, ticks: Number(values.ticks) });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
