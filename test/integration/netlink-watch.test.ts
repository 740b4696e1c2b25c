import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { loadNative, Native } from '../../agent/kernel/native/native.js';
import { SystemCallError } from '../../agent/kernel/native/system-call-error.js';
import {
  NETLINK_ADD_MEMBERSHIP,
  RTNLGRP_NEIGH,
  SOL_NETLINK,
} from '../../agent/kernel/netlink/constants.js';
import { RowTable } from '../../agent/kernel/netlink/row-table.js';
import { NetlinkWatch, type NetlinkWatchOptions } from '../../agent/kernel/netlink/watch.js';
import type { KernelEvent } from '../../agent/kernel/port.js';
import type { RowOperation } from '../../agent/kernel/port-row-mirror.js';
import { inside, sh, until } from '../support/kernel-hosts.js';

const NAME = 'ovnl-watch';
const WORKLOAD = 'ovnl-watch-w';
const HOST = 'ovnl-watch-h';
const TAPS = 'ovnl-watch-t';
const PATH = `/run/netns/${NAME}`;
const DEV = 'vx-000001';

const drop = (): void => {
  for (const name of [NAME, WORKLOAD, HOST, TAPS]) sh(`ip netns del ${name} 2>/dev/null || true`);
};
drop();
t.teardown(drop);
sh(`ip netns add ${NAME} && ip netns add ${WORKLOAD}`);
const vxlan = 'type vxlan id 1 dstport 4789 local 127.0.0.1 nolearning proxy';
inside(NAME, `ip link add ${DEV} ${vxlan}`);
inside(NAME, 'ip link add br-000001 type bridge');
inside(NAME, `ip link set ${DEV} master br-000001 up`);
inside(NAME, `ip link add ve000000000001 type veth peer name eth0 netns ${WORKLOAD}`);

const mac = (n: number): string => `02:42:00:00:${hexByte(n >> 8)}:${hexByte(n & 255)}`;
const hexByte = (value: number): string => value.toString(16).padStart(2, '0');
const replace = (n: number, dst = '192.0.2.2'): RowOperation => ({
  ...{ op: 'replace-fdb', dev: DEV, mac: mac(n), dst },
});

interface Watched {
  readonly events: KernelEvent[];
  readonly watch: NetlinkWatch;
  readonly table: RowTable;
}

async function watched(t: Test, options: NetlinkWatchOptions = {}): Promise<Watched> {
  const native = await loadNative();
  const [watch, table] = [new NetlinkWatch(native, PATH, options), new RowTable(native, PATH)];
  const events: KernelEvent[] = [];
  watch.start((event) => void events.push(event));
  t.teardown(async () => {
    table.close();
    await watch.stop();
  });
  return { events, watch, table };
}

t.test('what own writes cause is told before anything else happens, in order', async (t) => {
  const { events, watch, table } = await watched(t);
  const neighbour = { op: 'replace-neighbour', dev: DEV, address: 'fd00::1', mac: mac(1) } as const;
  await table.write([replace(1), replace(1, '192.0.2.3'), neighbour]);
  watch.settle();
  const told = { dev: DEV, ordered: true } as const;
  t.same(events, [
    { ...told, object: 'fdb', row: { key: mac(1), value: '192.0.2.2' } },
    { ...told, object: 'fdb', row: { key: mac(1), value: '192.0.2.3' } },
    { ...told, object: 'neighbour', row: { key: 'fd00::1', value: mac(1) } },
  ]);
  t.same(await table.write([replace(1, '192.0.2.3')]), [{ ok: true }]);
});

