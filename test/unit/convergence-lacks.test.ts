/** What a worker could not do for endpoints: who is held up by it, and where it is told for as long as it stands. */
import t from 'tap';
import { convergenceFixture } from '../support/convergence-fixture.js';

const REFUSED = { code: 'kernel-refused', detail: 'no' } as const;

function manager() {
  const { fixture, state, feeds, acks, convergence, commit } = convergenceFixture();
  const create = (id: string, node: string): number =>
    commit({ kind: 'endpoint.create', id, network: 'blue', node, name: id });
  /** Worker `n` holds the network's present set, but for some endpoints. */
  const holds = (nodeId: string, ...failed: readonly string[]): void => {
    const { revision, digest, epoch } = feeds.find('net-1')!;
    acks.record({
      ...{ nodeId, networkId: 'net-1', epoch, revision, digest, gone: false },
      failed: failed.map((endpointId) => ({ endpointId, ...REFUSED })),
      appliedAtMs: (fixture.timeMs += 1),
    });
  };
  const at = (node: string, revision: number) => convergence.worker(node, revision, 'net-1');
  create('ep-1', 'node-w1');
  create('ep-2', 'node-w2');
  return { state, commit, create, convergence, holds, at };
}

t.test('what earlier changes asked for and is lacking is told and holds no later one up', (t) => {
  const { create, convergence, holds, at } = manager();
  const later = create('ep-3', 'node-w1');
  holds('node-w1', 'ep-2');
  const lacking = [{ endpoint: 'ep-2', ...REFUSED }];
  t.match(at('node-w1', later), { state: 'applied', ...REFUSED, lacking });
  t.match(convergence.snapshot(later).workers, [{ ...REFUSED, lacking }, { node: 'node-w2' }]);
  t.same([...convergence.lacks('net-1')], [['ep-2', [{ node: 'node-w1', ...REFUSED }]]]);
  holds('node-w1');
  t.equal(at('node-w1', later)?.code, undefined);
  t.equal(convergence.lacks('net-1').size, 0, 'once it is there');
  t.end();
});

t.test('of the own host it is no lack of a peer', (t) => {
  const { convergence, holds } = manager();
  holds('node-w1', 'ep-1');
  t.equal(convergence.lacks('net-1').size, 0);
  t.end();
});

t.test('a host that changed concerns what leads to it and from it', (t) => {
  const { commit, holds, at } = manager();
  const moved = commit({ kind: 'node.announce', node: 'node-w2', vtep: '198.51.100.2' });
  for (const [worker, other] of [
    ['node-w1', 'ep-2'],
    ['node-w2', 'ep-1'],
  ] as const) {
    holds(worker, other);
    t.match(at(worker, moved), { state: 'failed', ...REFUSED, failedEndpoints: [{}] }, worker);
  }
  holds('node-w2', 'ep-2');
  t.equal(at('node-w2', moved)?.state, 'applied', 'not what is plugged in there');
  t.end();
});

t.test('a removal that could not be carried out is not applied', (t) => {
  const { commit, holds, at } = manager();
  const removed = commit({ kind: 'endpoint.delete', endpoint: 'ep-2' });
  holds('node-w1', 'ep-2');
  t.match(at('node-w1', removed), { state: 'failed', ...REFUSED });
  t.end();
});

t.test('nobody has applied a revision that is not there yet', (t) => {
  const { state, convergence, holds, at } = manager();
  holds('node-w1');
  holds('node-w2');
  const { revision } = state;
  t.match(convergence.snapshot(revision), {
    converged: true,
    workers: [{ state: 'applied' }, { state: 'applied' }],
  });
  t.match(convergence.snapshot(revision + 1), {
    converged: false,
    workers: [
      { state: 'pending', appliedAt: undefined },
      { state: 'pending', appliedAt: undefined },
    ],
  });
  t.match(at('node-w1', revision + 1), { state: 'pending' }, 'nor one worker by itself');
  t.end();
});
