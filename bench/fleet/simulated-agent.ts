/** One simulated agent: the product's own stream, certificate and resume, over a set in place of a kernel. */
import { randomUUID } from 'node:crypto';
import type { Timers } from '../../agent/reconcile/timers.js';
import { grpcDial, type Dial } from '../../agent/sync/dial.js';
import type { SyncStatus } from '../../agent/sync/standing.js';
import { AgentSync, type SyncDeps } from '../../agent/sync/sync.js';
import type { Credentials } from '../../identity/data-dir.js';
import type { JoinAnswer } from '../../identity/join-client.js';
import { monotonicMs } from '../measure/clock.js';
import { LeanSet, type KnownEntry } from './lean-set.js';
import type { Attempt } from './protocol.js';

export interface AgentMember {
  readonly answer: JoinAnswer;
  readonly credentials: Credentials;
  readonly vtep: string;
}

export interface AgentParts {
  readonly timers: Timers;
  /** Entries of this process, each once. */
  readonly known: Map<string, KnownEntry>;
  readonly isCut: () => boolean;
  readonly onSynced: () => void;
  readonly onEnded: (reason: string) => void;
}

const UNDERLAY_MTU = 1500;
const VERSION = 'simulated';
const UNAVAILABLE = 14;
const CUT_OFF = 'cut off';

export class SimulatedAgent {
  readonly set: LeanSet;
  /** Shared clock. */
  syncedAt = 0;
  /** Of the last attempt that got so far. */
  attempt: Attempt = { dialledAt: 0, doneAt: 0 };
  readonly #sync: AgentSync;
  readonly #parts: AgentParts;
  #dialledAt = 0;
  #close: (() => void) | undefined;

  constructor({ answer, credentials, vtep }: AgentMember, parts: AgentParts) {
    this.#parts = parts;
    this.set = new LeanSet(parts.known, (notice) => this.#sync.applied(notice));
    const { clusterId, nodeId, managers } = answer;
    const dial = grpcDial(clusterId, () => credentials);
    this.#sync = new AgentSync(
      {
        dial: this.#watched(dial),
        target: this.set,
        cache: { record: () => undefined, recordImage: () => undefined },
        timers: parts.timers,
        log: this.#log(),
        random: Math.random,
        wallClock: Date.now,
        report: () => Promise.resolve(REPORT),
        answer: () => Promise.resolve({ code: 'not-supported', detail: '' }),
        onManagers: () => undefined,
        onSynced: () => this.#synced(),
        onRemoved: () => undefined,
      },
      {
        ...{ clusterId, nodeId, managers, vtep },
        ...{ version: VERSION, bootId: randomUUID(), capabilities: [] },
      },
    );
  }

  start(): void {
    this.#sync.start();
  }

  /** Ends the stream as a broken line would. */
  breakStream(): void {
    this.#close?.();
  }

  status(): SyncStatus {
    return this.#sync.status();
  }

  #log(): SyncDeps['log'] {
    const ended = (fields: object): void => {
      const { end, reason } = fields as { readonly end?: string; readonly reason?: string };
      if (end !== undefined && reason !== CUT_OFF) this.#parts.onEnded(`${end}: ${reason ?? ''}`);
    };
    return { debug: ended, info: () => undefined, warn: ended };
  }

  #synced(): void {
    this.syncedAt = monotonicMs();
    this.attempt = { dialledAt: this.#dialledAt, doneAt: this.syncedAt };
    this.#parts.onSynced();
  }

  #watched(dial: Dial): Dial {
    return (manager, handlers) => {
      if (this.#parts.isCut()) {
        const end = { status: UNAVAILABLE, detail: CUT_OFF, code: undefined };
        queueMicrotask(() => handlers.ended(end));
        return { client: undefined, send: () => undefined, close: () => undefined };
      }
      this.#dialledAt = monotonicMs();
      const stream = dial(manager, handlers);
      this.#close = () => stream.close();
      return stream;
    };
  }
}

const REPORT = {
  underlayMtu: UNDERLAY_MTU,
  routes: [],
  capabilities: [],
  drift: [],
  agentVersion: VERSION,
};
