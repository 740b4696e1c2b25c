/** An agent's session in virtual time: what it says by itself, and when it gives a silent manager up. */
import t from 'tap';
import type { AgentMessage, ManagerMessage, Report } from '../../proto/agent-messages.js';
import type { StreamHandlers } from '../../agent/sync/dial.js';
import {
  Session,
  type SessionDeps,
  type SessionEnd,
  type SessionEvents,
} from '../../agent/sync/session.js';

const MANAGER = { nodeId: 'node-m1', address: '192.0.2.1', grpcPort: 7071, apiPort: 7070 };
const TIMING = { welcomeMs: 6000, heartbeatMs: 5000, silenceMs: 9000, reportMs: 600_000 };

class ManualTimers {
  #now = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly run: () => void }>();

  now = (): number => this.#now;

  after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + ms, run };
    this.#waiting.add(timer);
    return () => this.#waiting.delete(timer);
  };

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#waiting].sort((a, b) => a.at - b.at).find(({ at }) => at <= end);
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

function welcomed(over: Partial<SessionDeps> = {}, events: Partial<SessionEvents> = {}) {
  const timers = new ManualTimers();
  const said: AgentMessage['kind'][] = [];
  const acks: number[] = [];
  const line: { handlers?: StreamHandlers } = {};
  const nothing = (): undefined => undefined;
  const deps: SessionDeps = {
    dial: (_manager, handlers) => {
      line.handlers = handlers;
      const send = (message: AgentMessage): void => {
        said.push(message.kind);
        if (message.kind === 'ack') acks.push(message.revision);
      };
      return { client: undefined, send, close: nothing };
    },
    target: {
      held: () => [],
      setImage: () => ({ accepted: true }),
      applyDelta: () => ({ accepted: true }),
      removeNetwork: nothing,
      synced: nothing,
    },
    cache: { record: nothing, recordImage: nothing },
    timers,
    report: () => new Promise(nothing),
    answer: () => Promise.resolve({ code: 'not-supported', detail: '' }),
    events: {
      welcome: nothing,
      synced: nothing,
      heard: nothing,
      move: nothing,
      olderRefused: nothing,
      digestMismatch: nothing,
      reportFailed: nothing,
      ...events,
    },
    ...over,
  };
  const session = new Session(deps, {
    ...{ clusterId: 'clu-1', nodeId: 'node-w1', bootId: 'b', version: 'v', vtep: '' },
    ...{ capabilities: [], withoutHave: new Set<string>(), timing: TIMING },
  });
  const ends: SessionEnd[] = [];
  void session.run(MANAGER).then((end) => ends.push(end));
  const say = (message: ManagerMessage): void => line.handlers?.message(message);
  const welcome = (): void =>
    say({
      ...{
        kind: 'welcome',
        clusterId: 'clu-1',
        clusterName: 'c',
        nodeId: 'node-w1',
        nodeName: 'w1',
      },
      ...{ epoch: 1, managers: [MANAGER], managerId: 'node-m1' },
    });
  welcome();
  said.length = 0;
  return { session, timers, said, acks, say, welcome, ends };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('a heartbeat is all that is said while nothing happens', async (t) => {
  const { timers, said, say, ends } = welcomed();
  for (let beat = 0; beat < 12; beat++) {
    timers.pass(TIMING.heartbeatMs);
    say({ kind: 'heartbeat' });
  }
  await turn();
  t.same(said, new Array(12).fill('heartbeat'));
  t.same(ends, []);
});

t.test('a manager that says nothing any more is given up, between two heartbeats', async (t) => {
  const { timers, ends } = welcomed();
  timers.pass(TIMING.silenceMs);
  await turn();
  t.same(ends, []);
  timers.pass(600);
  await turn();
  t.match(ends, [{ kind: 'lost', reason: /silent/ }]);
});

t.test(
  'what a manager was told is not told again, until it begins anew or something is otherwise',
  (t) => {
    const { session, acks, welcome } = welcomed();
    const held = { networkId: 'net-1', epoch: 1, digest: 'd', gone: false, failed: [] };
    const other = { ...held, networkId: 'net-2' };
    const failed = [{ endpointId: 'ep-1', code: 'netns-missing' as const, detail: '' }];
    for (const revision of [3, 3, 4, 4]) session.ack({ ...held, revision });
    session.ack({ ...other, revision: 5 });
    session.ack({ ...held, revision: 4, failed });
    session.ack({ ...held, revision: 4 });
    t.same(acks, [3, 4, 5, 4, 4]);
    welcome();
    session.ack({ ...held, revision: 4 });
    t.same(acks.slice(5), [4], 'it may have forgotten');
    t.end();
  },
);

t.test('what a manager says at once is heard as if it were said one after the other', async (t) => {
  const { session, said, acks, say, ends } = welcomed();
  const held = { networkId: 'net-1', epoch: 1, digest: 'd', gone: false, failed: [] };
  const messages = [{ kind: 'heartbeat' }, { kind: 'synced', epoch: 1, revision: 2 }] as const;
  say({ kind: 'batch', messages });
  session.ack({ ...held, revision: 3 });
  session.ack({ ...held, networkId: 'net-2', revision: 3 });
  t.same(said, [], 'and is answered at once as well');
  await turn();
  t.same(said, ['batch']);
  t.same(acks, [], 'none by itself');
  say({ kind: 'batch', messages: [{ kind: 'removed', revision: 4 }, ...messages] });
  session.ack({ ...held, revision: 5 });
  await turn();
  t.same(ends, [{ kind: 'removed' }]);
  t.equal(said.length, 1, 'nothing after the end');
});

t.test(
  'a stream that ends while a report is made is told nothing, and nothing has failed',
  async (t) => {
    const failed: unknown[] = [];
    const made: ((report: Report) => void)[] = [];
    const report = (): Promise<Report> => new Promise((resolve) => void made.push(resolve));
    const reportFailed = (error: unknown): void => void failed.push(error);
    const { session, said, ends } = welcomed({ report }, { reportFailed });
    // One was begun by the welcome.
    t.equal(made.length, 1);
    session.stop();
    made[0]?.({ underlayMtu: 1500, routes: [], capabilities: [], drift: [], agentVersion: 't' });
    await turn();
    t.same(ends, [{ kind: 'stopped' }]);
    t.same(said, []);
    t.same(failed, []);
  },
);
