/** The REST API as ovctl's commands use it: one call, problems as OvnetError, writes retried under one idempotency key. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import createClient, { type Client } from 'openapi-fetch';
import { Agent, request, type Dispatcher } from 'undici';
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import { connectionFailure, outcomeUnknown, refusalFailure, type Failure } from './failures.js';
import type { paths } from './gen/rest.js';
import { accepted, parseJson, type Reader } from './problems.js';
import { placeOf, type Target } from './target.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly ifMatch?: number;
}

/** A request as it is sent at each try. */
interface Sent {
  readonly method: Method;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface RestClientOptions {
  /** How long one command may try, in ms. */
  readonly timeoutMs: number;
}

const asText: Reader<string> = (body) => body.text();
/** As they come. */
const asBytes: Reader<AsyncIterable<Uint8Array>> = (body) => Promise.resolve(body);

const RETRY_PAUSE_MS = 250;
/** Reasons that a manager gives for not being ready which are reasons for not answering. */
const HOLDING_UP = new Set<ErrorCode>(['no-quorum', 'starting']);
/** What a command may take beyond its time to tell why that was not enough. */
const ASK_WHY_MS = 1_000;

export class RestClient {
  readonly #target: Target;
  readonly #timeoutMs: number;
  readonly #agent: Dispatcher;
  /**
   * The calls of the OpenAPI document, typed by it, as `api.GET('/v1/networks', …)`. They reject with an OvnetError: an
   * answer that arrives is a success (see `answerOf`).
   */
  readonly api: Client<paths>;

  constructor(target: Target, options: RestClientOptions) {
    this.#target = target;
    this.#timeoutMs = options.timeoutMs;
    this.#agent = new Agent({
      connect:
        target.kind === 'socket'
          ? { socketPath: target.path }
          : {
              ...(target.ca === undefined ? {} : { ca: target.ca }),
              ...(target.cert === undefined ? {} : { cert: target.cert }),
              ...(target.certKey === undefined ? {} : { key: target.certKey }),
            },
    });
    this.api = createClient<paths>({
      baseUrl: this.#origin,
      fetch: (sent) => this.#fetch(sent),
    });
  }

  get #origin(): string {
    return this.#target.kind === 'socket' ? 'http://localhost' : this.#target.origin;
  }

  /** Where requests go, for messages. */
  get place(): string {
    return placeOf(this.#target);
  }

  async get<T>(path: string, query?: Query): Promise<T> {
    return this.call<T>('GET', path, query ? { query } : {});
  }

  /** For what the OpenAPI document does not describe: a worker's socket. Rejects as the calls of `api`. */
  async call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
    const url = this.#url(path, options.query ?? {});
    const match = options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` };
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    return parseJson(await this.#exchange({ method, url, headers: match, body }, asText)) as T;
  }

  async #fetch(sent: Request): Promise<Response> {
    const body = sent.body === null ? undefined : await sent.text();
    const match = sent.headers.get('if-match');
    const headers = match === null ? {} : { 'if-match': match };
    const url = new URL(sent.url);
    const given = { method: sent.method as Method, url, headers, body };
    const text = await this.#exchange(given, asText);
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  }

  /**
   * Resolves with what is read of the answer. Refusals become OvnetError with the server's code. A write whose outcome is
   * not known is sent again with the same key until the time is over, then `outcome-unknown`.
   */
  async #exchange<T>(given: Sent, read: Reader<T>): Promise<T> {
    const deadline = performance.now() + this.#timeoutMs;
    const { method, body } = given;
    const headers = { ...this.#headers(method, body), ...given.headers };
    let unknown = false;
    let refusal: OvnetError | undefined;
    for (;;) {
      const outcome = await this.#try({ ...given, headers }, deadline, read);
      if ('answer' in outcome) return outcome.answer;
      if (outcome.definite) throw outcome.error;
      unknown ||= outcome.unknown && method !== 'GET';
      const late = performance.now() + RETRY_PAUSE_MS >= deadline;
      // A manager's last word tells more than that the time was over before its next one.
      const error =
        outcome.late === true
          ? (refusal ?? (await this.#whySilent()) ?? outcome.error)
          : outcome.error;
      refusal = error;
      if (!outcome.retry || late) throw unknown ? outcomeUnknown(headers, error) : error;
      await delay(RETRY_PAUSE_MS);
    }
  }

  /** What keeps a manager that took a request from answering it, if it is known to itself. */
  async #whySilent(): Promise<OvnetError | undefined> {
    if (this.#target.kind === 'socket' && this.#target.only === 'worker') return undefined;
    const sent = {
      method: 'GET',
      url: this.#url('/readyz', {}),
      headers: {},
      body: undefined,
    } as const;
    const answer = await this.#try(sent, performance.now() + ASK_WHY_MS, asText);
    return 'error' in answer && HOLDING_UP.has(answer.error.code) ? answer.error : undefined;
  }

  /** The bytes of a GET's answer as they come. Rejects as the calls of `api`; `unreachable`, while reading, when it breaks off. */
  async download(path: string): Promise<AsyncIterable<Uint8Array>> {
    const url = this.#url(path, {});
    const body = await this.#exchange(
      { method: 'GET', url, headers: {}, body: undefined },
      asBytes,
    );
    const failure = (error: unknown): OvnetError =>
      connectionFailure(this.#target, error as NodeJS.ErrnoException).error;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      try {
        yield* body;
      } catch (error) {
        throw failure(error);
      }
    }
    return pieces();
  }

  /**
   * One try; resolves with the answer's bytes as they come. Fails when none come for `silenceMs`, or when aborted. Throws as the calls of `api`.
   */
  async stream(
    path: string,
    query: Query,
    { silenceMs, signal }: { readonly silenceMs: number; readonly signal: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>> {
    const headers = { ...this.#headers('GET', undefined), accept: 'text/event-stream' };
    const response = await request(this.#url(path, query), {
      headers,
      dispatcher: this.#agent,
      headersTimeout: this.#timeoutMs,
      bodyTimeout: silenceMs,
      signal,
    }).catch((error: unknown) => {
      throw connectionFailure(this.#target, error as NodeJS.ErrnoException).error;
    });
    return accepted(response, asBytes);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  #url(path: string, query: Query): URL {
    const url = new URL(path, this.#origin);
    for (const [name, value] of Object.entries(query)) {
      for (const one of value === undefined ? [] : typeof value === 'string' ? [value] : value) {
        url.searchParams.append(name, one);
      }
    }
    return url;
  }

  #headers(method: Method, body: string | undefined): Record<string, string> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.#target.kind === 'https' && this.#target.bearer !== undefined) {
      headers['authorization'] = `Bearer ${this.#target.bearer}`;
    }
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (method !== 'GET') headers['idempotency-key'] = `ovctl-${randomUUID()}`;
    return headers;
  }

  async #try<T>(
    sent: Sent,
    deadline: number,
    read: Reader<T>,
  ): Promise<{ readonly answer: T } | Failure> {
    try {
      return { answer: await this.#send(sent, deadline, read) };
    } catch (error) {
      if (error instanceof OvnetError) return refusalFailure(error);
      return connectionFailure(this.#target, error as NodeJS.ErrnoException);
    }
  }

  async #send<T>(
    { method, url, headers, body }: Sent,
    deadline: number,
    read: Reader<T>,
  ): Promise<T> {
    const left = Math.max(1, deadline - performance.now());
    const response = await request(url, {
      method,
      headers,
      dispatcher: this.#agent,
      headersTimeout: left,
      bodyTimeout: left,
      ...(body === undefined ? {} : { body }),
    });
    return accepted(response, read);
  }
}
