/** A marked packet is followed through real kernels, and where it stops is named. */
import t from 'tap';
import { vxlanName, portName } from '../../agent/kernel/naming.js';
import type { Hop } from '../../server/trace/hop.js';
import { inside, Underlay } from '../support/kernel-hosts.js';
import { liveLab } from '../support/live-lab.js';
import { macOf, traceLab, VNI, type Fault } from '../support/trace-lab.js';

const underlay = new Underlay('lv', 'ovse-');
t.teardown(() => underlay.close());
const lab = await traceLab(underlay);
const follow = liveLab(lab);
const { a, b, one, two, same } = lab;

const VX = vxlanName(VNI);

function shown(hops: readonly Hop[]): readonly string[] {
  return hops.map(({ host, way, name, found }) => `${way} ${host}: ${name}: ${found}`);
}

t.test(
  'an echo request is seen at each interface there, and its answer on the way back',
  async (t) => {
    const hops = await follow(one, two);
    t.same(
      hops.map(({ way, host, name }) => `${way} ${host} ${name}`),
      [
        'there a echo request',
        'there a leaving eth0',
        `there a entering ${portName(one.id)}`,
        `there a leaving ${VX}`,
        'there a leaving eth0',
        'there b entering eth0',
        `there b entering ${VX}`,
        `there b leaving ${portName(two.id)}`,
        'there b entering eth0',
        'back b leaving eth0',
        `back b entering ${portName(two.id)}`,
        `back b leaving ${VX}`,
        'back b leaving eth0',
        'back a entering eth0',
        `back a entering ${VX}`,
        `back a leaving ${portName(one.id)}`,
        'back a entering eth0',
      ],
    );
    t.ok(
      hops.every(({ state }) => state === 'ok'),
      shown(hops).join('\n'),
    );
  },
);

t.test('on one host no tunnel is waited for', async (t) => {
  const hops = await follow(one, same);
  t.equal(hops.length, 9, shown(hops).join('\n'));
  t.ok(
    hops.every(({ state }) => state === 'ok'),
    shown(hops).join('\n'),
  );
});

for (const protocol of ['tcp', 'udp'] as const) {
  t.test(
    `what opens a conversation over ${protocol} is followed, and the refusal that answers it`,
    async (t) => {
      const hops = await follow(one, two, { protocol, number: 4430 });
      t.match(hops[0], { name: `${protocol}/4430`, found: 'sent' });
      t.equal(hops.length, 17, shown(hops).join('\n'));
      t.ok(
        hops.every(({ state }) => state === 'ok'),
        shown(hops).join('\n'),
      );
    },
  );
}

const FAULTS: readonly (Omit<Fault, 'named'> & { named: Partial<Hop>; advice: RegExp })[] = [
  {
    what: 'a missing FDB entry',
    plant: [[a.fabric, `bridge fdb del ${macOf(two)} dev ${VX} dst ${b.vtep} self`]],
    undo: [[a.fabric, `bridge fdb replace ${macOf(two)} dev ${VX} dst ${b.vtep} self permanent`]],
    named: { host: 'a', way: 'there', name: 'leaving underlay' },
    advice: /FDB/,
  },
  {
    what: 'a packet filter of the host that drops tunnels',
    plant: [[b.netns, 'iptables -I INPUT -p udp --dport 4789 -j DROP']],
    undo: [[b.netns, 'iptables -D INPUT -p udp --dport 4789 -j DROP']],
    named: { host: 'b', way: 'there', name: 'entering vxlan' },
    advice: /INPUT/,
  },
  {
    what: 'a port of the bridge that is down',
    plant: [[b.fabric, `ip link set dev ${portName(two.id)} nomaster`]],
    undo: [[b.fabric, `ip link set dev ${portName(two.id)} master br-${VX.slice(3)}`]],
    named: { host: 'b', way: 'there', name: 'leaving port' },
    advice: /ovctl verify --node b/,
  },
  {
    what: 'a packet filter inside of the workload',
    plant: [[two.netns, 'iptables -I INPUT -p icmp -j DROP']],
    undo: [[two.netns, 'iptables -D INPUT -p icmp -j DROP']],
    named: { host: 'b', way: 'back', name: 'leaving workload' },
    advice: /nothing answered/,
  },
];

for (const { what, plant, undo, named, advice } of FAULTS) {
  t.test(`${what} is where it stops`, async (t) => {
    for (const [netns, command] of plant) inside(netns, command);
    try {
      const hops = await follow(one, two);
      t.match(
        hops.at(-1),
        { ...named, state: 'differs', found: '0 of 3', advice },
        shown(hops).join('\n'),
      );
      t.ok(
        hops.slice(0, -1).every(({ state }) => state === 'ok'),
        'up to there it is seen',
      );
    } finally {
      for (const [netns, command] of undo) inside(netns, command);
    }
  });
}

t.test('a packet that the sender is not allowed to send is said so', async (t) => {
  inside(one.netns, 'iptables -I OUTPUT -p icmp -j DROP');
  try {
    const hops = await follow(one, two);
    t.match(hops, [{ host: 'a', found: 'EPERM after 0', wanted: 'sent' }]);
    t.equal(hops.length, 1);
  } finally {
    inside(one.netns, 'iptables -D OUTPUT -p icmp -j DROP');
  }
});

t.test('a workload that is not there is a refusal, not a guess', async (t) => {
  await t.rejects(follow(one, { ...two, netns: underlay.absent('none') }), {
    code: 'netns-missing',
  });
});

t.test('whoever looks out for a packet that was never sent stops at once', async (t) => {
  const gone = { ...two, netns: underlay.absent('none') };
  // More than a host looks out for at the same time.
  for (let tries = 0; tries < 9; tries += 1) {
    await t.rejects(follow(one, gone), { code: 'netns-missing' });
  }
  t.equal((await follow(one, two)).length, 17);
});
