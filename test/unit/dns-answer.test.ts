import t from 'tap';
import { answer, TTL_SECONDS, type Question, type Verdict } from '../../agent/dns/answer.js';
import { NamesTable, type NameEntry } from '../../agent/dns/names.js';
import { reverseAddress, reverseName } from '../../agent/dns/reverse.js';
import { parseIp } from '../../model/ip.js';

const network = (id: string, name: string, cidr: string, internal = false): NameEntry[] => [
  { kind: 'network', id, name, internal },
  { kind: 'subnet', id: `sub-${id}`, cidr },
];
const endpoint = (id: string, names: string[], addresses: string[]): NameEntry => ({
  ...{ kind: 'endpoint', id, names, addresses },
});

function table(): NamesTable {
  const names = new NamesTable();
  names.set('net-b', [
    ...network('net-b', 'blue', '10.0.0.0/24'),
    endpoint('ep-1', ['db', 'store'], ['10.0.0.2']),
    endpoint('ep-2', ['web', 'front'], ['10.0.0.3', 'fd00::3']),
    endpoint('ep-3', ['web2', 'front'], ['10.0.0.4']),
  ]);
  names.set('net-r', [
    ...network('net-r', 'red', '10.0.1.0/24'),
    endpoint('ep-4', ['cache'], ['10.0.1.2']),
    endpoint('ep-5', ['db'], ['10.0.1.3']),
  ]);
  names.set('net-s', [
    ...network('net-s', 'secret', '10.0.2.0/24', true),
    endpoint('ep-6', ['vault'], ['10.0.2.2']),
  ]);
  return names;
}

const names = table();

function ask(
  name: string,
  options: Partial<Question> & { on?: string[]; forwards?: boolean; turn?: number } = {},
): Verdict {
  const { on = ['net-b'], forwards = true, turn = 0, type = 'A', dnsClass = 'IN' } = options;
  return answer(names, { name, type, dnsClass }, { networkIds: on, forwards, turn });
}

function data(verdict: Verdict): readonly string[] {
  return verdict.kind === 'forward' ? ['forward'] : verdict.records.map((one) => one.data);
}

function outcome(verdict: Verdict): string {
  return verdict.kind === 'forward' ? 'forward' : verdict.outcome;
}

t.test('[check 54] endpoint names, aliases and names with the network resolve', (t) => {
  t.strictSame(data(ask('db')), ['10.0.0.2']);
  t.strictSame(data(ask('store')), ['10.0.0.2']);
  t.strictSame(data(ask('DB.Blue')), ['10.0.0.2']);
  t.match(ask('DB'), { records: [{ name: 'DB', ttl: TTL_SECONDS }] }, 'spelled as it was asked');
  t.end();
});

t.test('[check 54] other networks do not exist for a namespace that is not on them', (t) => {
  for (const name of ['cache', 'cache.red', 'vault.secret', 'db.blue.example']) {
    const expected = name === 'db.blue.example' ? 'forward' : 'unknown';
    t.equal(outcome(ask(name)), expected, name);
  }
  t.strictSame(data(ask('cache', { on: ['net-b', 'net-r'] })), ['10.0.1.2']);
  t.end();
});

t.test('[check 54] nothing of a network is asked of others', (t) => {
  for (const name of ['nope', 'nope.blue', 'a.b.blue', 'cache.red', '_http._tcp.nope', 'blue']) {
    t.not(outcome(ask(name)), 'forward', name);
  }
  const unused = reverseName(parseIp('10.0.0.99'));
  const elsewhere = reverseName(parseIp('10.0.1.2'));
  t.equal(outcome(ask(unused, { type: 'PTR' })), 'unknown');
  t.equal(outcome(ask(elsewhere, { type: 'PTR' })), 'unknown');
  t.equal(outcome(ask('localhost', { type: 'MX' })), 'no-data');
  t.strictSame(data(ask('localhost')), ['127.0.0.1']);
  t.end();
});

t.test('[check 54] what is not ours is forwarded, or does not exist', (t) => {
  t.equal(outcome(ask('example.com')), 'forward');
  t.equal(outcome(ask('_sip._udp.example.com', { type: 'SRV' })), 'forward');
  t.equal(outcome(ask(reverseName(parseIp('192.0.2.1')), { type: 'PTR' })), 'forward');
  t.equal(outcome(ask('example.com', { forwards: false })), 'unknown');
  t.equal(outcome(ask('example.com', { on: ['net-s'] })), 'unknown', 'internal networks only');
  t.equal(outcome(ask('example.com', { on: ['net-s', 'net-b'] })), 'forward');
  t.end();
});

t.test('[check 55] a known name without an address of the family has no data', (t) => {
  t.match(ask('db', { type: 'AAAA' }), { outcome: 'no-data', rcode: 'NOERROR', records: [] });
  t.strictSame(data(ask('web', { type: 'AAAA' })), ['fd00::3']);
  for (const type of ['MX', 'TXT', 'UNKNOWN_65']) t.equal(outcome(ask('db', { type })), 'no-data');
  t.equal(outcome(ask('blue')), 'no-data', 'names lie below it');
  t.end();
});

t.test('[check 56] addresses have names; services without known ports have none', (t) => {
  t.strictSame(data(ask('2.0.0.10.in-addr.arpa', { type: 'PTR' })), ['db.blue']);
  const v6 = reverseName(parseIp('fd00::3'));
  t.strictSame(data(ask(v6, { type: 'PTR' })), ['web.blue']);
  t.equal(outcome(ask('2.0.0.10.in-addr.arpa')), 'no-data');
  t.match(ask('_http._tcp.db.blue', { type: 'SRV' }), { rcode: 'NOERROR', records: [] });
  t.match(ask('_http._tcp.nope.blue', { type: 'SRV' }), { rcode: 'NXDOMAIN' });
  t.end();
});

t.test('a name on two networks is that of the first in the alphabet', (t) => {
  const on = ['net-r', 'net-b'];
  t.strictSame(data(ask('db', { on })), ['10.0.0.2']);
  t.strictSame(data(ask('db.red', { on })), ['10.0.1.3']);
  t.end();
});

t.test('addresses of one name take turns', (t) => {
  t.strictSame(data(ask('front')), ['10.0.0.3', '10.0.0.4']);
  t.strictSame(data(ask('front', { turn: 1 })), ['10.0.0.4', '10.0.0.3']);
  t.strictSame(data(ask('web', { type: 'ANY' })), ['10.0.0.3', 'fd00::3']);
  t.end();
});

t.test('zone transfers, other classes and the root are refused', (t) => {
  t.equal(outcome(ask('blue', { type: 'AXFR' })), 'refused');
  t.equal(outcome(ask('db', { dnsClass: 'CH' })), 'refused');
  t.equal(outcome(ask('', { type: 'NS' })), 'refused');
  t.end();
});

t.test('reverse names are those of whole addresses only', (t) => {
  t.equal(reverseAddress('10.in-addr.arpa'), undefined);
  t.equal(reverseAddress('1.2.3.4.5.in-addr.arpa'), undefined);
  t.equal(reverseAddress('d.f.ip6.arpa'), undefined);
  t.equal(reverseAddress('db.blue'), undefined);
  for (const address of ['10.0.0.7', '::1', 'fd00:1:2:3:4:5:6:7']) {
    t.strictSame(reverseAddress(reverseName(parseIp(address))), parseIp(address));
  }
  t.end();
});
