/**
 * `npm run soak:data-plane -- --minutes N --seed S`: churn, drift and deaths on three workers. Each minute all comes to rest, the kernels are
 * compared with the state, and what the workers hold is noted; in the end nothing of any network may be left.
 */
import { parseArgs } from 'node:util';
import type { VerifyAnswer } from '../../../cli/client/shapes.js';
import { Chance } from '../../system/chance.js';
import { E2eCluster, FABRIC, until } from '../e2e-cluster.js';
import { Disturbance } from './disturbance.js';
import { heldBy, type Held } from './held.js';

const MINUTE_MS = 60_000;
const WORKERS = ['w1', 'w2', 'w3'] as const;
const NETWORKS = ['red', 'green', 'blue', 'loud'] as const;
/** Growth in memory that a collection due may explain, in MiB. */
const SLACK_MIB = 40;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
process.stdout.write(`seed ${values.seed}\n`);
const cluster = await E2eCluster.up({ prefix: 'soak-' });
const faults: string[] = [];
try {
  await soak(Number(values.minutes), Number(values.seed));
} finally {
  await cluster.down();
}
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
process.stdout.write(faults.length === 0 ? 'no leak, no difference\n' : '');
process.exitCode = faults.length === 0 ? 0 : 1;

async function soak(minutes: number, seed: number): Promise<void> {
  const chance = new Chance(seed);
  for (const name of NETWORKS) await cluster.network({ name, flood: name === 'loud' });
  const disturbance = new Disturbance(cluster, () => chance.next(), NETWORKS);
  const notes: Held[][] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const end = performance.now() + MINUTE_MS;
    while (performance.now() < end) await disturbance.next();
    await disturbance.removeAll();
    await rest();
    await compare(`minute ${minute}`);
    const held = await Promise.all(WORKERS.map((name) => heldBy(cluster, name)));
    notes.push(held);
    process.stdout.write(
      `${minute}: ${JSON.stringify(disturbance.done)} ${JSON.stringify(held)}\n`,
    );
  }
  for (const name of NETWORKS) await cluster.remove(`/v1/networks/${name}`);
  await rest();
  for (const name of WORKERS) await expectNothing(name);
  judge(notes);
}

/** Every worker has applied everything, and differs no more from what is wanted. */
async function rest(): Promise<void> {
  await until('everybody to have applied everything', async () => {
    const { workers } = await cluster.convergence();
    return workers.every(({ state }) => state === 'applied') || undefined;
  });
}

async function compare(when: string): Promise<void> {
  let last: VerifyAnswer | undefined;
  await until('kernels as they should be', async () => {
    last = await cluster.api().get<VerifyAnswer>('/v1/verify');
    return last.workers.every(({ ok }) => ok) || undefined;
  }).catch(() => void faults.push(`${when}: ${JSON.stringify(last)}`));
}

async function expectNothing(name: string): Promise<void> {
  const { stdout } = await cluster.lab.exec(name, ['ip', '-n', FABRIC, '-br', 'link']);
  const links = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('lo'));
  if (links.length > 0) faults.push(`${name} has links left: ${links.join('; ')}`);
}

/** At rest in the end not more than ever in the first third: pipes are started when they are needed, by agents that are killed. */
function judge(notes: readonly (readonly Held[])[]): void {
  for (const [i, name] of WORKERS.entries()) {
    const of = notes.map((held) => held[i]).filter((held) => held !== undefined);
    const last = of.at(-1);
    if (!last) continue;
    const early = (member: keyof Held): number =>
      Math.max(...of.slice(0, Math.ceil(of.length / 3)).map((held) => held[member]));
    for (const member of ['descriptors', 'links', 'rules', 'processes'] as const) {
      if (last[member] > early(member)) {
        faults.push(`${name}: ${member} from ${early(member)} to ${last[member]}`);
      }
    }
    if (last.rssMiB > early('rssMiB') + SLACK_MIB) {
      faults.push(
        `${name}: memory from ${early('rssMiB').toFixed(0)} to ${last.rssMiB.toFixed(0)} MiB`,
      );
    }
  }
}
