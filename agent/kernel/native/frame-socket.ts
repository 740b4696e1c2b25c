/**
 * Whole frames of one device, sent and received with what is still to be done to them: a checksum to be completed, segments to
 * be cut (packet(7), PACKET_VNET_HDR). What is sent goes the way of a virtual machine's or a workload's packet.
 */
import { closeSync } from 'node:fs';
import type { Native } from './native.js';
import { Readiness } from './readiness.js';
import { AF_PACKET, MSG_DONTWAIT, SOCK_CLOEXEC, SOCK_RAW } from './socket-constants.js';
import { SystemCallError } from './system-call-error.js';

/** struct virtio_net_hdr (linux/virtio_net.h), in front of every frame. */
export const OFFLOAD_HEADER_BYTES = 10;

const SOL_PACKET = 263;
const PACKET_VNET_HDR = 15;
/** struct sockaddr_ll. */
const ADDRESS_BYTES = 20;
/** The header, and the largest packet that segments are put together to. */
const FRAME_BYTES = 70_000;
/** The rest waits until the event loop comes round. */
const AT_ONCE = 64;

export interface FramePlace {
  /** Path of the namespace. */
  readonly netns: string;
  /** The device is up. */
  readonly ifindex: number;
  /** What is in the frames. */
  readonly etherType: number;
}

/** Hears frames of one kind that come in, not those that it sends. */
export class FrameSocket {
  readonly #native: Native;
  readonly #fd: number;
  readonly #frame = Buffer.alloc(FRAME_BYTES);

  /** `see` gets header and frame, valid until the next. Throws `netns-missing`, `kernel-refused`, `SystemCallError`. */
  constructor(
    native: Native,
    { netns, ifindex, etherType }: FramePlace,
    see: (frame: Buffer) => void,
  ) {
    const { c } = native;
    this.#native = native;
    const address = Buffer.alloc(ADDRESS_BYTES);
    address.writeUInt16LE(AF_PACKET, 0);
    address.writeUInt16BE(etherType, 2);
    address.writeInt32LE(ifindex, 4);
    this.#fd = native.openInNamespace(netns, () => c.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    native.keepIf(this.#fd, (fd) => {
      native.setOption(fd, SOL_PACKET, PACKET_VNET_HDR, 1);
      c.bind(fd, address, address.length);
      Readiness.shared(native).add(fd, () => this.#receive(see));
    });
  }

  /** Header and frame. Throws `SystemCallError`. */
  send(frame: Buffer): void {
    this.#native.c.send(this.#fd, frame, frame.length, 0);
  }

  close(): void {
    Readiness.shared(this.#native).remove(this.#fd);
    closeSync(this.#fd);
  }

  #receive(see: (frame: Buffer) => void): void {
    for (let i = 0; i < AT_ONCE; i += 1) {
      let length: number;
      try {
        length = this.#native.c.recv(this.#fd, this.#frame, FRAME_BYTES, MSG_DONTWAIT);
      } catch (error) {
        // A frame that this header has no words for: it is gone, and none of ours.
        if (error instanceof SystemCallError) continue;
        throw error;
      }
      if (length < 0) return;
      see(this.#frame.subarray(0, length));
    }
  }
}
