/** Both ends of Peer/Forward: one stream per manager, what one turn says in one message, answers matched by id. */
import {
  Metadata,
  status,
  type Client,
  type ClientDuplexStream,
  type ServerDuplexStream,
  type StatusObject,
} from '@grpc/grpc-js';
import type { ForwardRequest, ForwardResponse } from '../../proto/peer-codec.js';
import { PEER_SERVICE } from '../../proto/services.js';

/** `unsent`: certainly not seen by the other end. */
export type ForwardOutcome =
  | { readonly kind: 'answered'; readonly response: ForwardResponse }
  | { readonly kind: 'unsent' | 'broken'; readonly detail: string };

interface Waiting {
  readonly timer: NodeJS.Timeout;
  sent: boolean;
  settle(outcome: ForwardOutcome): void;
}

type Stream = ClientDuplexStream<readonly ForwardRequest[], readonly ForwardResponse[]>;

/** The follower's end. Opens at the first request; when it broke, `isOver`, and another one is made. */
export class ForwardStream {
  readonly #stream: Stream;
  readonly #waiting = new Map<number, Waiting>();
  #queue: ForwardRequest[] = [];
  #lastId = 0;
  #isReady = false;
  #isFlushing = false;
  #isOver = false;

  /** `metadata`: who this manager is. */
  constructor(client: Client, metadata: Metadata) {
    const { path, requestSerialize, responseDeserialize } = PEER_SERVICE.forward;
    this.#stream = client.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      metadata,
    );
    this.#stream.on('metadata', () => {
      this.#isReady = true;
      this.#flush();
    });
    this.#stream.on('data', (responses: readonly ForwardResponse[]) => {
      for (const response of responses)
        this.#settle(response.id, () => ({ kind: 'answered', response }));
    });
    // The status tells every end; an error without a listener would end the process.
    this.#stream.on('error', () => undefined);
    this.#stream.on('status', (end: StatusObject) => this.#ended(end));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Never rejects. */
  send(request: Omit<ForwardRequest, 'id'>, timeoutMs: number): Promise<ForwardOutcome> {
    const id = (this.#lastId += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#giveUp(id, 'no answer in time'), timeoutMs);
      this.#waiting.set(id, { timer, sent: false, settle: resolve });
      this.#queue.push({ id, ...request });
      if (!this.#isFlushing) {
        this.#isFlushing = true;
        queueMicrotask(() => {
          this.#isFlushing = false;
          this.#flush();
        });
      }
    });
  }

  close(): void {
    this.#stream.cancel();
  }

  #flush(): void {
    if (!this.#isReady || this.#isOver) return;
    // Who waits no longer was told that nothing was sent.
    const requests = this.#queue.filter(({ id }) => this.#waiting.has(id));
    this.#queue = [];
    if (requests.length === 0) return;
    for (const { id } of requests) {
      const waiting = this.#waiting.get(id);
      if (waiting) waiting.sent = true;
    }
    this.#stream.write(requests);
  }

  #ended({ code, details }: StatusObject): void {
    this.#isOver = true;
    const detail = `${status[code]}: ${details}`;
    for (const id of [...this.#waiting.keys()]) this.#giveUp(id, detail);
  }

  #giveUp(id: number, detail: string): void {
    this.#settle(id, ({ sent }) => ({ kind: sent ? 'broken' : 'unsent', detail }));
  }

  #settle(id: number, outcome: (waiting: Waiting) => ForwardOutcome): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(outcome(waiting));
  }
}

export type ForwardCall = ServerDuplexStream<readonly ForwardRequest[], readonly ForwardResponse[]>;

export interface ForwardHandlerDeps {
  /** Asked for each message, as the caller may have been removed since. Throws what the stream is ended with. */
  readonly admit: () => void;
  readonly answer: (request: ForwardRequest) => Promise<ForwardResponse>;
  readonly toError: (error: unknown) => Error;
}

/** The leader's end. An answer that cannot be made ends the stream: its requests count as broken off. */
export function serveForwards(call: ForwardCall, deps: ForwardHandlerDeps): void {
  let answers: ForwardResponse[] = [];
  let isOpen = true;
  const fail = (error: unknown): void => {
    if (isOpen) call.emit('error', deps.toError(error));
    isOpen = false;
  };
  const push = (response: ForwardResponse): void => {
    answers.push(response);
    if (answers.length > 1) return;
    // Those of entries applied in one turn go together.
    queueMicrotask(() => {
      const batch = answers;
      answers = [];
      if (isOpen) call.write(batch);
    });
  };
  const close = (): void => void (isOpen = false);
  call.on('data', (requests: readonly ForwardRequest[]) => {
    try {
      deps.admit();
    } catch (error) {
      fail(error);
      return;
    }
    for (const request of requests) deps.answer(request).then(push, fail);
  });
  call.on('end', () => {
    close();
    call.end();
  });
  call.on('error', close);
  call.on('cancelled', close);
  call.sendMetadata(new Metadata());
}
