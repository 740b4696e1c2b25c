/** What is said in one turn travels as one message, both ways, and only to who takes that. */
import t from 'tap';
import { Outbox } from '../../agent/sync/outbox.js';
import { encodeAgentMessage } from '../../proto/agent-codec.js';
import type { Ack, AgentMessage } from '../../proto/agent-messages.js';
import { decodeManagerMessage, encodeManagerMessage } from '../../proto/manager-codec.js';
import { MAX_MESSAGE_BYTES } from '../../server/dispatch/agent-stream.js';
import { Bundle } from '../../server/dispatch/bundle.js';

const SYNCED = { kind: 'synced', epoch: 1, revision: 5 } as const;
const GONE = { kind: 'gone', networkId: 'net-1', epoch: 1, revision: 5 } as const;
const HEARTBEAT = { kind: 'heartbeat' } as const;

function bundle() {
  const frames: Buffer[] = [];
  const turns: (() => void)[] = [];
  const target = {
    isFull: false,
    ended: false,
    write: (frame: Buffer): boolean => {
      frames.push(frame);
      return !target.isFull;
    },
    end: (): void => void (target.ended = true),
  };
  const said = () => frames.splice(0).map((frame) => decodeManagerMessage(frame));
  const turn = (): void => {
    for (const flush of turns.splice(0)) flush();
  };
  return { target, said, turn, turns, out: new Bundle(target, { later: (it) => turns.push(it) }) };
}

t.test('frames of one turn are one message, in their order', (t) => {
  const { out, said, turn } = bundle();
  for (const message of [GONE, SYNCED]) out.write(encodeManagerMessage(message));
  t.same(said(), [], 'nothing before the turn is over');
  turn();
  t.same(said(), [{ kind: 'batch', messages: [GONE, SYNCED] }]);
  t.end();
});

t.test('who has said all that it had to say writes within its own turn', (t) => {
  const { out, said, turn } = bundle();
  for (const message of [GONE, SYNCED]) out.write(encodeManagerMessage(message));
  out.flush();
  t.same(said(), [{ kind: 'batch', messages: [GONE, SYNCED] }]);
  turn();
  t.same(said(), [], 'and nothing twice');
  t.end();
});

t.test('the first message is a batch in any case, a later one only of several', (t) => {
  const { out, said, turn } = bundle();
  out.write(encodeManagerMessage(SYNCED));
  turn();
  out.write(encodeManagerMessage(HEARTBEAT));
  turn();
  t.same(said(), [{ kind: 'batch', messages: [SYNCED] }, HEARTBEAT]);
  t.end();
});

t.test('what would be long is written within the turn, and a full stream is told of', (t) => {
  const { out, said, target, turns } = bundle();
  const long = encodeManagerMessage({
    kind: 'elsewhere',
    reason: 'x'.repeat(40_000),
    managers: [],
  });
  t.equal(out.write(long), true);
  t.same(said(), []);
  target.isFull = true;
  t.equal(out.write(long), false);
  t.match(said(), [{ kind: 'batch', messages: [{ kind: 'elsewhere' }, { kind: 'elsewhere' }] }]);
  t.equal(turns.length, 1);
  t.end();
});

t.test('last words are written before the end', (t) => {
  const { out, said, target } = bundle();
  out.write(encodeManagerMessage(SYNCED));
  out.end();
  t.match(said(), [{ kind: 'batch', messages: [SYNCED] }]);
  t.equal(target.ended, true);
  t.end();
});

const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function ack(revision: number, failures = 0): AgentMessage & { kind: 'ack' } {
  const failed = new Array<Ack['failed'][number]>(failures).fill({
    ...{ endpointId: 'ep-1', code: 'netns-missing', detail: '' },
  });
  return { kind: 'ack', networkId: 'net-1', epoch: 1, revision, digest: 'd', gone: false, failed };
}

t.test('an agent says several things as one to a manager that has done so', async (t) => {
  const sent: AgentMessage[] = [];
  const outbox = new Outbox({ send: (message) => sent.push(message) });
  outbox.put(ack(1));
  t.same(sent, [ack(1)], 'at once to one that has not');
  outbox.batch();
  for (const message of [ack(2), ack(3)]) outbox.put(message);
  await turnOver();
  outbox.put(HEARTBEAT);
  await turnOver();
  t.same(sent.slice(1), [{ kind: 'batch', messages: [ack(2), ack(3)] }, HEARTBEAT]);
});

t.test('an acknowledgement fits into one message however much has failed', async (t) => {
  const sent: AgentMessage[] = [];
  const outbox = new Outbox({ send: (message) => sent.push(message) });
  const detail =
    "its worker's tunnel end 2001:db8::2 and ours, 192.0.2.1, are of different families";
  const failed = Array.from({ length: 50_000 }, (_, n) => ({
    ...{ endpointId: `ep-${n}`, code: 'vtep-family', detail },
  }));
  const many = { ...ack(1), failed };
  for (const put of [many, { ...many, failed: failed.slice(0, 1_000) }]) {
    outbox.put(put);
    outbox.batch();
  }
  await turnOver();
  for (const message of sent) t.ok(encodeAgentMessage(message).length < MAX_MESSAGE_BYTES);
  const [all, some] = sent;
  t.match(all, { revision: 1, digest: 'd', failed: [{ endpointId: '', code: 'vtep-family' }] });
  t.match(all?.kind === 'ack' && all.failed[0]?.detail, '50000 failures');
  t.equal(some?.kind === 'ack' && some.failed.length, 1_000, 'what fits is listed');
});

t.test(
  'no batch of an agent is longer than a manager reads, and none follows its end',
  async (t) => {
    const sent: AgentMessage[] = [];
    const outbox = new Outbox({ send: (message) => sent.push(message) });
    outbox.batch();
    for (const revision of [1, 2, 3]) outbox.put(ack(revision, 200));
    outbox.put({ kind: 'answer', id: 1, payload: Buffer.alloc(9), errorCode: '', errorDetail: '' });
    await turnOver();
    t.match(sent, [{ kind: 'batch' }, { kind: 'ack', revision: 3 }, { kind: 'answer' }]);
    outbox.put(ack(4));
    outbox.close();
    await turnOver();
    t.equal(sent.length, 3);
  },
);
