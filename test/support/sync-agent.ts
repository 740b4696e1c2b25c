/** An agent as it runs on a worker, stream, cache of nothing and reconciler, over a kernel in memory. */
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { systemTimers } from '../../agent/reconcile/timers.js';
import { grpcDial } from '../../agent/sync/dial.js';
import { AgentSync } from '../../agent/sync/sync.js';
import type { RunningManager } from '../../server/manager.js';
import type { TestWorker } from './workers.js';

const nothing = (): undefined => undefined;
const LOG = { debug: nothing, info: nothing, warn: nothing };

export interface SyncAgent {
  readonly nodeId: string;
  readonly sync: AgentSync;
  readonly kernel: FakeKernel;
  stop(): Promise<void>;
}

/** `vtep`: as it was joined with. It knows the one manager at first. */
export async function startSyncAgent(
  { id: nodeId, credentials }: TestWorker,
  vtep: string,
  { info }: RunningManager,
): Promise<SyncAgent> {
  const { clusterId, grpcPort, apiPort } = info;
  const kernel = new FakeKernel();
  const timers = systemTimers();
  const reconciler = new Reconciler(
    { kernel, timers, log: LOG, onApplied: (notice) => sync.applied(notice) },
    { clusterId, nodeId, vtep },
  );
  const sync: AgentSync = new AgentSync(
    {
      dial: grpcDial(clusterId, () => credentials),
      target: reconciler,
      cache: { record: nothing, recordImage: nothing },
      timers,
      log: LOG,
      random: Math.random,
      wallClock: Date.now,
      report: async () => ({
        underlayMtu: (await kernel.facts()).mtu,
        ...{ routes: [], capabilities: [], drift: [], agentVersion: 'test' },
      }),
      answer: () => Promise.resolve({ code: 'not-supported', detail: '' }),
      onManagers: nothing,
      onSynced: nothing,
      onRemoved: nothing,
    },
    {
      ...{ clusterId, nodeId, vtep, bootId: nodeId, version: 'test', capabilities: [] },
      managers: [{ nodeId: info.nodeId, address: '127.0.0.1', grpcPort, apiPort }],
    },
  );
  await reconciler.start();
  sync.start();
  const stop = async (): Promise<void> => {
    await sync.stop();
    await reconciler.stop();
  };
  return { nodeId, sync, kernel, stop };
}
