/** One agent's stream on the manager's side: heartbeats, silence, and agents that read nothing. */
import { EventEmitter } from 'node:events';
import t from 'tap';
import { encodeAgentMessage } from '../../proto/agent-codec.js';
import type { AgentMessage, SingleAgentMessage } from '../../proto/agent-messages.js';
import { AgentStream } from '../../server/dispatch/agent-stream.js';
import type { AgentSession } from '../../server/dispatch/session.js';

const PATIENCE = { silenceMs: 9000, graceMs: 30_000 };
const HELLO: AgentMessage = {
  kind: 'hello',
  bootId: 'b',
  version: 'v',
  capabilities: [],
  have: [],
  vtep: '',
};

function connected() {
  const call = Object.assign(new EventEmitter(), {
    isFull: false,
    written: 0,
    isEnded: false,
    write(this: { isFull: boolean; written: number }): boolean {
      this.written += 1;
      return !this.isFull;
    },
    end(this: { isEnded: boolean }): void {
      this.isEnded = true;
    },
  });
  const clock = { now: 0 };
  const heard: string[] = [];
  const stream = new AgentStream(
    {
      call: call,
      refuse: ({ code }) => heard.push(code),
      now: () => clock.now,
    },
    {
      hello: () => heard.push('hello'),
      message: ({ kind }) => heard.push(kind),
      closed: () => heard.push('closed'),
    },
  );
  const say = (message: AgentMessage): void => void call.emit('data', encodeAgentMessage(message));
  const greet = (): void => {
    say(HELLO);
    const send = (frame: Buffer): boolean => stream.write(frame);
    stream.session = { send, drained: () => undefined } as unknown as AgentSession;
  };
  return { call, clock, heard, stream, say, greet };
}

t.test('a heartbeat is answered, and nothing else is said by itself', (t) => {
  const { call, clock, say, greet } = connected();
  greet();
  for (const at of [5000, 10_000, 15_000]) {
    clock.now = at;
    say({ kind: 'heartbeat' });
  }
  t.equal(call.written, 3);
  t.end();
});

t.test('a flood of heartbeats is answered once in a while', (t) => {
  const { call, clock, say, greet } = connected();
  greet();
  clock.now = 5000;
  for (let count = 0; count < 1000; count++) say({ kind: 'heartbeat' });
  t.equal(call.written, 1);
  t.end();
});

t.test('a heartbeat that just crossed another message needs no answer', (t) => {
  const { call, clock, say, greet, stream } = connected();
  greet();
  clock.now = 5000;
  stream.write(Buffer.alloc(1));
  say({ kind: 'heartbeat' });
  t.equal(call.written, 1);
  t.end();
});

t.test('who begins with anything but a greeting is not listened to', (t) => {
  const { heard, say } = connected();
  say({ kind: 'heartbeat' });
  say(HELLO);
  t.same(heard, ['invalid-message', 'closed']);
  t.end();
});

t.test('what an agent says at once is taken as if it were said one after the other', (t) => {
  const { call, clock, heard, say, greet } = connected();
  const report: SingleAgentMessage = {
    ...{ kind: 'report', underlayMtu: 1500, routes: [], capabilities: [], drift: [] },
    agentVersion: '',
  };
  greet();
  clock.now = 5000;
  say({ kind: 'batch', messages: [report, { kind: 'heartbeat' }, { kind: 'unknown' }] });
  t.same(heard, ['hello', 'report', 'unknown']);
  t.equal(call.written, 1, 'the heartbeat is answered');
  t.end();
});

t.test('who begins with several things at once is not listened to', (t) => {
  const { heard, say } = connected();
  say({ kind: 'batch', messages: [{ kind: 'heartbeat' }] });
  t.same(heard, ['invalid-message', 'closed']);
  t.end();
});

t.test('an agent that says nothing for too long is silent', (t) => {
  const { clock, say, greet, stream } = connected();
  greet();
  clock.now = 9000;
  t.equal(stream.fault(PATIENCE), undefined);
  say({ kind: 'heartbeat' });
  clock.now = 18_001;
  t.equal(stream.fault(PATIENCE), 'silent');
  t.end();
});

t.test('an agent that talks but reads nothing is given up after the grace', (t) => {
  const { call, clock, say, greet, stream } = connected();
  greet();
  call.isFull = true;
  stream.write(Buffer.alloc(1));
  const talkUntil = (end: number): void => {
    for (; clock.now < end; clock.now += 5000) say({ kind: 'heartbeat' });
  };
  talkUntil(30_000);
  t.equal(call.written, 1, 'and is not answered');
  t.equal(stream.fault(PATIENCE), undefined);
  talkUntil(35_000);
  t.equal(stream.fault(PATIENCE), 'slow-reader');
  t.end();
});

t.test('an agent that reads again, however late, has a fresh grace', (t) => {
  const { call, clock, say, greet, stream } = connected();
  greet();
  call.isFull = true;
  stream.write(Buffer.alloc(1));
  clock.now = 29_000;
  call.emit('drain');
  stream.write(Buffer.alloc(1));
  say({ kind: 'heartbeat' });
  clock.now = 35_000;
  t.equal(stream.fault(PATIENCE), undefined);
  t.end();
});
