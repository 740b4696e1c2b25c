/** Between real hosts packets show whether what they leave to the underlay's device arrives whole, and who breaks it. */
import { closeSync } from 'node:fs';
import t, { type Test } from 'tap';
import { loadNative } from '../../agent/kernel/native/native.js';
import type { UnderlayDevice } from '../../agent/kernel/port.js';
import type { Membership } from '../../agent/reconcile/notices.js';
import { systemTimers } from '../../agent/reconcile/timers.js';
import type { OffloadState } from '../../agent/underlay/offload-probe.js';
import { Offloads } from '../../agent/underlay/offloads.js';
import { faultsIn, TUNNEL_OFFLOADS } from '../../model/host-faults.js';
import { createLogger } from '../../observe/logger.js';
import { inside, Underlay, until } from '../support/kernel-hosts.js';

const underlay = new Underlay('of', 'ovse-');
t.teardown(() => underlay.close());
const cables = [underlay.cable('a', 1), underlay.cable('b', 2)] as const;
const B = cables[1].netns;
for (const [n, { netns }] of cables.entries()) {
  inside(netns, `ip addr add fd00::${n + 1}/64 dev eth0 nodad`);
}
const log = createLogger({ component: 'test', level: 'fatal', format: 'json' });
const PORT = 4799;
const BOUND_MS = 60_000;
const V4 = { ends: ['192.0.2.1', '192.0.2.2'], mtu: 1450 } as const;
const V6 = { ends: ['fd00::1', 'fd00::2'], mtu: 1430 } as const;
const REMEDY = `ethtool -K eth0 ${TUNNEL_OFFLOADS.map((name) => `${name} off`).join(' ')}`;

class Worker {
  readonly offloads: Offloads;
  changes = 0;
  #looks = 0;
  #switches = 0;

  constructor(index: 0 | 1, { ends, mtu }: { readonly ends: readonly string[]; mtu: number }) {
    const members = ends.map((vtep, n) => ({ nodeId: `node-${n}`, vtep, mtu: 1500 }));
    const memberships = (): Membership[] => {
      this.#looks += 1;
      return [{ networkId: 'net-blue', mtu, dataPort: PORT, members }];
    };
    const own = ends[index] ?? '';
    this.offloads = new Offloads(
      {
        ...{ native: loadNative, timers: systemTimers(), log, memberships },
        changed: () => (this.changes += 1),
      },
      {
        ...{ nodeId: `node-${index}`, local: own, advertised: own, isOn: true },
        ...{ everyMs: 50, hostNetns: cables[index].netns },
      },
    );
  }

  static async start(t: Test, ...how: ConstructorParameters<typeof Worker>): Promise<Worker> {
    const worker = new Worker(...how);
    t.teardown(() => worker.offloads.stop());
    await worker.offloads.start();
    return worker;
  }

