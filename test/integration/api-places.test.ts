/** Places of endpoints over REST: what no worker could take is refused. */
import t from 'tap';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const manager = await LocalManager.start();
const api = new ApiClient(manager.app(), manager.keys.operator);
await api.post('/v1/networks', { name: 'blue' });
await api.post('/v1/endpoints', { network: 'blue', node: 'w1', name: 'web' });

interface Shown {
  readonly id: string;
  readonly conditions: readonly object[];
}

t.test(
  'a place that no worker could take is refused at every way in, by member and rule',
  async (t) => {
    const cases: [object, string, RegExp][] = [
      [{ netns: 'a b' }, 'netns', /^"a b": expected a name without '\/'/],
      [{ netns: '../x' }, 'netns', /expected/],
      [{ netns: 'rel/x' }, 'netns', /expected/],
      [{ netns: '' }, 'netns', /expected/],
      [{ netns: 'tap:a:b' }, 'netns', /'tap:…'/],
      [{ netns: 'ok', ifname: 'a\u0000b' }, 'ifname', /^"a\\u0000b": expected up to 15/],
      [{ netns: 'ok', ifname: '%d' }, 'ifname', /expected/],
      [{ netns: 'ok', ifname: '..' }, 'ifname', /expected/],
      [{ netns: 'ok', ifname: '\ud800' }, 'ifname', /expected/],
      [{ tap: '%d' }, 'tap', /^"%d": expected up to 15/],
      [{ tap: 'vm1', group: '-x' }, 'group', /expected the name or number/],
    ];
    const { revision } = manager.state;
    for (const [attachment, member, detail] of cases) {
      const body = { network: 'blue', node: 'w1', attachment };
      const operations = [{ op: 'create', kind: 'endpoint', body }];
      const ways: [string, object, string][] = [
        ['/v1/endpoints', body, ''],
        ['/v1/endpoints/web.blue/move', { node: 'w1', attachment }, ''],
        ['/v1/batch', { operations }, '/operations/0/body'],
      ];
      for (const [path, sent, place] of ways) {
        const pointer = `${place}/attachment/${member}`;
        const answer = await api.post(path, sent);
        t.match(answer.body, { status: 400, code: 'invalid-body', errors: [{ pointer, detail }] });
      }
    }
    t.equal(manager.state.revision, revision, 'nothing changed');
  },
);

t.test('a list looks up once what its endpoints share, and tells of each what is so', async (t) => {
  const { convergence } = manager;
  for (const name of ['db', 'mail', 'log']) {
    await api.post('/v1/endpoints', { network: 'blue', node: 'w1', name });
  }
  const db = manager.state.endpoint('db.blue')!;
  const lack = { node: 'w2', code: 'kernel-refused', detail: 'no' } as const;
  convergence.lacking.set(db.id, [lack]);
  const looks = t.capture(convergence, 'lacks', convergence.lacks.bind(convergence));
  t.teardown(() => convergence.lacking.clear());
  const { items } = (await api.get('/v1/endpoints?network=blue')).body as { items: Shown[] };
  t.equal(looks().length, 1);
  t.equal(items.length, 4);
  for (const { id, conditions } of items) {
    const one = (await api.get(`/v1/endpoints/${id}`)).body as unknown as Shown;
    t.same(conditions, one.conditions);
    t.equal(conditions.length, id === db.id ? 2 : 1);
  }
});
