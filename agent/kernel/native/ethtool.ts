/** Driver and features of a network device, by the ioctls that ethtool(8) uses (linux/ethtool.h). */
import { closeSync } from 'node:fs';
import { endianness } from 'node:os';
import type { ForeignMemory } from './c-library.js';
import type { Native } from './native.js';
import { SystemCallError } from './system-call-error.js';
import { AF_INET, SOCK_DGRAM, SOCK_CLOEXEC } from './socket-constants.js';

const SIOCETHTOOL = 0x8946;

const GET_DRIVER = 0x03;
const GET_STRINGS = 0x1b;
const GET_STRING_COUNTS = 0x37;
const GET_FEATURES = 0x3a;
const FEATURE_NAMES = 4;

const NAME_BYTES = 32;
/** struct ethtool_gfeatures: cmd and size, then per 32 features: available, requested, active, never changed. */
const BLOCK_BYTES = 16;
const ACTIVE_AT = 8;
const ROOM = 16 * 1024;

export interface DeviceFeatures {
  readonly driver: string;
  /** By the names of ethtool(8). */
  readonly active: ReadonlySet<string>;
}

export class Ethtool {
  readonly #native: Native;
  /** Foreign memory is never freed: one piece serves all calls. */
  readonly #data: ForeignMemory;

  constructor(native: Native) {
    this.#native = native;
    this.#data = native.foreign.allocate(ROOM);
  }

  /** `netns` is the path of the device's namespace. Undefined where the device is not there or tells nothing. */
  features(netns: string, device: string): DeviceFeatures | undefined {
    const { c } = this.#native;
    const fd = this.#native.openInNamespace(netns, () =>
      c.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
    );
    try {
      return { driver: this.#driver(fd, device), active: this.#active(fd, device) };
    } catch (error) {
      if (error instanceof SystemCallError) return undefined;
      throw error;
    } finally {
      closeSync(fd);
    }
  }

  #driver(fd: number, device: string): string {
    this.#ask(fd, device, GET_DRIVER);
    return this.#text(4);
  }

  #active(fd: number, device: string): ReadonlySet<string> {
    const names = this.#names(fd, device);
    const blocks = Math.ceil(names.length / 32);
    this.#ask(fd, device, GET_FEATURES, (write) => write(4, blocks));
    const isActive = (index: number): boolean => {
      const at = 8 + Math.floor(index / 32) * BLOCK_BYTES + ACTIVE_AT;
      return ((this.#number(at) >>> (index % 32)) & 1) === 1;
    };
    return new Set(names.filter((_, index) => isActive(index)));
  }

  #names(fd: number, device: string): string[] {
    this.#ask(fd, device, GET_STRING_COUNTS, (write) => {
      // A mask of 64 bits, of which the lower half stands first or last.
      write(endianness() === 'LE' ? 8 : 12, 1 << FEATURE_NAMES);
    });
    const count = Math.min(this.#number(16), Math.floor((ROOM - 12) / NAME_BYTES));
    this.#ask(fd, device, GET_STRINGS, (write) => {
      write(4, FEATURE_NAMES);
      write(8, count);
    });
    return Array.from({ length: count }, (_, i) => this.#text(12 + i * NAME_BYTES));
  }

  #ask(
    fd: number,
    device: string,
    command: number,
    fill: (write: (at: number, value: number) => void) => void = () => undefined,
  ): void {
    const { bytes, address } = this.#data;
    bytes.fill(0);
    const isLittle = endianness() === 'LE';
    const write = (at: number, value: number): void => {
      if (isLittle) bytes.writeUInt32LE(value, at);
      else bytes.writeUInt32BE(value, at);
    };
    write(0, command);
    fill(write);
    // struct ifreq: the name, then a pointer.
    const request = Buffer.alloc(40);
    request.write(device.slice(0, 15));
    if (isLittle) request.writeBigUInt64LE(address, 16);
    else request.writeBigUInt64BE(address, 16);
    this.#native.c.ioctl(fd, SIOCETHTOOL, request);
  }

  #number(at: number): number {
    const { bytes } = this.#data;
    return endianness() === 'LE' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  #text(at: number): string {
    const text = this.#data.bytes.subarray(at, at + NAME_BYTES).toString('latin1');
    return text.split('\0', 1)[0] ?? '';
  }
}
