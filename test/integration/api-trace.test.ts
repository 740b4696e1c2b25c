/** `POST /v1/trace`: what is asked of whom, intent before facts, and answers that are none. */
import t from 'tap';
import { OvnetError } from '../../model/errors.js';
import { PROBE_COPIES, QUERY_PROBE_COLLECT, type Sighting } from '../../model/probe.js';
import { QUERY_TRACE, type TraceFacts, type TraceRequest } from '../../model/trace.js';
import type { Trace } from '../../server/inspect/trace.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';
import { soundFacts } from '../support/trace-facts.js';

const SENT = { sent: PROBE_COPIES, error: '' };

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
  const probes: string[] = [];
  let change = (facts: TraceFacts): unknown => facts;
  let probe = (kind: string): unknown => (kind === QUERY_PROBE_COLLECT ? { sightings: [] } : SENT);
  manager.onQuery = ({ nodeId, kind, request }) => {
    const node = state.node(nodeId)!;
    if (kind !== QUERY_TRACE) {
      probes.push(`${node.name} ${kind}`);
      return probe(kind);
    }
    const one = request as TraceRequest;
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
    probes,
    set: (next: typeof change) => (change = next),
    onProbe: (next: typeof probe) => (probe = next),
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

t.test('each family that both ends have is looked at, until one is at fault', async (t) => {
  const { api, asked, trace, set } = await lab();
  const subnets = [{ cidr: '10.9.0.0/24' }, { cidr: 'fd00:9::/64' }];
  await api.post('/v1/networks', { name: 'both', subnets, ipv6: true });
  for (const [node, name] of [
    ['w1', 'p'],
    ['w2', 'q'],
  ]) {
    await api.post('/v1/endpoints', { network: 'both', node, name, attachment: { netns: name } });
  }
  const sound = await trace('p.both', 'q.both');
  t.ok(sound.ok);
  t.match(sound.from.address, /^10\.9\./);
  t.equal(asked.length, 4, 'both ends about each family');
  const texts = sound.hops.map((hop) => JSON.stringify(hop));
  t.equal(new Set(texts).size, texts.length, 'what is the same is told once');
  const { hops } = await trace('p.both', 'q.both', { family: 4 });
  t.ok(sound.hops.length > hops.length && sound.hops.length < 2 * hops.length);
  // As the kernel has it when the neighbour of one family is gone.
  set((facts) => {
    const isV6 = asked.at(-1)?.other.address.includes(':') === true;
    return isV6 ? { ...facts, neighbour: null } : facts;
  });
  const faulty = await trace('p.both', 'q.both');
  t.notOk(faulty.ok);
  t.match(faulty.from.address, /^fd00:9:/);
  t.ok((await trace('p.both', 'q.both', { family: 4 })).ok);
  t.notOk((await trace('p.both', 'q.both', { family: 6 })).ok);
  t.match(await trace('a.blue', 'b.blue', { family: 6 }), {
    ok: false,
    fault: { object: 'address', wanted: 'of IPv6' },
  });
});

t.test('on one host no tunnel is looked at', async (t) => {
  const { trace, asked } = await lab();
  t.equal((await trace('a.blue', 'c.blue')).ok, true);
  t.ok(asked.every(({ node, other }) => node === 'w1' && !('vtep' in other)));
});

t.test(
  'of a tap the host is asked, and what is inside, or not looked at, is no fault',
  async (t) => {
    const { manager, state, api, trace, asked, probes, set } = await lab();
    const report = { kind: 'node.report', mtu: 1500, routes: [], agentVersion: '1' } as const;
    const { id: node } = state.node('w2', 'worker')!;
    manager.apply({ ...report, node, capabilities: ['tap'] });
    const attachment = { tap: 'vm1' };
    const vm = { network: 'blue', node: 'w2', name: 'vm', attachment };
    const { status, text } = await api.post('/v1/endpoints', vm);
    t.equal(status, 201, text);
    // As an agent answers that knows nothing of taps.
    const old = await trace('a.blue', 'vm.blue');
    t.match(asked.at(-1), { node: 'w2', endpoint: { ifname: 'vm1', tap: true } });
    t.equal(old.ok, true);
    const unseen = (answer: Trace): string[] =>
      answer.hops.flatMap(({ state, object }) => (state === 'unseen' ? [object] : []));
    t.same(unseen(old), ['guest', 'tap']);
    set((facts) => {
      const { mtu, mac } = facts.port!;
      const link = { name: 'vm1', up: true, carrier: true, mtu, mac, master: null };
      const ends = { device: link, veth: link, vethName: 'tv1', fromGuest: 'tv1', toGuest: 'vm1' };
      return { ...facts, tap: { ...ends, endpoint: '' } };
    });
    t.match((await trace('a.blue', 'vm.blue')).fault, { object: 'tap', found: "somebody else's" });
    set((facts) => facts);
    const { body } = await api.post('/v1/trace', { from: 'a.blue', to: 'vm.blue', live: true });
    t.same(unseen(body), ['guest', 'tap', 'probe']);
    t.same(probes, [], 'nobody is asked to look out for what is not sent');
  },
);

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

t.test(
  'a live trace looks out at both ends before it sends, and appends what was seen',
  async (t) => {
    const { api, onProbe, probes } = await lab();
    const { body } = await api.post('/v1/trace', { from: 'a.blue', to: 'b.blue', live: true });
    t.match(body, { ok: false, fault: { host: 'w1', object: 'probe', found: '0 of 3' } });
    t.same(probes.slice(0, 2).sort(), ['w1 probe-watch', 'w2 probe-watch']);
    t.same(probes.slice(2), ['w1 probe-send', 'w1 probe-collect', 'w2 probe-collect']);
    onProbe(() => {
      throw new OvnetError('native-unavailable', 'koffi: not installed');
    });
    const refused = await api.post('/v1/trace', { from: 'a.blue', to: 'b.blue', live: true });
    t.match(refused.body, { code: 'native-unavailable' }, 'who asked for a packet gets no less');
  },
);

t.test('a packet that cannot be followed does not hide what the kernels show', async (t) => {
  const { api, onProbe, set } = await lab();
  set((facts) => ({ ...facts, destination: null }));
  onProbe(() => {
    throw new OvnetError('netns-missing', 'a');
  });
  const { body } = await api.post('/v1/trace', { from: 'a.blue', to: 'b.blue', live: true });
  const trace = body as Trace;
  t.match(trace.fault, { object: 'fdb', found: 'missing' });
  t.match(trace.hops.at(-1), { object: 'probe', state: 'doubtful', found: 'netns-missing: a' });
});

t.test('a packet that passes takes away doubts', async (t) => {
  const { api, onProbe, set } = await lab();
  set((facts) => {
    const { underlay } = facts;
    if (!underlay) return facts;
    return { ...facts, underlay: { ...underlay, ping: { ...underlay.ping, received: 0 } } };
  });
  const ask = { from: 'a.blue', to: 'b.blue' };
  t.match((await api.post('/v1/trace', ask)).body, { fault: { state: 'doubtful' } });
  onProbe((kind) => (kind === QUERY_PROBE_COLLECT ? { sightings: everywhere() } : SENT));
  const { body } = await api.post('/v1/trace', { ...ask, live: true });
  t.match(body, { ok: true, fault: undefined });
});

function everywhere(): readonly Sighting[] {
  return (['workload', 'port', 'vxlan', 'underlay'] as const).flatMap((place) =>
    (['there', 'back'] as const).flatMap((way) =>
      (['in', 'out'] as const).map((direction) => {
        return { place, name: place, way, direction, copies: PROBE_COPIES };
      }),
    ),
  );
}

t.test('what cannot be traced is refused', async (t) => {
  const { viewer } = await lab();
  const cases: [object, number, string][] = [
    [{ from: 'a.blue', to: 'nobody.blue' }, 404, 'not-found'],
    [{ from: 'a.blue', to: 'a.blue' }, 400, 'invalid-body'],
    [{ from: 'a.blue', to: 'b.blue', port: 'tcp/70000' }, 400, 'invalid-body'],
    [{ from: 'a.blue', to: 'b.blue', port: '443' }, 400, 'invalid-body'],
    [{ from: 'a.blue', to: 'b.blue', live: true }, 403, 'forbidden'],
    [{ from: 'a.blue' }, 400, 'invalid-body'],
  ];
  for (const [body, status, code] of cases) {
    t.match((await viewer.post('/v1/trace', body)).body, { status, code }, JSON.stringify(body));
  }
});
