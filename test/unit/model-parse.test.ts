/** What the parsers of the vocabulary refuse, and what they say about it. */
import t from 'tap';
import {
  nth,
  offsetIn,
  overlaps,
  parseCidr,
  parseInterfaceAddress,
  sizeOf,
} from '../../model/cidr.js';
import type { OvnetError } from '../../model/errors.js';
import { kindOfId, looksLikeId, mintId, siblingId } from '../../model/id.js';
import { addToIp, formatIp, parseIp } from '../../model/ip.js';
import { mergeLabels, parseLabel, parseLabels } from '../../model/labels.js';
import { parseMac } from '../../model/mac.js';
import { parseMtu } from '../../model/mtu.js';
import { parseName, parseNodeName } from '../../model/name.js';
import { parseRevision } from '../../model/revision.js';
import { formatTime } from '../../model/time.js';
import { parseVni } from '../../model/vni.js';

/** Each input is refused with the code and quoted in the detail, which says what is expected. */
function refuses<I extends string | number>(
  test: Tap,
  code: string,
  parse: (input: I) => unknown,
  inputs: readonly I[],
): void {
  for (const input of inputs) {
    try {
      parse(input);
      test.fail(`took '${input}'`);
    } catch (error) {
      const { code: found, message } = error as OvnetError;
      test.equal(found, code, `'${input}'`);
      test.ok(message.includes(`${input}`) && message.includes('expected'), message);
    }
  }
}
type Tap = Pick<typeof t, 'equal' | 'ok' | 'fail'>;

t.test('IPv4 is four decimal bytes', (t) => {
  t.equal(formatIp(parseIp('255.0.10.1')), '255.0.10.1');
  refuses(t, 'invalid-address', parseIp, [
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.-4',
    ' 1.2.3.4',
    '1.2.3.4/24',
    '0x1.2.3.4',
  ]);
  t.end();
});

