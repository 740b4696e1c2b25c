/** The process of simulated agents: joins, connects and cuts them off as `protocol.ts` says; ends with its input. */
import { systemTimers } from '../../agent/reconcile/timers.js';
import { JoinClient } from '../../identity/join-client.js';
import { createCsr, exportPrivateKey, generateKeyPair } from '../../identity/x509.js';
import { parseJoinToken } from '../../model/join-token.js';
import { monotonicMs } from '../measure/clock.js';
import { onLines } from '../measure/lines.js';
import { Profiler } from '../measure/profiler.js';
import { BareFleet } from './bare-fleet.js';
import type { KnownEntry } from './lean-set.js';
import type {
  Attempt,
  FleetFault,
  FleetRequest,
  FleetStatus,
  JoinedFleet,
  JoinFleet,
  OpenBare,
  SyncedFleet,
} from './protocol.js';
import { SimulatedAgent, type AgentMember, type AgentParts } from './simulated-agent.js';

/** Joins under way at once. */
const JOINS = 4;

class Agents {
  readonly #members: AgentMember[] = [];
  readonly #agents: SimulatedAgent[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #parts: AgentParts;
  readonly #bare = new BareFleet();
  readonly #profiler = new Profiler();
  #ended: Record<string, number> = {};
  #cut = false;
  /** When the last wait for all to be in sync began. */
  #sinceMs = 0;
  /** By which it ended. Agents that move to another manager afterwards are no part of it. */
  #attempts: readonly Attempt[] = [];

  constructor() {
    this.#parts = {
      timers: systemTimers(),
      known: new Map<string, KnownEntry>(),
      isCut: () => this.#cut,
      onSynced: () => {
        for (const check of [...this.#waiting]) check();
      },
      onEnded: (reason) => {
        this.#ended[reason] = (this.#ended[reason] ?? 0) + 1;
      },
    };
  }

  answer(request: FleetRequest): Promise<object> {
    switch (request.kind) {
      case 'join':
        return this.#join(request);
      case 'start':
        return this.#start(request.timeoutMs);
      case 'cut':
        this.#cut = true;
        for (const agent of this.#agents) agent.breakStream();
        return Promise.resolve({});
      case 'heal':
        this.#cut = false;
        return this.#synced(monotonicMs(), request.timeoutMs);
      case 'await-sync':
        return this.#synced(request.sinceMs, request.timeoutMs);
      case 'open-bare':
        return this.#openBare(request);
      case 'close-bare':
        this.#bare.close();
        return Promise.resolve({});
      case 'status':
        return Promise.resolve(this.#status());
      case 'profile':
        return this.#profile(request.file);
    }
  }

  async #join({ token, first, count }: JoinFleet): Promise<JoinedFleet> {
    const began = performance.now();
    const client = new JoinClient(parseJoinToken(token), 'worker');
    const accepted = await client.check();
    const names = Array.from({ length: count }, (_, at) => nameOf(first + at));
    let next = 0;
    const one = async (): Promise<void> => {
      for (let at = next++; at < count; at = next++) {
        const keys = await generateKeyPair();
        const [key, csr] = [exportPrivateKey(keys.privateKey), await createCsr(keys)];
        const vtep = vtepOf(first + at);
        const answer = await client.join(accepted, { name: names[at] ?? '', csr, vtep }, key);
        const { certificate, caBundle: ca } = answer;
        this.#members[at] = { answer, credentials: { key, certificate, ca }, vtep };
      }
    };
    await Promise.all(Array.from({ length: JOINS }, one));
    const nodes = this.#members.map(({ answer }, at) => ({
      nodeId: answer.nodeId,
      name: names[at] ?? '',
    }));
    return { nodes, tookMs: performance.now() - began };
  }

  #start(timeoutMs: number): Promise<SyncedFleet> {
    const since = monotonicMs();
    for (const member of this.#members) this.#agents.push(new SimulatedAgent(member, this.#parts));
    for (const agent of this.#agents) agent.start();
    return this.#synced(since, timeoutMs);
  }

  async #openBare({ targets, when, timeoutMs }: OpenBare): Promise<SyncedFleet> {
    const dials = this.#members.map(({ credentials }, at) => {
      const dialledAt = this.#attempts[at]?.dialledAt ?? this.#sinceMs;
      return {
        target: targets[at % targets.length] ?? '',
        credentials,
        delayMs: when === 'at-once' ? 0 : Math.max(0, dialledAt - this.#sinceMs),
      };
    });
    return { attempts: await this.#bare.open(dials, timeoutMs), ended: {} };
  }

  async #profile(file: string | undefined): Promise<object> {
    await (file === undefined ? this.#profiler.begin() : this.#profiler.end(file));
    return {};
  }

  #synced(sinceMs: number, timeoutMs: number): Promise<SyncedFleet> {
    this.#sinceMs = sinceMs;
    this.#ended = {};
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      const check = (): void => {
        if (!this.#agents.every(({ syncedAt }) => syncedAt >= sinceMs)) return;
        end();
        this.#attempts = this.#agents.map(({ attempt }) => attempt);
        resolve({ attempts: this.#attempts, ended: this.#ended });
      };
      const timer = setTimeout(() => {
        end();
        const behind = this.#agents.filter(({ syncedAt }) => syncedAt < sinceMs);
        const why = behind[0]?.status().lastEnd ?? 'nothing said why';
        reject(new Error(`${behind.length} agents are not in sync: ${why}`));
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }

  #status(): FleetStatus {
    const sum = (of: (agent: SimulatedAgent) => number): number =>
      this.#agents.reduce((total, agent) => total + of(agent), 0);
    return {
      inSync: sum((agent) => (agent.status().state === 'in-sync' ? 1 : 0)),
      sessions: sum((agent) => agent.status().counters.sessions),
      resyncs: sum((agent) => agent.status().counters.resyncs),
      mismatches: sum((agent) => agent.status().counters.digestMismatches),
      images: sum(({ set }) => set.counters.images),
      deltas: sum(({ set }) => set.counters.deltas),
      acks: sum(({ set }) => set.counters.acks),
      entries: sum(({ set }) => set.size),
    };
  }
}

function nameOf(number: number): string {
  return `agent-${String(number).padStart(5, '0')}`;
}

/** Of the range for benchmarks (RFC 2544): nothing is ever sent there. */
function vtepOf(number: number): string {
  return `198.18.${number >> 8}.${number & 255}`;
}

async function serve(): Promise<void> {
  const agents = new Agents();
  onLines(process.stdin, (line) => {
    const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
    agents.answer(JSON.parse(line) as FleetRequest).then(say, (error: unknown) => {
      say({ fault: error instanceof Error ? error.message : String(error) } satisfies FleetFault);
    });
  });
  await new Promise((resolve) => process.stdin.once('end', resolve));
  process.exit(0);
}

await serve();
