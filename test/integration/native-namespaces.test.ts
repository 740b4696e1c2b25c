import { execFile } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import { promisify } from 'node:util';
import t from 'tap';
import { loadCLibrary } from '../../agent/kernel/native/c-library.js';
import { loadNative } from '../../agent/kernel/native/native.js';
import { inside, sh } from '../support/kernel-hosts.js';

const NAME = 'ovnl-native';
const PATH = `/run/netns/${NAME}`;
const address = { address: '127.0.0.11', port: 53 };

const drop = (): void => void sh(`ip netns del ${NAME} 2>/dev/null || true`);
drop();
sh(`ip netns add ${NAME}`);
t.teardown(drop);
inside(NAME, 'ip link set lo up');

const ownNamespace = (): string => readlinkSync('/proc/thread-self/ns/net');
/** Looked at from within: a child sees what its start has open for a while. */
const openFiles = (): number => readdirSync('/proc/self/fd').length;
const devices = (): string => readFileSync('/proc/thread-self/net/dev', 'utf8');

t.test('a descriptor is opened inside a namespace and the thread is at home again', async (t) => {
  const native = await loadNative();
  const [home, before] = [ownNamespace(), devices().split('\n').length];
  let within = '';
  const fd = native.openInNamespace(PATH, () => {
    within = ownNamespace();
    return native.bindUdp4(address);
  });
  t.not(within, home, 'it was elsewhere');
  t.equal(ownNamespace(), home);
  t.equal(devices().split('\n').length, before);
  t.match(inside(NAME, 'ss -Huln'), /127\.0\.0\.11:53/);
  closeSync(fd);
});

t.test('the thread is at home again after whatever failed', async (t) => {
  const native = await loadNative();
  const home = ownNamespace();
  const open = (path: string, inner: () => number) => () => native.openInNamespace(path, inner);
  t.throws(
    open(PATH, () => {
      throw new Error('no luck');
    }),
    { message: 'no luck' },
  );
  t.equal(ownNamespace(), home, 'what was to be opened was not');
  t.throws(
    open(`${PATH}-absent`, () => 0),
    { code: 'netns-missing' },
  );
  t.throws(
    open('/proc/self/status', () => 0),
    { code: 'kernel-refused' },
  );
  t.equal(ownNamespace(), home, 'there was no namespace');
  const first = native.openInNamespace(PATH, () => native.bindUdp4(address));
  const fds = openFiles();
  t.throws(
    open(PATH, () => native.bindUdp4(address)),
    { code: 'EADDRINUSE', syscall: 'bind' },
  );
  t.equal(openFiles(), fds, 'no descriptor is left open');
  t.equal(ownNamespace(), home);
  closeSync(first);
});

t.test('no thread is left elsewhere after many trips', async (t) => {
  const native = await loadNative();
  for (let i = 0; i < 500; i++) {
    closeSync(native.openInNamespace(PATH, () => native.c.socket(2, 2, 0)));
  }
  const threads = sh(`for t in /proc/${process.pid}/task/*; do readlink $t/ns/net; done`);
  t.same(new Set(threads.trim().split('\n')), new Set([ownNamespace()]));
});

t.test('a module that does not load is told by code and reason', async (t) => {
  const absent = (): Promise<never> => Promise.reject(new Error('Cannot find package\nat x'));
  await t.rejects(loadCLibrary(absent), {
    code: 'native-unavailable',
    message: /koffi: Cannot find package$/,
  });
});

t.test('datagrams and connections reach what was opened inside', async (t) => {
  const native = await loadNative();
  const udp = dgram.createSocket('udp4');
  t.teardown(() => udp.close());
  // Told at once: there is no address to look up.
  udp.bind({ fd: native.openInNamespace(PATH, () => native.bindUdp4(address)) });
  const tcp = net.createServer((socket) => socket.end('by tcp'));
  t.teardown(() => tcp.close());
  tcp.listen({ fd: native.openInNamespace(PATH, () => native.bindTcp4(address)) });
  await once(tcp, 'listening');
  udp.on('message', (message, { port, address }) =>
    udp.send(`${String(message)} back`, port, address),
  );
  const datagram = 'exec 3<>/dev/udp/127.0.0.11/53; echo -n ask >&3; head -c 8 <&3';
  t.equal(await client(datagram), 'ask back');
  t.equal(await client('cat </dev/tcp/127.0.0.11/53'), 'by tcp');
});

/** What a script inside prints, while this process answers it. */
async function client(script: string): Promise<string> {
  const command = [`--net=${PATH}`, 'timeout', '10', 'bash', '-c', script];
  return (await promisify(execFile)('nsenter', command)).stdout;
}
