import fc from 'fast-check';
import t from 'tap';
import { answer } from '../../agent/dns/answer.js';
import { nameEntries } from '../../agent/dns/entries.js';
import { NamesTable } from '../../agent/dns/names.js';
import { reverseName } from '../../agent/dns/reverse.js';
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import { parseIp } from '../../model/ip.js';
import { endpoint, member } from '../support/desired-network.js';

const NETWORK = 'net-b';
const NAMES = ['a', 'b', 'c', 'd'];
const ADDRESSES = ['10.0.0.2', '10.0.0.3', 'fd00::2', 'fd00::3'];
const QUESTIONS = [
  ...[...NAMES, 'e', 'blue'].flatMap((name) => [name, `${name}.blue`]),
  ...ADDRESSES.map((address) => reverseName(parseIp(address))),
  reverseName(parseIp('10.0.0.9')),
];

/** Few names and addresses, so that endpoints share them. */
const anEndpoint: fc.Arbitrary<DesiredEntry> = fc
  .record({
    n: fc.integer({ min: 1, max: 5 }),
    name: fc.constantFrom(...NAMES),
    aliases: fc.subarray(NAMES),
    addresses: fc.subarray(ADDRESSES, { minLength: 1 }),
  })
  .map(({ n, name, aliases, addresses }) => {
    const made = endpoint({ id: `ep-${n}`, node: 'w1', address: '10.0.0.1/24' });
    const lengths = addresses.map((address) => `${address}/${address.includes(':') ? 64 : 24}`);
    return made.kind === 'endpoint'
      ? { ...made, value: { ...made.value, name, aliases, addresses: lengths } }
      : made;
  });

const aNetwork: fc.Arbitrary<DesiredEntry> = fc.boolean().map((internal) => {
  const fixed = { vni: 1, mtu: 1450, flood: false, dataPort: 4789 };
  const value = { id: NETWORK, name: 'blue', internal, ...fixed };
  return { kind: 'network', id: NETWORK, value };
});

const aSubnet = fc.constantFrom<DesiredEntry>(
  { kind: 'subnet', id: 'sub-4', value: { id: 'sub-4', cidr: '10.0.0.0/24', gateway: '' } },
  { kind: 'subnet', id: 'sub-6', value: { id: 'sub-6', cidr: 'fd00::/64', gateway: '' } },
);

const anEntry = fc.oneof(
  { weight: 6, arbitrary: anEndpoint },
  aNetwork,
  aSubnet,
  fc.constant(member('w1', '192.0.2.1')),
);

const aChange = fc.record({
  upserts: fc.array(anEntry, { maxLength: 4 }),
  removals: fc.array(
    anEntry.map(({ kind, id }): DesiredKey => `${kind}/${id}`),
    { maxLength: 3 },
  ),
});

/** Every answer, with the order of records left out: several endpoints may have a name. */
function answers(table: NamesTable): readonly string[] {
  const asker = { networkIds: [NETWORK], forwards: true, turn: 0 };
  return QUESTIONS.flatMap((name) =>
    ['A', 'AAAA', 'PTR'].map((type) => {
      const verdict = answer(table, { name, type, dnsClass: 'IN' }, asker);
      if (verdict.kind === 'forward') return `${name} ${type} forward`;
      const data = verdict.records.map((record) => record.data).sort();
      return `${name} ${type} ${verdict.rcode} ${data.join(' ')}`;
    }),
  );
}

t.test('names changed step by step answer as those of the set that came of it', (t) => {
  fc.assert(
    fc.property(fc.array(aChange, { minLength: 1, maxLength: 12 }), (changes) => {
      const set = new Map<DesiredKey, DesiredEntry>();
      const table = new NamesTable();
      table.set(NETWORK, []);
      for (const { upserts, removals } of changes) {
        for (const key of removals) set.delete(key);
        for (const entry of upserts) set.set(`${entry.kind}/${entry.id}`, entry);
        table.change(NETWORK, nameEntries(upserts), removals);
        const whole = new NamesTable();
        whole.set(NETWORK, nameEntries([...set.values()]));
        t.strictSame(answers(table), answers(whole));
      }
    }),
    { numRuns: 150 },
  );
  t.end();
});

t.test('a name is answered with exactly the addresses that the set gives it', (t) => {
  fc.assert(
    fc.property(fc.array(anEndpoint, { maxLength: 6 }), (made) => {
      const set = new Map(made.map((entry) => [entry.id, entry]));
      const table = new NamesTable();
      table.set(NETWORK, nameEntries([...set.values()]));
      for (const name of NAMES) {
        const expected = [...set.values()].flatMap((entry) =>
          entry.kind === 'endpoint' && [entry.value.name, ...entry.value.aliases].includes(name)
            ? entry.value.addresses.map((address) => address.split('/')[0])
            : [],
        );
        const asker = { networkIds: [NETWORK], forwards: false, turn: 0 };
        const verdict = answer(table, { name, type: 'ANY', dnsClass: 'IN' }, asker);
        const data = verdict.kind === 'local' ? verdict.records.map((record) => record.data) : [];
        t.strictSame([...data].sort(), expected.sort());
      }
    }),
    { numRuns: 100 },
  );
  t.end();
});
