/** Writes handed to the leader over one stream: answers find their request, and what is certain when it breaks. */
import t, { type Test } from 'tap';
import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import type { ForwardRequest, ForwardResponse } from '../../proto/peer-codec.js';
import { PEER_SERVICE } from '../../proto/services.js';
import { OvnetError } from '../../model/errors.js';
import {
  ForwardStream,
  serveForwards,
  type ForwardCall,
} from '../../server/cluster/forward-stream.js';
import { rpcError } from '../../server/cluster/rpc-guard.js';

const TIMEOUT_MS = 10_000;

interface Leader {
  readonly asked: ForwardRequest[];
  readonly calls: ForwardCall[];
  answer: (request: ForwardRequest) => Promise<ForwardResponse>;
  admit: () => void;
}

const answerTo = ({ id, proposal }: ForwardRequest): ForwardResponse => ({
  id,
  result: proposal,
  index: id,
  errorCode: '',
  errorDetail: '',
});
const never = (): Promise<ForwardResponse> => new Promise(() => undefined);
const request = (text: string) => ({ proposal: Buffer.from(text), hops: 1 });

async function leader(test: Test): Promise<{ leader: Leader; stream: () => ForwardStream }> {
  const state: Leader = {
    asked: [],
    calls: [],
    answer: (asked) => Promise.resolve(answerTo(asked)),
    admit: () => undefined,
  };
  const server = new Server();
  server.addService(
    { forward: PEER_SERVICE.forward },
    {
      forward: (call: ForwardCall) => {
        state.calls.push(call);
        serveForwards(call, {
          admit: () => state.admit(),
          answer: (asked) => {
            state.asked.push(asked);
            return state.answer(asked);
          },
          toError: rpcError,
        });
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  test.teardown(() => {
    client.close();
    server.forceShutdown();
  });
  return { leader: state, stream: () => new ForwardStream(client, new Metadata()) };
}

t.test('answers find their requests, in whatever order they come', async (t) => {
  const { leader: at, stream } = await leader(t);
  const held: (() => void)[] = [];
  at.answer = (asked) =>
    new Promise((resolve) => {
      held.unshift(() => resolve(answerTo(asked)));
      if (held.length === 3) for (const release of held) release();
    });
  const link = stream();
  const texts = ['one', 'two', 'three'];
  const outcomes = await Promise.all(texts.map((text) => link.send(request(text), TIMEOUT_MS)));
  t.same(
    outcomes.map((outcome) => outcome.kind === 'answered' && outcome.response.result.toString()),
    texts,
  );
  t.equal(at.calls.length, 1, 'one stream for all of them');
});

t.test('a stream that breaks says of each request whether it may have been seen', async (t) => {
  const { leader: at, stream } = await leader(t);
  at.answer = never;
  const link = stream();
  const seen = link.send(request('seen'), TIMEOUT_MS);
  while (at.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  at.calls[0]?.emit('error', rpcError(new OvnetError('starting', 'going away')));
  t.match(await seen, { kind: 'broken' });
  t.equal(link.isOver, true);

  const nobody = new Client('127.0.0.1:9', credentials.createInsecure());
  t.teardown(() => nobody.close());
  const lost = await new ForwardStream(nobody, new Metadata()).send(request('unseen'), TIMEOUT_MS);
  t.match(lost, { kind: 'unsent' });
});

t.test('[raft 80] no answer in time leaves the outcome open', async (t) => {
  const { leader: at, stream } = await leader(t);
  const link = stream();
  await link.send(request('first'), TIMEOUT_MS);
  at.answer = never;
  t.match(await link.send(request('second'), 20), { kind: 'broken', detail: 'no answer in time' });
  at.answer = (asked) => Promise.resolve(answerTo(asked));
  t.match(await link.send(request('third'), TIMEOUT_MS), { kind: 'answered' });
});

t.test('a manager that was removed meanwhile is refused, and nothing is proposed', async (t) => {
  const { leader: at, stream } = await leader(t);
  const link = stream();
  await link.send(request('before'), TIMEOUT_MS);
  at.admit = () => {
    throw new OvnetError('node-removed', 'removed');
  };
  t.match(await link.send(request('after'), TIMEOUT_MS), { kind: 'broken', detail: /removed/ });
  t.equal(at.asked.length, 1);
});
