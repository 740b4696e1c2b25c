/** Rows of a worker removed at random for a minute: whether all are put back, and how long each was missing. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { netnsPath, vxlanName } from '../agent/kernel/naming.js';
import { loadNative } from '../agent/kernel/native/native.js';
import type { TransportChoice } from '../agent/kernel/port.js';
import { raid } from './drift/intruder.js';
import { hostNames, makeHost, removeHost } from './kernel/bench-host.js';
import { VNI } from './kernel/remote-endpoints.js';
import { WorkerHandle } from './kernel/worker-handle.js';
import { observeConditions } from './measure/conditions.js';
import { driftReport, type DriftRun } from './measure/drift-report.js';
import { writeReport } from './measure/report.js';

interface Options {
  readonly transport: TransportChoice;
  readonly perSecond: number;
  readonly seconds: number;
}

async function drift(entries: number, options: Options): Promise<DriftRun> {
  const names = hostNames(String(process.pid));
  // A row each for MAC and address.
  const endpoints = entries / 2;
  let worker: WorkerHandle | undefined;
  try {
    await makeHost(names);
    worker = new WorkerHandle({ names, transport: options.transport, endpoints, deltas: 0 });
    await worker.hear('started');
    const place = { fabric: netnsPath(names.fabric), dev: vxlanName(VNI), rows: endpoints };
    const result = await raid(await loadNative(), { ...place, ...options });
    worker.ask();
    return { entries, ...options, ...result, worker: await worker.hear('drift') };
  } finally {
    await worker?.stop();
    await removeHost(names);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      entries: { type: 'string', default: '1000,100000' },
      rate: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '60' },
      transport: { type: 'string', default: 'auto' },
      publish: { type: 'boolean', default: false },
    },
  });
  const conditions = await observeConditions();
  const transport = values.transport as TransportChoice;
  const options = { transport, perSecond: Number(values.rate), seconds: Number(values.seconds) };
  const runs: DriftRun[] = [];
  for (const entries of values.entries.split(',').map(Number)) {
    runs.push(await drift(entries, options));
  }
  const root = join(import.meta.dirname, '..', '..');
  writeReport(driftReport({ runs, conditions: conditions() }), { root, publish: values.publish });
}

await main();
