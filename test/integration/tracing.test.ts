/** One trace from a request to the kernels that hold what it asked for, as a collector is told it. */
import t, { type Test } from 'tap';
import { createLogger } from '../../observe/logger.js';
import { startTracing } from '../../observe/otlp-tracing.js';
import { ask, managerSocket, startWorker } from '../support/daemons.js';
import { eventually, testCluster, tokenFor } from '../support/managers.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { voting } from '../support/three-managers.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;

async function traced(t: Test, managers: number) {
  const receiver = await OtlpReceiver.start();
  const { endpoint: otlpEndpoint } = receiver;
  const cluster = await testCluster({ otlpEndpoint });
  t.teardown(async () => {
    await cluster.close();
    await receiver.stop();
  });
  const init = await cluster.init('m1');
  const all = [init.manager];
  for (const name of ['m2', 'm3'].slice(0, managers - 1)) {
    all.push(await cluster.join(name, await tokenFor(cluster, init.manager, 'manager')));
  }
  await voting(all);
  const options = { otlpEndpoint };
  const place = { name: 'w1', vtep: '192.0.2.11' };
  const w1 = await startWorker(t, cluster, init.manager, place, options);
  const w2 = await startWorker(
    t,
    cluster,
    init.manager,
    { name: 'w2', vtep: '192.0.2.12' },
    options,
  );
  const call = async (name: string, path: string, body: object, traceparent?: string) => {
    const headers = traceparent === undefined ? {} : { traceparent };
    const answer = await ask(managerSocket(cluster, name), path, { method: 'POST', body, headers });
    if (answer.status !== 201) throw new Error(answer.text);
  };
  /** What the daemons had to say of a trace is there only once they have ended. */
  const finished = async (): Promise<void> => {
    await Promise.all([w1.agent.stop(), w2.agent.stop()]);
    await cluster.close();
  };
  return { receiver, call, finished, w1, w2, managers: all };
}

/** From the root on, each span under the one it belongs to: `name@service`. */
function treeOf(spans: readonly ReceivedSpan[], parent: string): object[] {
  return (
    spans
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .sort((a, b) => Number(a.startNs - b.startNs))
      // Links first, then what stands on them: rounds of one write.
      .filter(({ name }, at, all) => name !== 'kernel.write' || all[at - 1]?.name !== name)
      .map((span) => ({ [`${span.name}@${span.service}`]: treeOf(spans, span.spanId) }))
  );
}

t.test('one trace leads from the request to the kernels of all workers concerned', async (t) => {
  const { receiver, call, finished, w1, w2 } = await traced(t, 1);
  await call('m1', '/v1/networks', { name: 'blue' });
  const attachment = { netns: 'work', ifname: 'e1' };
  await call('m1', '/v1/endpoints', { network: 'blue', node: 'w1', name: 'a', attachment });
  const second = { network: 'blue', node: 'w2', name: 'b', attachment };
  await call('m1', '/v1/endpoints?wait=applied', second, PARENT);
  await finished();

  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  t.strictSame([...receiver.paths], ['/v1/traces']);
  const applied = { 'agent.apply@ovnet-worker': [{ 'kernel.write@ovnet-worker': [] }] };
  const published = { 'feed.publish@ovnet-manager': [applied, applied] };
  const commit = { 'raft.commit@ovnet-manager': [{ 'state.apply@ovnet-manager': [published] }] };
  t.strictSame(treeOf(spans, 'b7ad6b7169203331'), [
    {
      'POST /v1/endpoints@ovnet-manager': [
        { 'propose@ovnet-manager': [commit] },
        { 'convergence.wait@ovnet-manager': [] },
      ],
    },
  ]);
  const kernels = spans.filter(({ name }) => name === 'agent.apply').map(({ node }) => node);
  t.strictSame(kernels.sort(), [w1.id, w2.id].sort(), 'both workers');
  t.ok(
    spans.every(({ startNs, endNs }) => endNs >= startNs),
    'no span ends before it begins',
  );
  t.notOk(
    spans.some(({ failed }) => failed),
    'nothing failed',
  );
});

