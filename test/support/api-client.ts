/** Requests to an in-process API, and a check that every answer fits the schema its route declares. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { Compile } from 'typebox/compile';
import { mediaTypesOf } from '../../server/api/openapi.js';
import { Problem } from '../../server/api/problem.js';
import type { Route } from '../../server/api/route.js';
import { ROUTES } from '../../server/api/routes/table.js';

export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON, or text. */
  readonly body: never;
  readonly text: string;
}

export interface SendOptions {
  readonly body?: unknown;
  /** As it is, instead of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined: the client's own; null: none. */
  readonly key?: string | null;
}

export class ApiClient {
  readonly #app: FastifyInstance;
  readonly #key: string;

  constructor(app: FastifyInstance, key: string) {
    this.#app = app;
    this.#key = key;
  }

  get(path: string, options: SendOptions = {}): Promise<Sent> {
    return this.send('GET', path, options);
  }

  post(path: string, body?: unknown, options: SendOptions = {}): Promise<Sent> {
    return this.send('POST', path, { body, ...options });
  }

  patch(path: string, body: unknown, options: SendOptions = {}): Promise<Sent> {
    return this.send('PATCH', path, { body, ...options });
  }

  delete(path: string, options: SendOptions = {}): Promise<Sent> {
    return this.send('DELETE', path, options);
  }

  /** Throws when the answer does not fit its schema. */
  async send(method: string, path: string, options: SendOptions = {}): Promise<Sent> {
    const { body, raw, headers = {}, key = this.#key } = options;
    const isStream = routeOf(method, path)?.answer === 'events';
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await this.#app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
      payloadAsStream: isStream,
    });
    const text = isStream ? await firstOf(response) : response.body;
    const json = String(response.headers['content-type']).includes('json');
    const parsed: unknown = json ? JSON.parse(text) : text;
    checkAnswer(method, path, response.statusCode, parsed);
    checkMediaType(method, path, response);
    return { status: response.statusCode, headers: response.headers, body: parsed as never, text };
  }
}

/** Of a stream without an end: nothing but that it began. */
async function firstOf(response: LightMyRequestResponse): Promise<string> {
  const stream = response.stream();
  if (response.statusCode === 200) {
    stream.destroy();
    return '';
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const validators = new Map(
  ROUTES.map((route) => [
    route,
    typeof route.answer === 'string' ? undefined : Compile(route.answer),
  ]),
);
const problem = Compile(Problem);

function checkAnswer(method: string, path: string, status: number, body: unknown): void {
  const route = routeOf(method, path);
  const validator = status >= 400 ? problem : route && validators.get(route);
  if (!validator || validator.Check(body)) return;
  const errors = JSON.stringify([...validator.Errors(body)]);
  throw new Error(`${method} ${path} answered ${JSON.stringify(body)}: ${errors}`);
}

/** As the description of the API has it; of what was not routed nothing is described. */
function checkMediaType(method: string, path: string, response: LightMyRequestResponse): void {
  const route = routeOf(method, path);
  if (!route || response.statusCode >= 400) return;
  const [type = ''] = String(response.headers['content-type']).split(';');
  if (mediaTypesOf(route).includes(type)) return;
  throw new Error(`${method} ${path} answered ${type}: expected ${mediaTypesOf(route).join()}`);
}

function routeOf(method: string, path: string): Route | undefined {
  const place = path.split('?')[0] ?? '';
  return ROUTES.find((one) => one.method === method && matches(one.path, place));
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
