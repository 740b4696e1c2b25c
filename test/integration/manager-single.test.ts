/** One manager on a real log, a real database and real TLS, in this process. */
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { exchange } from '../../identity/https.js';
import { parseJoinToken } from '../../model/join-token.js';
import { networkCommand, propose, testCluster } from '../support/managers.js';

t.test('init begins a cluster that serves, with tokens and an admin key', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager, workerToken, managerToken, adminDir } = await cluster.init('m1');
  const { state } = manager.core;
  t.equal(state.cluster()?.id, manager.info.clusterId);
  t.match(state.node('m1', 'manager'), { raft: 'voter', status: 'ready', address: '127.0.0.1' });
  t.equal(parseJoinToken(workerToken).addresses[0]?.port, manager.info.apiPort);
  t.not(parseJoinToken(workerToken).secret, parseJoinToken(managerToken).secret);
  const key = (await readFile(join(adminDir, 'key'), 'utf8')).trim();
  t.equal((await stat(join(adminDir, 'key'))).mode & 0o777, 0o600);
  const root = await readFile(join(adminDir, 'ca.pem'), 'utf8');
  const address = { host: '127.0.0.1', port: manager.info.apiPort };
  const path = '/v1/networks';
  const answer = await exchange(address, { root }, { method: 'GET', path, bearer: key });
  t.match(JSON.parse(answer), { items: [] });
  await t.rejects(exchange(address, { root }, { method: 'GET', path }), {
    code: 'unauthenticated',
  });
  const pid = await readFile(join(cluster.dir, 'run-m1', 'manager.pid'), 'utf8');
  t.match(JSON.parse(pid), { pid: process.pid, startTime: /^\d+$/ });
});

t.test('a data directory begins a cluster once, and one process uses it at a time', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  await t.rejects(cluster.init('m1'), { code: 'already-initialized' });
  await t.rejects(cluster.run('m1'), { code: 'data-locked' });
  await manager.stop();
  await t.rejects(cluster.init('m1'), { code: 'already-initialized' });
  await t.rejects(cluster.run('m2'), { code: 'not-initialized' });
  await t.resolves(cluster.run('m1'));
});

t.test('a taken port is named, and leaves a directory that can begin again', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  t.teardown(() => blocker.close());
  const address = blocker.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await cluster.init('m1').then(({ manager }) => manager.stop());
  await t.rejects(cluster.run('m1', { grpcPort: port }), { code: 'port-in-use' });
  await t.rejects(cluster.run('m1', { apiPort: port }), { code: 'port-in-use' });
  await t.resolves(cluster.run('m1'));
});

t.test('a manager restarted from disk has the same objects at the same revisions', async (t) => {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const { revision } = await propose(manager, networkCommand('blue'));
  const before = [...manager.core.state.rows()];
  await manager.stop();
  const again = await cluster.run('m1');
  await again.core.proposer.readBarrier();
  // As the API shows them: absent and undefined members are the same in JSON.
  const objects = (rows: typeof before): unknown =>
    JSON.parse(JSON.stringify(rows.filter(({ table }) => table !== 'meta')));
  t.strictSame(objects([...again.core.state.rows()]), objects(before));
  t.equal(again.core.state.network('blue')?.version, revision);
  const { revision: next } = await propose(again, networkCommand('green'));
  t.ok(next > revision);
});
