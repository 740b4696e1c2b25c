/** Drift that the kernel tells of, repaired object by object, ends where a full plan would end. */
import { deepStrictEqual as deepEqual, strictEqual as equal } from 'node:assert';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import {
  bridgeName,
  gatewayPortName,
  netnsPath,
  portName,
  vxlanName,
} from '../../agent/kernel/naming.js';
import type { KernelState } from '../../agent/kernel/port.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { NetworkImage } from '../../model/desired.js';
import { GATEWAY, GATEWAY_ACTS } from '../support/gateway-acts.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { BRIDGED_ACTS, LINK_ACTS, ROW_ACTS, type Target } from '../support/intruder.js';
import { TellingKernel, type Act } from '../support/telling-kernel.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const ME = 'node-a';
const HOURS = 3_600_000;
const VNIS = { blue: 100, green: 200 } as const;

function images(): NetworkImage[] {
  return (['blue', 'green'] as const).map((name, i) => {
    const network = new TestNetwork(name, VNIS[name], { flood: name === 'green' });
    network.delta([
      member(ME, '192.0.2.1'),
      member('node-b', '192.0.2.2'),
      member('node-c', '192.0.2.3'),
      endpoint({ id: `${name}-l`, node: ME, address: '10.0.0.2/24', netns: `w${i}` }),
      endpoint({ id: `${name}-m`, node: ME, address: '10.0.0.6/24', netns: `v${i}` }),
      ...[3, 4, 5].map((n) =>
        endpoint({
          id: `${name}-${n}`,
          node: n === 5 ? 'node-c' : 'node-b',
          address: `10.0.0.${n}/24`,
        }),
      ),
    ]);
    return network.image();
  });
}

const IMAGES = images();
const egress = { enabled: true, bridge: GATEWAY };

async function agent() {
  const kernel = new TellingKernel();
  for (const name of ['w0', 'w1', 'v0', 'v1']) kernel.addNamespace(name);
  const timers = new VirtualTimers();
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: () => undefined },
    { clusterId: 'c', nodeId: ME, vtep: '192.0.2.1', auditIntervalMs: HOURS, egress },
  );
  await reconciler.start();
  for (const image of IMAGES) reconciler.setImage(image);
  reconciler.synced({ epoch: 1, revision: 2 });
  const settled = async (): Promise<void> => {
    // Events are taken up a moment after they were told.
    await nextTurn();
    await reconciler.settled();
  };
  const rest = async (): Promise<void> => {
    await settled();
    await timers.pass(20_000, settled);
  };
  await rest();
  return { kernel, reconciler, settled, rest };
}

const target: fc.Arbitrary<Target> = fc
  .record({ name: fc.constantFrom('blue' as const, 'green' as const), n: fc.constantFrom(3, 4, 5) })
  .map(({ name, n }) => ({
    dev: vxlanName(VNIS[name]),
    bridge: bridgeName(VNIS[name]),
    port: portName(`${name}-l`),
    beside: portName(`${name}-m`),
    own: '02:42:0a:00:00:02',
    mac: `02:42:0a:00:00:0${n}`,
    address: `10.0.0.${n}`,
    ends: ['192.0.2.2', '192.0.2.3'],
    draw: ([first]) => first!,
  }));

/** `at-once`: after the one before; `settled`: after its repair; `ambush`: while the agent writes. */
interface Disturbance {
  readonly what: string;
  readonly at: Target;
  readonly when: 'at-once' | 'settled' | 'ambush';
}

const disturbances = (kinds: readonly string[]): fc.Arbitrary<Disturbance[]> =>
  fc.array(
    fc.record({
      what: fc.constantFrom(...kinds),
      at: target,
      when: fc.constantFrom('at-once' as const, 'settled' as const, 'ambush' as const),
    }),
    { minLength: 1, maxLength: 12 },
  );

/** Of the namespace that the endpoint is in. */
function gatewayPortOf({ dev }: Target): string {
  return gatewayPortName(GATEWAY, netnsPath(dev === vxlanName(VNIS.blue) ? 'w0' : 'w1'));
}

