/** Sees the frames of all interfaces of a namespace that a filter passes (packet(7)), without holding any of them up. */
import { closeSync } from 'node:fs';
import type { ForeignMemory } from './c-library.js';
import type { Native } from './native.js';
import { Readiness } from './readiness.js';
import {
  AF_PACKET,
  SOCK_RAW,
  SOCK_CLOEXEC,
  SOL_SOCKET,
  SO_ATTACH_FILTER,
  MSG_DONTWAIT,
} from './socket-constants.js';

const ETH_P_ALL = 3;
const PACKET_OUTGOING = 4;
const FILTER_BYTES = 8;
/** struct sockaddr_ll. */
const ADDRESS_BYTES = 20;
/** Of a frame; the rest of a longer one is cut off. */
const FRAME_BYTES = 512;

export interface SeenFrame {
  /** Valid until the next one is received. */
  readonly bytes: Buffer;
  readonly ifindex: number;
  readonly direction: 'in' | 'out';
}

/** Memory for the calls, kept for the life of the process, and the sockets opened with it. */
export class PacketSockets {
  readonly #native: Native;
  readonly #program: ForeignMemory;
  readonly #length: Buffer = Buffer.alloc(4);
  readonly #address: Buffer = Buffer.alloc(ADDRESS_BYTES);
  readonly #frame: Buffer = Buffer.alloc(FRAME_BYTES);

  /** `programBytes`: of the longest filter. */
  constructor(native: Native, programBytes: number) {
    this.#native = native;
    this.#program = native.foreign.allocate(programBytes);
  }

  /**
   * In the namespace at `path` (undefined: the own one). `filter`: struct sock_filter one after the other. Calls `see` for
   * each frame, until the function that is returned is called. Throws `netns-missing`, `kernel-refused`, `SystemCallError`.
   */
  open(path: string | undefined, filter: Buffer, see: (frame: SeenFrame) => void): () => void {
    const { c } = this.#native;
    // Of no protocol it hears nothing: until it is bound, behind the filter.
    const open = (): number => c.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    const fd = path === undefined ? open() : this.#native.openInNamespace(path, open);
    this.#native.keepIf(fd, () => {
      c.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, this.#filterOf(filter), this.#filterLength());
      c.bind(fd, allInterfaces(), ADDRESS_BYTES);
    });
    const readiness = Readiness.shared(this.#native);
    readiness.add(fd, () => this.#receive(fd, see));
    return () => {
      this.#receive(fd, see);
      readiness.remove(fd);
      closeSync(fd);
    };
  }

  /** struct sock_fprog: the number of instructions, then their address. */
  #filterOf(filter: Buffer): Buffer {
    filter.copy(this.#program.bytes);
    const bytes = Buffer.alloc(this.#filterLength());
    bytes.writeUInt16LE(filter.length / FILTER_BYTES, 0);
    const word = this.#native.foreign.pointerBytes;
    if (word === 8) bytes.writeBigUInt64LE(this.#program.address, word);
    else bytes.writeUInt32LE(Number(this.#program.address), word);
    return bytes;
  }

  #filterLength(): number {
    return 2 * this.#native.foreign.pointerBytes;
  }

  #receive(fd: number, see: (frame: SeenFrame) => void): void {
    for (;;) {
      this.#length.writeUInt32LE(ADDRESS_BYTES);
      const bytes = this.#native.c.recvfrom(
        ...([fd, this.#frame, FRAME_BYTES, MSG_DONTWAIT, this.#address, this.#length] as const),
      );
      if (bytes < 0) return;
      see({
        bytes: this.#frame.subarray(0, bytes),
        ifindex: this.#address.readInt32LE(4),
        direction: this.#address.readUInt8(10) === PACKET_OUTGOING ? 'out' : 'in',
      });
    }
  }
}

function allInterfaces(): Buffer {
  const bytes = Buffer.alloc(ADDRESS_BYTES);
  bytes.writeUInt16LE(AF_PACKET, 0);
  bytes.writeUInt16BE(ETH_P_ALL, 2);
  return bytes;
}
