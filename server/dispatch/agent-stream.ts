/** One gRPC call of Agent/Session: reads its messages, writes prepared frames, notices silence and the end. */
import { OvnetError } from '../../model/errors.js';
import { decodeAgentMessage } from '../../proto/agent-codec.js';
import type { AgentMessage, Hello, SingleAgentMessage } from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { BundleTarget } from './bundle.js';
import type { AgentSession } from './session.js';

/** What is used of gRPC's `ServerDuplexStream`. */
export interface SessionCall {
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'drain' | 'end' | 'error' | 'cancelled', listener: () => void): unknown;
  /** False when the caller should wait for `drain`. */
  write(frame: Buffer): boolean;
  end(): void;
}

export interface AgentStreamHandlers {
  hello(hello: Hello): void;
  message(message: SingleAgentMessage): void;
  /** Called once, however the stream ended. */
  closed(): void;
}

export interface AgentStreamDeps {
  readonly call: SessionCall;
  /** Ends the call with the error as its status. */
  readonly refuse: (error: OvnetError) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Bytes; larger than any list of what an agent may hold. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Networks that one agent may say to hold. */
export const MAX_HAVE = 10_000;

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

export class AgentStream implements BundleTarget {
  /** Once the agent was admitted. */
  session: AgentSession | undefined;
  readonly #call: SessionCall;
  readonly #handlers: AgentStreamHandlers;
  readonly #refuse: (error: OvnetError) => void;
  readonly #now: () => number;
  #greeted = false;
  #over = false;
  #heardAt: number;
  #spokeAt: number;
  /** The agent has not read since what was written filled the stream. */
  #fullSince: number | undefined;

  constructor(deps: AgentStreamDeps, handlers: AgentStreamHandlers) {
    this.#call = deps.call;
    this.#refuse = deps.refuse;
    this.#now = deps.now;
    this.#handlers = handlers;
    this.#heardAt = deps.now();
    this.#spokeAt = deps.now();
    const { call } = deps;
    call.on('data', (bytes: Buffer) => this.#take(bytes));
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

  /** The agent has to read before more is written. */
  get isFull(): boolean {
    return this.#fullSince !== undefined;
  }

  write(frame: Buffer): boolean {
    if (this.#over) return false;
    this.#spokeAt = this.#now();
    const hasRoom = this.#call.write(frame);
    if (!hasRoom) this.#fullSince ??= this.#spokeAt;
    return hasRoom;
  }

  /** Ends with a status that says why. */
  refuse(error: OvnetError): void {
    if (!this.#over) this.#refuse(error);
    this.#close();
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

  #take(bytes: Buffer): void {
    if (this.#over) return;
    try {
      this.#receive(decode(bytes));
    } catch (error) {
      if (!(error instanceof OvnetError)) throw error;
      this.refuse(error);
    }
  }

  #receive(message: AgentMessage): void {
    this.#heardAt = this.#now();
    if (message.kind === 'hello' && !this.#greeted) {
      this.#greeted = true;
      this.#handlers.hello(message);
    } else if (!this.#greeted) {
      throw new OvnetError('invalid-message', 'the first message of a session is a hello');
    } else if (message.kind === 'batch') {
      for (const one of message.messages) this.#hear(one);
    } else {
      this.#hear(message);
    }
  }

  #hear(message: SingleAgentMessage): void {
    if (message.kind === 'heartbeat') this.#answerHeartbeat();
    else this.#handlers.message(message);
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#handlers.closed();
  }
}

/** Throws `message-too-large`, `invalid-message`, `have-too-long`. */
function decode(bytes: Buffer): AgentMessage {
  if (bytes.length > MAX_MESSAGE_BYTES) {
    const detail = `a message of ${bytes.length} bytes: at most ${MAX_MESSAGE_BYTES} are read`;
    throw new OvnetError('message-too-large', detail);
  }
  const message = decodeAgentMessage(bytes);
  if (message.kind === 'hello' && message.have.length > MAX_HAVE) {
    const detail = `the agent says to hold ${message.have.length} networks: at most ${MAX_HAVE}`;
    throw new OvnetError('have-too-long', detail);
  }
  return message;
}
