/** A worker that left a network it may never have held: the change waits for its word that nothing is left, and for no more. */
import t from 'tap';
import { EMPTY_DIGEST, formatDigest } from '../../model/digest.js';
import { NOT_HELD } from '../../proto/agent-messages.js';
import { convergenceFixture } from '../support/convergence-fixture.js';

function manager() {
  const { fixture, acks, convergence, commit } = convergenceFixture();
  const create = (id: string): number =>
    commit({ kind: 'endpoint.create', id, network: 'blue', node: 'node-w1', name: id });
  const says = (networkId: string, revision: number): void => {
    const digest = formatDigest(EMPTY_DIGEST);
    const said = { nodeId: 'node-w1', networkId, epoch: 1, revision, digest };
    acks.record({ ...said, gone: true, failed: [], appliedAtMs: fixture.timeMs });
  };
  const stateAt = (revision: number): string | undefined =>
    convergence.worker('node-w1', revision, 'net-1')?.state;
  return { commit, convergence, create, says, stateAt };
}

t.test('what it says of all that it does not hold counts for a network it has left', (t) => {
  const { commit, create, says, stateAt } = manager();
  create('ep-1');
  const left = commit({ kind: 'endpoint.delete', endpoint: 'ep-1' });
  t.equal(stateAt(left), 'pending');
  says(NOT_HELD, left - 1);
  t.equal(stateAt(left), 'pending', 'not from before it left');
  says(NOT_HELD, left);
  t.equal(stateAt(left), 'applied');
  t.end();
});

t.test('and for none that it hosts, nor for one that it is back in', (t) => {
  const { commit, create, says, stateAt } = manager();
  const hosted = create('ep-1');
  says(NOT_HELD, hosted + 10);
  t.equal(stateAt(hosted), 'pending');
  const left = commit({ kind: 'endpoint.delete', endpoint: 'ep-1' });
  t.equal(stateAt(left), 'applied');
  create('ep-2');
  t.equal(stateAt(left), 'pending');
  t.end();
});

t.test('a wait ends with it', async (t) => {
  const { commit, convergence, create, says } = manager();
  create('ep-1');
  const revision = commit({ kind: 'endpoint.delete', endpoint: 'ep-1' });
  const { signal } = new AbortController();
  const waited = convergence.wait({
    revision,
    network: 'net-1',
    mode: 'all',
    timeoutMs: 20_000,
    signal,
  });
  says(NOT_HELD, revision);
  t.match(await waited, { converged: true, workers: [{ node: 'node-w1', state: 'applied' }] });
});
