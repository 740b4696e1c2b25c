/** Every raft message survives the wire; what is not a message is refused. */
import t from 'tap';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Message } from '../core/message.js';
import type { Entry } from '../core/types.js';
import { CodecError, decodeBatch, encodeBatch, sizeBound } from '../transport/message-codec.js';

const FROM = 2 ** 53 - 1;
const TO = 77;
const number = fc.oneof(fc.nat(5), fc.maxSafeNat());
const envelope = { from: fc.constant(FROM), to: fc.constant(TO), term: number };

const body = {
  term: number,
  type: fc.constantFrom('normal' as const, 'noop' as const, 'config' as const),
  data: fc.uint8Array({ maxLength: 300 }),
};

const append = fc
  .record({
    ...envelope,
    type: fc.constant('append-request' as const),
    prevIndex: fc.integer({ min: 0, max: 2 ** 53 - 100 }),
    prevTerm: number,
    commit: number,
    entries: fc.array(fc.record(body), { maxLength: 8 }),
    quiet: fc.boolean(),
  })
  .map(({ quiet, ...message }) => ({
    ...message,
    ...(quiet && { quiet: true as const }),
    entries: message.entries.map((entry, at): Entry => ({
      ...entry,
      index: message.prevIndex + 1 + at,
    })),
  }));

const candidate = { lastIndex: number, lastTerm: number };
const message: fc.Arbitrary<Message> = fc.oneof(
  append,
  fc.record({ ...envelope, type: fc.constant('pre-vote-request' as const), ...candidate }),
  fc.record({
    ...envelope,
    type: fc.constant('pre-vote-response' as const),
    granted: fc.boolean(),
  }),
  fc.record({
    ...envelope,
    type: fc.constant('vote-request' as const),
    ...candidate,
    transfer: fc.boolean(),
  }),
  fc.record({ ...envelope, type: fc.constant('vote-response' as const), granted: fc.boolean() }),
  fc.record({
    ...envelope,
    type: fc.constant('append-response' as const),
    accepted: fc.boolean(),
    index: number,
    hintIndex: number,
    hintTerm: number,
  }),
  fc.record({
    ...envelope,
    type: fc.constant('heartbeat' as const),
    commit: number,
    round: number,
  }),
  fc.record({ ...envelope, type: fc.constant('heartbeat-response' as const), round: number }),
  fc.record({ ...envelope, type: fc.constant('read-index-request' as const), requestId: number }),
  fc.record({
    ...envelope,
    type: fc.constant('read-index-response' as const),
    requestId: number,
    index: number,
    rejected: fc.boolean(),
  }),
  fc.record({ ...envelope, type: fc.constant('timeout-now' as const) }),
);

/** Byte arrays of any class compare by content. */
const plain = (messages: readonly Message[]): unknown =>
  messages.map((each) =>
    each.type === 'append-request'
      ? { ...each, entries: each.entries.map((entry) => ({ ...entry, data: [...entry.data] })) }
      : { ...each },
  );

t.test('every batch of messages reads back as it was written, within its size bound', (t) => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      const bytes = encodeBatch(messages);
      const bound = messages.reduce((sum, each) => sum + sizeBound(each), 0);
      if (bytes.length > bound) throw new Error(`${bytes.length} bytes exceed the bound ${bound}`);
      const back = decodeBatch(bytes, FROM, TO);
      if (isDeepStrictEqual(plain(back), plain(messages))) return;
      t.same(plain(back), plain(messages));
      throw new Error('differs');
    }),
    { numRuns: 2000 },
  );
  t.pass();
  t.end();
});

t.test('garbage never decodes to anything but a batch or a codec error', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeBatch(bytes, FROM, TO);
      } catch (error) {
        if (!(error instanceof CodecError)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
  t.throws(() => decodeBatch(Buffer.from('0a02', 'hex'), FROM, TO), CodecError, 'cut short');
  t.throws(() => decodeBatch(Buffer.from('0a020801', 'hex'), FROM, TO), CodecError, 'no kind');
  const huge = Buffer.from('0a0d08ffffffffffffffffff016200', 'hex');
  t.throws(() => decodeBatch(huge, FROM, TO), /2\^53/);
  const entryType = Buffer.from('0a0632042202 1009'.replace(' ', ''), 'hex');
  t.throws(() => decodeBatch(entryType, FROM, TO), /entry type/);
  t.end();
});
