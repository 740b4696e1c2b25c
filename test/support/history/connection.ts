/** One client's keep-alive connection to one manager; everything sent over it is recorded. */
import { randomUUID } from 'node:crypto';
import { Client } from 'undici';
import type { Try, Work } from './history.js';
import { brokenOutcome, codeOf, outcomeOf, requestOf, toldIn } from './requests.js';

export interface ConnectionPlace {
  readonly client: number;
  readonly manager: string;
  /** The manager's local socket. */
  readonly socket: string;
  /** Name of the worker that leases are for. */
  readonly worker: string;
}

const KEEP_MS = 60_000;

export class Connection {
  readonly #place: ConnectionPlace;
  readonly #record: (tried: Try) => void;
  readonly #client: Client;
  #ordinal = 0;

  constructor(place: ConnectionPlace, record: (tried: Try) => void) {
    this.#place = place;
    this.#record = record;
    this.#client = new Client('http://manager', {
      connect: { socketPath: place.socket },
      pipelining: 1,
      keepAliveTimeout: KEEP_MS,
    });
    this.#client.on('connect', () => (this.#ordinal += 1));
  }

  /** Never rejects: no answer within the time is an outcome, and ends the connection. */
  async send(work: Work, key: string | undefined, timeoutMs: number): Promise<Try> {
    const requestId = randomUUID();
    const begunAt = performance.now();
    const answer = await this.#exchange(work, key, requestId, timeoutMs).catch(
      (error: unknown) => ({ broken: breakOf(error) }),
    );
    const endedAt = performance.now();
    const { client, manager } = this.#place;
    const told = 'broken' in answer ? undefined : toldIn(work, answer.body);
    const code = 'broken' in answer ? answer.broken : codeOf(answer.body);
    const tried: Try = {
      client,
      connection: `${client}/${manager}/${this.#ordinal}`,
      manager,
      work,
      ...(key !== undefined && { key }),
      requestId,
      begunAt,
      endedAt,
      outcome:
        'broken' in answer ? brokenOutcome(work, answer.broken) : outcomeOf(work, answer.status),
      ...(!('broken' in answer) && { status: answer.status }),
      ...(code !== undefined && { code }),
      ...(told && { told }),
    };
    this.#record(tried);
    return tried;
  }

  async close(): Promise<void> {
    await this.#client.destroy();
  }

  async #exchange(work: Work, key: string | undefined, requestId: string, timeoutMs: number) {
    const { method, path, body, ifMatch } = requestOf(work, key, this.#place.worker);
    const response = await this.#client.request({
      method,
      path,
      headers: {
        'x-request-id': requestId,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: JSON.parse(text) as unknown };
  }
}

function breakOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: string };
  return typeof code === 'string' ? code : (name ?? 'broken');
}
