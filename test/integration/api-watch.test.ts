/** /v1/watch and /v1/events over real connections to the API of an in-process state. */
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { buildApi } from '../../server/api/app.js';
import { omit } from '../../server/api/omit.js';
import { ApiContext } from '../../server/api/context.js';
import type { WatchLimits } from '../../server/api/watch/limits.js';
import { apply } from '../../server/state/apply.js';
import type { Command } from '../../server/state/command.js';
import { Metrics } from '../../observe/metrics.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';
import { network, networkOf, endpoint } from '../support/state-fixture.js';
import { askToWatch, Watcher, type Told } from '../support/watcher.js';

async function serve(t: Test, watchLimits: Partial<WatchLimits> = {}) {
  const manager = await LocalManager.start();
  const metrics = new Metrics();
  const context = new ApiContext({ ...manager.deps, metrics, watchLimits });
  const app = buildApi(context, 'https');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  t.teardown(() => app.close());
  const watch = async (query = '', role: 'admin' | 'operator' | 'viewer' = 'admin') => {
    const watcher = await Watcher.open({ port }, query, bearer(manager, role));
    t.teardown(() => watcher.close());
    return watcher;
  };
  const api = new ApiClient(app, manager.keys.admin);
  const gauge = async () => /ovnet_watches (\d+)/.exec((await metrics.exposition()).body)?.[1];
  return { manager, context, port, watch, api, gauge };
}

const bearer = (manager: LocalManager, role: 'admin' | 'operator' | 'viewer' = 'admin') => ({
  authorization: `Bearer ${manager.keys[role]}`,
});

/** Trims the history to its last `count` changes with the next change. */
function shorten(manager: LocalManager, count: number, command: Command): void {
  const proposal = { command, actor: 'system', timeMs: manager.nowMs };
  const history = { count, bytes: 1e9 };
  apply(manager.state, proposal, { index: ++manager.proposer.index, history });
  manager.watch.publish();
}

/** Held only when the connection takes no more. */
const STUCK_BYTES = 64 * 1024;

const places = (changes: readonly Told[]): string[] => changes.map(({ event }) => event);

t.test('[check 34] each change is told once, in order, in the shape of a read', async (t) => {
  const { manager, watch, api } = await serve(t);
  const from = manager.state.historyEnd();
  const watcher = await watch();
  t.match(await watcher.next(), {
    event: 'bookmark',
    id: `${from.revision}-${from.n}`,
    data: JSON.stringify({ revision: from.revision }),
  });
  t.match(watcher.answer.headers, {
    'content-type': 'text/event-stream',
    'ovnet-revision': String(from.revision),
  });
  await api.post('/v1/networks', { name: 'red' });
  const made = await api.post('/v1/endpoints', { network: 'red', node: 'w1', name: 'a' });
  await api.patch('/v1/endpoints/a.red', { labels: { tier: 'db' } });
  await api.delete('/v1/endpoints/a.red');
  const changes = await watcher.changes(5);
  const revision = from.revision + 1;
  t.same(
    changes.map(({ event, type, kind, name, actor }) => [event, type, kind, name, actor]),
    [
      [`${revision}-0`, 'created', 'network', 'red', 'key:admin'],
      [`${revision}-1`, 'created', 'subnet', '10.0.0.0/24', 'key:admin'],
      [`${revision + 1}-0`, 'created', 'endpoint', 'a', 'key:admin'],
      [`${revision + 2}-0`, 'updated', 'endpoint', 'a', 'key:admin'],
      [`${revision + 3}-0`, 'deleted', 'endpoint', 'a', 'key:admin'],
    ],
  );
  const object = omit(made.body as { revision: number }, 'revision');
  t.same(changes[2]?.object, object);
  t.match(changes[4]?.object, { state: 'removing', networkName: 'red', nodeName: 'w1' });
});

t.test('a watch goes on anywhere, also in the middle of a revision', async (t) => {
  const { manager, watch, port } = await serve(t);
  const { revision } = manager.state;
  manager.apply({ kind: 'batch', commands: [networkOf('a', '10.9.0.0/24'), network('b')] });
  manager.apply(endpoint('a', 'x'));
  const whole = await (await watch(`?from=${revision}`)).changes(5);
  for (const [i, { event }] of whole.entries()) {
    const rest = places(whole.slice(i + 1));
    if (rest.length === 0) continue;
    t.same(places(await (await watch(`?from=${event}`)).changes(rest.length)), rest, event);
    const headers = { ...bearer(manager), 'last-event-id': event };
    const again = await Watcher.open({ port }, '?from=1', headers);
    t.same(places(await again.changes(rest.length)), rest, 'the header goes first');
    again.close();
  }
  const end = `?from=${revision + 1}`;
  t.same(places(await (await watch(end)).changes(1)), [whole.at(-1)?.event], 'a whole revision');
});

