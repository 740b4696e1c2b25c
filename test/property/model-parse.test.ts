/** Whatever is formatted is parsed back, and the arithmetic of blocks agrees with itself. */
import fc from 'fast-check';
import t from 'tap';
import {
  cidrOf,
  containsCidr,
  containsIp,
  formatCidr,
  nth,
  offsetIn,
  overlaps,
  parseCidr,
  sizeOf,
} from '../../model/cidr.js';
import { looksLikeId, mintId } from '../../model/id.js';
import { addToIp, bitsOf, compareIp, equalIp, formatIp, parseIp, type Ip } from '../../model/ip.js';
import { formatLabel, parseLabel } from '../../model/labels.js';
import { formatMac, macFromNumber, parseMac } from '../../model/mac.js';
import { formatName, parseName } from '../../model/name.js';
import { formatRevision, parseRevision } from '../../model/revision.js';
import { formatTime } from '../../model/time.js';
import { formatVni, parseVni } from '../../model/vni.js';
import { PrefixTrie } from '../../server/state/tables/prefix-trie.js';

const v4 = fc.integer({ min: 0, max: 0xffffffff }).map((value): Ip => ({ family: 4, value }));
const v6 = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  })
  .map((groups): Ip => ({
    family: 6,
    value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n),
  }));
const ip = fc.oneof(v4, v6);
const cidr = fc
  .tuple(ip, fc.integer({ min: 0, max: 128 }))
  .map(([address, n]) => cidrOf(address, n % (bitsOf(address.family) + 1)));
/** Few distinct blocks, so that they nest and overlap. */
const nested = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 26, max: 32 }))
  .map(([low, prefix]) => cidrOf({ family: 4, value: 0x0a000000 + low * 4 }, prefix));

function holds<Inputs>(test: Tap, property: fc.IProperty<Inputs>): void {
  fc.assert(property, { numRuns: 300 });
  test.pass('held');
}
type Tap = Pick<typeof t, 'pass'>;

t.test('addresses and blocks round-trip through their text', (t) => {
  holds(
    t,
    fc.property(ip, cidr, (address, block) => {
      const other = parseCidr(formatCidr(block));
      return (
        equalIp(parseIp(formatIp(address)), address) &&
        equalIp(other.network, block.network) &&
        other.prefix === block.prefix
      );
    }),
  );
  t.end();
});

t.test('the canonical IPv6 text is the one the platform writes', (t) => {
  holds(
    t,
    fc.property(v6, (address) => {
      const text = formatIp(address);
      // The URL parser writes trailing IPv4-mapped forms in hex too.
      return new URL(`http://[${text}]/`).hostname === `[${text}]`;
    }),
  );
  t.end();
});

t.test('the n-th address of a block is at offset n and inside it', (t) => {
  holds(
    t,
    fc.property(cidr, fc.double({ min: 0, max: 1, noNaN: true }), (block, part) => {
      const n = Math.floor(part * Math.min(sizeOf(block) - 1, 2 ** 48));
      const address = nth(block, n);
      return address !== undefined && offsetIn(block, address) === n && containsIp(block, address);
    }),
  );
  t.end();
});

t.test('adding is undone by subtracting and keeps the order', (t) => {
  holds(
    t,
    fc.property(ip, fc.integer({ min: 1, max: 2 ** 31 }), (address, n) => {
      const sum = addToIp(address, n);
      if (!sum) return true;
      const back = addToIp(sum, -n);
      return back !== undefined && equalIp(back, address) && compareIp(address, sum) < 0;
    }),
  );
  t.end();
});

t.test('two blocks overlap exactly when one contains the other', (t) => {
  holds(
    t,
    fc.property(nested, nested, (a, b) => {
      const common = [a, b].every(
        (block) => containsIp(a, block.network) || containsIp(b, block.network),
      );
      const apart = !containsIp(a, b.network) && !containsIp(b, a.network);
      const related = containsCidr(a, b) || containsCidr(b, a);
      return overlaps(a, b) === related && related === !apart && common;
    }),
  );
  t.end();
});

t.test('the trie of blocks answers as a scan does, also after removals', (t) => {
  holds(
    t,
    fc.property(fc.array(nested), fc.array(fc.nat({ max: 20 })), nested, (blocks, gone, asked) => {
      const trie = new PrefixTrie();
      for (const block of blocks) trie.add(block);
      const removed = new Set(gone.filter((i) => i < blocks.length));
      for (const i of removed) trie.remove(blocks[i]!);
      const left = blocks.filter((_, i) => !removed.has(i));
      return trie.overlaps(asked) === left.some((block) => overlaps(block, asked));
    }),
  );
  t.end();
});

t.test('numbers, MACs, names and labels round-trip through their text', (t) => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$/);
  holds(
    t,
    fc.property(
      fc.integer({ min: 1, max: 0xffffff }),
      fc.maxSafeNat(),
      name,
      fc.string({ maxLength: 256 }),
      (vni, number, text, value) => {
        const mac = macFromNumber(number);
        const label = parseLabel(formatLabel('key', value));
        return (
          parseVni(formatVni(parseVni(vni))) === vni &&
          parseRevision(formatRevision(parseRevision(number))) === number &&
          parseMac(formatMac(mac)) === mac &&
          formatName(parseName(text)) === text &&
          label.value === value
        );
      },
    ),
  );
  t.end();
});

t.test('ids sort by time and look like ids', (t) => {
  const random = fc.uint8Array({ minLength: 10, maxLength: 16 });
  const time = fc.integer({ min: 0, max: 2 ** 44 });
  holds(
    t,
    fc.property(time, time, random, random, (a, b, left, right) => {
      const [one, two] = [mintId('node', a, left), mintId('node', b, right)];
      return looksLikeId(one) && (a === b || one < two === a < b);
    }),
  );
  t.end();
});

t.test('times agree with the platform and sort as text', (t) => {
  const time = fc.integer({ min: 0, max: 253_402_300_799_999 });
  holds(
    t,
    fc.property(time, time, (a, b) => {
      const [one, two] = [formatTime(a), formatTime(b)];
      return one === new Date(a).toISOString() && one < two === a < b;
    }),
  );
  t.end();
});
