/** A reader of `GET /v1/watch` over a real connection: reads when asked to, so that it may be slow. */
import { request, type IncomingMessage } from 'node:http';
import { readMessages, type StreamMessage } from '../../cli/client/event-stream.js';

export interface Told {
  readonly event: string;
  readonly revision: number;
  readonly actor: string;
  readonly type: string;
  readonly kind: string;
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

export interface WatchAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
}

/** `place`: where the API listens without TLS, or its socket. */
export type Place = { readonly port: number } | { readonly socketPath: string };

export function askToWatch(
  place: Place,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<WatchAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...place, host: '127.0.0.1', path: `/v1/watch${query}`, headers });
    sent.on('error', reject);
    sent.on('response', (body) =>
      resolve({ status: body.statusCode ?? 0, headers: body.headers, body }),
    );
    sent.end();
  });
}

export class Watcher {
  readonly answer: WatchAnswer;
  readonly #messages: AsyncGenerator<StreamMessage>;
  lastId = '';

  static async open(
    place: Place,
    query = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Watcher> {
    const answer = await askToWatch(place, query, headers);
    if (answer.status !== 200) {
      const chunks: Buffer[] = [];
      for await (const chunk of answer.body) chunks.push(chunk as Buffer);
      throw new Error(`refused: ${Buffer.concat(chunks).toString()}`);
    }
    return new Watcher(answer);
  }

  private constructor(answer: WatchAnswer) {
    this.answer = answer;
    this.#messages = readMessages(answer.body as AsyncIterable<Uint8Array>);
  }

  async next(): Promise<StreamMessage> {
    const result = await this.#messages.next();
    if (result.done === true) throw new Error('the watch broke off');
    this.lastId = result.value.id;
    return result.value;
  }

  /** The next changes, whatever bookmarks come between. */
  async changes(count: number): Promise<Told[]> {
    const changes: Told[] = [];
    while (changes.length < count) {
      const { event, data, id } = await this.next();
      if (event === 'bookmark') continue;
      if (event !== 'change') throw new Error(`${event} instead of a change: ${data}`);
      const told = JSON.parse(data) as Told;
      if (told.event !== id) throw new Error(`${id} is told as ${told.event}`);
      changes.push(told);
    }
    return changes;
  }

  /** What the last message says, and nothing may come after it. */
  async end(): Promise<{ readonly code: string; readonly oldest?: number }> {
    for (;;) {
      const { event, data } = await this.next();
      if (event !== 'end') continue;
      if ((await this.#messages.next()).done !== true) throw new Error('more after the end');
      return JSON.parse(data) as { code: string; oldest?: number };
    }
  }

  close(): void {
    this.answer.body.destroy();
  }
}
