/** Datagrams with what comes beside them (recvmsg(2), cmsg(3)), without waiting. */
import type { ForeignMemory } from './c-library.js';
import type { Native } from './native.js';
import { MSG_DONTWAIT } from './socket-constants.js';

const CONTROL_BYTES = 128;

/** A 32-bit number beside the datagram. */
export interface ControlValue {
  readonly level: number;
  readonly type: number;
  readonly value: number;
}

export interface Datagram {
  /** Valid until the next one is received. */
  readonly bytes: Buffer;
  readonly control: ControlValue | undefined;
}

/** One buffer and the structures around it; kept for the life of the process. */
export class DatagramReceiver {
  readonly #native: Native;
  readonly #header: ForeignMemory;
  readonly #data: ForeignMemory;
  readonly #control: ForeignMemory;

  constructor(native: Native, capacity: number) {
    this.#native = native;
    const { allocate, pointerBytes: word } = native.foreign;
    this.#header = allocate(7 * word);
    this.#data = allocate(capacity);
    this.#control = allocate(CONTROL_BYTES);
    const vector = allocate(2 * word);
    writeWord(vector.bytes, 0, this.#data.address, word);
    writeWord(vector.bytes, word, BigInt(capacity), word);
    // struct msghdr: name, namelen, iov, iovlen, control, controllen, flags; each in a word of its own.
    writeWord(this.#header.bytes, 2 * word, vector.address, word);
    writeWord(this.#header.bytes, 3 * word, 1n, word);
    writeWord(this.#header.bytes, 4 * word, this.#control.address, word);
  }

  /** Undefined when nothing is there. Throws `SystemCallError`. */
  receive(fd: number): Datagram | undefined {
    const word = this.#native.foreign.pointerBytes;
    writeWord(this.#header.bytes, 5 * word, BigInt(CONTROL_BYTES), word);
    const length = this.#native.c.recvmsg(fd, this.#header.pointer, MSG_DONTWAIT);
    if (length < 0) return undefined;
    return { bytes: this.#data.bytes.subarray(0, length), control: this.#readControl(word) };
  }

  #readControl(word: number): ControlValue | undefined {
    const length = this.#header.bytes.readUInt32LE(5 * word);
    // struct cmsghdr: length in a word, level, type; the value begins at the next word.
    const start = Math.ceil((word + 8) / word) * word;
    if (length < start + 4) return undefined;
    const { bytes } = this.#control;
    return {
      level: bytes.readInt32LE(word),
      type: bytes.readInt32LE(word + 4),
      value: bytes.readInt32LE(start),
    };
  }
}

function writeWord(bytes: Buffer, at: number, value: bigint, word: number): void {
  if (word === 8) bytes.writeBigUInt64LE(value, at);
  else bytes.writeUInt32LE(Number(value), at);
}
