/** The few calls of the C library that Node has none for, through koffi (an optional dependency), typed. */
import type * as Koffi from 'koffi';
import { OvnetError } from '../../../model/errors.js';
import { SystemCallError } from './system-call-error.js';

const EINTR = 4;

/** Each returns what the C function returns, and throws `SystemCallError` where that is -1. */
export interface CLibrary {
  setns(fd: number, kind: number): number;
  unshare(flags: number): number;
  mount(source: string, target: string, type: null, flags: number, data: null): number;
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  /** `length` is a socklen_t: the room in `value`, then what was written. */
  getsockopt(
    fd: number,
    level: number,
    name: number,
    value: Uint8Array,
    length: Uint8Array,
  ): number;
  /** `argument` is a structure that the request fills or reads. */
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  eventfd(value: number, flags: number): number;
  send(fd: number, data: Uint8Array, length: number, flags: number): number;
  /** -1 instead of an error where `flags` forbid to wait and nothing is there. */
  recv(fd: number, into: Uint8Array, length: number, flags: number): number;
  /** `address` gets the sender's, `length` (u32) tells how long it may be. -1 like `recv`. */
  recvfrom(
    fd: number,
    into: Uint8Array,
    bytes: number,
    flags: number,
    address: Uint8Array,
    length: Uint8Array,
  ): number;
  /** `header` is a struct msghdr in memory of `memory`; -1 like `recv`. */
  recvmsg(fd: number, header: ForeignMemory['pointer'], flags: number): number;
}

/** Memory outside of the heap that stays where it is, for structures that point at each other. Never freed. */
export interface ForeignMemory {
  readonly pointer: unknown;
  readonly address: bigint;
  readonly bytes: Buffer;
}

type Signature = (...values: unknown[]) => number | bigint;

export interface ForeignCalls {
  readonly calls: CLibrary;
  readonly allocate: (length: number) => ForeignMemory;
  readonly pointerBytes: number;
  /** poll(2) on a thread of the pool; `polled` is an array of `count` struct pollfd. Interrupted: nothing is ready. */
  readonly poll: (polled: ForeignMemory, count: number, ms: number, done: () => void) => void;
  /** send(2) on a thread of the pool: `length` bytes of `data`, which must not change until `done` is told whether it worked. */
  readonly send: (
    fd: number,
    data: ForeignMemory,
    length: number,
    done: (sent: boolean) => void,
  ) => void;
}

/** Prototypes in koffi's words; `ssize_t` is unknown to it. */
const PROTOTYPES: Readonly<Record<keyof CLibrary, string>> = {
  setns: 'int setns(int fd, int nstype)',
  unshare: 'int unshare(int flags)',
  mount:
    'int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)',
  socket: 'int socket(int domain, int type, int protocol)',
  bind: 'int bind(int fd, const void *address, uint32_t length)',
  connect: 'int connect(int fd, const void *address, uint32_t length)',
  setsockopt: 'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
  getsockopt: 'int getsockopt(int fd, int level, int name, void *value, void *length)',
  ioctl: 'int ioctl(int fd, unsigned long request, void *argument)',
  eventfd: 'int eventfd(uint32_t value, int flags)',
  send: 'int64_t send(int fd, const void *data, size_t length, int flags)',
  recv: 'int64_t recv(int fd, void *into, size_t length, int flags)',
  recvfrom:
    'int64_t recvfrom(int fd, void *into, size_t bytes, int flags, void *address, void *length)',
  recvmsg: 'int64_t recvmsg(int fd, void *header, int flags)',
};

const EAGAIN = 11;

/** Throws `native-unavailable` where koffi is not installed, has no build for this machine, or finds no C library. */
export async function loadCLibrary(
  load: () => Promise<typeof Koffi> = () => import('koffi'),
): Promise<ForeignCalls> {
  try {
    const { default: koffi } = await load();
    // The process itself: Node is linked with the C library of the system, whatever its name.
    const process = koffi.load(null);
    const bound = Object.entries(PROTOTYPES).map(([name, prototype]) => {
      const call = process.func(prototype) as unknown as Signature;
      const count = prototype.split(',').length;
      return [name, checked(name, call, count, () => koffi.errno())] as const;
    });
    const calls = Object.fromEntries(bound) as unknown as CLibrary;
    const allocate = (length: number): ForeignMemory => {
      const pointer: unknown = koffi.alloc('uint8_t', length);
      const bytes = Buffer.from(koffi.view(pointer, length)).fill(0);
      return { pointer, address: koffi.address(pointer), bytes };
    };
    const pollAsync = process.func('int poll(void *polled, size_t count, int timeout)').async;
    const poll: ForeignCalls['poll'] = ({ pointer }, count, ms, done) =>
      void pollAsync(pointer, count, ms, done);
    const sendAsync = process.func(PROTOTYPES.send).async;
    const send: ForeignCalls['send'] = (fd, { pointer }, length, done) =>
      void sendAsync(fd, pointer, length, 0, (error: unknown, sent: number | bigint) =>
        done(error === null && Number(sent) === length),
      );
    return { calls, allocate, pointerBytes: koffi.sizeof('void *'), poll, send };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new OvnetError('native-unavailable', `koffi: ${detail.split('\n')[0] ?? ''}`);
  }
}

type Checked = (
  ...values: [first: never, second: never, third: never, fourth: never, fifth: never, sixth: never]
) => number;

/** Of as many arguments as the function has: rest parameters cost more than some of the calls. */
function checked(name: string, call: Signature, count: number, errno: () => number): Checked {
  const waits = name.startsWith('recv');
  const apply: Readonly<Record<number, Checked>> = {
    1: (a) => Number(call(a)),
    2: (a, b) => Number(call(a, b)),
    3: (a, b, c) => Number(call(a, b, c)),
    4: (a, b, c, d) => Number(call(a, b, c, d)),
    5: (a, b, c, d, e) => Number(call(a, b, c, d, e)),
    6: (a, b, c, d, e, f) => Number(call(a, b, c, d, e, f)),
  };
  const run = apply[count] ?? (() => -1);
  return (a, b, c, d, e, f) => {
    for (;;) {
      const result = run(a, b, c, d, e, f);
      if (result !== -1) return result;
      const reason = errno();
      if (waits && reason === EAGAIN) return -1;
      if (reason !== EINTR) throw new SystemCallError(name, reason);
    }
  };
}
