/** One gRPC call of Agent/Session: reads its messages, writes prepared frames, notices silence and the end. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { AgentMessage, Hello } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { AgentSession, Outlet } from './session.js';

export type SessionCall = ServerDuplexStream<AgentMessage, Buffer>;

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

export interface AgentPatience {
  /** Without a word. */
  readonly silenceMs: number;
  /** With a stream that is full. */
  readonly graceMs: number;
}

export type AgentFault = 'silent' | 'slow-reader';

/** Of what was said otherwise, the agent knows as well that this manager lives. */
const MIN_ANSWER_MS = 500;
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
  /** The agent has not read since what was written filled the stream. */
  #fullSince: number | undefined;

  constructor(deps: AgentStreamDeps, handlers: AgentStreamHandlers) {
    this.#call = deps.call;
    this.#now = deps.now;
    this.#handlers = handlers;
    this.#heardAt = deps.now();
    this.#spokeAt = deps.now();
    const { call } = deps;
    call.on('data', (message: AgentMessage) => this.#receive(message));
    call.on('drain', () => {
      this.#fullSince = undefined;
      this.session?.drained();
    });
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
    const hasRoom = this.#call.write(frame);
    if (!hasRoom) this.#fullSince ??= this.#spokeAt;
    return hasRoom;
  }

  end(): void {
    if (!this.#over) this.#call.end();
    this.#close();
  }

  /** Whether the agent should be given up: it has gone silent, or reads nothing. */
  fault({ silenceMs, graceMs }: AgentPatience): AgentFault | undefined {
    const now = this.#now();
    if (now - this.#heardAt > silenceMs) return 'silent';
    const isStuck = this.#fullSince !== undefined && now - this.#fullSince > graceMs;
    return isStuck ? 'slow-reader' : undefined;
  }

  /** With the acknowledgement of what was received, so that both cost one packet; a flood is answered once in a while. */
  #answerHeartbeat(): void {
    if (this.#fullSince !== undefined || this.#now() - this.#spokeAt < MIN_ANSWER_MS) return;
    this.session?.send(HEARTBEAT);
  }

  #receive(message: AgentMessage): void {
    this.#heardAt = this.#now();
    if (message.kind === 'hello' && !this.#greeted) {
      this.#greeted = true;
      this.#handlers.hello(message);
    } else if (!this.#greeted) {
      this.end();
    } else if (message.kind === 'heartbeat') {
      this.#answerHeartbeat();
    } else {
      this.#handlers.message(message);
    }
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#handlers.closed();
  }
}
