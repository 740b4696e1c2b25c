/** `POST /v1/trace`: what is asked of whom, intent before facts, and answers that are none. */
import t from 'tap';
import { OvnetError } from '../../model/errors.js';
import { QUERY_TRACE, type TraceFacts, type TraceRequest } from '../../model/trace.js';
import type { Trace } from '../../server/inspect/trace.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';
import { soundFacts } from '../support/trace-facts.js';

async function lab() {
  const manager = await LocalManager.start();
  const app = manager.app();
  const api = new ApiClient(app, manager.keys.operator);
  const viewer = new ApiClient(app, manager.keys.viewer);
  for (const [name, cidr] of [
    ['blue', '10.1.0.0/24'],
    ['red', '10.2.0.0/24'],
    ['six', 'fd00::/64'],
  ] as const) {
    await api.post('/v1/networks', { name, subnets: [{ cidr }], ipv6: name === 'six' });
  }
  const create = (network: string, node: string, name: string, more: object = {}) =>
    api.post('/v1/endpoints', { network, node, name, attachment: { netns: name }, ...more });
  await create('blue', 'w1', 'a');
  await create('blue', 'w2', 'b');
  await create('blue', 'w1', 'c');
  await create('red', 'w2', 'd');
  await api.post('/v1/endpoints', { network: 'blue', node: 'w2', name: 'lease' });
  const { state } = manager;
  const asked: (TraceRequest & { node: string })[] = [];
  let change = (facts: TraceFacts): unknown => facts;
  manager.onQuery = ({ nodeId, kind, request }) => {
    if (kind !== QUERY_TRACE) throw new Error(kind);
    const one = request as TraceRequest;
    const node = state.node(nodeId)!;
    asked.push({ ...one, node: node.name });
    return change(soundFacts(one, { ...state.endpoint(one.endpoint.id)!, vtep: node.vtep }));
  };
  const trace = async (from: string, to: string, more: object = {}): Promise<Trace> => {
    const { status, body, text } = await viewer.post('/v1/trace', { from, to, ...more });
    if (status !== 200) throw new Error(text);
    return body;
  };
  return {
    manager,
    api,
    viewer,
    state,
    asked,
    trace,
    set: (next: typeof change) => (change = next),
  };
}

t.test('both workers are asked, each about its own end; a viewer may', async (t) => {
  const { trace, asked, state } = await lab();
  const answer = await trace('a.blue', 'b.blue', { port: 'udp/53' });
  t.match(answer, {
    ...{ ok: true, networkName: 'blue' },
    from: { name: 'a.blue', nodeName: 'w1' },
    to: { name: 'b.blue', nodeName: 'w2' },
  });
  t.notOk('fault' in answer);
  const { vni } = state.network('blue')!;
  t.match(asked, [
    {
      ...{ node: 'w1', network: { vni, mtu: 1450 }, dataPort: 4789 },
      endpoint: { netns: 'a', ifname: 'eth0' },
      other: { mac: state.endpoint('b.blue')!.mac, vtep: state.node('w2')!.vtep },
    },
    { node: 'w2', port: { protocol: 'udp', number: 53 } },
  ]);
  t.notOk('port' in asked[0]!, 'of the one that is reached');
});

t.test('on one host no tunnel is looked at', async (t) => {
  const { trace, asked } = await lab();
  t.equal((await trace('a.blue', 'c.blue')).ok, true);
  t.ok(asked.every(({ node, other }) => node === 'w1' && !('vtep' in other)));
});

t.test('what is not meant to work is said before any host is asked', async (t) => {
  const { trace, asked } = await lab();
  t.match((await trace('a.blue', 'd.red')).fault, {
    ...{ host: 'cluster', object: 'network', found: 'red', wanted: 'blue' },
  });
  t.match((await trace('a.blue', 'lease.blue')).fault, { host: 'cluster', object: 'endpoint' });
  t.same(asked, []);
});

t.test('failures that a worker reported are named with their endpoint', async (t) => {
  const { trace, manager, state } = await lab();
  const code = 'netns-missing';
  const failedEndpoints = [{ endpoint: state.endpoint('b.blue')!.id, code, detail: 'b' }];
  manager.convergence.overrides.set(state.node('w2')!.id, {
    ...{ state: 'failed', code, failedEndpoints },
  });
  t.match((await trace('a.blue', 'b.blue')).fault, {
    ...{ host: 'w2', object: 'applied', name: 'changes of b.blue', found: 'netns-missing: b' },
  });
});

t.test('a worker that cannot be asked, or answers nonsense, is a hop', async (t) => {
  const { trace, set } = await lab();
  set((facts) => {
    if (facts.workload.link === null) return facts;
    throw new OvnetError('query-timeout', 'late');
  });
  t.match((await trace('a.blue', 'b.blue')).fault, {
    ...{ host: 'w1', object: 'agent', found: 'query-timeout: late', wanted: 'answers' },
  });
  set((facts) => ({ ...facts, names: 7 }));
  t.match((await trace('a.blue', 'b.blue')).fault, { object: 'agent', found: /invalid-message/ });
});

t.test('what cannot be traced is refused', async (t) => {
  const { viewer } = await lab();
  const cases: [object, number, string][] = [
    [{ from: 'a.blue', to: 'nobody.blue' }, 404, 'not-found'],
    [{ from: 'a.blue', to: 'a.blue' }, 400, 'invalid-body'],
    [{ from: 'a.blue', to: 'b.blue', port: 'tcp/70000' }, 400, 'invalid-body'],
    [{ from: 'a.blue', to: 'b.blue', port: '443' }, 400, 'invalid-body'],
    [{ from: 'a.blue', to: 'b.blue', live: true }, 422, 'not-supported'],
    [{ from: 'a.blue' }, 400, 'invalid-body'],
  ];
  for (const [body, status, code] of cases) {
    t.match((await viewer.post('/v1/trace', body)).body, { status, code }, JSON.stringify(body));
  }
});
