/** Reads on three real managers while a long entry is applied in turns: all of it or nothing. */
import { join } from 'node:path';
import t from 'tap';
import { RestClient } from '../../cli/client/rest-client.js';
import type { RunningManager } from '../../server/manager.js';
import { propose, networkCommand, type TestCluster } from '../support/managers.js';
import { leaderOf, three } from '../support/three-managers.js';
import { addWorker } from '../support/workers.js';

const COUNT = 5_000;

interface Seen {
  readonly revision: number;
  readonly items: readonly { readonly name: string }[];
}

/** One list after the other until `enough`; how many there were of each look. */
async function poll(
  api: RestClient,
  query: Record<string, string>,
  enough: () => boolean,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  while (!enough()) seen.push(await api.get<Seen>('/v1/endpoints', query));
  return seen;
}

const clientOf = ({ dir }: TestCluster, { info }: RunningManager): RestClient =>
  new RestClient(
    { kind: 'socket', path: join(dir, `run-${info.name}`, 'manager.sock') },
    { timeoutMs: 60_000 },
  );

t.test('lists on any manager hold all of a batch or nothing of it', async (t) => {
  const { cluster, managers } = await three(t);
  const leader = leaderOf(managers);
  await addWorker(cluster, leader, 'w1', '192.0.2.1');
  const network = networkCommand('bulk');
  await propose(leader, {
    ...network,
    subnets: [{ id: network.defaultSubnetId, cidr: '10.77.0.0/16' }],
  });
  // A stale read elsewhere knows the network.
  for (const { core } of managers) await core.proposer.readBarrier();
  const clients = managers.map((manager) => clientOf(cluster, manager));
  t.teardown(() => Promise.all(clients.map((client) => client.close())));
  const operations = Array.from({ length: COUNT }, (_, n) => ({
    op: 'create',
    kind: 'endpoint',
    body: { network: 'bulk', node: 'w1', name: `e${n}` },
  }));
  const batch: { revision?: number } = {};
  // Some more looks behind the answer, on those that apply it later.
  let left = 30;
  const enough = () => batch.revision !== undefined && --left < 0;
  const looks = clients.flatMap((client) =>
    ['linearizable', 'stale'].map((consistency) =>
      poll(client, { network: 'bulk', limit: '1000', consistency }, enough),
    ),
  );
  const [first] = clients;
  const answer = await first!.call<{ revision: number }>('POST', '/v1/batch', {
    body: { operations },
  });
  batch.revision = answer.revision;
  for (const seen of await Promise.all(looks)) {
    const before = seen.filter(({ revision }) => revision < answer.revision);
    t.ok(before.length > 0);
    t.ok(
      before.every(({ items }) => items.length === 0),
      'nothing before',
    );
    const since = seen.slice(before.length);
    t.ok(
      since.every(({ revision, items }) => revision >= answer.revision && items.length === 1_000),
      'all since',
    );
  }
});
