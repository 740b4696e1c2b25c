/** Managers in the state: who may go, recovery, feature level. */
import t from 'tap';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

function joinSecond(lab: StateFixture, featureLevel = FEATURE_LEVEL): void {
  lab.accept({ kind: 'token.create', id: 'tok-m', role: 'manager', secretHash: 'hm', ttlMs: 1000 });
  lab.accept({
    kind: 'node.join',
    id: 'node-m2',
    role: 'manager',
    name: 'm2',
    keyDigest: 'key-m2',
    tokenHash: 'hm',
    featureLevel,
  });
}

t.test('[check 16] the last manager and the last voter stay, even by force', (t) => {
  const lab = StateFixture.start();
  const remove = { kind: 'node.remove', node: 'm1', force: true } as const;
  t.match(lab.refuse(remove), { code: 'in-use', detail: "manager 'm1' is the last manager" });
  joinSecond(lab);
  lab.accept({ kind: 'node.update', node: 'm2', raft: 'learner' });
  t.match(lab.refuse(remove), { code: 'in-use', detail: "manager 'm1' is the last voter" });
  t.equal(lab.code({ kind: 'node.update', node: 'm1', raft: 'learner' }), 'in-use');
  lab.accept({ kind: 'node.update', node: 'm2', raft: 'voter' });
  lab.accept({ kind: 'node.update', node: 'm1', raft: 'learner' });
  t.equal(lab.code({ kind: 'node.update', node: 'w1', raft: 'voter' }), 'immutable-member');
  t.end();
});

t.test('managers are told apart from workers, from their join until they are forgotten', (t) => {
  const lab = StateFixture.start();
  const names = (): string[] => lab.state.managers().map(({ name }) => name);
  t.same(names(), ['m1']);
  joinSecond(lab);
  t.same(names(), ['m1', 'm2']);
  lab.accept({ kind: 'node.status', changes: [{ node: 'm2', status: 'down' }] });
  t.equal(lab.state.managers()[1]?.status, 'down', 'as they are now');
  const remove = { kind: 'node.remove', node: 'm2', force: true } as const;
  lab.accept(remove);
  t.same(names(), ['m1', 'm2'], 'its vote may be needed');
  lab.accept({ ...remove, settled: true });
  t.same(names(), ['m1']);
  t.end();
});

t.test('a manager is marked for removal, and forgotten once raft counts it no more', (t) => {
  const lab = StateFixture.start();
  joinSecond(lab);
  const remove = { kind: 'node.remove', node: 'm2', force: false } as const;
  t.equal(lab.code(remove), 'in-use', 'it is up');
  t.match(lab.make('node', { ...remove, force: true }), { raft: 'none', name: 'm2' });
  t.notOk(lab.accept(remove).changed, 'asked again');
  t.notOk(lab.state.isRemoved('node-m2'), 'its vote may be needed');
  t.match(lab.refuse({ kind: 'node.update', node: 'm2', raft: 'voter' }), {
    code: 'in-use',
    detail: "manager 'm2' is being removed",
  });
  t.match(lab.refuse({ ...remove, node: 'm1', force: true }), { code: 'in-use' });
  lab.accept({ ...remove, settled: true });
  t.ok(lab.state.isRemoved('node-m2'));
  t.equal(lab.code(remove), 'not-found');
  t.end();
});

t.test('[check 17] a learner, or a manager that is down, goes without force', (t) => {
  for (const before of [
    { kind: 'node.update', node: 'm2', raft: 'learner' },
    { kind: 'node.status', changes: [{ node: 'm2', status: 'down' }] },
    { kind: 'node.update', node: 'm2', availability: 'drain' },
  ] as const) {
    const lab = StateFixture.start();
    joinSecond(lab);
    lab.accept(before);
    const remove = { kind: 'node.remove', node: 'm2', force: false } as const;
    t.match(lab.make('node', remove), { raft: 'none' });
  }
  t.end();
});

t.test('a restored state has one new manager, a later epoch, and every other object', (t) => {
  const lab = StateFixture.start();
  joinSecond(lab);
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept(endpoint('n', 'a'));
  const restore = {
    kind: 'cluster.restore',
    ...{ id: 'node-new', name: 'm1', keyDigest: 'key-new', address: '192.0.2.9' },
    ...{ apiPort: 7070, grpcPort: 7071, featureLevel: 1 },
  } as const;
  t.equal(lab.code({ ...restore, epoch: 1 }), 'invalid-body', 'an epoch is never used again');
  t.equal(lab.code({ ...restore, id: 'node-w1', epoch: 7 }), 'name-taken');
  t.match(lab.make('cluster', { ...restore, epoch: 7 }), { epoch: 7 });
  for (const id of ['node-m1', 'node-m2']) t.ok(lab.state.isRemoved(id));
  const managers = [...lab.state.nodes()].filter(({ role }) => role === 'manager');
  t.match(managers, [{ id: 'node-new', name: 'm1', raft: 'voter', raftId: lab.index }]);
  t.equal(managers.length, 1);
  t.ok(lab.state.endpoint('a.n'));
  t.ok(lab.state.node('w1'), 'workers stay');
  t.end();
});

t.test('[check 18] recovery leaves one manager, a new epoch, and every other object', (t) => {
  const lab = StateFixture.start();
  joinSecond(lab);
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept(endpoint('n', 'a'));
  lab.accept({ kind: 'node.update', node: 'm2', raft: 'learner' });
  t.match(lab.make('cluster', { kind: 'cluster.recover', node: 'node-m2' }), { epoch: 2 });
  t.ok(lab.state.isRemoved('node-m1'));
  t.match(lab.state.node('m2'), { raft: 'voter', status: 'ready' });
  t.ok(lab.state.endpoint('a.n'));
  t.ok(lab.state.node('w1'), 'workers stay');
  t.equal(lab.code({ kind: 'cluster.recover', node: 'w1' }), 'not-found');
  const again = { kind: 'cluster.recover', node: 'node-m2' } as const;
  t.equal(lab.code({ ...again, epoch: 2 }), 'invalid-body', 'not behind the epoch');
  t.match(lab.make('cluster', { ...again, epoch: 1_700_000_000 }), { epoch: 1_700_000_000 });
  t.end();
});

t.test(
  '[raft 83] the feature level rises when every manager supports it, and commands wait for it',
  (t) => {
    const lab = StateFixture.start(2, 1);
    joinSecond(lab, 1);
    const at = { levels: { 'key.delete': 2 } };
    const command = { kind: 'key.delete', key: 'nobody' } as const;
    const tried = (): string => {
      const { result } = lab.propose(command, undefined, at);
      return result.ok ? 'done' : result.refusal.code;
    };
    t.equal(tried(), 'feature-level');
    const raise = { kind: 'cluster.raise', featureLevel: 2 } as const;
    lab.accept({ kind: 'node.announce', node: 'm1', featureLevel: 2 });
    t.match(lab.refuse(raise), { code: 'feature-level', detail: /m2/ });
    lab.accept({ kind: 'node.announce', node: 'm2', featureLevel: 3 });
    t.match(lab.make('cluster', raise), { featureLevel: 2 });
    t.equal(tried(), 'not-found', 'now it is carried out');
    t.equal(lab.code({ kind: 'node.announce', node: 'm1', featureLevel: 1 }), 'feature-level');
    t.equal(lab.make('cluster', { ...raise, featureLevel: 1 }).featureLevel, 2, 'never lowered');
    t.end();
  },
);
