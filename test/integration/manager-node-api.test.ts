/** NodeApi on a manager: a worker attaches, reserves and detaches its own workloads, as often as it asks. */
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import t, { type Test } from 'tap';
import type { AttachRequest } from '../../proto/node-api-codec.js';
import { CODE_METADATA, NODE_API_SERVICE, type Rpc } from '../../proto/services.js';
import { networkCommand, propose, testCluster } from '../support/managers.js';
import { TestAgent } from '../support/test-agent.js';
import { addWorker } from '../support/workers.js';

type Unary<Q, A> = Pick<
  Rpc<Q, never, never, A>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>;

async function worker(t: Test) {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const a = await addWorker(cluster, manager, 'a', '192.0.2.1');
  const { id: blue } = await propose(manager, networkCommand('blue'));
  const { ca, key, certificate } = a.credentials;
  const tls = credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(certificate), {
    checkServerIdentity: () => undefined,
  });
  const target = `127.0.0.1:${manager.info.grpcPort}`;
  const client = new Client(target, tls, { 'grpc.ssl_target_name_override': 'localhost' });
  t.teardown(() => client.close());
  const call = <Q, A>(rpc: Unary<Q, A>, request: Q): Promise<A> =>
    new Promise((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = rpc;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        (error, answer) => (answer ? resolve(answer) : reject(codeOf(error))),
      );
    });
  return { cluster, manager, a, blue, target, call };
}

function codeOf(error: ServiceError | null): Error {
  const code = String(error?.metadata.get(CODE_METADATA)[0]);
  return Object.assign(new Error(error?.details), { code });
}

const REQUEST: AttachRequest = {
  network: 'blue',
  container: 'c1',
  attachment: { netns: 'c1', ifname: 'eth0', create: false },
  name: '',
  addresses: [],
  mac: '',
  waitMs: 0,
};

t.test(
  'attach makes one endpoint per workload and interface, however often it is called',
  async (t) => {
    const { manager, a, call } = await worker(t);
    const { attach } = NODE_API_SERVICE;
    const [one, same] = await Promise.all([call(attach, REQUEST), call(attach, REQUEST)]);
    t.equal(one.endpointId, same.endpointId);
    t.match(one, { mtu: 1450, gateways: ['10.0.0.1'], converged: false });
    const other = await call(attach, {
      ...REQUEST,
      attachment: { netns: 'c1', ifname: 'eth1', create: false },
    });
    t.not(other.endpointId, one.endpointId);
    const endpoint = manager.core.state.endpoint(one.endpointId);
    t.match(endpoint, { node: a.id, addresses: one.addresses, attachment: { netns: 'c1' } });
    t.equal([...manager.core.state.endpoints()].length, 2);
  },
);

t.test('attach waits for the workers when it is asked to', async (t) => {
  const { a, target, call } = await worker(t);
  const agent = new TestAgent(target, a.credentials);
  t.teardown(() => agent.close());
  await agent.next('synced');
  const answer = await call(NODE_API_SERVICE.attach, { ...REQUEST, waitMs: 10_000 });
  t.ok(answer.converged);
});

t.test('detach frees the lease, and succeeds when there is none', async (t) => {
  const { manager, call } = await worker(t);
  const { attach, detach } = NODE_API_SERVICE;
  const { endpointId } = await call(attach, REQUEST);
  const workload = { network: 'blue', container: 'c1', ifname: 'eth0' };
  const { revision } = await call(detach, workload);
  t.equal(manager.core.state.endpoint(endpointId), undefined);
  t.ok(revision > 0);
  await call(detach, workload);
  await call(detach, { ...workload, network: 'unknown' });
  t.equal((await call(attach, REQUEST)).endpointId, endpointId);
});

t.test('a reserved address is kept when the workload is attached', async (t) => {
  const { manager, call } = await worker(t);
  const { attach, reserve } = NODE_API_SERVICE;
  const addresses = ['10.0.0.77'];
  const kept = await call(reserve, { network: 'blue', container: 'c1', ifname: 'eth0', addresses });
  t.same(kept.addresses, ['10.0.0.77/24']);
  t.equal(manager.core.state.endpoint(kept.endpointId)?.attachment, undefined);
  const attached = await call(attach, REQUEST);
  t.same(attached.addresses, ['10.0.0.77/24']);
  t.match(manager.core.state.endpoint(kept.endpointId)?.attachment, { netns: 'c1' });
});

t.test('refusals carry their stable code', async (t) => {
  const { call } = await worker(t);
  const { attach } = NODE_API_SERVICE;
  await t.rejects(call(attach, { ...REQUEST, network: 'nope' }), { code: 'not-found' });
  await t.rejects(call(attach, { ...REQUEST, attachment: undefined }), { code: 'invalid-body' });
  await t.rejects(call(attach, { ...REQUEST, addresses: ['10.0.0.1'] }), {
    code: /address-(taken|reserved)/,
  });
});
