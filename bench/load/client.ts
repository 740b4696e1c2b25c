/** The client process: sends REST requests from inside a lab host, as `protocol.ts` says; ends with its input. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'undici';
import { monotonicMs } from '../measure/clock.js';
import { onLines } from '../measure/lines.js';
import type {
  ClientRequest,
  ClientSetup,
  LoadAnswer,
  LoadRequest,
  SingleAnswer,
  SingleRequest,
  Work,
} from './protocol.js';
import { Tally } from './tally.js';

const KEEP_MS = 60_000;

interface Call {
  readonly method: SingleRequest['method'];
  readonly path: string;
  readonly body: string | undefined;
  readonly key?: string | undefined;
}

class LoadClient {
  readonly #setup: ClientSetup;
  readonly #singles: readonly Client[];

  constructor(setup: ClientSetup) {
    this.#setup = setup;
    this.#singles = setup.origins.map((origin) => this.#connection(origin));
  }

  answer(request: ClientRequest): Promise<SingleAnswer | LoadAnswer> {
    return request.kind === 'single' ? this.#single(request) : this.#load(request);
  }

  async #single(request: SingleRequest): Promise<SingleAnswer> {
    const client = this.#singles[request.origin];
    if (client === undefined) throw new Error(`there is no origin ${request.origin}`);
    const { method, path, body, key, brief } = request;
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const sentAt = monotonicMs();
    try {
      const answer = await this.#send(client, { method, path, body: text, key });
      const answeredAt = monotonicMs();
      const { status } = answer;
      const read = answer.body();
      return { sentAt, answeredAt, status, body: brief && status < 300 ? null : read };
    } catch (error) {
      const body = { detail: (error as Error).message };
      return { sentAt, answeredAt: monotonicMs(), status: 0, body };
    }
  }

  async #load(request: LoadRequest): Promise<LoadAnswer> {
    const { origins } = this.#setup;
    const clients = Array.from({ length: request.clients }, (_, at) =>
      this.#connection(origins[at % origins.length] ?? ''),
    );
    const beginAt = monotonicMs() + request.warmUpMs;
    const endAt = beginAt + request.measureMs;
    const tally = new Tally();
    let cpuBefore = process.cpuUsage();
    setTimeout(() => (cpuBefore = process.cpuUsage()), request.warmUpMs);
    const one = async (client: Client): Promise<void> => {
      for (;;) {
        const sentAt = monotonicMs();
        if (sentAt >= endAt) return;
        const outcome = await this.#outcome(client, request.work);
        const answeredAt = monotonicMs();
        if (answeredAt >= beginAt && answeredAt < endAt) tally.add(outcome, answeredAt - sentAt);
      }
    };
    await Promise.all(clients.map(one));
    const { user, system } = process.cpuUsage(cpuBefore);
    await Promise.all(clients.map((client) => client.destroy()));
    return {
      ...tally.answer(),
      seconds: request.measureMs / 1000,
      clientCpuMs: (user + system) / 1000,
    };
  }

  /** 'done', or what went wrong. A fault pauses its client, so that it does not spin. */
  async #outcome(client: Client, work: Work): Promise<string> {
    try {
      const { status, body } = await this.#send(client, callFor(work));
      if (status < 300) return 'done';
      await pause();
      return codeOf(status, body());
    } catch (error) {
      await pause();
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }

  async #send(client: Client, call: Call): Promise<{ status: number; body: () => unknown }> {
    const { bearer } = this.#setup;
    const response = await client.request({
      method: call.method,
      path: call.path,
      headers: {
        accept: 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.method === 'GET' || bearer === undefined
          ? {}
          : { 'idempotency-key': call.key ?? randomUUID() }),
      },
      body: call.body ?? null,
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      body: () => (text === '' ? undefined : (JSON.parse(text) as unknown)),
    };
  }

  #connection(origin: string): Client {
    const connect = { ca: this.#setup.ca };
    return new Client(origin, { connect, pipelining: 1, keepAliveTimeout: KEEP_MS });
  }
}

function callFor(work: Work): Call {
  if (work.kind === 'endpoint') {
    const { network, node } = work;
    return { method: 'POST', path: '/v1/endpoints', body: JSON.stringify({ network, node }) };
  }
  const key = Buffer.from(`endpoints/${randomUUID()}`).toString('base64');
  const value = randomBytes(work.valueBytes).toString('base64');
  return { method: 'POST', path: '/v3/kv/put', body: JSON.stringify({ key, value }) };
}

function codeOf(status: number, body: unknown): string {
  const code = (body as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : String(status);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

async function serve(): Promise<void> {
  let client: LoadClient | undefined;
  let turn = Promise.resolve();
  onLines(process.stdin, (line) => {
    if (client === undefined) {
      client = new LoadClient(JSON.parse(line) as ClientSetup);
      return;
    }
    const told = client;
    turn = turn.then(async () => {
      const answer = await told.answer(JSON.parse(line) as ClientRequest);
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    });
    turn.catch((error: unknown) => {
      process.stderr.write(
        `${error instanceof Error ? (error.stack ?? error.message) : 'fault'}\n`,
      );
      process.exit(1);
    });
  });
  await new Promise((resolve) => process.stdin.once('end', resolve));
  process.exit(0);
}

await serve();