t.test('IPv6 is read in every form and written as RFC 5952 says', (t) => {
  const cases = [
    ['::', '::'],
    ['::1', '::1'],
    ['FD00:0:0::7', 'fd00::7'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:10.0.0.7', '::ffff:a00:7'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ] as const;
  for (const [input, text] of cases) t.equal(formatIp(parseIp(input)), text);
  refuses(t, 'invalid-address', parseIp, [
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    'g::',
    '12345::',
    'fe80::1%eth0',
    '::1.2.3',
  ]);
  t.end();
});

t.test('a CIDR with host bits is refused and the right one suggested', (t) => {
  refuses(t, 'invalid-cidr', parseCidr, ['10.0.0.1/24', 'fd00::1/64']);
  t.throws(() => parseCidr('10.1.2.3/20'), { message: /expected '10.1.0.0\/20'/ });
  t.throws(() => parseCidr('fd00::1:2/112'), { message: /expected 'fd00::1:0\/112'/ });
  refuses(t, 'invalid-cidr', parseCidr, [
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/024',
    '10.0.0.0/8/24',
    'fd00::/129',
    '10.0.0.0/-1',
    '/24',
  ]);
  refuses(t, 'invalid-address', parseInterfaceAddress, ['10.0.0', '10.0.0.1/33', '10.0.0.1/x']);
  t.end();
});

t.test('arithmetic stops at the ends of block and family', (t) => {
  const block = parseCidr('10.0.0.0/30');
  t.equal(sizeOf(block), 4);
  t.same(
    [0, 3].map((n) => formatIp(nth(block, n)!)),
    ['10.0.0.0', '10.0.0.3'],
  );
  t.same([nth(block, -1), nth(block, 4)], [undefined, undefined]);
  t.equal(addToIp(parseIp('255.255.255.255'), 1), undefined);
  t.equal(addToIp(parseIp('0.0.0.0'), -1), undefined);
  t.equal(addToIp(parseIp('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), 1), undefined);
  t.equal(offsetIn(block, parseIp('10.0.0.4')), undefined);
  t.equal(offsetIn(parseCidr('fd00::/64'), parseIp('fd00::ffff:ffff:ffff:ffff')), undefined);
  t.ok(overlaps(parseCidr('0.0.0.0/0'), parseCidr('10.0.0.0/8')));
  t.notOk(overlaps(parseCidr('::/0'), parseCidr('0.0.0.0/0')));
  t.end();
});

t.test('MACs are unicast; VNIs, MTUs and revisions lie in their ranges', (t) => {
  t.equal(parseMac('02-42-0A-00-00-07'), '02:42:0a:00:00:07');
  refuses(t, 'invalid-mac', parseMac, [
    '',
    '02:42:0a:00:00',
    '02:42:0a:00:00:7',
    '02:42:0a:00:00:gg',
    '02:42-0a:00:00:07',
    '01:00:5e:00:00:01',
    'ff:ff:ff:ff:ff:ff',
    '00:00:00:00:00:00',
  ]);
  t.equal(parseVni('16777215'), 16_777_215);
  refuses<string | number>(t, 'invalid-vni', parseVni, [
    0,
    -1,
    1.5,
    Number.NaN,
    16_777_216,
    '',
    '1e3',
    '0x10',
    ' 7',
  ]);
  refuses<number>(t, 'invalid-mtu', parseMtu, [0, 575, 1400.5, 65_486]);
  t.equal(parseRevision('9007199254740991'), Number.MAX_SAFE_INTEGER);
  refuses<string | number>(t, 'invalid-query', parseRevision, [
    -1,
    0.5,
    2 ** 53,
    '',
    '-1',
    '9007199254740992',
  ]);
  t.end();
});

t.test('names are DNS-like and no ids', (t) => {
  const id = mintId('network', 1_790_000_000_000, new Uint8Array(10));
  for (const name of ['a', '0', 'front-1', 'a_b', 'node-1', 'net-a', 'x'.repeat(63)]) {
    t.equal(parseName(name), name);
  }
  t.equal(parseNodeName('host.example.net'), 'host.example.net');
  refuses(t, 'invalid-name', parseName, ['', '-a', 'a-', 'A', 'a b', 'a.b', 'ä', 'x'.repeat(64)]);
  refuses(t, 'invalid-name', parseNodeName, ['', '.a', 'a.', 'a/b']);
  refuses(t, 'invalid-name', parseName, [id]);
  t.end();
});

t.test('ids tell their kind, sort by time, and have a sibling', (t) => {
  const random = new Uint8Array(10).fill(255);
  const early = mintId('endpoint', 1_790_000_000_000, random);
  const late = mintId('endpoint', 1_790_000_000_001, new Uint8Array(10));
  t.match(early, /^ep-[0-9a-z]{19}$/);
  t.ok(early < late);
  t.equal(kindOfId(early), 'endpoint');
  t.notOk(looksLikeId('ep-1') || looksLikeId(early.toUpperCase()) || looksLikeId(`x${early}`));
  t.equal(kindOfId('node-1'), undefined);
  t.not(siblingId(early), early);
  t.ok(looksLikeId(siblingId(early)));
  t.throws(() => mintId('node', 1, new Uint8Array(9)), RangeError);
  t.end();
});

t.test('labels are sorted, merged and bounded', (t) => {
  t.equal(JSON.stringify(parseLabels({ b: '2', a: '1' })), '{"a":"1","b":"2"}');
  t.same(mergeLabels({ a: '1', b: '2' }, { a: null, c: '3' }), { b: '2', c: '3' });
  t.same(parseLabel('a/b.c=x=y'), { key: 'a/b.c', value: 'x=y' });
  refuses(t, 'invalid-body', parseLabel, ['', 'a']);
  for (const label of ['=b', 'a b=c', '-a=b']) {
    t.throws(() => parseLabel(label), { code: 'invalid-body' }, label);
  }
  t.throws(() => parseLabels({ a: 'x'.repeat(257) }), { code: 'invalid-body' });
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, 'v']));
  t.throws(() => parseLabels(many), { code: 'invalid-body' });
  t.end();
});

t.test('times are written like the platform writes them', (t) => {
  const times = [0, 1, 951_782_399_999, 951_782_400_000, 1_709_210_096_789, 4_102_444_799_999];
  for (const ms of times) t.equal(formatTime(ms), new Date(ms).toISOString());
  t.end();
});
