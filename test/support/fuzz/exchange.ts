/** Sends fuzzed requests to a manager's socket and judges every answer. */
import { Agent, request } from 'node:http';
import { Compile, type Validator } from 'typebox/compile';
import { ERRORS, kindOf, type ErrorCode } from '../../../model/errors.js';
import { Problem } from '../../../server/api/problem.js';
import type { Route } from '../../../server/api/route.js';
import type { FuzzRequest } from './requests.js';

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Undefined: an answer that goes on for ever, left after its headers. */
  readonly body: string | undefined;
}

const DEADLINE_MS = 60_000;
/** Say so themselves when the machine is slow. */
const PROBES = new Set(['/healthz', '/readyz']);
const problem = Compile(Problem);

export class Exchange {
  readonly #socketPath: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #answers = new Map<Route, Validator>();

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** Rejects when the connection ends without an answer. */
  send({ method, target, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
    return new Promise((resolve, reject) => {
      const call = request({
        ...{ socketPath: this.#socketPath, agent: this.#agent, method, path: target },
        headers: { ...headers, ...(body && { 'content-length': String(body.length) }) },
        timeout: DEADLINE_MS,
      });
      call.once('timeout', () => call.destroy(new Error('no answer in time')));
      call.once('error', reject);
      call.once('response', (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        if (String(answered['content-type']).startsWith('text/event-stream')) {
          resolve({ status, headers: answered, body: undefined });
          call.destroy();
          return;
        }
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.once('error', reject);
        response.once('end', () => {
          resolve({ status, headers: answered, body: Buffer.concat(pieces).toString('utf8') });
        });
      });
      call.end(body);
    });
  }

  /** Throws for what a manager must never answer. */
  judge(route: Route, sent: FuzzRequest, { status, headers, body }: FuzzAnswer): void {
    const said = (what: string): Error =>
      new Error(`${what}: ${status} ${body?.slice(0, 500) ?? ''}`);
    if (headers['x-request-id'] === undefined) throw said('no request id');
    if (status < 400) {
      if (sent.method === route.method && body !== undefined) this.#judgeSuccess(route, body, said);
      return;
    }
    const isProbe = PROBES.has(route.path) && status === 503;
    if (status >= 500 && !isProbe) throw said('a fault of the manager');
    if (sent.method !== 'HEAD' && body !== undefined) judgeFailure(status, headers, body, said);
  }

  #judgeSuccess(route: Route, body: string, said: (what: string) => Error): void {
    const { answer } = route;
    if (typeof answer === 'string') return;
    const validator = this.#answers.get(route) ?? Compile(answer);
    this.#answers.set(route, validator);
    if (!validator.Check(JSON.parse(body))) throw said('an answer that does not fit its schema');
  }

  close(): void {
    this.#agent.destroy();
  }
}

function judgeFailure(
  status: number,
  headers: FuzzAnswer['headers'],
  body: string,
  said: (what: string) => Error,
): void {
  if (!String(headers['content-type']).startsWith('application/problem+json')) {
    throw said('a failure that is no problem');
  }
  const failure = JSON.parse(body) as { readonly code: ErrorCode; readonly status: number };
  if (!problem.Check(failure)) throw said('a malformed problem');
  if (!Object.hasOwn(ERRORS, failure.code)) throw said('an unknown code');
  const expected = kindOf(failure.code).http;
  if (expected !== status || failure.status !== status) {
    throw said(`a status that is not ${expected}`);
  }
  if (status === 405 && headers['allow'] === undefined) throw said('no Allow');
}
