/**
 * What a session has to say. A manager that sends batches takes them too: what is said to it in one turn then travels as one message,
 * which costs either end hardly more than a single one.
 */
import type { SingleAgentMessage } from '../../proto/agent-messages.js';
import { boundedAck } from './bounded-ack.js';
import type { AgentStream } from './dial.js';

/** A manager refuses messages beyond 4 MiB: so many networks, failures and routes stay far below. */
const MAX_WEIGHT = 512;

export class Outbox {
  readonly #stream: Pick<AgentStream, 'send'>;
  #isBatching = false;
  #waiting: SingleAgentMessage[] = [];
  #weight = 0;
  #isClosed = false;

  constructor(stream: Pick<AgentStream, 'send'>) {
    this.#stream = stream;
  }

  /** The manager takes batches. */
  batch(): void {
    this.#isBatching = true;
  }

  put(one: SingleAgentMessage): void {
    const message = one.kind === 'ack' ? boundedAck(one) : one;
    if (!this.#isBatching) return this.#stream.send(message);
    const weight = weightOf(message);
    if (this.#weight + weight > MAX_WEIGHT) this.#flush();
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(message);
    this.#weight += weight;
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#isClosed = true;
  }

  #flush(): void {
    const messages = this.#waiting;
    const [first] = messages;
    if (first === undefined || this.#isClosed) return;
    this.#waiting = [];
    this.#weight = 0;
    this.#stream.send(messages.length === 1 ? first : { kind: 'batch', messages });
  }
}

function weightOf(message: SingleAgentMessage): number {
  if (message.kind === 'ack') return 1 + message.failed.length;
  if (message.kind === 'report') return 1 + message.routes.length;
  return message.kind === 'answer' ? MAX_WEIGHT : 1;
}
