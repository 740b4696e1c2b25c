/** Paths between real hosts are measured, and a black hole on one of them is told beside what is applied. */
import t from 'tap';
import { loadNative } from '../../agent/kernel/native/native.js';
import type { AppliedNotice, Membership } from '../../agent/reconcile/notices.js';
import { systemTimers } from '../../agent/reconcile/timers.js';
import { Paths } from '../../agent/underlay/paths.js';
import { createLogger } from '../../observe/logger.js';
import { inside, Underlay, until } from '../support/kernel-hosts.js';

const underlay = new Underlay('pp', 'ovse-');
t.teardown(() => underlay.close());
const [a, b] = [underlay.cable('a', 1), underlay.cable('b', 2)];
const LAN = a.netns.replace(/-a$/, '-lan');
for (const [n, { netns }] of [a, b].entries()) {
  inside(netns, `ip addr add fd00::${n + 1}/64 dev eth0 nodad`);
}
const log = createLogger({ component: 'test', level: 'fatal', format: 'json' });
const NOTICE: AppliedNotice = {
  ...{ networkId: 'net-blue', epoch: 1, revision: 7, digest: 'd', failed: [], gone: false },
};

for (const [family, local, peer, mtu] of [
  ['IPv4', a.vtep, b.vtep, 1450],
  ['IPv6', 'fd00::1', 'fd00::2', 1430],
] as const) {
  t.test(
    `a link between the hosts that drops large packets is told, and that it does no more: ${family}`,
    async (t) => {
      const members: Membership['members'] = [
        { nodeId: 'node-a', vtep: local, mtu: 1500 },
        { nodeId: 'node-b', vtep: peer, mtu: 1500 },
      ];
      const told: AppliedNotice[] = [];
      const paths: Paths = new Paths(
        {
          ...{ native: loadNative, timers: systemTimers(), log },
          memberships: () => [{ networkId: 'net-blue', mtu, members }],
          again: (notice) => void told.push(paths.complete(notice)),
        },
        { nodeId: 'node-a', local, isOn: true, everyMs: 20, hostNetns: a.netns },
      );
      t.same(paths.complete(NOTICE), NOTICE);
      await paths.start();
      t.teardown(() => paths.stop());
      await until('the path to be measured', () => paths.states().length > 0);
      t.match(paths.states(), [{ vtep: peer, loss: 0, mtu: 1500, needed: 1500 }]);
      t.ok((paths.states()[0]?.rttMs ?? 0) > 0);

      inside(LAN, 'ip link set up-b mtu 1400');
      await until('the black hole to be told', () => told.length > 0, 60_000);
      t.match(told.at(-1), {
        revision: 7,
        failed: [
          {
            endpointId: '',
            code: 'black-hole',
            detail: /pass packets of 1400 bytes, not the 1500/,
          },
        ],
      });
      t.match(
        paths.complete(NOTICE),
        { failed: [{ code: 'black-hole' }] },
        'and with what is applied next',
      );
      t.same(
        paths.complete({ ...NOTICE, networkId: 'net-red' }).failed,
        [],
        'of this network only',
      );

      inside(LAN, 'ip link set up-b mtu 1500');
      await until('the end of it to be told', () => told.at(-1)?.failed.length === 0, 60_000);
    },
  );
}

t.test('without the native module nothing is measured, and nothing is claimed', async (t) => {
  const warned: unknown[] = [];
  const paths = new Paths(
    {
      native: () => Promise.reject(new Error('koffi')),
      timers: systemTimers(),
      log: Object.assign(Object.create(log) as typeof log, {
        warn: (...all: unknown[]) => warned.push(all),
      }),
      memberships: () => [],
      again: () => undefined,
    },
    { nodeId: 'node-a', local: a.vtep, isOn: true },
  );
  await paths.start();
  t.same(paths.states(), []);
  t.equal(warned.length, 1, 'it is said once');
});
