/** Simulated agents in several processes, each in a host of its own, as their benchmark sees them. */
import { fileURLToPath } from 'node:url';
import type { LabHost } from '../../lab/host.js';
import { RequestProcess } from '../load/request-process.js';
import { monotonicMs } from '../measure/clock.js';
import type {
  FleetFault,
  FleetRequest,
  FleetStatus,
  JoinedFleet,
  OpenBare,
  SyncedFleet,
} from './protocol.js';

/** How all came to be connected, in ms from a beginning. */
export interface FleetSync {
  /** Until the last one was in sync, or answered. */
  readonly tookMs: number;
  readonly attempts: readonly { readonly dialledMs: number; readonly tookMs: number }[];
  /** Sessions that ended meanwhile, by why. */
  readonly ended?: Readonly<Record<string, number>>;
}

export interface FleetNode {
  readonly nodeId: string;
  readonly name: string;
}

const HEAP_MIB = 6144;

export class Fleet {
  readonly pids: readonly number[];
  readonly #processes: readonly RequestProcess[];

  constructor(hosts: readonly LabHost[]) {
    const program = fileURLToPath(new URL('./agents.js', import.meta.url));
    const argv = [process.execPath, `--max-old-space-size=${HEAP_MIB}`, program];
    const children = hosts.map((host) => host.spawn(argv, { stdio: ['pipe', 'pipe', 'inherit'] }));
    this.pids = children.map(({ pid }) => pid ?? 0);
    this.#processes = children.map((child) => new RequestProcess(child));
  }

  async join(token: string, agents: number): Promise<{ nodes: FleetNode[]; tookMs: number }> {
    const count = Math.ceil(agents / this.#processes.length);
    const joined = await Promise.all(
      this.#processes.map((child, at) => {
        const first = at * count;
        const own = Math.max(0, Math.min(count, agents - first));
        return ask<JoinedFleet>(child, { kind: 'join', token, first, count: own });
      }),
    );
    const tookMs = Math.max(...joined.map((one) => one.tookMs));
    return { nodes: joined.flatMap(({ nodes }) => nodes), tookMs };
  }

  start(timeoutMs: number): Promise<FleetSync> {
    return this.#synced({ kind: 'start', timeoutMs });
  }

  async cut(): Promise<void> {
    await Promise.all(this.#processes.map((child) => ask(child, { kind: 'cut' })));
  }

  heal(timeoutMs: number): Promise<FleetSync> {
    return this.#synced({ kind: 'heal', timeoutMs });
  }

  /** Until every agent has been in sync anew since then. */
  synced(sinceMs: number, timeoutMs: number): Promise<FleetSync> {
    return this.#synced({ kind: 'await-sync', sinceMs, timeoutMs }, sinceMs);
  }

  /** Bare streams, as many as agents and with their certificates; they stay open until they are closed. */
  openBare(request: Omit<OpenBare, 'kind'>): Promise<FleetSync> {
    return this.#synced({ kind: 'open-bare', ...request });
  }

  async closeBare(): Promise<void> {
    await Promise.all(this.#processes.map((child) => ask(child, { kind: 'close-bare' })));
  }

  async status(): Promise<FleetStatus> {
    const all = await Promise.all(
      this.#processes.map((child) => ask<FleetStatus>(child, { kind: 'status' })),
    );
    const sum = (member: keyof FleetStatus): number =>
      all.reduce((total, one) => total + one[member], 0);
    return {
      inSync: sum('inSync'),
      sessions: sum('sessions'),
      resyncs: sum('resyncs'),
      mismatches: sum('mismatches'),
      images: sum('images'),
      deltas: sum('deltas'),
      acks: sum('acks'),
      entries: sum('entries'),
    };
  }

  /** Each process writes one, by its host's name. */
  async profile(fileOf?: (process: number) => string): Promise<void> {
    await Promise.all(
      this.#processes.map((child, at) => {
        const into = fileOf && { file: fileOf(at) };
        return ask(child, { kind: 'profile', ...into });
      }),
    );
  }

  stop(): void {
    for (const child of this.#processes) child.stop();
  }

  async #synced(request: FleetRequest, sinceMs = monotonicMs()): Promise<FleetSync> {
    const all = await Promise.all(this.#processes.map((child) => ask<SyncedFleet>(child, request)));
    const attempts = all
      .flatMap((one) => one.attempts)
      .map(({ dialledAt, doneAt }) => ({
        dialledMs: dialledAt - sinceMs,
        tookMs: doneAt - dialledAt,
      }));
    const ends = attempts.map(({ dialledMs, tookMs }) => dialledMs + tookMs);
    return { tookMs: Math.max(...ends), attempts, ended: added(all.map((one) => one.ended)) };
  }
}

function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of all) {
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

async function ask<T extends object>(child: RequestProcess, request: FleetRequest): Promise<T> {
  const answer = (await child.ask(request)) as T | FleetFault;
  if ('fault' in answer) throw new Error(answer.fault);
  return answer;
}
