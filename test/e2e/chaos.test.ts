import t from 'tap';
import type { EndpointAnswer, Page } from '../../cli/client/shapes.js';
import { OvnetError } from '../../model/errors.js';
import { SeededRandom } from '../../raft/core/random.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const CHURN_MS = Number(process.env['CHAOS_MS'] ?? 20_000);
const WORKERS = ['w1', 'w2', 'w3'] as const;
const MANAGERS = ['m1', 'm2', 'm3'] as const;
const NETWORKS = ['blue', 'red'] as const;
const FAULT_EVERY_MS = 2_500;

const random = new SeededRandom(SEED);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T;

const cluster = await E2eCluster.up();
t.teardown(() => cluster.down());

/** What the answers said: acknowledged creates, acknowledged deletes, and those whose outcome nobody knows. */
const created = new Map<string, EndpointAnswer>();
const unknown = new Set<string>();
let names = 0;

async function churn(endsAt: number): Promise<void> {
  while (performance.now() < endsAt) {
    const manager = pick(MANAGERS);
    if (created.size > 12 && random.next() < 0.5) await removeOne(manager);
    else await createOne(manager);
  }
}

async function createOne(manager: string): Promise<void> {
  const name = `e${(names += 1)}`;
  const body = { network: pick(NETWORKS), node: pick(WORKERS), name };
  try {
    const answer = await cluster
      .api(manager)
      .call<EndpointAnswer>('POST', '/v1/endpoints', { body });
    created.set(answer.id, answer);
  } catch (error) {
    if (!isOutage(error)) throw error;
    unknown.add(name);
  }
}

async function removeOne(manager: string): Promise<void> {
  const victim = pick([...created.values()]);
  created.delete(victim.id);
  try {
    await cluster.api(manager).call('DELETE', `/v1/endpoints/${victim.id}`);
  } catch (error) {
    if (!isOutage(error)) throw error;
    unknown.add(victim.name);
  }
}

/** A manager that is dead or cut off may refuse, or leave the outcome open: both are allowed, anything else is not. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof OvnetError)) return false;
  return ['unreachable', 'no-quorum', 'outcome-unknown', 'starting', 'stopping', 'busy'].includes(
    error.code,
  );
}

/** One fault at a time, so that a majority of managers always lives somewhere. */
async function nemesis(endsAt: number): Promise<string[]> {
  const done: string[] = [];
  while (performance.now() + FAULT_EVERY_MS < endsAt) {
    const host = cluster.lab.host(pick([...MANAGERS, ...WORKERS]));
    const kind = pick(['kill', 'pause', 'partition', 'one-way'] as const);
    done.push(`${kind} ${host.name}`);
    if (kind === 'kill') await cluster.lab.fault.kill(host);
    else if (kind === 'pause') await cluster.lab.fault.pause(host);
    else await cluster.lab.fault.partition([host], [], { oneWay: kind === 'one-way' });
    await new Promise((resolve) => setTimeout(resolve, FAULT_EVERY_MS * random.next()));
    await cluster.lab.fault.heal();
    if (kind === 'kill') await cluster.lab.daemons.run(host);
  }
  return done;
}

t.test(
  `nothing acknowledged is lost and every kernel is right after chaos (seed ${SEED})`,
  async (t) => {
    for (const name of NETWORKS) await cluster.network({ name });
    for (const name of NETWORKS) {
      for (const worker of WORKERS) await cluster.endpoint(name, worker, `${name}-${worker}`);
    }
    const endsAt = performance.now() + CHURN_MS;
    const [faults] = await Promise.all([nemesis(endsAt), churn(endsAt), churn(endsAt)]);
    t.comment(
      `${names} creates tried, ${unknown.size} outcomes unknown, faults: ${faults.join(', ')}`,
    );

    const list = await until('an answer', async () => {
      const page = await cluster
        .api('m1')
        .get<Page<EndpointAnswer>>('/v1/endpoints', { limit: '1000' })
        .catch(() => undefined);
      return page;
    });
    const present = new Map(list.items.map((endpoint) => [endpoint.id, endpoint]));
    const lost = [...created.keys()].filter((id) => !present.has(id));
    t.strictSame(lost, [], 'every acknowledged endpoint is there');
    const fixed = new Set(NETWORKS.flatMap((name) => WORKERS.map((worker) => `${name}-${worker}`)));
    const surplus = list.items.filter(
      ({ id, name }) => !created.has(id) && !unknown.has(name) && !fixed.has(name),
    );
    t.strictSame(
      surplus.map(({ name }) => name),
      [],
      'every acknowledged removal holds',
    );
    const leases = list.items.flatMap(({ network, addresses }) =>
      addresses.map((one) => `${network} ${one}`),
    );
    t.equal(new Set(leases).size, leases.length, 'no address is leased twice');

    await until('convergence', async () => {
      const report = await cluster.convergence().catch(() => undefined);
      return report?.workers.every(({ state }) => state === 'applied') || undefined;
    });
    for (const worker of WORKERS) {
      const expected = list.items
        .filter(({ nodeName }) => nodeName !== worker)
        .map(({ mac, nodeName }) => `${mac} ${cluster.lab.host(nodeName).address}`)
        .sort();
      const held = (await cluster.fdb(worker)).map(({ mac, dst }) => `${mac} ${dst ?? ''}`).sort();
      t.strictSame(held, expected, `${worker} holds exactly what the cluster decided`);
    }
    for (const name of NETWORKS) {
      const to =
        list.items.find((one) => one.name === `${name}-w2`)?.addresses[0]?.split('/')[0] ?? '';
      t.equal((await cluster.ping('w1', `${name}-w1`, to)).code, 0, `${name} carries a ping`);
    }
  },
);