t.test('a forwarded write is applied in its trace on every manager', async (t) => {
  const { receiver, call, finished, managers } = await traced(t, 3);
  const follower = managers.find(({ core }) => core.raft.status().role !== 'leader')!;
  const leader = managers.find(({ core }) => core.raft.status().role === 'leader')!;
  await call(follower.info.name, '/v1/networks', { name: 'blue' }, PARENT);
  const { revision } = follower.core.state;
  await eventually('all managers to apply it', () =>
    managers.every(({ core }) => core.state.revision >= revision),
  );
  await finished();

  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const nodesOf = (name: string): string[] =>
    spans
      .filter((span) => span.name === name)
      .map(({ node }) => node)
      .sort();
  t.strictSame(nodesOf('propose'), [follower.info.nodeId]);
  t.strictSame(nodesOf('raft.commit'), [leader.info.nodeId]);
  t.strictSame(nodesOf('state.apply'), managers.map(({ info }) => info.nodeId).sort());
});

t.test(
  'what a kernel refuses fails in the trace; a foreign header begins no foreign trace',
  async (t) => {
    const { receiver, call, finished } = await traced(t, 1);
    await call('m1', '/v1/networks', { name: 'blue' }, 'no-such-thing');
    const attachment = { netns: 'nowhere', ifname: 'e1' };
    const endpoint = { network: 'blue', node: 'w1', name: 'a', attachment };
    await call('m1', '/v1/endpoints?wait=applied', endpoint, PARENT);
    await finished();

    const failed = receiver.spans.filter((span) => span.failed).map(({ name }) => name);
    t.ok(failed.includes('agent.apply'), failed.join());
    const [network] = receiver.spans.filter(({ name }) => name === 'POST /v1/networks');
    t.equal(network?.parentSpanId, '', 'a trace of its own');
  },
);

t.test('a caller that does not record its trace makes nobody record it', async (t) => {
  const { receiver, call, finished } = await traced(t, 1);
  await call('m1', '/v1/networks', { name: 'blue' }, PARENT.replace(/01$/, '00'));
  await finished();
  t.strictSame(receiver.spans, []);
});

t.test(
  'without a collector nothing is traced, and OTEL_* decide as their standard says',
  async (t) => {
    const service = { name: 'ovnet-manager', version: '0', nodeId: 'node-1' };
    const log = createLogger({ component: 'test', level: 'silent' });
    const on = async (env: Record<string, string>, endpoint?: string): Promise<boolean> => {
      const tracing = await startTracing({ endpoint, env, service, log });
      await tracing.stop();
      return tracing.isOn;
    };
    const url = 'http://127.0.0.1:9';
    t.notOk(await on({}));
    t.ok(await on({}, url));
    t.ok(await on({ OTEL_EXPORTER_OTLP_ENDPOINT: url }));
    t.notOk(await on({ OTEL_SDK_DISABLED: 'true' }, url));
    t.notOk(await on({ OTEL_TRACES_EXPORTER: 'none' }, url));
    await t.rejects(on({}, 'nonsense'), { code: 'invalid-config' });
  },
);

t.test('a collector that does not answer is named once', async (t) => {
  const lines: string[] = [];
  const log = createLogger({
    component: 'test',
    level: 'warn',
    format: 'json',
    destination: { write: (line) => void lines.push(line) },
  });
  const service = { name: 'ovnet-manager', version: '0', nodeId: 'node-1' };
  const tracing = await startTracing({ endpoint: 'http://127.0.0.1:9', env: {}, service, log });
  tracing.root('a', undefined, {}).end();
  await tracing.stop();
  const said = () => lines.filter((line) => line.includes('cannot be sent')).length;
  await eventually('the failure to be told', () => said() > 0);
  t.equal(said(), 1);
});