t.test('every row that somebody else deletes is told', async (t) => {
  const { events, watch, table } = await watched(t);
  const rows = Array.from({ length: 600 }, (_, n) => replace(n));
  await table.write(rows);
  watch.settle();
  events.length = 0;
  const lines = rows.map(
    (_, n) => `fdb del ${mac(n)} dev ${DEV} dst 192.0.2.${n === 1 ? 3 : 2} self`,
  );
  inside(NAME, `bridge -batch - <<'END'\n${lines.join('\n')}\nEND`);
  // Row 1 was replaced, not moved back: its destination is the last one given.
  await until('all are told', () => events.length >= 599);
  const deleted = new Set(events.map(({ row }) => row?.key));
  t.equal(deleted.size, events.length, 'each once');
  t.ok(events.every(({ object, row }) => object === 'fdb' && row?.value === undefined));
  t.equal(events[5]?.row?.was, '192.0.2.2');
});

t.test('links are told as they are now, those of others are not', async (t) => {
  const { events } = await watched(t);
  inside(NAME, `ip link set ${DEV} mtu 1400`);
  inside(NAME, 'ip link add foreign type bridge');
  inside(NAME, `ip link set ${DEV} nomaster`);
  inside(NAME, `ip link set ${DEV} down`);
  await until('down', () => events.some(({ link }) => link?.gone === false && !link.up));
  const last = events.filter(({ link }) => link !== undefined).at(-1);
  t.same(last, {
    ...{ object: 'link', dev: DEV, ordered: true },
    link: { gone: false, up: false, mtu: 1400, master: undefined },
  });
  t.notOk(events.some(({ dev }) => dev === 'foreign'));
});

t.test('a foreign hand in a workload is told, the kernel’s own doing there is not', async (t) => {
  const { events } = await watched(t);
  inside(WORKLOAD, 'ip addr add 10.9.0.1/24 dev eth0');
  await until('told', () => events.some(({ object }) => object === 'address'));
  t.same(
    events.filter(({ workload }) => workload !== true).filter(({ object }) => object !== 'link'),
    [],
  );
  inside(WORKLOAD, 'ip link set eth0 up');
  inside(WORKLOAD, 'ip route add 10.8.0.0/24 dev eth0');
  await until('told', () => events.some(({ object }) => object === 'route'));
});

t.test('what happens on the host is told only when an endpoint is plugged into it', async (t) => {
  let isWorkload = false;
  const host = { path: `/run/netns/${HOST}`, isWorkload: () => isWorkload };
  const { events } = await watched(t, { host });
  sh(`ip netns add ${HOST}`);
  // As a vxlan device does: from here on each knows the other by a number.
  inside(NAME, `ip link add link-h type veth peer name link-f netns ${HOST}`);
  inside(HOST, 'ip link add docker0 type bridge');
  inside(HOST, 'ip addr add 10.7.0.1/24 dev docker0');
  inside(HOST, 'ip link set docker0 up');
  const address = 'ip addr add 10.9.0.2/24 dev eth0';
  inside(WORKLOAD, address);
  await until('the workload is told', () => events.some(({ object }) => object === 'address'));
  t.equal(events.filter(({ object }) => object === 'address').length, 1);
  t.notOk(events.some(({ dev }) => dev === 'docker0' || dev === 'link-f'));
  isWorkload = true;
  inside(HOST, 'ip link set docker0 mtu 1400');
  await until('the host is told', () => events.some(({ dev }) => dev === 'docker0'));
});

t.test('of the host links of our own are told, and no others', async (t) => {
  const path = `/run/netns/${TAPS}`;
  const host = { path, isWorkload: () => false, ownsLink: (name: string) => name === 'vm1' };
  const { events } = await watched(t, { host });
  sh(`ip netns add ${TAPS}`);
  inside(NAME, `ip link add link-t type veth peer name link-u netns ${TAPS}`);
  for (const name of ['vm0', 'vm1']) inside(TAPS, `ip tuntap add dev ${name} mode tap`);
  inside(TAPS, 'ip link set vm0 up');
  inside(TAPS, 'ip addr add 10.7.0.1/24 dev vm1');
  inside(TAPS, 'ip link set vm1 up');
  await until('the tap is told', () => events.some(({ dev }) => dev === 'vm1'));
  t.same(
    [
      ...new Set(
        events
          .filter(({ dev }) => dev?.startsWith('vm'))
          .map(({ dev, object }) => `${object} ${dev}`),
      ),
    ],
    ['link vm1'],
  );
});

