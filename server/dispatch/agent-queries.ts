/** Asks the agents that this manager serves and hands each answer to who waits for it. */
import { ERRORS, OvnetError, type ErrorCode } from '../../model/errors.js';
import { canAnswer, type Answer } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { AgentSession } from './session.js';
import type { Sessions } from './sessions.js';

export interface AgentQueriesDeps {
  readonly sessions: Pick<Sessions, 'of'>;
  /** Returns what cancels it. */
  readonly after: (ms: number, callback: () => void) => () => void;
  readonly asked: (kind: string, outcome: QueryOutcome) => void;
}

export type QueryOutcome = 'answered' | 'failed' | 'timeout' | 'unreachable';

export interface AgentQuery {
  readonly nodeId: string;
  readonly kind: string;
  /** JSON. */
  readonly payload: Buffer;
  readonly timeoutMs: number;
}

interface Waiting {
  readonly kind: string;
  readonly session: AgentSession;
  readonly cancel: () => void;
  readonly resolve: (payload: Buffer) => void;
  readonly reject: (error: OvnetError) => void;
}

/** Queries without an answer yet, of one agent and of all. */
const MAX_OF_AGENT = 16;
const MAX_OF_ALL = 1024;

export class AgentQueries {
  readonly #deps: AgentQueriesDeps;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(deps: AgentQueriesDeps) {
    this.#deps = deps;
  }

  /** Rejects with `worker-unreachable`, `query-timeout`, `not-supported`, `busy`, or the agent's code. */
  ask(query: AgentQuery): Promise<Buffer> {
    const { nodeId, kind, payload, timeoutMs } = query;
    const session = this.#deps.sessions.of(nodeId);
    if (!session) {
      this.#deps.asked(kind, 'unreachable');
      return Promise.reject(gone(nodeId));
    }
    const refusal = this.#refusal(session, kind);
    if (refusal) {
      this.#deps.asked(kind, 'failed');
      return Promise.reject(refusal);
    }
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#deps.after(timeoutMs, () => this.#late(id, timeoutMs));
      this.#waiting.set(id, { kind, session, cancel, resolve, reject });
      session.send(encodeManagerMessage({ kind: 'query', id, query: kind, payload }));
    });
  }

  /** An answer that nobody waits for any more is dropped. */
  answered(session: AgentSession, { id, payload, errorCode, errorDetail }: Answer): void {
    if (this.#waiting.get(id)?.session !== session) return;
    const one = this.#take(id, errorCode === '' ? 'answered' : 'failed');
    if (errorCode === '') one?.resolve(payload);
    else one?.reject(new OvnetError(knownCode(errorCode), detailOf(errorCode, errorDetail)));
  }

  /** The stream has ended: what was asked on it stays without an answer. */
  closed(session: AgentSession): void {
    for (const [id, waiting] of [...this.#waiting]) {
      if (waiting.session !== session) continue;
      this.#take(id, 'unreachable')?.reject(gone(session.nodeId));
    }
  }

  #refusal(session: AgentSession, kind: string): OvnetError | undefined {
    if (!session.has(canAnswer(kind))) {
      const detail = `the agent of ${session.nodeId} does not answer '${kind}': run a newer one there`;
      return new OvnetError('not-supported', detail);
    }
    const all = [...this.#waiting.values()];
    const ofAgent = all.filter((one) => one.session === session).length;
    if (ofAgent < MAX_OF_AGENT && all.length < MAX_OF_ALL) return undefined;
    return new OvnetError('busy', `${ofAgent} queries to ${session.nodeId} are under way`);
  }

  #late(id: number, timeoutMs: number): void {
    const one = this.#take(id, 'timeout');
    if (!one) return;
    const detail = `${one.session.nodeId} did not answer '${one.kind}' within ${timeoutMs} ms`;
    one.reject(new OvnetError('query-timeout', detail));
  }

  #take(id: number, outcome: QueryOutcome): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (!waiting) return undefined;
    this.#waiting.delete(id);
    waiting.cancel();
    this.#deps.asked(waiting.kind, outcome);
    return waiting;
  }
}

/** Codes of a newer agent are kept in the detail. */
export function knownCode(code: string): ErrorCode {
  return code in ERRORS ? (code as ErrorCode) : 'internal';
}

export function detailOf(code: string, detail: string): string {
  return code in ERRORS ? detail : `${code}: ${detail}`;
}

function gone(nodeId: string): OvnetError {
  return new OvnetError('worker-unreachable', `no manager has a stream of ${nodeId}`);
}
