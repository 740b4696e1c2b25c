/**
 * Disks without room for the log, seen through REST. Each manager's log lies on a small tmpfs in its own mount namespace,
 * which goes with the lab; its segments are copied with holes, so that an entry needs room at once.
 */
import { Agent, request } from 'undici';
import t from 'tap';
import type { NetworkAnswer, Page, RaftAnswer } from '../../cli/client/shapes.js';
import { E2eCluster, until } from '../support/e2e-cluster.js';

if (process.getuid?.() !== 0) t.bailout('end-to-end tests need root');

const MANAGERS = ['m1', 'm2', 'm3'] as const;
type Manager = (typeof MANAGERS)[number];
const LOG = '/var/lib/ovnet/manager/log';
const cluster = await E2eCluster.up({ workers: 0, prefix: 'df' });
t.teardown(() => cluster.down());
const acknowledged: string[] = [];
const refused: string[] = [];

async function sh(host: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await cluster.lab.exec(host, ['sh', '-ec', script]);
  if (code !== 0) throw new Error(`${script} on ${host} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Restarts the manager with its log on a disk of 4 MiB. */
async function moveLog(manager: Manager): Promise<void> {
  const host = cluster.lab.host(manager);
  await cluster.lab.fault.kill(host);
  await sh(
    manager,
    `mv ${LOG} ${LOG}.old && mkdir ${LOG} && mount -t tmpfs -o size=4m,mode=700 tmpfs ${LOG}
     cp -a --sparse=always ${LOG}.old/. ${LOG}/`,
  );
  await cluster.lab.daemons.run(host);
}

/** Takes what is left, down to the last page. */
const fill = (manager: Manager): Promise<string> =>
  sh(
    manager,
    `dd if=/dev/zero of=${LOG}/ballast bs=4k 2>/dev/null || true; test -s ${LOG}/ballast`,
  );

const clear = (manager: Manager): Promise<string> => sh(manager, `rm ${LOG}/ballast`);

interface Answered {
  readonly status: number;
  readonly retryAfter: unknown;
  readonly body: { readonly code?: string };
}

/** One request without the retries of ovctl. */
async function once(manager: Manager, method: 'GET' | 'POST', path: string, body?: object) {
  const socketPath = cluster.lab.host(manager).socket('manager');
  const dispatcher = new Agent({ connect: { socketPath } });
  try {
    const answer = await request(`http://localhost${path}`, {
      dispatcher,
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return {
      status: answer.statusCode,
      retryAfter: answer.headers['retry-after'],
      body: (await answer.body.json()) as { readonly code?: string },
    } satisfies Answered;
  } finally {
    await dispatcher.close();
  }
}

async function create(manager: Manager, name: string): Promise<void> {
  await cluster.network({ name }, manager);
  acknowledged.push(name);
}

const diskFull = async (manager: Manager): Promise<boolean> =>
  (await cluster.api(manager).get<RaftAnswer>('/v1/raft', { consistency: 'stale' })).diskFull;

const leader = async (): Promise<Manager> => (await cluster.leader()) as Manager;

t.test('managers serve from small disks', async (t) => {
  for (const manager of MANAGERS) {
    await moveLog(manager);
    await create(manager, `small-${manager}`);
  }
  for (const manager of MANAGERS) t.equal(await diskFull(manager), false);
});

t.test('[raft 72] a leader whose disk is full hands over, and writes go on', async (t) => {
  const old = await leader();
  const [other = 'm1'] = MANAGERS.filter((one) => one !== old);
  await fill(old);
  let writes = 0;
  // The page that is begun takes some more.
  const next = await until('another leader', async () => {
    await create(other, `full-${(writes += 1)}`);
    const now = await leader();
    return now === old ? undefined : now;
  });
  await create(next, 'after-the-handover');
  t.equal(await diskFull(old), true, 'the full one says so');
  t.match(await once(old, 'GET', '/readyz'), { status: 503, body: { code: 'disk-full' } });
  t.match(await once(next, 'GET', '/readyz'), { status: 200 });
  await clear(old);
  await until('room to be noticed', async () => ((await diskFull(old)) ? undefined : true));
  const found = await cluster.api(old).get<NetworkAnswer>('/v1/networks/after-the-handover');
  t.equal(found.name, 'after-the-handover', 'it caught up');
});

t.test('[raft 72] without room anywhere writes are refused, and reads answered', async (t) => {
  for (const manager of MANAGERS) await fill(manager);
  let round = 0;
  const full = await until(
    'a refusal',
    async () => {
      const at = await leader();
      round += 1;
      const names = Array.from({ length: 8 }, (_, n) => `late-${round}-${n}`);
      const answers = await Promise.all(
        names.map((name) => once(at, 'POST', '/v1/networks', { name })),
      );
      answers.forEach(({ status, body: { code = '' } }, n) => {
        if (status === 201) acknowledged.push(names[n] ?? '');
        else if (code !== 'outcome-unknown') refused.push(names[n] ?? '');
      });
      return answers.find(({ body }) => body.code === 'disk-full');
    },
    60_000,
  );
  t.match(full, { status: 503, retryAfter: /\d/ });
  const stale = await once(await leader(), 'GET', '/v1/networks?consistency=stale');
  t.equal(stale.status, 200);
});

t.test('[raft 72] with room again writes go on by themselves, and answers were true', async (t) => {
  for (const manager of MANAGERS) await clear(manager);
  for (const manager of MANAGERS) await create(manager, `again-${manager}`);
  for (const manager of MANAGERS) {
    const { items } = await cluster.api(manager).get<Page<NetworkAnswer>>('/v1/networks');
    const names = items.map(({ name }) => name);
    t.same(
      acknowledged.filter((name) => !names.includes(name)),
      [],
      `${manager} has what was acknowledged`,
    );
    t.same(
      refused.filter((name) => names.includes(name)),
      [],
      `${manager} has nothing of what was refused`,
    );
    await until(`${manager} to be ready`, async () =>
      (await once(manager, 'GET', '/readyz')).status === 200 ? true : undefined,
    );
    t.equal(await diskFull(manager), false);
  }
});
