import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Cache } from '../../agent/cache/cache.js';
import type { NetworkImage } from '../../model/desired.js';
import type { Welcome } from '../../proto/agent-messages.js';
import { Backoff } from '../../agent/sync/backoff.js';
import { ManagerBook } from '../../agent/sync/manager-book.js';
import { chooseAddress } from '../../identity/default-address.js';
import { endpoint, TestNetwork } from '../support/desired-network.js';

const welcome: Welcome = {
  clusterId: 'clu-1',
  clusterName: 'test',
  nodeId: 'node-w1',
  nodeName: 'w1',
  epoch: 1,
  managers: [{ nodeId: 'node-m1', address: '192.0.2.9', grpcPort: 7071, apiPort: 7070 }],
  managerId: 'node-m1',
};

async function temporary(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'ova-cache-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return dir;
}

function cacheIn(dir: string, images: () => NetworkImage[] = () => [], compactBytes?: number) {
  const log = { warn: () => undefined };
  const options = compactBytes === undefined ? { dir } : { dir, compactBytes };
  return new Cache({ log, images, now: () => 1_700_000_000_000 }, options);
}

const ep = (n: number) => endpoint({ id: `ep-${n}`, node: 'node-w2', address: `10.0.0.${n}/24` });

t.test('what was accepted is held again after a restart', async (t) => {
  const dir = await temporary(t);
  const web = new TestNetwork('web', 5000);
  const old = new TestNetwork('old', 5001);
  const cache = cacheIn(dir);
  t.same(await cache.start(), { welcome: undefined, images: [], synced: undefined });
  cache.record({ kind: 'welcome', ...welcome });
  cache.recordImage(web.image());
  cache.recordImage(old.image());
  cache.record({ kind: 'delta', ...web.delta([ep(2), ep(3)]) });
  cache.record({ kind: 'delta', ...web.delta([], ['endpoint/ep-2']) });
  cache.record({ kind: 'gone', networkId: old.networkId, epoch: 1, revision: 4 });
  cache.record({ kind: 'synced', epoch: 1, revision: 4 });
  await cache.stop();
  const again = cacheIn(dir);
  const state = await again.start();
  t.match(state.welcome, welcome);
  t.same(state.images, [web.image()]);
  t.same(state.synced, { epoch: 1, revision: 4 });
  t.type(again.status().writtenAt, 'number');
  await again.clear();
  t.same((await cacheIn(dir).start()).images, []);
});

t.test('a torn or damaged tail costs the last entries only, and is written over', async (t) => {
  const dir = await temporary(t);
  const path = join(dir, 'cache.journal');
  const web = new TestNetwork('web', 5000);
  const first = web.image();
  const cache = cacheIn(dir);
  await cache.start();
  cache.recordImage(first);
  await cache.flushed();
  const whole = (await readFile(path)).length;
  const delta = web.delta([ep(2)]);
  cache.record({ kind: 'delta', ...delta });
  await cache.stop();
  const file = await readFile(path);
  for (const bytes of [whole + 1, whole + 11, file.length - 1]) {
    await writeFile(path, file.subarray(0, bytes));
    const torn = cacheIn(dir);
    t.same((await torn.start()).images, [first], `torn at ${bytes}`);
    torn.record({ kind: 'delta', ...delta });
    await torn.stop();
    const healed = cacheIn(dir);
    t.same((await healed.start()).images, [web.image()]);
    await healed.stop();
  }
  await writeFile(path, file);
  const healthy = cacheIn(dir);
  await healthy.start();
  healthy.record({ kind: 'synced', epoch: 1, revision: 4 });
  await healthy.stop();
  const flipped = await readFile(path);
  flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
  await writeFile(path, flipped);
  const state = await cacheIn(dir).start();
  t.match(state, { images: [web.image()], synced: undefined }, 'a flipped bit is noticed');
  await writeFile(path, 'something else altogether');
  t.same((await cacheIn(dir).start()).images, []);
});

t.test('a delta that does not fit leaves an older whole set', async (t) => {
  const dir = await temporary(t);
  const web = new TestNetwork('web', 5000);
  const first = web.image();
  const cache = cacheIn(dir);
  await cache.start();
  cache.recordImage(first);
  web.delta([ep(2)]);
  cache.record({ kind: 'delta', ...web.delta([ep(3)]) });
  await cache.stop();
  t.same((await cacheIn(dir).start()).images, [first]);
});

t.test('the journal is rewritten when it has grown, and then holds the same', async (t) => {
  const dir = await temporary(t);
  const web = new TestNetwork('web', 5000);
  const cache = cacheIn(dir, () => [web.image()], 4_000);
  await cache.start();
  cache.record({ kind: 'welcome', ...welcome });
  cache.recordImage(web.image());
  for (let i = 0; i < 200; i++) {
    cache.record({ kind: 'delta', ...web.delta([ep(2 + (i % 3))]) });
    if (i % 10 === 0) await cache.flushed();
  }
  await cache.flushed();
  t.ok(cache.status().bytes < 8_000, 'the journal stays small');
  await cache.stop();
  const state = await cacheIn(dir).start();
  t.match(state.welcome, welcome);
  t.same(
    state.images.map(({ digest, revision }) => ({ digest, revision })),
    [{ digest: web.image().digest, revision: web.revision }],
  );
});

t.test('pauses begin short, grow, stay below the longest and start over', (t) => {
  const backoff = new Backoff({ firstMs: 100, baseMs: 200, longestMs: 5_000 }, () => 1);
  const pauses = Array.from({ length: 8 }, () => backoff.next());
  t.same(pauses, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  backoff.reset();
  t.equal(backoff.next(), 100);
  t.end();
});

t.test('every manager is dialled once per round, suggested ones first', (t) => {
  const address = (nodeId: string) => ({ nodeId, address: nodeId, grpcPort: 1, apiPort: 2 });
  const book = new ManagerBook(['a', 'b', 'c'].map(address), Math.random);
  const round = () => [book.next('a'), book.next('a'), book.next('a')].map((m) => m?.nodeId);
  t.equal(round().pop(), 'a', 'the one just left comes last');
  book.suggest([address('d')]);
  t.equal(book.next()?.nodeId, 'd');
  t.same(round().sort(), ['a', 'b', 'c']);
  book.learn([]);
  t.equal(book.all().length, 3, 'an empty list teaches nothing');
  t.end();
});

t.test('the default address is the source of the one default route', (t) => {
  const link = (ifname: string, ...locals: string[]) => ({
    ifname,
    addr_info: locals.map((local) => ({ local, scope: 'global' })),
  });
  const links = [link('eth0', '192.0.2.1'), link('eth1', '198.51.100.1', '198.51.100.2')];
  t.equal(chooseAddress([{ dev: 'eth0' }], links, '--vtep'), '192.0.2.1');
  const two = [
    { dev: 'eth0', metric: 100 },
    { dev: 'eth1', metric: 50, prefsrc: '198.51.100.2' },
  ];
  t.equal(chooseAddress(two, links, '--vtep'), '198.51.100.2', 'lowest metric, its source');
  t.equal(chooseAddress([], links.slice(0, 1), '--vtep'), '192.0.2.1', 'the only address');
  t.throws(() => chooseAddress([{ dev: 'eth1' }], links, '--vtep'), {
    code: 'ambiguous-address',
    message: 'give --vtep; candidates: 198.51.100.1, 198.51.100.2',
  });
  t.throws(() => chooseAddress([], [], '--vtep'), { code: 'ambiguous-address' });
  t.end();
});
