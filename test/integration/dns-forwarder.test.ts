import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { decode, encode } from 'dns-packet';
import t, { type Test } from 'tap';
import { Forwarder } from '../../agent/dns/forwarder.js';
import { frame, FrameReader } from '../../agent/dns/tcp-frames.js';

const QUERY = encode({
  ...{ type: 'query', id: 77, flags: 0x100 },
  questions: [{ name: 'Example.com', type: 'A' }],
});
const HEAD = QUERY;

type Behaviour = (query: Buffer) => readonly Buffer[];

function reply(query: Buffer, rcode = 0): Buffer {
  const message = Buffer.from(query);
  message.writeUInt16BE(0x8180 | rcode, 2);
  return message;
}

/** Resolvers at 127.0.54.N, all at one port, over UDP and TCP. */
async function upstreams(t: Test, ...behaviours: readonly Behaviour[]) {
  let port = 0;
  const asked: Buffer[][] = [];
  for (const [i, behave] of behaviours.entries()) {
    const address = `127.0.54.${i + 1}`;
    const seen: Buffer[] = [];
    asked.push(seen);
    const udp = createSocket('udp4').bind(port, address);
    await once(udp, 'listening');
    port = udp.address().port;
    udp.on('message', (query, from) => {
      seen.push(query);
      for (const message of behave(query)) udp.send(message, from.port, from.address);
    });
    const tcp = createServer((socket) => {
      const reader = new FrameReader((query) => {
        seen.push(query);
        for (const message of behave(query)) socket.write(frame(message));
      });
      socket.on('data', (chunk: Buffer) => reader.add(chunk)).on('error', () => socket.destroy());
    }).listen(port, address);
    await once(tcp, 'listening');
    t.teardown(() => {
      udp.close();
      tcp.close();
    });
  }
  const addresses = behaviours.map((_, i) => `127.0.54.${i + 1}`);
  const forwarder = new Forwarder(() => addresses, { port, timeoutMs: 300, maxPending: 2 });
  return { forwarder, asked, addresses, port };
}

const silent: Behaviour = () => [];
const good: Behaviour = (query) => [reply(query)];
const fails =
  (rcode: number): Behaviour =>
  (query) => [reply(query, rcode)];

for (const transport of ['udp', 'tcp'] as const) {
  t.test(`${transport}: who is silent, fails or refuses is passed over`, async (t) => {
    const { forwarder, asked } = await upstreams(t, silent, fails(2), fails(5), good);
    const result = await forwarder.forward(QUERY, HEAD, transport);
    t.equal(result.outcome, 'answered');
    if (result.outcome !== 'answered') return;
    t.match(decode(result.reply), { id: 77, questions: [{ name: 'Example.com' }] });
    t.strictSame(
      asked.map(({ length }) => length),
      [1, 1, 1, 1],
    );
  });

  t.test(`${transport}: the last word of those who fail is handed on`, async (t) => {
    const { forwarder } = await upstreams(t, fails(5), silent);
    const result = await forwarder.forward(QUERY, HEAD, transport);
    t.equal(result.outcome, 'answered');
    if (result.outcome === 'answered') t.equal(result.reply.readUInt16BE(2) & 0xf, 5);
    const { forwarder: none } = await upstreams(t, silent);
    t.strictSame(await none.forward(QUERY, HEAD, transport), { outcome: 'failed' });
  });

  t.test(`${transport}: an unknown name is an answer`, async (t) => {
    const { forwarder, asked } = await upstreams(t, fails(3), good);
    const result = await forwarder.forward(QUERY, HEAD, transport);
    t.equal(result.outcome === 'answered' && result.reply.readUInt16BE(2) & 0xf, 3);
    t.strictSame(asked[1], []);
  });
}

t.test('an answer with another id or question is not taken', async (t) => {
  const forged: Behaviour = (query) => {
    const [id, name, right] = [reply(query), reply(query), reply(query)];
    id.writeUInt16BE((query.readUInt16BE(0) + 1) & 0xffff, 0);
    name.write('F', 13);
    right.writeUInt16BE(0x8180 | 3, 2);
    return [id, name, Buffer.from(query), right];
  };
  const { forwarder } = await upstreams(t, forged);
  const result = await forwarder.forward(QUERY, HEAD, 'udp');
  t.equal(result.outcome === 'answered' && result.reply.readUInt16BE(2) & 0xf, 3);
});

t.test('what leaves has an id of its own', async (t) => {
  const { forwarder, asked } = await upstreams(t, good);
  const ids = new Set<number>();
  for (let i = 0; i < 20; i++) {
    await forwarder.forward(QUERY, HEAD, 'udp');
    ids.add(asked[0]?.at(-1)?.readUInt16BE(0) ?? 0);
  }
  t.ok(ids.size > 10, `${ids.size} ids`);
});

t.test('more than may be under way are refused at once', async (t) => {
  const { forwarder } = await upstreams(t, silent);
  const first = [1, 2].map(() => forwarder.forward(QUERY, HEAD, 'udp'));
  t.strictSame(await forwarder.forward(QUERY, HEAD, 'udp'), { outcome: 'limited' });
  t.strictSame(await Promise.all(first), [{ outcome: 'failed' }, { outcome: 'failed' }]);
  t.strictSame(await forwarder.forward(QUERY, HEAD, 'udp'), { outcome: 'failed' }, 'and again');
});
