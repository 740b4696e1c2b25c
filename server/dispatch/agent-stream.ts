/** One gRPC call of Agent/Session: reads its messages, writes prepared frames, notices silence and the end. */
import type { AgentMessage, Hello } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { AgentSession, Outlet } from './session.js';

/** What is used of gRPC's `ServerDuplexStream`. */
export interface SessionCall {
  on(event: 'data', listener: (message: AgentMessage) => void): unknown;
  on(event: 'drain' | 'end' | 'error' | 'cancelled', listener: () => void): unknown;
  /** False when the caller should wait for `drain`. */
  write(frame: Buffer): boolean;
  end(): void;
}

export interface AgentStreamHandlers {
  hello(hello: Hello): void;
  message(message: AgentMessage): void;
  /** Called once, however the stream ended. */
  closed(): void;
}

export interface AgentStreamDeps {
  readonly call: SessionCall;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

const HEARTBEAT = encodeManagerMessage({ kind: 'heartbeat' });

export class AgentStream implements Outlet {
  /** Once the agent was admitted. */
  session: AgentSession | undefined;
  readonly #call: SessionCall;
  readonly #handlers: AgentStreamHandlers;
  readonly #now: () => number;
  #greeted = false;
  #over = false;
  #heardAt: number;
  #spokeAt: number;

  constructor(deps: AgentStreamDeps, handlers: AgentStreamHandlers) {
    this.#call = deps.call;
    this.#now = deps.now;
    this.#handlers = handlers;
    this.#heardAt = deps.now();
    this.#spokeAt = deps.now();
    const { call } = deps;
    call.on('data', (message: AgentMessage) => this.#receive(message));
    call.on('drain', () => this.session?.drained());
    call.on('end', () => this.#close());
    call.on('error', () => this.#close());
    call.on('cancelled', () => this.#close());
  }

  get isOver(): boolean {
    return this.#over;
  }

  write(frame: Buffer): boolean {
    if (this.#over) return false;
    this.#spokeAt = this.#now();
    return this.#call.write(frame);
  }

  end(): void {
    if (!this.#over) this.#call.end();
    this.#close();
  }

  /** Says something when nothing was said, and gives an agent up that has gone silent. */
  tick(heartbeatMs: number, silenceMs: number): void {
    const now = this.#now();
    if (now - this.#heardAt > silenceMs) return this.end();
    if (this.session && now - this.#spokeAt >= heartbeatMs) this.session.send(HEARTBEAT);
  }

  #receive(message: AgentMessage): void {
    this.#heardAt = this.#now();
    if (message.kind === 'hello' && !this.#greeted) {
      this.#greeted = true;
      this.#handlers.hello(message);
    } else if (this.#greeted) {
      this.#handlers.message(message);
    } else {
      this.end();
    }
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#handlers.closed();
  }
}
