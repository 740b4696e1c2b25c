import { decode, encode, type DecodedPacket, type Packet } from 'dns-packet';
import t from 'tap';
import type { LocalAnswer } from '../../agent/dns/answer.js';
import { encodeAnswer, encodeEmpty, readQuery, type Query } from '../../agent/dns/codec.js';
import { nameservers } from '../../agent/dns/resolv-conf.js';
import { frame, FrameReader } from '../../agent/dns/tcp-frames.js';

function opt(udpPayloadSize: number, ednsVersion = 0) {
  return {
    ...{ type: 'OPT' as const, name: '.', udpPayloadSize, extendedRcode: 0 },
    ...{ ednsVersion, flags: 0, flag_do: false, options: [] },
  };
}

function queryFor(name: string, extra: Partial<Packet> = {}): Buffer {
  const questions = [{ name, type: 'A' as const }];
  return encode({ type: 'query', id: 7, flags: 0x100, questions, ...extra });
}

function read(packet: Buffer): Query {
  const query = readQuery(packet);
  if (!query || 'rcode' in query) throw new Error('no query');
  return query;
}

function addresses(count: number): LocalAnswer {
  const records = Array.from({ length: count }, (_, i) => ({
    ...{ type: 'A' as const, name: 'web.blue', ttl: 5, data: `10.0.${i >> 8}.${i & 255}` },
  }));
  return { kind: 'local', outcome: 'answered', rcode: 'NOERROR', records };
}

function decoded(message: Buffer): DecodedPacket & { rcode: string } {
  return decode(message) as DecodedPacket & { rcode: string };
}

t.test('a query is read with what its sender would take', (t) => {
  t.match(read(queryFor('Web.blue')), {
    id: 7,
    question: { name: 'Web.blue', type: 'A', dnsClass: 'IN' },
    recursionDesired: true,
    edns: false,
    udpBytes: 512,
  });
  t.equal(read(queryFor('a.b', { additionals: [opt(1232)] })).udpBytes, 1232);
  t.equal(read(queryFor('a.b', { additionals: [opt(100)] })).udpBytes, 512);
  t.equal(read(queryFor('a.b', { additionals: [opt(60_000)] })).udpBytes, 4096);
  t.end();
});

t.test('[check 56] an answer that does not fit says so, and is whole where there is room', (t) => {
  const query = read(queryFor('web.blue'));
  const short = encodeAnswer(query, addresses(100), query.udpBytes);
  t.ok(short.length <= 512);
  t.equal(decoded(short).flag_tc, true);
  t.ok((decoded(short).answers?.length ?? 0) > 10);
  const large = read(queryFor('web.blue', { additionals: [opt(4096)] }));
  const whole = decoded(encodeAnswer(large, addresses(100), large.udpBytes));
  t.equal(whole.flag_tc, false);
  t.equal(whole.answers?.length, 100);
  t.match(whole.additionals, [{ type: 'OPT', udpPayloadSize: 4096 }]);
  const longest = encodeAnswer(query, addresses(10_000), 65_535);
  t.ok(longest.length <= 65_535);
  t.equal(decoded(longest).flag_tc, true);
  t.end();
});

t.test('an answer without records repeats the question byte by byte', (t) => {
  const packet = queryFor('nope.blue', { additionals: [opt(1232)] });
  packet.set([0xff, 0x00, 0x2e], 13);
  const query = read(packet);
  t.equal(query.question.name, '\\255\\000\\046e.blue');
  const reply = encodeEmpty(query, 'NXDOMAIN');
  t.strictSame(reply.subarray(12, query.head.length), packet.subarray(12, query.head.length));
  t.match(decoded(reply), {
    id: 7,
    rcode: 'NXDOMAIN',
    flag_qr: true,
    flag_rd: true,
    flag_ra: true,
  });
  t.match(decoded(reply).additionals, [{ type: 'OPT' }]);
  t.end();
});

t.test('what is no query is refused with a reason or passed over', (t) => {
  t.equal(readQuery(Buffer.alloc(11)), undefined);
  t.equal(readQuery(encode({ type: 'response', id: 1 })), undefined);
  t.match(readQuery(encode({ type: 'query', id: 1 })), { rcode: 'FORMERR' });
  t.match(readQuery(queryFor('a', { flags: 5 << 11 })), { rcode: 'NOTIMP' });
  t.match(readQuery(queryFor('a', { additionals: [opt(512, 1)] })), { rcode: 'BADVERS' });
  t.match(readQuery(queryFor('abc').subarray(0, 15)), { rcode: 'FORMERR' });
  const compressed = queryFor('abc');
  compressed[12] = 0xc0;
  t.match(readQuery(compressed), { rcode: 'FORMERR' });
  const cut = queryFor('a', { additionals: [opt(512)] }).subarray(0, 25);
  t.match(readQuery(cut), { rcode: 'FORMERR' });
  const badVersion = readQuery(queryFor('a', { additionals: [opt(512, 1)] }));
  t.match(decoded(encodeEmpty(badVersion as Query, 'BADVERS')).additionals, [{ extendedRcode: 1 }]);
  t.end();
});

t.test('messages over TCP are put together from any pieces', (t) => {
  const seen: string[] = [];
  const reader = new FrameReader((message) => seen.push(message.toString()));
  const bytes = Buffer.concat([
    frame(Buffer.from('one')),
    frame(Buffer.from('')),
    frame(Buffer.from('two')),
  ]);
  for (const byte of bytes) reader.add(Buffer.from([byte]));
  reader.add(bytes);
  t.strictSame(seen, ['one', '', 'two', 'one', '', 'two']);
  t.end();
});

t.test('resolv.conf names at most three resolvers', (t) => {
  const text =
    '# c\nsearch x\nnameserver 10.0.0.1\n nameserver\tfe80::1%eth0 \nnameserver 10.0.0.1\n';
  t.strictSame(nameservers(text), ['10.0.0.1', 'fe80::1%eth0']);
  t.equal(
    nameservers('nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\nnameserver 4.4.4.4')
      .length,
    3,
  );
  t.strictSame(nameservers('nameserver\n'), []);
  t.end();
});
