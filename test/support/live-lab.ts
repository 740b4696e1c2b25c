/** Follows probes between the places of a trace lab, whose hosts have no agent process: their inspections are asked directly. */
import { Namespaces } from '../../agent/kernel/namespaces.js';
import { loadNative } from '../../agent/kernel/native/native.js';
import { Inspector } from '../../agent/inspect/inspector.js';
import { probeInspections } from '../../agent/inspect/probe.js';
import { systemTimers } from '../../agent/reconcile/timers.js';
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import type { TracePort } from '../../model/trace.js';
import type { WorkerQueries } from '../../server/dispatch/query-port.js';
import { followProbe } from '../../server/inspect/live.js';
import type { Hop } from '../../server/trace/hop.js';
import { traceInput, type Place, type TraceLab } from './trace-lab.js';

const TIMEOUT_MS = 10_000;

export type Follow = (from: Place, to: Place, port?: TracePort) => Promise<readonly Hop[]>;

export function liveLab({ a, b }: Pick<TraceLab, 'a' | 'b'>): Follow {
  const agents = new Map(
    [a, b].map(({ nodeId, fabric, netns }) => {
      const parts = { namespaces: new Namespaces(), native: loadNative, timers: systemTimers() };
      return [nodeId, new Inspector(probeInspections(parts, { fabric, hostNetns: netns }))];
    }),
  );
  const workers: WorkerQueries = {
    ask: async ({ nodeId, kind, request }) => {
      const payload = Buffer.from(JSON.stringify(request));
      const answer = await agents.get(nodeId)!.answer({ kind, payload });
      if ('json' in answer) return answer.json;
      throw new OvnetError(answer.code as ErrorCode, answer.detail);
    },
  };
  return async (from, to, port) =>
    followProbe(workers, await traceInput(from, to, port), TIMEOUT_MS);
}
