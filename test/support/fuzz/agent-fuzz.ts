/** Streams of hostile agents to a real manager over mTLS: what they say, and how they are ended. */
import { Client, credentials, type ClientDuplexStream, type StatusObject } from '@grpc/grpc-js';
import fc, { type Arbitrary } from 'fast-check';
import type { Credentials } from '../../../identity/data-dir.js';
import { encodeAgentMessage } from '../../../proto/agent-codec.js';
import type { AgentMessage, Have } from '../../../proto/agent-messages.js';
import { AGENT_SERVICE, CODE_METADATA } from '../../../proto/services.js';
import { junkText } from './values.js';

type Stream = ClientDuplexStream<Buffer, Buffer>;

/** Knows nothing of the protocol but its path: bytes in, bytes out. */
export class RawAgent {
  readonly status: Promise<StatusObject>;
  readonly #client: Client;
  readonly #stream: Stream;
  received = 0;

  constructor(target: string, own: Credentials, options: { readonly reads?: boolean } = {}) {
    const tls = credentials.createSsl(
      Buffer.from(own.ca),
      Buffer.from(own.key),
      Buffer.from(own.certificate),
      { checkServerIdentity: () => undefined },
    );
    // A connection of its own: one agent's end is no other one's.
    this.#client = new Client(target, tls, {
      'grpc.ssl_target_name_override': 'localhost',
      'grpc.use_local_subchannel_pool': 1,
    });
    const same = (bytes: Buffer): Buffer => bytes;
    this.#stream = this.#client.makeBidiStreamRequest<Buffer, Buffer>(
      AGENT_SERVICE.session.path,
      same,
      same,
    );
    this.#stream.on('error', () => undefined);
    this.status = new Promise((resolve) => this.#stream.once('status', resolve));
    if (options.reads ?? true) this.#stream.on('data', () => (this.received += 1));
  }

  say(bytes: Buffer): void {
    this.#stream.write(bytes);
  }

  tell(message: AgentMessage): void {
    this.say(encodeAgentMessage(message));
  }

  /** Half of the stream: nothing more is said. */
  finish(): void {
    this.#stream.end();
  }

  close(): void {
    this.#stream.cancel();
    this.#client.close();
  }
}

/** The stable code in a status; undefined without one. */
export function codeOf({ metadata }: StatusObject): string | undefined {
  const [code] = metadata.get(CODE_METADATA);
  return code === undefined ? undefined : String(code);
}

export function hello(have: readonly Have[] = [], over: Partial<AgentMessage> = {}): AgentMessage {
  const base = { bootId: 'boot', version: 'test', capabilities: [], vtep: '' } as const;
  return { kind: 'hello', ...base, have, ...over } as AgentMessage;
}

const NUMBERS = [0, 1, 2, 7, 1_000, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
const number = fc.constantFrom(...NUMBERS);
/** Control characters are refused by the codec of whoever sends. */
const word = junkText.map((text) => text.replace(/\p{Cc}/gu, '?'));

/** Messages that are well-formed and lie; `networks` are ids that exist. */
export function lies(networks: readonly string[]): Arbitrary<AgentMessage> {
  const networkId = fc.oneof(
    fc.constantFrom(...networks),
    word.map((text) => text || 'net-x'),
  );
  const digest = fc.oneof(word, fc.constant('0'.repeat(64)));
  const held = fc.record({ networkId, epoch: number, revision: number, digest });
  const failed = fc.array(
    fc.record({ endpointId: word, code: fc.constantFrom('x', 'ifname-taken'), detail: word }),
    { maxLength: 4 },
  );
  return fc.oneof(
    fc.array(held, { maxLength: 5 }).map((have) => hello(have)),
    word.map((vtep) => hello([], { vtep })),
    fc
      .tuple(held, failed, fc.boolean())
      .map(([one, faults, gone]): AgentMessage => ({ kind: 'ack', ...one, failed: faults, gone })),
    fc
      .record({
        underlayMtu: fc.constantFrom(0, 68, 1500, 65_535, 2 ** 31),
        routes: fc.array(word, { maxLength: 4 }),
        capabilities: fc.array(word, { maxLength: 4 }),
        agentVersion: word,
      })
      .map((report): AgentMessage => ({ kind: 'report', ...report, drift: [] })),
    fc.tuple(number, word).map(([id, errorCode]): AgentMessage => {
      return { kind: 'answer', id, payload: Buffer.from('{'), errorCode, errorDetail: '' };
    }),
    fc.constant<AgentMessage>({ kind: 'heartbeat' }),
  );
}

/** Bytes that are a message, nearly one, or none. */
export function frames(networks: readonly string[]): Arbitrary<Buffer> {
  const whole = lies(networks).map(encodeAgentMessage);
  return fc.oneof(
    { weight: 3, arbitrary: whole },
    {
      weight: 2,
      arbitrary: fc.tuple(whole, fc.nat(), fc.nat(255)).map(([bytes, at, xor]) => {
        const spoilt = Buffer.from(bytes);
        if (spoilt.length > 0) spoilt[at % spoilt.length] = (spoilt[at % spoilt.length] ?? 0) ^ xor;
        return spoilt;
      }),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(whole, fc.nat()).map(([b, n]) => b.subarray(0, n % (b.length + 1))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
}
