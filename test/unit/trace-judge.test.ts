/** How facts of two hosts are judged; the same over real kernels is in integration/trace-faults. */
import t from 'tap';
import type { TraceFacts, TraceRequest } from '../../model/trace.js';
import { judge } from '../../server/trace/judge.js';
import type { Side } from '../../server/trace/sides.js';
import { soundFacts } from '../support/trace-facts.js';

const NETWORK = { id: 'net-1', name: 'blue', vni: 1_048_600, mtu: 1450 };
const DATA_PORT = 4789;
const ENDS = [
  { id: 'ep-1', label: 'web.blue', address: '10.0.0.2', mac: '02:42:0a:00:00:02' },
  { id: 'ep-2', label: 'db.blue', address: '10.0.0.3', mac: '02:42:0a:00:00:03' },
] as const;
const NODES = [
  { id: 'node-1', name: 'w1', vtep: '192.0.2.1' },
  { id: 'node-2', name: 'w2', vtep: '192.0.2.2' },
] as const;

interface Changes {
  readonly facts?: (facts: TraceFacts) => TraceFacts;
  readonly applied?: string;
  readonly silent?: string;
}

function side(at: 0 | 1, { facts = (sound) => sound, applied, silent }: Changes): Side {
  const [{ id, label, address, mac }, node] = [ENDS[at], NODES[at]];
  const other = at === 0 ? 1 : 0;
  const request: TraceRequest = {
    network: NETWORK,
    dataPort: DATA_PORT,
    endpoint: { id, netns: label, ifname: 'eth0' },
    other: { mac: ENDS[other].mac, address: ENDS[other].address, vtep: NODES[other].vtep },
  };
  const addresses = [`${address}/24`];
  const sound = soundFacts(request, { mac, addresses, vtep: node.vtep });
  return {
    node,
    endpoint: { id, label, addresses, mac, netns: label, ifname: 'eth0' },
    address,
    applied: applied ?? 'applied',
    facts: silent === undefined ? facts(sound) : { code: silent, detail: 'why' },
  };
}

function judged(from: Changes = {}, to: Changes = {}) {
  return judge({ network: NETWORK, dataPort: DATA_PORT, from: side(0, from), to: side(1, to) });
}

function without(name: keyof TraceFacts): Changes {
  return { facts: (facts) => ({ ...facts, [name]: null }) };
}

t.test('sound hosts have no fault; hops are in the order of packet and answer', (t) => {
  const { hops, fault } = judged();
  t.same(fault, undefined);
  const path: string[] = [];
  for (const { way, host } of hops) {
    if (path.at(-1) !== `${way} ${host}`) path.push(`${way} ${host}`);
  }
  t.same(path, ['there w1', 'there w2', 'there w1', 'there w2', 'back w2', 'back w1']);
  t.end();
});

t.test('of several faults the first on the way is named', (t) => {
  t.match(judged(without('destination'), without('vxlan')).fault, { host: 'w1', object: 'fdb' });
  t.match(judged({}, without('vxlan')).fault, { host: 'w2', way: 'there', object: 'vxlan' });
  t.match(judged({}, without('neighbour')).fault, { host: 'w2', way: 'back' });
  t.end();
});

t.test('what a worker could not apply comes before what its kernel lacks', (t) => {
  const applied = 'netns-missing: no network namespace db.blue';
  t.match(judged(without('port'), { applied }).fault, {
    host: 'w2',
    object: 'applied',
    found: applied,
  });
  t.end();
});

t.test('on one host too, of either end', (t) => {
  const applied = 'process-missing: no process 4711 on this host';
  const to = { ...side(1, { ...without('port'), applied }), node: NODES[0] };
  const input = { from: side(0, {}), to, network: NETWORK, dataPort: DATA_PORT };
  t.match(judge(input).fault, { object: 'applied', name: 'changes of db.blue', found: applied });
  t.end();
});

t.test('a host that does not answer is a hop of its own, after what is known before it', (t) => {
  t.match(judged({}, { silent: 'worker-unreachable' }).fault, {
    ...{ host: 'w2', object: 'agent', found: 'worker-unreachable: why' },
  });
  t.match(judged(without('destination'), { silent: 'worker-unreachable' }).fault, {
    object: 'fdb',
  });
  t.match(judged({ silent: 'query-timeout' }, {}).fault, { host: 'w1', object: 'agent' });
  t.end();
});

t.test('a ping without an answer is blamed only when nothing else is wrong', (t) => {
  const cut = (facts: TraceFacts): TraceFacts => {
    const { underlay } = facts;
    const ping = { sent: 2, received: 0, rttMs: 0, maxMs: 0, code: '' };
    return { ...facts, ...(underlay && { underlay: { ...underlay, ping } }) };
  };
  t.match(judged({ facts: cut }).fault, { host: 'w1', object: 'underlay', state: 'doubtful' });
  t.match(judged({ facts: cut }, without('port')).fault, { host: 'w2', object: 'port' });
  t.end();
});

t.test('a host without ping is not at fault', (t) => {
  const none = (facts: TraceFacts): TraceFacts => {
    const { underlay } = facts;
    const ping = { sent: 0, received: 0, rttMs: 0, maxMs: 0, code: 'missing-program' };
    return { ...facts, ...(underlay && { underlay: { ...underlay, ping } }) };
  };
  t.same(judged({ facts: none }).fault, undefined);
  t.end();
});
