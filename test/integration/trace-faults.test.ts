/**
 * A trace names the first hop that is wrong, with its host: each fault is planted in real kernels whose agents are held, so
 * that nothing is repaired meanwhile. What belongs to an agent is also found by `verify`.
 */
import t from 'tap';
import { inside, succeeds, Underlay } from '../support/kernel-hosts.js';
import { nftFaults, plantedFaults } from '../support/planted-faults.js';
import { trace, traceLab, verified } from '../support/trace-lab.js';

const underlay = new Underlay('tr', 'ovse-');
t.teardown(() => underlay.close());
const lab = await traceLab(underlay);
const { a, b, one, two, same } = lab;

t.test('without a fault every hop is as it should be, on two hosts and on one', async (t) => {
  const there = await trace(one, two);
  t.same(there.fault, undefined);
  t.ok(there.hops.length > 40, `${there.hops.length} hops`);
  const local = await trace(one, same);
  t.same(local.fault, undefined);
  t.notOk(local.hops.some(({ object }) => ['vxlan', 'underlay', 'fdb'].includes(object)));
  for (const host of [a, b]) t.same((await verified(host)).differences, []);
});

const hasNft = succeeds(a.netns, 'nft --version');

t.test('what nft holds beside iptables is read, or said not to be', async (t) => {
  const { hops } = await trace(one, two);
  const unread = hops.filter(({ name }) => name === 'nftables');
  if (hasNft) t.same(unread, []);
  else {
    t.match(unread, [
      { host: 'a', state: 'unseen', found: /nft is not installed/, advice: /nftables/ },
      { host: 'b', state: 'unseen' },
    ]);
  }
});

const faults = [
  ...plantedFaults(lab),
  ...nftFaults(lab).map((fault) => ({ ...fault, skip: !hasNft && 'nft is not installed' })),
];

for (const { what, plant, undo, named, on, ...options } of faults) {
  t.test(`${what} is named`, options, async (t) => {
    for (const [netns, command] of plant) inside(netns, command);
    try {
      const { fault, hops } = await trace(one, two);
      t.match(fault, named, JSON.stringify(hops.filter(({ state }) => state !== 'ok')));
      t.ok(fault?.advice, 'says what to do');
      if (on) t.not((await verified(on)).differences.length, 0, 'verify finds it too');
    } finally {
      for (const [netns, command] of undo) inside(netns, command);
    }
    t.same((await trace(one, two)).fault, undefined, 'nothing is left of it');
  });
}

t.test('a workload that has gone is named', async (t) => {
  const { fault } = await trace(one, { ...two, netns: underlay.absent('none') });
  t.match(fault, { host: 'b', object: 'netns', found: 'missing' });
});

t.test('a port that nothing listens on is named, with where else it listens', async (t) => {
  const port = { protocol: 'tcp', number: 4430 } as const;
  t.match((await trace(one, two, port)).fault, {
    ...{ host: 'b', object: 'listener', found: 'nobody listens', wanted: 'listens' },
    name: `tcp/4430 in ${two.netns}`,
  });
});