  /** What is wrong with the host, as people are told. */
  get faults() {
    return faultsIn(this.#complete());
  }

  get state(): OffloadState | undefined {
    return this.offloads.states()[0];
  }

  get isSound(): boolean {
    return this.state?.isSound === true;
  }

  /** Something of the device was switched: all is to be tried again. */
  switched(): void {
    this.#complete();
    this.#switches += 1;
    this.#complete();
  }

  async tried(rounds: number): Promise<void> {
    const before = this.#looks;
    await until('rounds to pass', () => this.#looks > before + 2 * rounds, BOUND_MS);
  }

  #complete(): readonly string[] {
    const active = new Set([...TUNNEL_OFFLOADS, 'tx-checksum-ipv4', `switch-${this.#switches}`]);
    const device: UnderlayDevice = { name: 'eth0', driver: 'veth', active };
    const facts = { mtu: 1500, routes: [], capabilities: ['vxlan'], underlay: [device] };
    return this.offloads.complete(facts).capabilities;
  }
}

/** Of what arrives at a host. */
function plant(netns: string, match: string, then = 'drop'): () => void {
  const nft = (command: string): void => void inside(netns, `nft '${command}'`);
  nft('add table inet planted');
  nft('add chain inet planted in { type filter hook prerouting priority -300; }');
  nft(`add rule inet planted in udp dport ${PORT} ${match} ${then}`);
  return () => nft('delete table inet planted');
}

for (const [family, lab] of [
  ['IPv4', V4],
  ['IPv6', V6],
] as const) {
  t.test(
    `who sends packets whose checksums the device gets wrong is blamed, while it does: ${family}`,
    async (t) => {
      const [a, b] = [await Worker.start(t, 0, lab), await Worker.start(t, 1, lab)];
      await until('all to arrive', () => a.isSound && b.isSound, BOUND_MS);
      t.same([a.faults, b.faults, a.changes, b.changes], [[], [], 0, 0]);

      // What the kernel of a workload does with a wrong one; those without any pass.
      const mend = plant(B, '@th,448,16 != 0');
      a.switched();
      b.switched();
      await until('the sender to be blamed', () => a.faults.length > 0, BOUND_MS);
      t.match(a.faults, [{ type: 'Offload', code: 'offload-broken' }]);
      const { detail } = a.faults[0]!;
      t.match(detail, 'packets whose checksum is to be completed leave eth0 of this host');
      t.match(detail, `do not arrive whole at ${lab.ends[1]}, others do`);
      t.match(detail, REMEDY);
      t.same([b.faults, b.isSound], [[], true], 'the other host sends whole ones');

      mend();
      await until('the sender to be cleared', () => a.faults.length === 0, BOUND_MS);
      t.ok(a.isSound);
      await until('both to be told to managers', () => a.changes === 2, BOUND_MS);
      t.equal(b.changes, 0);
    },
  );
}

t.test('a device that cannot cut packets into segments is blamed for that alone', async (t) => {
  const [a, b] = [await Worker.start(t, 0, V4), await Worker.start(t, 1, V4)];
  await until('all to arrive', () => a.isSound && b.isSound, BOUND_MS);
  // Cables of this kind carry what is to be cut as one packet.
  const mend = plant(B, 'meta length > 1600');
  a.switched();
  await until('the sender to be blamed', () => a.faults.length > 0, BOUND_MS);
  t.match(a.faults[0]?.detail, 'large packets to be cut into segments leave eth0 of this host');
  t.same(b.faults, []);
  mend();
  await until('the sender to be cleared', () => a.faults.length === 0, BOUND_MS);
});

/** Of the frames inside tunnels: with IPv6, and of them the kinds that leave a checksum to a device. */
const INNER_V6 = '@th,224,16 0x86dd';
const SUMMED_V6 = `${INNER_V6} @th,696,8 { 7, 8 }`;

for (const [what, match, told] of [
  ['checksums', SUMMED_V6, 'IPv6 packets whose checksum is to be completed leave eth0'],
  ['segments', `meta length > 1600 ${INNER_V6}`, 'large IPv6 packets to be cut into segments'],
] as const) {
  t.test(`a device that gets ${what} wrong of IPv6 inside is blamed for that`, async (t) => {
    const [a, b] = [await Worker.start(t, 0, V4), await Worker.start(t, 1, V4)];
    await until('all to arrive', () => a.isSound && b.isSound, BOUND_MS);
    const mend = plant(B, match);
    a.switched();
    b.switched();
    await until('the sender to be blamed', () => a.faults.length > 0, BOUND_MS);
    t.match(a.faults, [{ type: 'Offload', code: 'offload-broken' }]);
    const { detail } = a.faults[0]!;
    t.match(detail, told);
    t.match(detail, `do not arrive whole at ${V4.ends[1]}, others do`);
    t.match(detail, REMEDY);
    t.same([b.faults, b.isSound], [[], true], 'the other host sends whole ones');
    mend();
    await until('the sender to be cleared', () => a.faults.length === 0, BOUND_MS);
  });
}

t.test('who answers nothing of IPv6 inside, as older versions, is judged by IPv4', async (t) => {
  const mend = plant(B, INNER_V6);
  const a = await Worker.start(t, 0, V4);
  const b = await Worker.start(t, 1, V4);
  await until('what is known to be sound', () => a.isSound && b.isSound, BOUND_MS);
  t.same([a.faults, b.faults, a.changes, b.changes], [[], [], 0, 0]);
  mend();
});

t.test(
  'who answers nothing and a way that is blocked are not known, and nobody is blamed',
  async (t) => {
    const a = await Worker.start(t, 0, V4);
    await a.tried(4);
    t.match(a.state, { vtep: V4.ends[1], isSound: false, fault: undefined }, 'nobody is there');

    const b = await Worker.start(t, 1, V4);
    a.switched();
    await until('both to be there', () => a.isSound && b.isSound, BOUND_MS);
    const open = plant(B, '');
    a.switched();
    await until('nothing to be known', () => !a.isSound, BOUND_MS);
    await a.tried(4);
    t.same([a.faults, b.faults, a.changes, b.changes], [[], [], 0, 0]);
    open();
  },
);

t.test('large packets that vanish on the way are not blamed on the device', async (t) => {
  const [a, b] = [await Worker.start(t, 0, V4), await Worker.start(t, 1, V4)];
  await until('all to arrive', () => a.isSound && b.isSound, BOUND_MS);
  const open = plant(B, 'meta length > 1400');
  a.switched();
  await until('it to be tried', () => !a.isSound, BOUND_MS);
  await a.tried(3);
  t.same([a.faults, a.state?.fault], [[], undefined]);
  open();
});

t.test('of a tunnel for probes nothing is left, and nothing is seen in the host', async (t) => {
  const a = await Worker.start(t, 0, V4);
  const listens = (): boolean => inside(cables[0].netns, 'ss -Hlun').includes(`:${PORT}`);
  await until('it to be there', listens, BOUND_MS);
  t.notMatch(inside(cables[0].netns, 'ip link'), 'vxlan');
  t.notMatch(inside(cables[0].netns, 'ip link'), 'ovnet');
  a.offloads.stop();
  await until('it to be gone', () => !listens(), BOUND_MS);
});

t.test('the tunnel of an agent before, which the kernel still has, is waited for', async (t) => {
  const [before, b] = [await Worker.start(t, 0, V4), await Worker.start(t, 1, V4)];
  await until('all to arrive', () => before.isSound && b.isSound, BOUND_MS);
  const next = await Worker.start(t, 0, V4);
  await next.tried(3);
  t.equal(next.state, undefined, 'it cannot try anything');
  before.offloads.stop();
  await until('its turn', () => next.isSound, BOUND_MS);
  t.same([before.faults, next.faults, b.faults], [[], [], []]);
});

t.test('switched off, nothing is tried', async (t) => {
  const offloads = new Offloads(
    {
      ...{ timers: systemTimers(), log, changed: () => undefined },
      native: () => Promise.reject(new Error('asked for')),
      memberships: () => [],
    },
    { nodeId: 'node-0', local: '192.0.2.1', advertised: '192.0.2.1', isOn: false },
  );
  await offloads.start();
  offloads.applied({ networkId: 'net-blue', gone: false });
  const facts = { mtu: 1500, routes: [], capabilities: ['vxlan'] };
  t.same(offloads.complete(facts), facts);
});

t.test('sums that a device gets wrong are told by who receives them', async (t) => {
  const native = await loadNative();
  const data = native.foreign.allocate(8);
  // ETHTOOL_STXCSUM: off, sums are in the packets, and those who receive them add them up.
  data.bytes.writeUInt32LE(0x17, 0);
  const request = Buffer.alloc(40);
  request.write('eth0');
  request.writeBigUInt64LE(data.address, 16);
  const socket = native.openInNamespace(`/run/netns/${cables[0].netns}`, () =>
    native.c.socket(2, 2, 0),
  );
  native.c.ioctl(socket, 0x8946, request);
  closeSync(socket);

  const [a, b] = [await Worker.start(t, 0, V4), await Worker.start(t, 1, V4)];
  await until('right sums to be found right', () => a.isSound && b.isSound, BOUND_MS);
  for (const [match, at, told] of [
    ['@th,448,16 != 0', 448, 'tried with packets: packets whose checksum is to be completed'],
    [SUMMED_V6, 608, 'tried with packets: IPv6 packets whose checksum is to be completed'],
  ] as const) {
    const mend = plant(B, match, `udp checksum set 0 @th,${at},16 set 0xbeef`);
    a.switched();
    await until('the sender to be blamed', () => a.faults.length > 0, BOUND_MS);
    t.match(a.faults[0]?.detail, `${told} leave eth0`);
    mend();
    await until('the sender to be cleared', () => a.faults.length === 0, BOUND_MS);
  }
});
