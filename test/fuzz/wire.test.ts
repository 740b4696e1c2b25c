/** Bytes on the API's ports that are hardly HTTP: a problem with a code or the end of the connection, and service goes on. */
import { connect as connectTls } from 'node:tls';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { ERRORS } from '../../model/errors.js';
import { Exchange } from '../support/fuzz/exchange.js';
import { fuzzScale, fuzzSeed } from '../support/fuzz/seed.js';
import { testCluster } from '../support/managers.js';

const LINES = [
  'GET /v1/version HTTP/1.1',
  'GET /v1/version HTTP/9.9',
  'GET /v1/version',
  'POST /v1/networks HTTP/1.1',
  'PRI * HTTP/2.0',
  'GET http://elsewhere/v1/version HTTP/1.1',
  'GET * HTTP/1.1',
  `GET /${'x'.repeat(30_000)} HTTP/1.1`,
  'CONNECT host:1 HTTP/1.1',
  '\u0016\u0003\u0001',
];
const HEADERS = [
  'host: a',
  'host: a\r\nhost: b',
  'content-length: 5',
  'content-length: -1',
  'content-length: 5, 6',
  'content-length: 99999999999999999999',
  'transfer-encoding: chunked',
  'transfer-encoding: chunked, gzip',
  'content-length: 5\r\ntransfer-encoding: chunked',
  'content-type: application/json',
  'upgrade: websocket\r\nconnection: upgrade',
  'connection: close',
  'idempotency-key: \u0001',
  'x: \u0000',
  ' folded: yes',
  'no colon',
  `x-long: ${'y'.repeat(20_000)}`,
  Array.from({ length: 3_000 }, (_, n) => `h${n}: 1`).join('\r\n'),
];
const BODIES = ['', 'hello', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', 'ffffffff\r\n', '{"name":"a"}'];

const message = fc
  .record({
    line: fc.constantFrom(...LINES),
    headers: fc.subarray(HEADERS, { maxLength: 4 }),
    body: fc.constantFrom(...BODIES),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ line, headers, body, cut }) => {
    const whole = Buffer.from([line, ...headers, '', body].join('\r\n'), 'latin1');
    return cut < 0.7 ? whole : whole.subarray(0, Math.floor(whole.length * cut));
  });

const garbage = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** What comes back until the other end closes; half a request is ended by this one. */
function exchange(socket: Socket, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
    socket.end(bytes);
  });
}

t.test('what is no request, or half of one, gets a known code or no answer', async (t) => {
  const seed = fuzzSeed();
  t.comment(`again with OVNET_FUZZ_SEED=${seed}`);
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const socketPath = join(cluster.dir, 'run-m1', 'manager.sock');
  const { apiPort: port } = manager.info;
  const entrances: (() => Socket)[] = [
    () => connect(socketPath),
    () => connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }),
    // No handshake at all.
    () => connect({ host: '127.0.0.1', port }),
  ];
  const codes = new Set<string>();
  const property = fc.asyncProperty(
    fc.oneof({ weight: 4, arbitrary: message }, { weight: 1, arbitrary: garbage }),
    fc.constantFrom(...entrances),
    async (bytes, open) => {
      const answer = await exchange(open(), bytes);
      for (const [, status] of answer.matchAll(/HTTP\/1\.1 (\d{3})/g)) {
        if (Number(status) >= 500) throw new Error(`answered ${answer.slice(0, 800)}`);
      }
      for (const [, code = ''] of answer.matchAll(/"code":"([^"]*)"/g)) {
        if (!Object.hasOwn(ERRORS, code)) throw new Error(`unknown code ${code}`);
        codes.add(code);
      }
    },
  );
  await fc.assert(property, { seed, numRuns: 500 * fuzzScale(), endOnFailure: true });
  for (const code of ['invalid-message', 'headers-too-large']) t.ok(codes.has(code), code);
  const client = new Exchange(socketPath);
  t.teardown(() => client.close());
  const fine = { method: 'GET', target: '/v1/version', headers: {}, body: undefined };
  t.equal((await client.send(fine)).status, 200);
});
