/**
 * What ovctl prints, word for word: tables, wide tables, JSON, YAML, plans, diffs, errors. The transcript is
 * test/golden/ovctl.txt; with OVNET_UPDATE_GOLDEN=1 it is written anew, to be read before it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { OvnetError } from '../../model/errors.js';
import { QUERY_CHECK, type CheckFacts, type CheckRequest } from '../../model/check.js';
import type { VerifyFacts } from '../../model/inspection.js';
import { QUERY_TRACE, type TraceFacts, type TraceRequest } from '../../model/trace.js';
import { soundFacts } from '../support/trace-facts.js';
import type { WorkerQuery } from '../../server/dispatch/query-port.js';
import type { StateView } from '../../server/state/view.js';
import { CliSession, type RunOptions } from '../support/cli-session.js';

const GOLDEN = 'test/golden/ovctl.txt';
const NOW = Date.parse('2026-01-31T12:00:00.000Z');

const SHOP = `apiVersion: ovnet/v1
networks:
  - name: blue
    subnets: [{cidr: 10.20.0.0/24, reserved: [10.20.0.9]}]
    labels: {team: a}
endpoints:
  - {name: web, network: blue, node: w1, addresses: [10.20.0.7], labels: {tier: front}}
  - {name: db, network: blue, node: w2, aliases: [store]}
`;

type Step = readonly [argv: string, options?: RunOptions];

const STEPS: readonly Step[] = [
  ['apply -f - --set shop --dry-run', { stdin: SHOP }],
  ['apply -f - --set shop', { stdin: SHOP }],
  ['apply -f - --set shop -o wide', { stdin: SHOP }],
  ['network ls'],
  ['network ls -o wide'],
  ['network ls -o json'],
  ['network inspect blue'],
  ['endpoint ls'],
  ['endpoint ls -o wide'],
  ['endpoint inspect web.blue -o json'],
  ['subnet ls blue'],
  ['node ls --name w1'],
  ['verify'],
  ['verify -o wide'],
  ['verify --node w1 --network blue -o json'],
  ['verify --node w2'],
  ['verify --node nobody'],
  ['endpoint create --network blue --node w1 --name one --netns one --create-netns'],
  ['endpoint create --network blue --node w1 --name two --netns two --create-netns'],
  ['trace one.blue two.blue'],
  ['trace one.blue two.blue -o wide'],
  ['trace one.blue web.blue'],
  ['trace one.blue web.blue -o json'],
  ['network check blue'],
  ['network check blue -o wide'],
  ['trace one.blue one.blue'],
  ['trace one.blue two.blue --live'],
  ['trace one.blue two.blue --port 443'],
  ['endpoint rm one.blue two.blue --yes'],
  ['export'],
  [
    'diff -f - --set shop --prune',
    { stdin: SHOP.replace('team: a', 'team: b').replace(/ {2}- \{name: db.*\n/, '') },
  ],
  ['diff -f -', { stdin: SHOP.replace('node: w1', 'node: w2').replace('[store]', '[depot]') }],
  ['diff -f - -o json', { stdin: SHOP.replace('blue\n', 'blue\n    mtu: 1400\n') }],
  ['apply -f - --set shop --prune -o json', { stdin: SHOP.replace(/ {2}- \{name: db.*\n/, '') }],
  ['apply -f -', { stdin: SHOP.replace('node: w1', 'node: w2') }],
  ['apply -f -', { stdin: SHOP.replace('team: a', 'team: 1') }],
  ['endpoint create --network blue --node w1 --name web'],
  ['endpoint create --network blue --node w1 --ip 10.20.0.7'],
  ['endpoint create --network blue --node w1 --ifname eth1'],
  ['network create red --label nonsense'],
  ['network inspect red'],
  ['network rm blue'],
  ['network rm blue green'],
  ['node drain w1'],
  ['node drain w1 -o wide'],
  ['node activate w1'],
  ['endpoint rm web.blue'],
  ['node drain w1'],
  ['node activate w1'],
  ['network create red'],
  ['network rm nosuch blue red --yes'],
  ['apply -f - --prune', { stdin: SHOP }],
  ['context use prod'],
];

/** Lists are ordered by id: the order is that of creation. */
function ascending(): (bytes: number) => Uint8Array {
  let count = 0;
  return (bytes) => {
    const random = Buffer.alloc(bytes);
    random.writeUInt32BE((count += 1), bytes - 4);
    return random;
  };
}

function silent(state: StateView, request: TraceRequest): TraceFacts {
  const { id, mac, addresses } = state.endpoint(request.endpoint.id)!;
  const facts = soundFacts(request, { mac, addresses, vtep: '192.0.2.11' });
  const { listeners, ...workload } = facts.workload;
  const heard = listeners && { listeners: [] };
  const port = facts.port && { ...facts.port, up: id !== state.endpoint('two.blue')?.id };
  return { ...facts, port, workload: { ...workload, ...heard } };
}

/** A black hole everywhere. */
function measured({ sources }: CheckRequest): CheckFacts {
  const pairs = sources.flatMap(({ from, targets }) =>
    targets.map(({ to }) => {
      const rtt = { rttMs: 0.123, maxMs: 0.4 };
      return { from, to, sent: 5, received: 4, ...rtt, pathMtu: 1350, code: '' };
    }),
  );
  return { pairs };
}

