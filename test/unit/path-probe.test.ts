/** Paths to other tunnel ends: whom they are measured to, and what is concluded from echoes. */
import t from 'tap';
import { isBlackHole, PathProbe } from '../../agent/underlay/path-probe.js';
import { peersOf, type Peer } from '../../agent/underlay/peers.js';
import type { Membership } from '../../agent/reconcile/notices.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const LOCAL = '192.0.2.1';

/** Of each peer the largest packet that comes back; 0: none does. */
function lab(sizes: Record<string, number>, needed = 1500, perRound = 8) {
  const largest = new Map(Object.entries(sizes));
  const asked: string[] = [];
  const failures: string[] = [];
  let lost = 0;
  let changes = 0;
  const peer = (vtep: string): Peer => ({ vtep, bytes: needed, networks: new Map() });
  const probe = new PathProbe(
    {
      timers: new VirtualTimers(),
      open: ({ local, peer: vtep }) => {
        asked.push(vtep);
        if (local !== LOCAL) throw new Error(local);
        if (largest.get(vtep) === -1) throw new Error('no route');
        return {
          echo: (bytes) => {
            lost -= 1;
            const isBack = lost < 0 && bytes <= (largest.get(vtep) ?? 0);
            return Promise.resolve(isBack ? 2 : undefined);
          },
          close: () => undefined,
        };
      },
      peers: () => [...largest.keys()].sort().map(peer),
      changed: () => (changes += 1),
      failed: (vtep, error) => failures.push(`${vtep}: ${(error as Error).message}`),
    },
    { local: LOCAL, perRound },
  );
  const losing = (count: number): void => void (lost = count);
  return { probe, largest, asked, failures, losing, changes: () => changes };
}

t.test(
  'what passes whole is no black hole, what vanishes is one, with the size that passes',
  async (t) => {
    const { probe, changes, largest } = lab({
      '192.0.2.2': 1500,
      '192.0.2.3': 1400,
      '192.0.2.4': 0,
    });
    await probe.round();
    const [whole, hole, silent] = probe.states();
    t.same(whole, { vtep: '192.0.2.2', rttMs: 2, loss: 0, mtu: 1500, needed: 1500 });
    t.match(hole, { vtep: '192.0.2.3', loss: 0, mtu: 1400, needed: 1500 });
    t.match(silent, { rttMs: 0, loss: 1, mtu: 0 }, 'whoever answers nothing may filter echoes');
    t.same(probe.states().filter(isBlackHole), [hole]);
    t.equal(changes(), 1);
    await probe.round();
    t.equal(changes(), 1, 'it is told once');
    largest.set('192.0.2.3', 1399);
    await probe.round();
    t.equal(changes(), 2, 'another size is news');
    largest.set('192.0.2.3', 1500);
    await probe.round();
    t.equal(changes(), 3);
    t.same(probe.states().filter(isBlackHole), []);
  },
);

t.test('the size is found to the byte, also below what links must carry', async (t) => {
  for (const size of [85, 575, 576, 577, 1000, 1498, 1499]) {
    const { probe } = lab({ '192.0.2.2': size });
    await probe.round();
    t.equal(probe.states()[0]?.mtu, size < 576 ? 0 : size, `${size}`);
  }
});

t.test('one packet that is lost is loss, not a black hole', async (t) => {
  const { probe, losing } = lab({ '192.0.2.2': 1500 });
  losing(2);
  await probe.round();
  t.match(probe.states(), [{ mtu: 1500, loss: 2 / 3 }]);
  for (let round = 0; round < 12; round += 1) await probe.round();
  t.match(probe.states(), [{ loss: 0 }], 'what was long ago does not count');
});

t.test('a few peers a round, in turn; who is no peer any more is forgotten', async (t) => {
  const sizes = Object.fromEntries([2, 3, 4, 5, 6].map((n) => [`192.0.2.${n}`, 1500]));
  const { probe, asked, largest } = lab(sizes, 1500, 2);
  const rounds: string[][] = [];
  for (let round = 0; round < 4; round += 1) {
    await probe.round();
    rounds.push(asked.splice(0).map((vtep) => vtep.slice(-1)));
  }
  t.same(rounds, [['2', '3'], ['4', '5'], ['6'], ['2', '3']]);
  largest.delete('192.0.2.4');
  await probe.round();
  t.same(
    probe.states().map(({ vtep }) => vtep.slice(-1)),
    ['2', '3', '5', '6'],
  );
});

t.test('a peer that cannot be asked is loss, and is told', async (t) => {
  const { probe, failures } = lab({ '192.0.2.2': -1, '192.0.2.3': 1500 });
  await probe.round();
  t.same(failures, ['192.0.2.2: no route']);
  t.match(probe.states(), [{ loss: 1, mtu: 0 }, { loss: 0 }]);
});

t.test('peers are the other members of networks that this host is a member of', (t) => {
  const member = (n: number, vtep = `192.0.2.${n}`) => ({ nodeId: `node-${n}`, vtep, mtu: 1500 });
  const networks: Membership[] = [
    { networkId: 'blue', mtu: 1450, members: [member(1), member(2)] },
    { networkId: 'red', mtu: 1400, members: [member(1), member(3), member(2)] },
    { networkId: 'far', mtu: 1450, members: [member(2), member(9)] },
    { networkId: 'six', mtu: 1430, members: [member(1), member(4, 'fd00::4')] },
  ];
  const peers = peersOf(networks, 'node-1');
  t.same(
    peers.map(({ vtep, bytes, networks: sizes }) => [vtep, bytes, ...sizes]),
    [
      ['192.0.2.2', 1500, ['blue', 1500], ['red', 1450]],
      ['192.0.2.3', 1450, ['red', 1450]],
      ['fd00::4', 1500, ['six', 1500]],
    ],
  );
  t.end();
});