t.test('filters: kinds, a network also when it is gone, and what is for admins', async (t) => {
  const { manager, watch, port, api } = await serve(t);
  const { revision } = manager.state;
  manager.apply(networkOf('a', '10.9.0.0/24'));
  manager.apply(networkOf('b', '10.8.0.0/24'));
  manager.apply(endpoint('a', 'x'));
  manager.apply({ kind: 'key.create', id: 'key-x', name: 'x', role: 'viewer', secretHash: 'h1' });
  manager.apply({ kind: 'network.delete', network: 'a', force: true });
  const named = async (query: string, count: number, role?: 'viewer') => {
    const watcher = await watch(`?from=${revision}&${query}`, role);
    return (await watcher.changes(count)).map(({ type, kind, name }) => `${type} ${kind} ${name}`);
  };
  t.same(await named('kinds=network', 3), [
    'created network a',
    'created network b',
    'deleted network a',
  ]);
  t.same(await named('kinds=network,endpoint&network=a', 4), [
    'created network a',
    'created endpoint x',
    'deleted endpoint x',
    'deleted network a',
  ]);
  t.same(await named('kinds=key', 1), ['created key x']);
  const seen = await (await watch(`?from=${revision}`, 'viewer')).changes(8);
  t.notOk(seen.some(({ kind }) => kind === 'key'));
  for (const kind of ['key', 'token']) {
    const refused = await askToWatch({ port }, `?kinds=${kind}`, bearer(manager, 'operator'));
    t.equal(refused.status, 403, kind);
    refused.body.destroy();
  }
  t.match((await api.get('/v1/watch?kinds=cow')).body, { status: 400, code: 'invalid-query' });
  t.match((await api.get('/v1/watch?from=x')).body, { status: 400, code: 'invalid-query' });
  t.match((await api.get('/v1/watch?from=99999')).body, { status: 400, code: 'invalid-query' });
  t.match((await api.get('/v1/watch?network=none')).body, { status: 404, code: 'not-found' });
  const head = await api.send('HEAD', '/v1/watch');
  t.equal(head.status, 200, 'HEAD ends');
});

t.test('[check 34] what is no longer kept is refused with the oldest that is', async (t) => {
  const { manager, watch, api } = await serve(t);
  const { revision } = manager.state;
  const watcher = await watch();
  await watcher.next();
  manager.apply(networkOf('a', '10.9.0.0/24'));
  shorten(manager, 2, endpoint('a', 'x'));
  const oldest = manager.state.historyFloor().revision;
  const refused = await api.get(`/v1/watch?from=${revision}`);
  t.match(refused.body, { status: 410, code: 'revision-compacted', oldest });
  t.match((await api.get(`/v1/events?since=${revision}`)).body, {
    status: 410,
    oldest,
    detail: new RegExp(`^what follows ${revision} is no longer kept`),
  });
  const rest = await (await watch(`?from=${oldest}`)).changes(1);
  t.same(places(rest), [`${manager.state.revision}-0`]);
  const middle = await (await watch(`?from=${oldest}-0`)).changes(2);
  t.equal(middle.length, 2, 'in the middle of the oldest');
});

