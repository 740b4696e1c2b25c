import t from 'tap';
import { listenerAddresses, pingFacts } from '../../agent/inspect/link-facts.js';
import { samplePairs, type Member } from '../../server/inspect/pairs.js';

function members(count: number, hosts: number): Member[] {
  return Array.from({ length: count }, (_, n) => ({ id: `ep-${n}`, node: `w${n % hosts}` }));
}

function keys(pairs: readonly (readonly [Member, Member])[]): string[] {
  return pairs.map((pair) =>
    pair
      .map(({ id }) => id)
      .sort()
      .join(' '),
  );
}

t.test('up to the limit every pair is measured, each once', (t) => {
  for (let count = 0; count <= 9; count++) {
    for (const hosts of [1, 2, 3]) {
      const { pairs, total } = samplePairs(members(count, hosts), 1_000);
      t.equal(total, (count * (count - 1)) / 2);
      t.equal(pairs.length, total, `${count} on ${hosts}`);
      t.equal(new Set(keys(pairs)).size, total);
      t.ok(pairs.every(([a, b]) => a.id !== b.id));
    }
  }
  t.end();
});

t.test('a sample has every host in it, between hosts as far as there are several', (t) => {
  const { pairs, total } = samplePairs(members(1_000, 50), 60);
  t.equal(pairs.length, 60);
  t.equal(total, 499_500);
  t.equal(new Set(keys(pairs)).size, 60);
  t.equal(new Set(pairs.flatMap((pair) => pair.map(({ node }) => node))).size, 50);
  t.ok(pairs.every(([a, b]) => a.node !== b.node));
  t.end();
});

const PING = `PING 10.0.0.3 (10.0.0.3) 1422(1450) bytes of data.

--- 10.0.0.3 ping statistics ---
5 packets transmitted, 4 received, 20% packet loss, time 805ms
rtt min/avg/max/mdev = 0.043/0.049/0.057/0.005 ms
`;

t.test('what ping says is read; a ping that is not there is told apart', (t) => {
  t.same(pingFacts({ code: 0, stdout: PING }), {
    ...{ sent: 5, received: 4, rttMs: 0.049, maxMs: 0.057, code: '' },
  });
  const none = PING.replace('4 received', '0 received').replace(/rtt.*\n/, '');
  t.match(pingFacts({ code: 1, stdout: none }), { sent: 5, received: 0, rttMs: 0, code: '' });
  t.match(pingFacts({ code: 2, stdout: '' }), { received: 0, code: '' });
  for (const code of [-1, 127])
    t.match(pingFacts({ code, stdout: '' }), { code: 'missing-program' });
  t.end();
});

t.test('where something listens is read', (t) => {
  const text = `LISTEN 0      128          0.0.0.0:443       0.0.0.0:*
LISTEN 0      128        127.0.0.1:443       0.0.0.0:*
LISTEN 0      128             [::]:443          [::]:*
LISTEN 0      128  [fe80::1]%eth0:443          [::]:*
`;
  t.same(listenerAddresses(text), ['*', '127.0.0.1', '*', 'fe80::1']);
  t.same(listenerAddresses(''), []);
  t.end();
});
