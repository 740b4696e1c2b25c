/** An agent in virtual time that holds one network, and the streams that it opens; the test is the managers. */
import type { Test } from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { StreamHandlers } from '../../agent/sync/dial.js';
import { AgentSync } from '../../agent/sync/sync.js';
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { AgentMessage, ManagerAddress, ManagerMessage } from '../../proto/agent-messages.js';
import { endpoint, member, TestNetwork } from './desired-network.js';
import { idleSync } from './idle-sync.js';
import { VirtualTimers } from './virtual-timers.js';

const address = (nodeId: string): ManagerAddress => {
  return { nodeId, address: '192.0.2.1', grpcPort: 7071, apiPort: 7070 };
};
export const FIRST = address('node-m1');
export const SECOND = address('node-m2');
export const THIRD = address('node-m3');
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One stream; the test is the manager. */
export class Line {
  readonly heard: AgentMessage[] = [];
  isOpen = true;
  readonly to: string;
  readonly #handlers: StreamHandlers;

  constructor(to: string, handlers: StreamHandlers) {
    this.to = to;
    this.#handlers = handlers;
  }

  async say(...messages: ManagerMessage[]): Promise<void> {
    for (const message of messages) this.#handlers.message(message);
    await turn();
  }

  async break(): Promise<void> {
    this.isOpen = false;
    this.#handlers.ended({ status: 14, detail: 'broken', code: undefined });
    await turn();
  }

  welcome(epoch = 1): ManagerMessage {
    const names = { clusterId: 'clu-1', clusterName: 'c', nodeId: 'me', nodeName: 'w1' };
    return { kind: 'welcome', ...names, epoch, managers: [FIRST], managerId: this.to };
  }

  acks(): string[] {
    const acks = this.heard.flatMap((message) => (message.kind === 'ack' ? message : []));
    return acks.map(({ networkId, revision }) => `${networkId}@${revision}`);
  }
}

export const image = (one: NetworkImage): ManagerMessage => {
  return { kind: 'image', ...one, chunk: 0, last: true };
};
export const delta = (one: NetworkDelta): ManagerMessage => ({ kind: 'delta', ...one });
export const synced = (revision: number): ManagerMessage => ({
  kind: 'synced',
  epoch: 1,
  revision,
});
export const move = (...managers: ManagerAddress[]): ManagerMessage => {
  return { kind: 'move', reason: 'more than its share', managers };
};

function blue(): TestNetwork {
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' }),
  ]);
  return network;
}

export const more = (id: string, host: number) =>
  endpoint({ id, node: 'other', address: `10.0.0.${host}/24` });

/** In sync with the first manager, holding one network. */
export async function agent(t: Test) {
  const timers = new VirtualTimers();
  const kernel = new FakeKernel();
  const lines: Line[] = [];
  const nothing = (): undefined => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: (notice) => sync.applied(notice) },
    { clusterId: 'clu-1', nodeId: 'me', vtep: '192.0.2.1' },
  );
  const sync: AgentSync = new AgentSync(
    {
      dial: ({ nodeId }, handlers) => {
        const line = new Line(nodeId, handlers);
        lines.push(line);
        const close = (): void => void (line.isOpen = false);
        return { client: undefined, send: (message) => void line.heard.push(message), close };
      },
      target: reconciler,
      ...idleSync(timers),
    },
    {
      ...{ clusterId: 'clu-1', nodeId: 'me', bootId: 'b', version: 'v', vtep: '' },
      ...{ capabilities: [], managers: [FIRST] },
    },
  );
  await reconciler.start();
  sync.start();
  await turn();
  t.teardown(async () => {
    await sync.stop();
    await reconciler.stop();
  });
  const settled = async (): Promise<void> => {
    await turn();
    await reconciler.settled();
    await turn();
  };
  const pass = (ms: number): Promise<void> => timers.pass(ms, settled);
  const line = (at: number): Line => {
    const found = lines[at];
    if (!found) throw new Error(`stream ${at} was not opened`);
    return found;
  };
  const network = blue();
  const first = line(0);
  await first.say(first.welcome(), image(network.image()), synced(network.revision));
  await settled();
  return { sync, reconciler, kernel, lines, line, first, network, settled, pass };
}
