/** Where the CPU time of a bulk goes: less moved by other work on the machine than the time on the clock. */
import { cpuMs, threadTimes } from '../measure/processes.js';

/** In ms. */
export interface BulkCpu {
  /** Of all managers: the threads that run JavaScript, and their other ones. */
  readonly managersMainMs: number;
  readonly managersOthersMs: number;
  readonly agentsMs: number;
  readonly clientsMs: number;
}

export interface BulkProcesses {
  readonly managers: readonly number[];
  readonly agents: readonly number[];
  readonly clients: readonly number[];
}

/** Returns what tells the time used since; to be called while all of them run. */
export function bulkCpuFrom(pids: BulkProcesses): () => BulkCpu {
  const before = used(pids);
  return () => {
    const after = used(pids);
    return {
      managersMainMs: after.managersMainMs - before.managersMainMs,
      managersOthersMs: after.managersOthersMs - before.managersOthersMs,
      agentsMs: after.agentsMs - before.agentsMs,
      clientsMs: after.clientsMs - before.clientsMs,
    };
  };
}

function used({ managers, agents, clients }: BulkProcesses): BulkCpu {
  const threads = managers.map(threadTimes);
  return {
    managersMainMs: sum(threads.map(({ mainMs }) => mainMs)),
    managersOthersMs: sum(threads.map(({ othersMs }) => othersMs)),
    agentsMs: sum(agents.map(cpuMs)),
    clientsMs: sum(clients.map(cpuMs)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
