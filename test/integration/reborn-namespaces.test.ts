import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { bridgeName, linkGroup, portName } from '../../agent/kernel/naming.js';
import { isSameNetns, Namespaces, withoutCookie } from '../../agent/kernel/namespaces.js';
import { loadNative, Native } from '../../agent/kernel/native/native.js';
import { SystemCallError } from '../../agent/kernel/native/system-call-error.js';
import { formatMark, parseMark } from '../../agent/kernel/parse/owner-mark.js';
import type { Operation } from '../../agent/kernel/port.js';
import { lookInside } from '../../agent/kernel/workload.js';
import { sh, Underlay, until } from '../support/kernel-hosts.js';

if (process.getuid?.() !== 0) t.bailout('namespaces need root');

const VNI = 1_048_733;
const ENOPROTOOPT = 92;
const REBIRTH_MS = 60_000;
const underlay = new Underlay('rb');
t.teardown(() => underlay.close());
const namespaces = new Namespaces();

async function idOf(netns: string): Promise<string> {
  const opened = await namespaces.open(netns);
  await opened?.close();
  return opened?.id ?? '';
}

/** Makes namespaces, one after the other, until one has the inode of one before; resolves with both ids. */
async function rebirth(make: () => Promise<string>): Promise<readonly [string, string]> {
  const seen = new Map<string, string>();
  let pair: readonly [string, string] | undefined;
  await until(
    'an inode that was there before',
    async () => {
      const id = await make();
      const before = seen.get(withoutCookie(id));
      if (before !== undefined) pair = [before, id];
      seen.set(withoutCookie(id), id);
      return pair !== undefined;
    },
    REBIRTH_MS,
  );
  return pair as readonly [string, string];
}

function remake(netns: string): Promise<string> {
  sh(`ip netns del ${netns} 2>/dev/null; ip netns add ${netns}`);
  return idOf(netns);
}

t.test('a namespace with the name and the inode of a dead one is not taken for it', async (t) => {
  const netns = underlay.absent('1');
  const [dead, now] = await rebirth(() => remake(netns));
  t.equal(withoutCookie(dead), withoutCookie(now), 'one inode');
  t.notOk(isSameNetns(dead, now));
  t.ok(isSameNetns(now, await idOf(netns)));
  const look = (pin: string) => lookInside(namespaces, { netns, pin }, () => Promise.resolve(true));
  t.match(await look(dead), { peerState: 'netns-changed' });
  t.match(await look(now), { peerState: 'present' });
  t.match(await look(withoutCookie(now)), { peerState: 'present' }, 'pinned without a cookie');
});

/** Follows processes in namespaces of their own, one after the other, as a path of a reused process id would. */
function process1(t: Test, path: string): () => Promise<string> {
  let end: () => Promise<unknown> = () => Promise.resolve();
  t.teardown(() => end());
  return async () => {
    await end();
    const child = spawn('unshare', ['--net', 'sh', '-c', 'echo up; exec sleep 600']);
    end = () => {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      return ended;
    };
    await once(child.stdout, 'data');
    rmSync(path, { force: true });
    symlinkSync(`/proc/${child.pid ?? 0}/ns/net`, path);
    return idOf(path);
  };
}

t.test('nor is that of another process under the same path', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'ovnet-reborn-'));
  t.teardown(() => rmSync(dir, { recursive: true }));
  const [dead, now] = await rebirth(process1(t, join(dir, 'net')));
  t.equal(withoutCookie(dead), withoutCookie(now), 'one inode');
  t.notOk(isSameNetns(dead, now));
});

const owner = { cluster: 'c', node: 'n', network: 'net-1' };
const bridge = bridgeName(VNI);
const addBridge: Operation = {
  ...{ op: 'add-bridge', name: bridge, mtu: 1450, group: linkGroup(VNI), owner, altname: 'blue' },
};
const addPort = (netns: string): Extract<Operation, { op: 'add-port' }> => ({
  ...{ op: 'add-port', name: portName('ep-1'), bridge, endpointId: 'ep-1' },
  ...{ group: linkGroup(VNI), owner, mtu: 1450, netns, create: false, ifname: 'eth0' },
  ...{ mac: '02:42:0a:00:00:02', addresses: ['10.0.0.2/24'], routes: [] },
});

t.test('an endpoint is not plugged into it, and the next agent still knows', async (t) => {
  const { netns: hostNetns, vtep } = underlay.cable('h', 1);
  const options = { fabric: `${hostNetns}-f`, vtep, hostNetns };
  const kernel = new Iproute2Kernel(options);
  t.teardown(() => kernel.stop());
  await kernel.prepare();
  t.ok((await kernel.facts()).capabilities.includes('netns-cookie'));
  const codes = async (...operations: Operation[]): Promise<string[]> =>
    (await kernel.execute(operations)).map((result) => (result.ok ? 'ok' : result.code));
  t.same(await codes(addBridge), ['ok']);
  const port = addPort(underlay.absent('2'));
  await remake(port.netns);
  t.same(await codes(port), ['ok']);
  const pin = kernel.pinOf(port.name) ?? '';
  t.ok(isSameNetns(pin, await idOf(port.netns)));
  const next = new Iproute2Kernel(options);
  await next.prepare();
  t.match((await next.observe()).ports.get(port.name), { peerState: 'present' });
  t.equal(next.pinOf(port.name), pin, 'read from the mark');
  await next.stop();
  await until(
    'the inode that the port is pinned to',
    async () => {
      await codes({ op: 'delete-link', name: port.name });
      await remake(port.netns);
      t.same(await codes(port), ['ok']);
      const wanted = withoutCookie(kernel.pinOf(port.name) ?? '');
      // It is free a moment after its name went, and somebody else may get it.
      for (let i = 0; i < 40; i++) {
        if (withoutCookie(await remake(port.netns)) === wanted) return true;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      return false;
    },
    REBIRTH_MS,
  );
  t.same(await codes(port), ['netns-changed']);
});

t.test('a mark of before cookies is read, and one with a cookie leaves the pin as it was', (t) => {
  const place = { endpoint: 'ep-1', netns: 'w', ifname: 'eth0' };
  for (const pin of ['4:4026532201', '4:4026532201:9007199254740993']) {
    const mark = { owner, port: { ...place, pin } };
    t.same(parseMark(formatMark(mark)), mark);
    t.match(JSON.parse(formatMark(mark)), { pin: '4:4026532201' });
  }
  t.end();
});

t.test('kernels and machines that tell no cookie pin by inode', async (t) => {
  const netns = underlay.workload('3');
  const inode = withoutCookie(await idOf(netns));
  const { c, foreign } = await loadNative();
  const getsockopt = (): never => {
    throw new SystemCallError('getsockopt', ENOPROTOOPT);
  };
  const old = new Native({ ...foreign, calls: { ...c, getsockopt } });
  for (const one of [Namespaces.for('pipes'), new Namespaces(() => Promise.resolve(old))]) {
    const opened = await one.open(netns);
    await opened?.close();
    t.equal(opened?.id, inode);
    t.notOk(await one.haveCookies());
  }
  t.ok(isSameNetns(inode, await idOf(netns)), 'and are the same as with one');
});
