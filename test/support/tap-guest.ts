/** A virtual machine's network card: opens a tap as its hypervisor would, and speaks just enough to be pinged and to ping. */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import koffi from 'koffi';
import { loadNative } from '../../agent/kernel/native/native.js';
import { netnsPath } from '../../agent/kernel/naming.js';
import { until } from './kernel-hosts.js';

/** <linux/if_tun.h> */
const TUNSETIFF = 0x400454ca;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;

const ETHERTYPE = { ipv4: 0x0800, arp: 0x0806 } as const;
const ICMP = { reply: 0, request: 8 } as const;

export class TapGuest {
  readonly #fd: number;
  readonly #mac: Buffer;
  readonly #address: Buffer;

  private constructor(fd: number, mac: string, address: string) {
    this.#fd = fd;
    this.#mac = Buffer.from(mac.replaceAll(':', ''), 'hex');
    this.#address = bytesOf(address);
  }

  /** In the namespace of a host, by name. */
  static async open(netns: string, tap: string, mac: string, address: string): Promise<TapGuest> {
    const native = await loadNative();
    const flags = constants.O_RDWR | constants.O_NONBLOCK;
    const fd = native.openInNamespace(netnsPath(netns), () => openSync('/dev/net/tun', flags));
    const ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, void *argument)');
    const request = Buffer.alloc(40);
    request.write(tap);
    request.writeUInt16LE(IFF_TAP | IFF_NO_PI, 16);
    if (ioctl(fd, TUNSETIFF, request) !== 0) {
      closeSync(fd);
      throw new Error(`cannot open ${tap}: errno ${koffi.errno()}`);
    }
    return new TapGuest(fd, mac, address);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The MAC that answers for an address. */
  async resolve(address: string): Promise<string> {
    const target = bytesOf(address);
    const head = Buffer.from([0, 1, 8, 0, 6, 4, 0, 1]);
    const body = [head, this.#mac, this.#address, Buffer.alloc(6), target];
    const answer = await this.#ask(
      Buffer.concat([Buffer.alloc(6, 0xff), this.#mac, word(ETHERTYPE.arp), ...body]),
      (frame) => frame.readUInt16BE(12) === ETHERTYPE.arp && frame.readUInt16BE(20) === 2,
    );
    return answer
      .subarray(22, 28)
      .toString('hex')
      .replaceAll(/..(?!$)/g, '$&:');
  }

  /** The source address of the first echo reply. */
  async ping(mac: string, address: string): Promise<string> {
    const echo = Buffer.alloc(16);
    echo[0] = ICMP.request;
    echo.writeUInt16BE(checksum(echo), 2);
    const ip = Buffer.alloc(20);
    ip.set([0x45, 0, 0, 36, 0, 1, 0, 0, 64, 1]);
    this.#address.copy(ip, 12);
    bytesOf(address).copy(ip, 16);
    ip.writeUInt16BE(checksum(ip), 10);
    const to = Buffer.from(mac.replaceAll(':', ''), 'hex');
    const frame = Buffer.concat([to, this.#mac, word(ETHERTYPE.ipv4), ip, echo]);
    const answer = await this.#ask(frame, (one) => isEcho(one, ICMP.reply));
    return [...answer.subarray(26, 30)].join('.');
  }

  /** Sends until something that fits comes back. */
  async #ask(frame: Buffer, fits: (answer: Buffer) => boolean): Promise<Buffer> {
    let found: Buffer | undefined;
    await until('an answer on the tap', () => {
      writeSync(this.#fd, frame);
      found = this.#read().find(fits);
      return found !== undefined;
    });
    if (!found) throw new Error('no answer');
    return found;
  }

  #read(): Buffer[] {
    const frames: Buffer[] = [];
    for (;;) {
      const into = Buffer.alloc(2_048);
      try {
        frames.push(into.subarray(0, readSync(this.#fd, into)));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return frames;
        throw error;
      }
    }
  }
}

function isEcho(frame: Buffer, type: number): boolean {
  return frame.readUInt16BE(12) === ETHERTYPE.ipv4 && frame[23] === 1 && frame[34] === type;
}

function bytesOf(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += bytes.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
