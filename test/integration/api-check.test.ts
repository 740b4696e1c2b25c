/** `POST /v1/networks/{network}/check`: who is asked what, how results are told, and what is left out. */
import t from 'tap';
import { QUERY_CHECK, type CheckedPair, type CheckRequest } from '../../model/check.js';
import { OvnetError } from '../../model/errors.js';
import type { NetworkCheck } from '../../server/inspect/check.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

const GOOD = { sent: 5, received: 5, rttMs: 0.2, maxMs: 0.4, pathMtu: 1450, code: '' };

async function lab(names: readonly string[]) {
  const manager = await LocalManager.start();
  const app = manager.app();
  const api = new ApiClient(app, manager.keys.operator);
  await api.post('/v1/networks', { name: 'blue', subnets: [{ cidr: '10.1.0.0/24' }] });
  for (const [at, name] of names.entries()) {
    const place = { network: 'blue', node: at % 2 === 0 ? 'w1' : 'w2', name };
    await api.post('/v1/endpoints', { ...place, attachment: { netns: name } });
  }
  await api.post('/v1/endpoints', { network: 'blue', node: 'w2', name: 'lease' });
  const { state } = manager;
  const asked: (CheckRequest & { readonly node: string })[] = [];
  const holderOf = (address: string): string => {
    const holds = ({ addresses }: { readonly addresses: readonly string[] }) =>
      addresses.some((one) => one.split('/')[0] === address);
    return address.includes(':') ? address : ([...state.endpoints()].find(holds)?.name ?? '');
  };
  let measured = (from: string, to: string): Partial<CheckedPair> => ({ from, to });
  manager.onQuery = ({ nodeId, kind, request }) => {
    if (kind !== QUERY_CHECK) throw new Error(kind);
    const one = request as CheckRequest;
    asked.push({ ...one, node: state.node(nodeId)?.name ?? '' });
    const nameOf = (text: string) => state.endpoint(text)?.name ?? holderOf(text);
    const pairs = one.sources.flatMap(({ from, targets }) =>
      targets.map(({ to }) => ({ ...GOOD, ...measured(nameOf(from), nameOf(to)), from, to })),
    );
    return { pairs };
  };
  const check = async (query = '', network = 'blue'): Promise<NetworkCheck> => {
    const { status, body, text } = await api.post(`/v1/networks/${network}/check${query}`);
    if (status !== 200) throw new Error(text);
    return body;
  };
  const set = (next: typeof measured) => (measured = next);
  return { manager, app, api, check, asked, set };
}

t.test('every pair of attached members is measured once, by the host of one of them', async (t) => {
  const { check, asked, manager } = await lab(['a', 'b', 'c']);
  const answer = await check();
  t.match(answer, { ok: true, networkName: 'blue', mtu: 1450, endpoints: 3, total: 3, omitted: 0 });
  t.equal(answer.pairs.length, 3);
  t.same(answer.pairs.map(({ from, to }) => [from.name, to.name].sort().join(' ')).sort(), [
    'a.blue b.blue',
    'a.blue c.blue',
    'b.blue c.blue',
  ]);
  for (const { node, sources } of asked) {
    for (const { from } of sources) {
      const { node: host } = manager.state.endpoint(from)!;
      t.equal(manager.state.node(host)?.name, node, 'asked of its own host');
    }
  }
});

t.test('a pair with addresses of both families is measured over each', async (t) => {
  const { check, asked, api, set } = await lab([]);
  const subnets = [{ cidr: '10.9.0.0/24' }, { cidr: 'fd00:9::/64' }];
  await api.post('/v1/networks', { name: 'both', subnets, ipv6: true });
  for (const [node, name] of [
    ['w1', 'a'],
    ['w2', 'b'],
  ]) {
    await api.post('/v1/endpoints', { network: 'both', node, name, attachment: { netns: name } });
  }
  set((_from, to) => (to.includes(':') ? { received: 0, pathMtu: 0 } : {}));
  const answer = await check('', 'both');
  t.match(answer, { ok: false, total: 1, omitted: 0 });
  t.same(
    answer.pairs.map(({ to, state }) => [to.address.includes(':') ? 6 : 4, state]),
    [
      [4, 'ok'],
      [6, 'unreachable'],
    ],
  );
  t.equal(asked[0]?.sources[0]?.targets.length, 2, 'in one question');
  t.ok((await check('?family=4', 'both')).ok);
  t.equal((await check('?family=6', 'both')).pairs.length, 1);
  t.equal((await check('?pairs=1', 'both')).pairs.length, 1, 'at most');
  await t.rejects(check('?family=5', 'both'), /family/);
});

t.test('each kind of fault has its state', async (t) => {
  const { check, set } = await lab(['a', 'b']);
  const cases: [Partial<CheckedPair>, string][] = [
    [{ received: 4 }, 'loss'],
    [{ received: 0, pathMtu: 0 }, 'unreachable'],
    [{ pathMtu: 1350 }, 'black-hole'],
    [{ sent: 0, received: 0, code: 'netns-missing' }, 'failed'],
  ];
  for (const [changes, state] of cases) {
    set(() => changes);
    const { ok, pairs } = await check();
    t.equal(ok, false, state);
    t.match(pairs, [{ state }]);
  }
});

t.test('of many pairs a sample is measured, and how many were left out is said', async (t) => {
  const { check } = await lab(['a', 'b', 'c', 'd', 'e', 'f']);
  const answer = await check('?pairs=4');
  t.match(answer, { ok: true, endpoints: 6, total: 15, omitted: 11 });
  t.equal(answer.pairs.length, 4);
});

t.test('a worker that cannot be asked leaves its pairs unmeasured, and no others', async (t) => {
  const { check, manager } = await lab(['a', 'b', 'c', 'd']);
  const answers = manager.onQuery;
  manager.onQuery = (query) => {
    if (manager.state.node(query.nodeId)?.name === 'w1') return answers(query);
    throw new OvnetError('worker-unreachable', 'no stream');
  };
  const { ok, pairs } = await check();
  t.equal(ok, false);
  for (const { from, state, code } of pairs) {
    const wanted = from.nodeName === 'w1' ? ['ok', undefined] : ['failed', 'worker-unreachable'];
    t.same([state, code], wanted);
  }
});

t.test('a network with less than two members has no pairs; a viewer may not measure', async (t) => {
  const { check, app, manager } = await lab(['a']);
  t.match(await check(), { ok: true, endpoints: 1, total: 0, pairs: [] });
  const viewer = new ApiClient(app, manager.keys.viewer);
  t.match((await viewer.post('/v1/networks/blue/check')).body, { status: 403, code: 'forbidden' });
  const operator = new ApiClient(app, manager.keys.operator);
  t.equal((await operator.post('/v1/networks/none/check')).status, 404);
});