t.test(
  'a slow reader costs no memory, reads on where it was, and is ended when that is gone',
  async (t) => {
    const { manager, context, watch } = await serve(t);
    manager.apply(networkOf('a', '10.0.0.0/12'));
    const slow = await watch();
    const quick = await watch();
    await slow.next();
    const aliases = Array.from({ length: 40 }, (_, n) => `a-rather-long-alias-of-it-${n}`);
    const count = 6000;
    const reading = quick.changes(count);
    for (let n = 0; n < count; n += 1) {
      manager.apply(endpoint('a', `e${n}`, { aliases }));
      if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const all = await reading;
    t.equal(new Set(places(all)).size, count, 'who reads gets everything');
    t.ok(context.watches.buffered < 1024 * 1024, `${context.watches.buffered} bytes are held`);
    t.same(places(await slow.changes(count)), places(all), 'who waits gets it later');
    quick.close();
    slow.close();
    const late = await watch();
    await late.next();
    for (let n = 0; context.watches.buffered < STUCK_BYTES; n += 1) {
      manager.apply(endpoint('a', `f${n}`, { aliases }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    manager.apply(endpoint('a', 'missed'));
    shorten(manager, 1, endpoint('a', 'last'));
    const oldest = manager.state.historyFloor().revision;
    t.match(await late.end(), { code: 'slow-reader', oldest });
  },
);

t.test('there are no more watches than a manager may serve', async (t) => {
  const { manager, watch, port, gauge } = await serve(t, { count: 2 });
  const first = await watch();
  await watch();
  t.equal(await gauge(), '2');
  const refused = await askToWatch({ port }, '', bearer(manager));
  t.equal(refused.status, 429);
  t.match(refused.headers, { 'retry-after': /\d/ });
  let text = '';
  for await (const chunk of refused.body) text += String(chunk);
  t.match(JSON.parse(text), { code: 'too-many-watches' });
  first.close();
  while ((await gauge()) !== '1') await new Promise((resolve) => setImmediate(resolve));
  await watch();
});

t.test('bookmarks say how far it is, and a watch ends with what stands against it', async (t) => {
  const { manager, context, watch } = await serve(t, { bookmarkMs: 20 });
  const watcher = await watch('?kinds=node');
  await watcher.next();
  manager.apply(network('unseen'));
  const { revision, n } = manager.state.historyEnd();
  let message = await watcher.next();
  while (message.id !== `${revision}-${n}`) message = await watcher.next();
  t.match(message, { event: 'bookmark', data: JSON.stringify({ revision }) });
  const viewer = await watch('', 'viewer');
  manager.apply({ kind: 'key.delete', key: 'viewer' });
  t.match(await viewer.end(), { code: 'unauthenticated' }, 'its key was deleted');
  await context.watches.stop();
  t.match(await watcher.end(), { code: 'stopping' });
  t.throws(() => context.watches.open({} as never), { code: 'stopping' });
});

t.test('a manager without a leader ends its watches, but those that settle for less', async (t) => {
  const manager = await LocalManager.start();
  const readiness = () => ({ ready: false, code: 'no-quorum', detail: 'nobody leads' }) as const;
  const watchLimits = { bookmarkMs: 20 };
  const app = buildApi(new ApiContext({ ...manager.deps, readiness, watchLimits }), 'https');
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const watcher = await Watcher.open({ port }, '', bearer(manager));
  const stale = await Watcher.open({ port }, '?consistency=stale', bearer(manager));
  t.match(await watcher.end(), { code: 'no-quorum' });
  t.equal((await stale.next()).event, 'bookmark');
  manager.apply(network('n'));
  t.equal((await stale.changes(1))[0]?.name, 'n');
  stale.close();
});

t.test(
  '[check 61] the history is listed in pages, with filters and who made each change',
  async (t) => {
    const { manager, api } = await serve(t);
    await api.post('/v1/networks', { name: 'red' });
    for (const name of ['a', 'b', 'c']) {
      const key = manager.keys.operator;
      await api.post('/v1/endpoints', { network: 'red', node: 'w1', name }, { key });
    }
    const list = async (query: string) => {
      const { body } = await api.get(`/v1/events?${query}`);
      return body as { items: Told[]; continue?: string; oldest: number; revision: number };
    };
    const all = await list('');
    t.equal(all.items[0]?.kind, 'cluster');
    t.equal(all.items.at(-1)?.name, 'c');
    const paged: string[] = [];
    let next = '';
    do {
      const page = await list(`limit=2${next}`);
      paged.push(...places(page.items));
      next = page.continue === undefined ? '' : `&continue=${page.continue}`;
      if (paged.length === 2) manager.apply(network('meanwhile'));
      t.equal(page.revision, all.revision);
    } while (next !== '');
    t.same(paged, places(all.items), 'pages of one revision');
    const names = async (query: string) => (await list(query)).items.map(({ name }) => name);
    t.same(await names('actor=key:operator'), ['a', 'b', 'c']);
    t.same(await names('kind=endpoint&name=b'), ['b']);
    t.same(await names('kind=network'), ['red', 'meanwhile']);
    t.same(await names('network=red&kind=subnet,endpoint'), ['10.0.0.0/24', 'a', 'b', 'c']);
    t.same(await names(`since=${all.revision}&kind=network`), ['meanwhile']);
    t.same(await names('since=2100-01-01T00:00:00Z'), []);
    const { id } = all.items.at(-1) as Told & { id: string };
    t.same(await names(`id=${id}`), ['c']);
    t.match((await api.get('/v1/events?since=noon')).body, { code: 'invalid-query' });
    const { continue: more } = await list('limit=1');
    t.match((await api.get(`/v1/events?kind=node&continue=${more}`)).body, {
      code: 'invalid-query',
    });
    t.notMatch((await api.get('/v1/events')).text, /secretHash|keyDigest/);
    const viewer = await api.get('/v1/events', { key: manager.keys.viewer });
    t.notMatch(viewer.text, '"kind":"token"');
  },
);
