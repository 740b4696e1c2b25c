/** What holds for every command: idempotency, batches, revisions, unknown kinds; tokens and keys. */
import t from 'tap';
import { apply } from '../../server/state/apply.js';
import type { Command } from '../../server/state/command.js';
import type { RowWrite } from '../../server/state/event.js';
import { State } from '../../server/state/state.js';
import { stateHash } from '../../server/state/state-hash.js';
import { endpoint, network, networkOf, START_MS, StateFixture } from '../support/state-fixture.js';

const IDEMPOTENT = { caller: 'key:ci', key: 'k1', bodyHash: 'h1' };

t.test('a retry under the same key is answered as the first time and changes nothing', (t) => {
  const lab = StateFixture.start();
  const first = lab.propose(network('n'), IDEMPOTENT);
  lab.accept({ kind: 'network.delete', network: 'n', force: false });
  const { revision } = lab.state;
  const again = lab.propose(network('n'), IDEMPOTENT);
  t.same(again.result, { ...first.result, replayed: true });
  t.same(again.events, []);
  t.equal(again.writes.length, 1);
  t.equal(lab.state.revision, revision);
  t.equal(lab.state.network('n'), undefined);
  t.end();
});

t.test('the key with another body is refused; another caller may use it', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('before'));
  lab.propose(network('n'), IDEMPOTENT);
  const reused = lab.propose(network('m'), { ...IDEMPOTENT, bodyHash: 'h2' }).result;
  t.match(reused, { ok: false, refusal: { code: 'idempotency-key-reused' } });
  t.match(lab.propose(network('m'), { ...IDEMPOTENT, caller: 'socket' }).result, { ok: true });
  t.end();
});

t.test('[check 30] a refusal is not kept under its key: the retry succeeds once it can', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/30'));
  lab.accept(endpoint('n', 'a'));
  const retry = () => lab.propose(endpoint('n', 'b'), IDEMPOTENT).result;
  t.match(retry(), { ok: false, refusal: { code: 'subnet-full' } });
  lab.accept({ kind: 'endpoint.delete', endpoint: 'a.n' });
  t.match(retry(), { ok: true, replayed: false });
  t.match(retry(), { ok: true, replayed: true });
  t.end();
});

t.test('keys are forgotten after a day, and the oldest beyond the limit', (t) => {
  const lab = StateFixture.start();
  const sessions = { count: 3, ageMs: 86_400_000 };
  const use = (n: number) => {
    const command: Command = { kind: 'node.announce', node: 'w1', vtep: `192.0.2.${n}` };
    const key = { ...IDEMPOTENT, key: `k${n}` };
    const { result } = lab.propose(command, key, { sessions });
    return result.ok && result.replayed;
  };
  for (const n of [1, 2, 3, 4]) t.notOk(use(n));
  t.ok(use(2));
  t.notOk(use(1), 'the oldest made room');
  lab.timeMs = START_MS + 86_399_999;
  t.ok(use(3));
  lab.timeMs = START_MS + 86_400_000;
  t.notOk(use(3));
  t.equal(lab.state.tables.sessions.size, 1, 'those of the day before are gone');
  t.end();
});

t.test('a loaded state answers retries alike and forgets the same keys next', (t) => {
  const lab = StateFixture.start();
  const sessions = { count: 3, ageMs: 86_400_000 };
  for (const key of ['y', 'z', 'x']) {
    lab.propose(network(key), { ...IDEMPOTENT, key }, { sessions });
  }
  const rows = JSON.parse(JSON.stringify([...lab.state.rows()].reverse())) as RowWrite[];
  const loaded = State.load(rows);
  for (const key of ['x', 'w', 'y', 'v', 'z']) {
    const outcome = lab.propose(network(key), { ...IDEMPOTENT, key }, { sessions });
    const other = apply(loaded, lab.proposals.at(-1)!, { index: lab.index, sessions });
    t.equal(JSON.stringify(other), JSON.stringify(outcome), key);
  }
  t.equal(stateHash(loaded), stateHash(lab.state));
  t.end();
});

t.test('a batch is one revision, and later operations may name earlier ones', (t) => {
  const lab = StateFixture.start();
  const { result, events } = lab.propose({
    kind: 'batch',
    commands: [
      networkOf('n', '10.9.0.0/24'),
      endpoint('n', 'a'),
      endpoint('n', 'b', { node: 'w2' }),
      { kind: 'endpoint.update', endpoint: 'ep-n-a', labels: { x: 'y' } },
    ],
  });
  t.match(result, { ok: true, kind: 'network', id: 'net-n', revision: lab.index });
  t.same(result.ok && result.results?.map((one) => one.ok && one.id), [
    'net-n',
    'ep-n-a',
    'ep-n-b',
    'ep-n-a',
  ]);
  t.same(
    events.map(({ kind, id, type }) => `${kind} ${id} ${type}`),
    [
      'network net-n created',
      'subnet sub-n created',
      'endpoint ep-n-a created',
      'endpoint ep-n-b created',
    ],
    'one event per object',
  );
  t.match(events[2]?.object, { labels: { x: 'y' } });
  t.end();
});