/** Sent, and seen in the workload only. */
const PROBED = {
  ...{ sent: 3, error: '' },
  sightings: [{ place: 'workload', name: 'eth0', way: 'there', direction: 'out', copies: 3 }],
};

/** The first worker answers: something differs there, and nobody listens in its workloads. */
function w1Only(state: StateView): (query: WorkerQuery) => object {
  return ({ nodeId, kind, request }) => {
    if (state.node(nodeId)?.name !== 'w1') {
      throw new OvnetError('worker-unreachable', 'no manager has a stream of it');
    }
    if (kind === QUERY_CHECK) return measured(request as CheckRequest);
    if (kind === QUERY_TRACE) return silent(state, request as TraceRequest);
    if (kind.startsWith('probe-')) return PROBED;
    const network = state.network('blue')?.id ?? '';
    const endpoint = state.endpoint('db.blue')?.id ?? '';
    const name = 'vx-100000 02:42:0a:14:00:02';
    const fdb = { object: 'fdb', name, network, endpoint };
    const failure = { object: 'endpoint', name: 'ep', network, endpoint: 'ep' };
    const code = 'netns-missing';
    const facts: VerifyFacts = {
      networks: [{ network, epoch: 1, revision: 12 }],
      revision: 12,
      differences: [
        { ...fdb, found: null, wanted: 'dst 192.0.2.12' },
        { ...failure, found: 'gone', wanted: 'applied', code },
      ],
      omitted: 3,
      settled: true,
    };
    return facts;
  };
}

/** Each id becomes its kind and the number of its appearance. */
function numbered(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) =>
    text.replace(/\b(net|ep|sub|node)-[0-9a-z]{18,}\b/g, (id, kind: string) => {
      const count = [...known.keys()].filter((one) => one.startsWith(kind)).length;
      if (!known.has(id)) known.set(id, `${kind}-${count + 1}`);
      return known.get(id) ?? id;
    });
}

t.test('[check 63] output, exit codes and JSON are stable', async (t) => {
  const session = await CliSession.start(t);
  session.manager.nowMs = NOW;
  session.manager.random = ascending();
  session.manager.onQuery = w1Only(session.manager.state);
  const stable = numbered();
  const transcript: string[] = [];
  for (const [line, options] of STEPS) {
    const { code, out, err } = await session.run(line.split(' '), options);
    transcript.push(`$ ovctl ${line}\n${stable(out)}${stable(err)}exit ${code}\n`);
  }
  const text = transcript.join('\n');
  if (process.env['OVNET_UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
  t.equal(text, readFileSync(GOLDEN, 'utf8'), 'OVNET_UPDATE_GOLDEN=1 writes it anew');
});

t.test(
  '[check 63] each kind of end has its exit code, with code and reason on stderr',
  async (t) => {
    const session = await CliSession.start(t);
    const { proposer, convergence, state } = session.manager;
    await session.run(['network', 'create', 'blue', '--subnet', '10.1.0.0/30']);
    const place = ['--network', 'blue', '--node', 'w1'];
    const create = ['endpoint', 'create', ...place];
    const cases: [string, readonly string[], number, RegExp][] = [
      ['done', [...create, '--name', 'a', '--wait'], 0, /^$/],
      ['usage', ['network', 'create'], 2, /missing required argument/],
      ['invalid data', ['network', 'create', 'B!'], 65, /malformed/],
      ['not found', ['endpoint', 'inspect', 'x.blue'], 66, /no endpoint 'x.blue'/],
      ['exhausted', create, 69, /no free IPv4 address: 10.1.0.0\/30/],
      ['unreachable', ['status', '--socket', '/nonexistent'], 69, /\/nonexistent does not answer/],
      ['taken', ['network', 'create', 'blue'], 73, /network 'blue' exists/],
      ['in use', ['network', 'rm', 'blue'], 73, /has 1 endpoints: 'a'/],
      ['bad configuration', ['status', '--server', 'https://m:1', '--ca', '/none'], 78, /\/none/],
    ];
    for (const [name, argv, code, message] of cases) {
      const answer = await session.run(argv);
      t.equal(answer.code, code, `${name}: ${answer.err}`);
      t.match(answer.err, message, name);
    }
    convergence.overrides.set(state.node('w1')!.id, { state: 'failed', code: 'netns-missing' });
    const late = await session.run(['endpoint', 'update', 'a.blue', '--alias', 'b', '--wait']);
    t.equal(late.code, 75);
    t.match(late.err, 'w1 (failed: netns-missing)');
    t.same(state.endpoint('a.blue')?.aliases, ['b'], 'the write stands');
    proposer.failure = new OvnetError('no-quorum', 'no manager leads');
    t.equal((await session.run(['network', 'ls', '--timeout', '1ms'])).code, 69);
    proposer.failure = new OvnetError('outcome-unknown', 'the leader is gone');
    const unknown = await session.run(['network', 'create', 'red', '--timeout', '1ms']);
    t.equal(unknown.code, 74);
    t.match(unknown.err, /Idempotency-Key ovctl-/);
  },
);