function actOf({ what, at }: Disturbance): Act {
  return (state) => {
    const rows = ROW_ACTS[what];
    // There are no rows without their device.
    if (rows && state.vxlans.has(at.dev)) rows(at, state);
    BRIDGED_ACTS[what]?.(at, state);
    LINK_ACTS[what]?.(at, state);
    GATEWAY_ACTS[what]?.(gatewayPortOf(at), state);
  };
}

/** In an order that does not depend on history. */
function sorted({
  bridges,
  vxlans,
  ports,
  fdb,
  neighbours,
  firewall,
  ...rest
}: KernelState): unknown {
  const table = (map: ReadonlyMap<string, unknown>): unknown =>
    [...map].sort(([x], [y]) => (x < y ? -1 : 1));
  const { gateways = new Map<string, unknown>(), gatewayPorts = gateways } = rest.egress ?? {};
  const links: ReadonlyMap<string, unknown>[] = [bridges, vxlans, ports, gateways, gatewayPorts];
  const maps = [...links, fdb, neighbours];
  return JSON.parse(JSON.stringify([...maps.map(table), firewall]));
}

async function undergo(
  { kernel, settled, rest }: Awaited<ReturnType<typeof agent>>,
  list: readonly Disturbance[],
): Promise<void> {
  for (const disturbance of list) {
    const act = actOf(disturbance);
    if (disturbance.when === 'ambush') kernel.ambush.push(act);
    else kernel.disturb(act);
    if (disturbance.when === 'settled') await settled();
  }
  await rest();
  for (const act of kernel.ambush.splice(0)) kernel.disturb(act);
  await rest();
}

async function endsAsPlanned(
  list: readonly Disturbance[],
): Promise<Awaited<ReturnType<typeof agent>> & { dumps: number }> {
  const one = await agent();
  const { kernel, reconciler } = one;
  const whole = sorted(kernel.state.toState());
  const before = kernel.dumps;
  await undergo(one, list);
  const dumps = kernel.dumps - before;
  deepEqual(sorted(kernel.state.toState()), whole);
  const writes = kernel.writes();
  await reconciler.audit();
  equal(kernel.writes(), writes, 'a full plan has nothing to add');
  await reconciler.stop();
  return { ...one, dumps };
}

t.test('rows, by their keys alone: nothing is read', async (t) => {
  await fc.assert(
    fc.asyncProperty(disturbances(Object.keys(ROW_ACTS)), async (list) => {
      equal((await endsAsPlanned(list)).dumps, 0);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test('rows of the bridges, by their keys alone', async (t) => {
  const kinds = [...Object.keys(BRIDGED_ACTS), ...Object.keys(ROW_ACTS)];
  await fc.assert(
    fc.asyncProperty(disturbances(kinds), async (list) => {
      equal((await endsAsPlanned(list)).dumps, 0);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test('the gateway and its ports, without a look', async (t) => {
  // That ports left their bridge may be told after it went: what is believed then is looked at.
  const kinds = Object.keys(GATEWAY_ACTS).filter((what) => what !== 'gateway-gone');
  await fc.assert(
    fc.asyncProperty(disturbances(kinds), async (list) => {
      // What is refused, as it went meanwhile, calls for a look.
      const calm = list.filter(({ when }) => when !== 'ambush');
      equal((await endsAsPlanned(calm)).dumps, 0);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test('rows and links together', async (t) => {
  const kinds = [ROW_ACTS, BRIDGED_ACTS, LINK_ACTS, GATEWAY_ACTS].flatMap((acts) =>
    Object.keys(acts),
  );
  await fc.assert(
    fc.asyncProperty(disturbances(kinds), async (list) => {
      await endsAsPlanned(list);
    }),
    { numRuns: 200 },
  );
  t.pass();
});

t.test('a row that is led elsewhere and taken away in one go', async (t) => {
  const nothing = { bridge: '', port: '', beside: '', own: '', address: '' };
  const [dev, mac, ends] = [vxlanName(100), '02:42:0a:00:00:03', ['192.0.2.2', '192.0.2.3']];
  const at: Target = { ...nothing, dev, mac, ends, draw: ([first]) => first! };
  const one = (what: string): Disturbance => ({ what, at, when: 'at-once' });
  t.equal((await endsAsPlanned(['fdb-elsewhere', 'fdb-del'].map(one))).dumps, 0);
});
