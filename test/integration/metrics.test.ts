/** What a real manager and a real worker serve as metrics, next to what the reference says of them. */
import { readFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import { metricDocs, metricsOf, type MetricRole } from '../../monitoring/metric-docs.js';
import { ask, managerSocket, startWorker, type TestDaemon } from '../support/daemons.js';
import { metricOf, readExposition, type Exposition } from '../support/exposition.js';
import { eventually, networkCommand, propose, testCluster } from '../support/managers.js';
import { endpointCommand } from '../support/workers.js';
import type { RunningManager } from '../../server/manager.js';

const UNITS =
  /_(seconds|bytes|ratio|info|entries|total|members|peers|index|term|leader|full|revision)$/;
/** Counts of things, whose name is their unit. */
const THINGS =
  /(objects|nodes|addresses|subnets|vnis|sessions|workers|in_flight|readers|events|in_sync|networks|behind|failures|failing|files|watches|namespaces|resolvers)$/;

async function scrape(socket: string): Promise<Exposition> {
  const { status, text } = await ask(socket, '/metrics');
  if (status !== 200) throw new Error(text);
  return readExposition(text);
}

async function small(t: Test) {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const w1 = await startWorker(t, cluster, manager, { name: 'w1', vtep: '192.0.2.11' });
  const w2 = await startWorker(t, cluster, manager, { name: 'w2', vtep: '192.0.2.12' });
  return { cluster, manager, w1, w2, sockets: { manager: managerSocket(cluster, 'm1'), w1, w2 } };
}

/** Endpoints `from` to `to` on both workers, until the kernels hold them. */
async function populate(
  manager: RunningManager,
  network: string,
  workers: readonly TestDaemon[],
  names: readonly string[],
): Promise<void> {
  const { object } = await propose(manager, networkCommand(network));
  let last = 0;
  for (const name of names) {
    for (const { id } of workers) {
      const command = endpointCommand(object.id, id, `${name}-${id.slice(-6).toLowerCase()}`);
      const attachment = { netns: 'work', ifname: `e${name}${network}`, create: false };
      last = (await propose(manager, { ...command, attachment })).revision;
    }
  }
  const { convergence } = manager.core.dispatch;
  await eventually('the kernels to hold it', () => convergence.snapshot(last).converged);
}

function same(t: Test, role: MetricRole, found: Exposition): void {
  const declared = metricsOf(role);
  t.strictSame([...found.types.keys()].sort(), [...declared.keys()].sort(), `${role}: names`);
  for (const [name, spec] of declared) {
    t.equal(found.types.get(name), spec.type, name);
    t.equal(found.help.get(name), spec.help, name);
  }
  for (const sample of found.samples) {
    const spec = declared.get(metricOf(sample, found.types));
    const allowed: string[] = [...(spec?.labels ?? []), 'le'];
    const foreign = Object.keys(sample.labels).filter((label) => !allowed.includes(label));
    t.strictSame(foreign, [], sample.name);
  }
}

const valueOf = (found: Exposition, name: string, labels: Record<string, string> = {}): number =>
  found.samples
    .filter((one) => one.name === name)
    .filter((one) => Object.entries(labels).every(([key, text]) => one.labels[key] === text))
    .reduce((sum, { value }) => sum + value, 0);

t.test('the reference is generated from the declarations', async (t) => {
  const file = await readFile('docs/reference/metrics.md', 'utf8');
  t.equal(file, metricDocs(), 'scripts/generate-metric-docs');
});

t.test('names end in their unit, counters in _total, and help is no sentence', (t) => {
  for (const role of ['manager', 'worker'] as const) {
    for (const [name, { type, help }] of metricsOf(role)) {
      t.equal(name.endsWith('_total'), type === 'counter', name);
      t.ok(UNITS.test(name) || THINGS.test(name), name);
      t.ok(help.length > 0 && !help.endsWith('.'), name);
    }
  }
  t.end();
});

t.test('[check 62] metrics for leadership, latency, lag, drift and pool use', async (t) => {
  const { manager, w1, w2, sockets } = await small(t);
  await populate(manager, 'blue', [w1, w2], ['a', 'b']);
  const [port] = [...w1.kernel.state.ports.keys()];
  w1.kernel.alterPort(port ?? '', { up: false });
  w1.kernel.emit({ object: 'link' });
  await eventually('the drift to be repaired', () => w1.agent.status().drift['link'] === 1);

  const served = await scrape(sockets.manager);
  const worker = await scrape(w1.socket);
  same(t, 'manager', served);
  same(t, 'worker', worker);
  t.equal(valueOf(served, 'ovnet_raft_is_leader'), 1);
  t.ok(valueOf(served, 'ovnet_raft_commit_duration_seconds_count') > 5);
  t.ok(valueOf(served, 'ovnet_raft_log_sync_duration_seconds_count') > 5);
  t.ok(valueOf(served, 'ovnet_convergence_duration_seconds_count') > 0);
  t.equal(valueOf(served, 'ovnet_convergence_workers', { state: 'applied' }), 2);
  t.equal(valueOf(served, 'ovnet_convergence_lag_seconds'), 0);
  t.equal(valueOf(served, 'ovnet_dispatch_sessions'), 2);
  t.equal(valueOf(served, 'ovnet_ipam_ipv4_addresses', { state: 'used' }), 4);
  t.equal(valueOf(served, 'ovnet_ipam_pool_subnets'), 65_536);
  t.equal(valueOf(served, 'ovnet_state_objects', { kind: 'endpoint' }), 4);
  t.ok(valueOf(served, 'ovnet_raft_log_bytes') > 0);
  t.equal(valueOf(worker, 'ovnet_agent_drift_repaired_total', { object: 'link' }), 1);
  t.equal(valueOf(worker, 'ovnet_agent_kernel_objects', { object: 'vxlan' }), 1);
  t.ok(valueOf(worker, 'ovnet_agent_apply_duration_seconds_count') > 0);
  t.equal(valueOf(worker, 'ovnet_agent_in_sync'), 1);
});

t.test('an encoded change is shared by all workers that need it', async (t) => {
  const { manager, w1, w2, sockets } = await small(t);
  await populate(manager, 'blue', [w1, w2], ['a']);
  const before = await scrape(sockets.manager);
  await propose(manager, endpointCommand('blue', w1.id, 'later'));
  const { convergence } = manager.core.dispatch;
  const { revision } = manager.core.state;
  await eventually('both to hold it', () => convergence.snapshot(revision).converged);
  const after = await scrape(sockets.manager);
  const grew = (name: string): number =>
    valueOf(after, name, { type: 'delta' }) - valueOf(before, name, { type: 'delta' });
  t.equal(grew('ovnet_feed_encodings_total'), 1);
  t.equal(grew('ovnet_dispatch_updates_total'), 2);
  t.equal(
    grew('ovnet_dispatch_update_bytes_total'),
    2 * grew('ovnet_feed_encoded_bytes_total'),
    'bytes sent are twice those encoded',
  );
});

t.test('the number of series does not grow with the cluster', async (t) => {
  const { manager, w1, w2, sockets } = await small(t);
  await populate(manager, 'blue', [w1, w2], ['a', 'b']);
  await eventually('every node to be ready', () =>
    [...manager.core.state.nodes()].every(({ status }) => status === 'ready'),
  );
  // What a scrape adds of its own is there from the second one on.
  await scrape(sockets.manager);
  const series = async (socket: string): Promise<string[]> => {
    const { samples } = await scrape(socket);
    const isOwn = (name: string): boolean => !name.includes('garbage_collection');
    const own = samples.filter(({ name }) => isOwn(name));
    return own.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`).sort();
  };
  const before = [await series(sockets.manager), await series(w1.socket)];
  for (const network of ['green', 'red', 'white']) {
    await populate(manager, network, [w1, w2], ['a', 'b', 'c']);
  }
  t.strictSame([await series(sockets.manager), await series(w1.socket)], before);
});
