/** Health and readiness: what a supervisor and a load balancer are told, and when. */
import t from 'tap';
import type { Cluster } from '../../model/objects.js';
import type { LogStore } from '../../raft/node/ports.js';
import type { RaftStatus } from '../../raft/node/status.js';
import { DiskProbe } from '../../server/cluster/disk-probe.js';
import { health, readiness, type ReadinessParts } from '../../server/health.js';
import { ask, managerSocket, startWorker } from '../support/daemons.js';
import { eventually, testCluster } from '../support/managers.js';
import { three } from '../support/three-managers.js';

/** A disk that answers when it is told to, in a time of its own. */
function slowDisk() {
  let nowMs = 0;
  let answer: () => void = () => undefined;
  const log = {
    append: () => new Promise<void>((resolve) => (answer = resolve)),
  } as unknown as LogStore;
  const disk = new DiskProbe({ log, now: () => nowMs, full: () => undefined });
  return { disk, pass: (ms: number) => (nowMs += ms), answer: () => answer() };
}

const BATCH = { entries: [], mustSync: true };

t.test('a disk that does not answer is a fault of the process, until it does', async (t) => {
  const { disk, pass, answer } = slowDisk();
  t.strictSame(health({ disk }), { ready: true });
  const written = disk.append(BATCH);
  pass(10_000);
  t.ok(health({ disk }).ready, 'a slow disk is no dead one');
  pass(10_000);
  t.match(health({ disk }), { ready: false, code: 'disk-stuck', detail: /20 s/ });
  answer();
  await written;
  t.ok(health({ disk }).ready);
});

t.test('readiness names what speaks against serving', (t) => {
  const { disk } = slowDisk();
  const parts = (
    status: Partial<RaftStatus> = {},
    { lostMs = 0, hasState = true } = {},
  ): ReadinessParts =>
    ({
      disk,
      raft: { status: () => ({ diskFull: false, commit: 5, applied: 5, ...status }) },
      state: { cluster: () => (hasState ? ({} as Cluster) : undefined) },
      standing: { fault: () => undefined },
      dispatch: { leader: { lostMs: () => lostMs } },
    }) as unknown as ReadinessParts;
  t.strictSame(readiness(parts()), { ready: true });
  t.match(readiness(parts({}, { lostMs: 1 })), { code: 'no-quorum' });
  t.match(readiness(parts({ diskFull: true })), { code: 'disk-full' });
  t.match(readiness(parts({}, { hasState: false })), { code: 'starting' });
  t.match(readiness(parts({ commit: 30_000 })), { code: 'starting', detail: /29995/ });
  t.end();
});

t.test('a manager without quorum lives and is not ready', async (t) => {
  const { cluster, managers } = await three(t);
  const socket = managerSocket(cluster, 'm1');
  t.equal((await ask(socket, '/readyz')).status, 200);
  await Promise.all([cluster.stop('m2'), cluster.stop('m3')]);
  const [first] = managers;
  await eventually('the leader to be lost', () => first?.core.raft.status().leader === 0);
  const ready = await ask(socket, '/readyz');
  t.equal(ready.status, 503);
  t.match(JSON.parse(ready.text), { code: 'no-quorum' });
  t.equal((await ask(socket, '/healthz')).status, 200);
});

t.test('a worker cut off from all managers lives and is not ready', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const { socket, agent } = await startWorker(t, cluster, manager, {
    name: 'w1',
    vtep: '192.0.2.11',
  });
  t.equal((await ask(socket, '/readyz')).status, 200);
  await cluster.stop('m1');
  await eventually('the session to end', () => agent.status().state === 'connecting');
  const ready = await ask(socket, '/readyz');
  t.equal(ready.status, 503);
  t.match(JSON.parse(ready.text), { code: 'unreachable' });
  t.equal((await ask(socket, '/healthz')).status, 200);
});