t.test('rows that go with their device are asked nothing about, one by one', async (t) => {
  const native = await loadNative();
  let questions = 0;
  const send = (...args: Parameters<typeof native.c.send>): number => {
    questions += 1;
    return native.c.send(...args);
  };
  const counting = new Native({ calls: { ...native.c, send }, ...native.foreign });
  const dev = 'vx-000002';
  inside(NAME, `ip link add ${dev} type vxlan id 2 dstport 4789 local 127.0.0.1 nolearning`);
  const table = new RowTable(native, PATH);
  t.teardown(() => table.close());
  await table.write(Array.from({ length: 500 }, (_, n) => ({ ...replace(n), dev })));
  const watch = new NetlinkWatch(counting, PATH);
  const events: KernelEvent[] = [];
  watch.start((event) => void events.push(event));
  t.teardown(() => watch.stop());
  inside(NAME, `ip link del ${dev}`);
  await until('it is gone', () => events.some(({ link }) => link?.gone === true));
  watch.settle();
  t.ok(questions < 50, `${questions} questions`);
  inside(NAME, `ip link add ${dev} index 4711 type vxlan id 2 dstport 4789 local 127.0.0.1`);
  inside(NAME, `ip link del ${dev}`);
  inside(NAME, `ip link add ${dev} index 4711 type vxlan id 2 dstport 4789 local 127.0.0.1`);
  await table.write([{ ...replace(1), dev }]);
  watch.settle();
  t.match(events.at(-1), { object: 'fdb', dev }, 'one that has its number is known again');
});

t.test('a watch that cannot begin leaves no socket behind', async (t) => {
  const native = await loadNative();
  const setsockopt = (...args: Parameters<typeof native.c.setsockopt>): number => {
    const [fd, level, name, value, length] = args;
    const isRows = level === SOL_NETLINK && name === NETLINK_ADD_MEMBERSHIP;
    if (isRows && Buffer.from(value).readUInt32LE() === RTNLGRP_NEIGH) {
      throw new SystemCallError('setsockopt', 12);
    }
    return native.c.setsockopt(fd, level, name, value, length);
  };
  const failing = new Native({ calls: { ...native.c, setsockopt }, ...native.foreign });
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  const watch = new NetlinkWatch(failing, PATH);
  t.throws(() => watch.start(() => undefined), { code: 'ENOMEM' });
  t.equal(open(), before);
});

t.test('events that found no room are told as an overflow', async (t) => {
  const { events, watch, table } = await watched(t, { receiveBuffer: 4_096 });
  inside(NAME, `ip link set ${DEV} up`);
  await table.write(Array.from({ length: 200 }, (_, n) => replace(n, '192.0.2.9')));
  watch.settle();
  t.ok(events.some(({ object }) => object === 'overflow'));
  events.length = 0;
  await table.write([replace(3)]);
  watch.settle();
  t.match(events.at(-1), { object: 'fdb', row: { key: mac(3) } }, 'goes on afterwards');
});

t.test('a process that ends while it is told of changes ends as it meant to', async (t) => {
  const native = fileURLToPath(new URL('../../agent/kernel/native/native.js', import.meta.url));
  const watch = fileURLToPath(new URL('../../agent/kernel/netlink/watch.js', import.meta.url));
  const script = `
    const { loadNative } = await import(${JSON.stringify(native)});
    const { NetlinkWatch } = await import(${JSON.stringify(watch)});
    const watch = new NetlinkWatch(await loadNative(), ${JSON.stringify(PATH)});
    let told = 0;
    watch.start(() => { if (++told === 50) process.exit(3); });
    setTimeout(() => process.exit(4), 20_000);
    console.log('watching');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const lines = Array.from(
    { length: 1_000 },
    (_, n) => `fdb replace ${mac(n)} dev ${DEV} dst 192.0.2.7 self`,
  );
  inside(NAME, `bridge -batch - <<'END'\n${lines.join('\n')}\nEND`);
  t.same(await ended, [3, null]);
});