t.test('a batch with one bad operation changes nothing and points at it', (t) => {
  const lab = StateFixture.start();
  const rows = JSON.stringify([...lab.state.tables.rows()]);
  const refusal = lab.refuse({
    kind: 'batch',
    commands: [network('n'), endpoint('n', 'a'), endpoint('n', 'a')],
  });
  t.equal(refusal.code, 'name-taken');
  t.match(refusal.errors, [{ pointer: '/operations/2', detail: /ep-n-a/ }]);
  t.equal(JSON.stringify([...lab.state.tables.rows()]), rows);
  t.same(lab.make('network', network('n')).subnets[0]?.cidr, '10.0.0.0/24', 'cursors too');
  t.equal(lab.code({ kind: 'batch', commands: [] }), 'invalid-body');
  const nested = lab.refuse({ kind: 'batch', commands: [{ kind: 'batch', commands: [] }] });
  t.equal(nested.code, 'not-supported');
  t.end();
});

t.test('a command of a newer version is refused, never thrown', (t) => {
  const lab = StateFixture.start();
  for (const kind of ['policy.create', 'toString', '__proto__']) {
    t.equal(lab.code({ kind } as unknown as Command), 'not-supported', kind);
  }
  t.end();
});

t.test('the revision is the index of the last change; the applied index always moves', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  const revision = lab.index;
  t.match(lab.propose(network('n')).result, { ok: false, revision });
  t.equal(lab.state.revision, revision);
  t.equal(lab.state.appliedIndex, revision + 1);
  const row = lab.state.advance(revision + 2);
  t.same(row, { table: 'meta', key: 'applied', value: { index: revision + 2, revision } });
  const proposal = { command: network('m'), actor: 'socket', timeMs: START_MS };
  t.throws(() => apply(lab.state, proposal, { index: revision + 2 }), /is not after/);
  t.end();
});

t.test('an id that exists is refused', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  t.match(lab.refuse({ ...network('m'), id: 'net-n' }), {
    code: 'name-taken',
    detail: 'the id net-n is taken',
  });
  t.end();
});

t.test('rows of an unknown table are damage', (t) => {
  const rows = [
    { table: 'meta', key: 'applied', value: { index: 1, revision: 1 } },
    { table: 'policies', key: 'x', value: {} },
  ];
  t.throws(() => State.load(rows), { code: 'state-corrupt' });
  t.throws(() => State.load([{ table: 'cluster', key: 'c', value: { id: 'c' } }]), {
    code: 'state-corrupt',
  });
  t.equal(State.load([]).revision, 0);
  t.end();
});

t.test('tokens keep the hash, expiry and uses; bad ones are refused', (t) => {
  const lab = StateFixture.start();
  const create = { kind: 'token.create', id: 'tok-1', role: 'worker', secretHash: 'h' } as const;
  const made = lab.make('token', { ...create, ttlMs: 3_600_000, uses: 2 });
  t.match(made, { expiresAt: '2026-09-21T15:13:20.000Z', usesLeft: 2 });
  t.equal(lab.state.tokenByHash('h'), made);
  t.equal(lab.code({ ...create, id: 'tok-2', ttlMs: 1 }), 'name-taken');
  t.equal(lab.code({ ...create, id: 'tok-2', secretHash: 'i', ttlMs: 0 }), 'invalid-body');
  t.equal(lab.code({ ...create, id: 'tok-2', secretHash: 'i', ttlMs: 1, uses: 0 }), 'invalid-body');
  lab.accept({ kind: 'token.delete', token: 'tok-1' });
  t.equal(lab.state.tokenByHash('h'), undefined);
  t.equal(lab.code({ kind: 'token.delete', token: 'tok-1' }), 'not-found');
  t.end();
});

t.test('keys have unique names and secrets', (t) => {
  const lab = StateFixture.start();
  const create = { kind: 'key.create', id: 'key-1', name: 'ci', role: 'operator' } as const;
  const made = lab.make('key', { ...create, secretHash: 'h' });
  t.equal(lab.state.key('ci'), made);
  t.equal(lab.state.keyByHash('h'), made);
  t.equal(lab.code({ ...create, id: 'key-2', secretHash: 'i' }), 'name-taken');
  t.equal(lab.code({ ...create, id: 'key-2', name: 'cd', secretHash: 'h' }), 'name-taken');
  lab.accept({ kind: 'key.delete', key: 'ci' });
  t.same([...lab.state.keys()], []);
  t.equal(lab.code({ kind: 'key.delete', key: 'ci' }), 'not-found');
  t.end();
});
