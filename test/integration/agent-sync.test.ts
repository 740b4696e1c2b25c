import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import t from 'tap';
import type { AgentStatus } from '../../agent/local/status.js';
import { readIdentity } from '../../identity/data-dir.js';
import { createLogger } from '../../observe/logger.js';
import type { ManagerAddress } from '../../proto/agent-messages.js';
import { endpoint } from '../support/desired-network.js';
import { StillKernel } from '../support/still-kernel.js';
import { bench, network, chunk, synced, serve, get } from '../support/sync-bench.js';

t.test('an entry in a wrong form does not cost the stream', async (t) => {
  const { manager, start } = await bench(t);
  const web = network();
  await start();
  const session = await serve(manager, web);
  const place = { node: 'node-w1', address: '10.0.0.2/24', netns: 'a b' };
  const { digest, ...bad } = web.delta([endpoint({ ...place, id: 'ep-1' })]);
  session.say({ kind: 'delta', digest, ...bad });
  const ack = await session.hear('ack', ({ revision }) => revision === web.revision);
  t.match(ack, { digest, failed: [{ endpointId: 'ep-1', code: 'malformed-entry' }] });
  t.notOk(session.ended);
});

t.test('an image is applied and acknowledged with the agent’s own digest', async (t) => {
  const { manager, start, dir } = await bench(t);
  const web = network();
  const agent = await start();
  const session = await manager.session();
  const hello = await session.hear('hello');
  t.same(hello.have, []);
  const { entries, ...head } = web.image();
  session.say(
    manager.welcome(),
    { kind: 'image', ...head, chunk: 0, last: false, entries: entries.slice(0, 2) },
    { kind: 'image', ...head, chunk: 1, last: true, entries: entries.slice(2) },
    synced(web.revision),
  );
  const ack = await session.hear('ack');
  t.match(ack, { networkId: 'net-web', revision: web.revision, digest: head.digest, failed: [] });
  const report = await session.hear('report');
  t.match(report, { underlayMtu: 1500, routes: ['192.0.2.0/24'], agentVersion: '0.1.0' });
  const delta = web.delta([endpoint({ id: 'ep-1', node: 'node-w2', address: '10.0.0.2/24' })]);
  session.say(
    { kind: 'delta', ...delta },
    { kind: 'query', id: 7, query: 'status', payload: Buffer.alloc(0) },
  );
  const second = await session.hear('ack', ({ revision }) => revision === web.revision);
  t.equal(second.digest, delta.digest);
  const answer = await session.hear('answer');
  t.equal(answer.id, 7);
  await agent.inSync;
  const status = JSON.parse(await get(join(dir, '../agent.sock'), '/status')) as AgentStatus;
  t.match(status, { node: 'w1', state: 'in-sync', manager: { nodeId: 'node-m1' }, revision: 3 });
  t.match(status.networks, [{ id: 'net-web', revision: 3, applied: 3, endpoints: 1, failed: [] }]);
});

t.test('after a reconnect the agent says what it holds and goes on with a delta', async (t) => {
  const { manager, start } = await bench(t);
  const web = network();
  await start();
  (await serve(manager, web)).end();
  const session = await manager.session();
  const hello = await session.hear('hello');
  t.match(hello.have, [{ networkId: 'net-web', epoch: 1, revision: web.revision }]);
  const delta = web.delta([endpoint({ id: 'ep-1', node: 'node-w2', address: '10.0.0.2/24' })]);
  session.say(manager.welcome(), { kind: 'delta', ...delta }, synced(web.revision));
  const ack = await session.hear('ack', ({ revision }) => revision === web.revision);
  t.equal(ack.digest, delta.digest);
});

t.test(
  'a digest that differs, or a delta that does not fit, brings a complete image',
  async (t) => {
    const { manager, start } = await bench(t);
    const web = network();
    const agent = await start();
    const first = await serve(manager, web);
    const delta = web.delta([endpoint({ id: 'ep-1', node: 'node-w2', address: '10.0.0.2/24' })]);
    first.say({ kind: 'delta', ...delta, digest: '0'.repeat(16) });
    await first.over();
    const second = await manager.session();
    t.same((await second.hear('hello')).have, [], 'nothing is claimed of the network');
    second.say(manager.welcome(), chunk(web.image()), synced(web.revision));
    await second.hear('ack', ({ revision }) => revision === web.revision);
    web.delta([]);
    second.say({ kind: 'delta', ...web.delta([]) });
    await second.over();
    t.same((await (await manager.session()).hear('hello')).have, []);
    t.match(agent.status().counters, { resyncs: 2, digestMismatches: 1 });
  },
);

t.test('a manager that lags takes nothing away: an older image is refused', async (t) => {
  const { manager, start } = await bench(t);
  const web = network();
  const agent = await start();
  const old = web.image();
  const delta = web.delta([endpoint({ id: 'ep-1', node: 'node-w2', address: '10.0.0.2/24' })]);
  const first = await serve(manager, web);
  first.say(chunk(old));
  await first.over();
  const next = await manager.session();
  t.match((await next.hear('hello')).have, [{ revision: delta.to, digest: delta.digest }]);
  next.say(manager.welcome([manager.address], 0));
  await next.over();
  t.equal(agent.status().counters.olderRefused, 2);
});

t.test('check 43: an agent starts from its cache when no manager answers', async (t) => {
  const { manager, start } = await bench(t);
  const web = network();
  const agent = await start();
  await serve(manager, web);
  await agent.inSync;
  await agent.stop();
  t.same(await agent.done, { reason: 'stopped' });
  manager.stop();
  const kernel = new StillKernel();
  const again = await start(kernel);
  const { networks, state, cache } = again.status();
  t.match(networks, [{ id: 'net-web', revision: web.revision, name: 'web' }]);
  t.equal(state, 'connecting');
  t.type(cache.ageMs, 'number');
  t.notOk(
    kernel.executed.some(({ op }) => op.startsWith('delete')),
    'nothing is removed',
  );
  await t.rejects(start(), { code: 'data-locked' }, 'one process per data directory');
});

t.test('a network that is gone is acknowledged, to the next manager too', async (t) => {
  const { manager, start } = await bench(t);
  const web = network();
  const agent = await start();
  const first = await serve(manager, web);
  first.say({ kind: 'gone', networkId: 'net-web', epoch: 1, revision: 9 });
  await first.hear('ack', ({ gone, revision }) => gone && revision === 9);
  t.same(agent.status().networks, []);
  first.end();
  const second = await manager.session();
  second.say(manager.welcome());
  await second.hear('ack', ({ gone, networkId }) => gone && networkId === 'net-web');
});

t.test('a removed node clears kernel, cache and keys and ends', async (t) => {
  const { manager, start, dir } = await bench(t);
  const kernel = new StillKernel();
  const agent = await start(kernel);
  const session = await serve(manager, network());
  session.say({ kind: 'removed', revision: 9 });
  t.same(await agent.done, { reason: 'removed' });
  t.ok(kernel.removedAll);
  t.same(await readdir(dir), []);
});

t.test('an agent told to go elsewhere is soon at another manager', async (t) => {
  const { manager, start, another } = await bench(t);
  const other = await another('node-m2');
  const agent = await start();
  const session = await manager.session();
  await session.hear('hello');
  const both: ManagerAddress[] = [manager.address, other.address];
  session.say(manager.welcome(both), {
    kind: 'elsewhere',
    reason: 'shedding',
    managers: [other.address],
  });
  const second = await other.session();
  second.say(other.welcome(both), synced(1));
  await agent.inSync;
  t.equal(agent.status().manager?.nodeId, 'node-m2');
});

t.test('NodeApi calls on the local socket reach the manager untouched', async (t) => {
  const { manager, start, dir } = await bench(t);
  const agent = await start();
  const path = `unix:${join(dir, '../agent-grpc.sock')}`;
  const client = new Client(path, credentials.createInsecure());
  t.teardown(() => client.close());
  const same = (bytes: Buffer) => bytes;
  const call = () =>
    new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest('/ovnet.v1.NodeApi/Attach', same, same, Buffer.from('x'), (e, v) => {
        if (e) reject(e);
        else resolve(v ?? Buffer.alloc(0));
      });
    });
  await t.rejects(call(), {
    code: 14,
    metadata: { internalRepr: new Map([['ovnet-code', ['unreachable']]]) },
  });
  await serve(manager, network());
  await agent.inSync;
  t.equal((await call()).toString(), 'x');
});

t.test('the address of --vtep is told at once and kept for starts without it', async (t) => {
  const { manager, start, dir } = await bench(t);
  const told = async () => (await (await manager.session()).hear('hello')).vtep;
  const first = await start();
  t.equal(await told(), '192.0.2.1', 'that of joining');
  await first.stop();
  const moved = await start(undefined, '192.0.2.99=192.0.2.98');
  t.equal(await told(), '192.0.2.99');
  t.equal(moved.status().vtep, '192.0.2.98', 'sent from');
  await moved.stop();
  const { vtep } = (await readIdentity(dir))!.node;
  t.same(vtep, { advertised: '192.0.2.99', local: '192.0.2.98' });
  const again = await start();
  t.equal(await told(), '192.0.2.99');
  t.equal(again.status().vtep, '192.0.2.98');
});

t.test('an outage is logged once, however long it lasts, and the next one again', async (t) => {
  const { manager, start } = await bench(t);
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ component: 'test', level: 'debug', format: 'json', destination });
  const ended = (level: string) =>
    lines
      .map((line) => JSON.parse(line) as { level: string; msg: string })
      .filter((line) => line.level === level && line.msg.startsWith('session ended')).length;
  await start(undefined, undefined, log);
  const web = network();
  const first = await serve(manager, web);
  first.end();
  for (let attempt = 0; attempt < 3; attempt++) (await manager.session()).end();
  (await serve(manager, web)).end();
  await manager.session();
  t.equal(ended('warn'), 2, 'one for each outage');
  t.equal(ended('debug'), 3, 'the rest is there for who wants to see it');
});
